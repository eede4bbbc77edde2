"""What is signed, worked out once more from the standard's own words (RFC 2104)."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confidentiality.access.tokens import key_of_all, pads, token

WHO, CHALLENGE, KEY = "person:a", "41|1800000000000000", bytes(range(32))
SHORT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(who=SHORT, challenge=SHORT, key=st.binary(min_size=1, max_size=64))
def test_a_token_is_what_the_database_works_out_from_the_pads(
    who: str, challenge: str, key: bytes
) -> None:
    inner, outer = pads(key.hex())
    said = f"{who}|{challenge}".encode()
    proof = hashlib.sha256(outer + hashlib.sha256(inner + said).digest()).hexdigest()
    assert token(who, challenge, key) == f"{who}.{proof}"


def test_another_person_transaction_or_key_has_another_token() -> None:
    made = {
        token(WHO, CHALLENGE, KEY),
        token("person:b", CHALLENGE, KEY),
        token("system:a", CHALLENGE, KEY),
        token(WHO, "42|1800000000000000", KEY),
        token(WHO, CHALLENGE, KEY[1:]),
    }
    assert len({each.rpartition(".")[2] for each in made}) == 5


def test_a_key_that_hmac_would_shorten_is_refused() -> None:
    assert [len(pad) for pad in pads("ab" * 64)] == [64, 64]
    with pytest.raises(ValueError, match=r"^An identity key has at most 64 bytes\.$"):
        pads("ab" * 65)


def test_the_owner_s_key_is_made_of_every_login_s_whatever_their_order() -> None:
    web, worker = "00" * 31 + "01", "ff" * 32
    made = hashlib.sha256(bytes.fromhex(web + worker)).hexdigest()
    assert key_of_all({"web": web, "worker": worker}) == made
    assert key_of_all({"worker": worker, "web": web}) == made
    assert key_of_all({"web": worker, "worker": web}) != made
