"""What the index keeps of a name or identifier: found again under one key, one generation and one kind only."""

from datetime import date

import pytest
from pytest_django import Settings

from confidentiality.sealing.errors import SealingError
from confidentiality.sealing.index.tokens import (
    Kind,
    Term,
    bits_for,
    exact_terms,
    key_print,
    query_key,
    terms,
    token_of,
)

LONG = {
    *(Kind.PHONE, Kind.PAIR, Kind.EXACT, Kind.EMAIL, Kind.DOOR, Kind.FORMER_PHONE, Kind.FORMER_PAIR),
}  # fmt: skip
AMINA = Term(Kind.NAME, "amina")


# ---- tokens


@pytest.mark.parametrize(
    ("files", "bits"),
    [(0, 10), (1, 10), (1024, 10), (1025, 11), (2048, 11), (2049, 12), (20_000, 15)],
)
def test_a_token_is_as_long_as_the_index_has_files_in_twos(files: int, bits: int) -> None:
    """So that each is shared by chance with other names, and identifies nobody."""
    assert bits_for(files) == bits


@pytest.mark.parametrize("kind", Kind)
def test_a_token_says_its_kind_and_only_that_of_two_identifiers_is_long(kind: Kind) -> None:
    tokens = [token_of(Term(kind, f"{n}"), generation=1, bits=10) for n in range(64)]
    assert {token >> 56 for token in tokens} == {kind}
    kept = {token & (1 << 56) - 1 for token in tokens}
    assert max(kept).bit_length() == (52 if kind in LONG else 10)


def test_a_token_is_found_again_after_an_update() -> None:
    """Pinned: the rows of an index were written by an earlier version."""
    assert token_of(AMINA, generation=1, bits=10) == 0x100000000000140
    assert token_of(Term(Kind.PAIR, "amina farouk"), generation=2, bits=10) == 0x7054A4C8CFAA88A
    assert key_print() == "2e8b0ab72c429ed1"


def test_a_token_is_of_one_text_one_generation_and_one_key(settings: Settings) -> None:
    pair = Term(Kind.PAIR, "amina farouk")
    mine = token_of(pair, generation=1, bits=10)
    assert token_of(pair, generation=2, bits=10) != mine
    assert token_of(Term(Kind.PAIR, "amina farouq"), generation=1, bits=10) != mine
    as_exact = token_of(Term(Kind.EXACT, pair.text), generation=1, bits=10)
    assert as_exact & (1 << 56) - 1 != mine & (1 << 56) - 1
    settings.INDEX_KEY = "44" * 32
    assert token_of(pair, generation=1, bits=10) != mine


# ---- the key


@pytest.mark.parametrize("key", ["", "33" * 31, "33" * 33, "zz" * 32])
def test_nothing_is_counted_under_a_key_that_is_none(settings: Settings, key: str) -> None:
    settings.INDEX_KEY = key
    with pytest.raises(
        SealingError, match=r"^LATCH_INDEX_KEY must be 64 hexadecimal characters\.$"
    ):
        token_of(AMINA, generation=1, bits=10)


def test_the_print_tells_keys_apart(settings: Settings) -> None:
    one = key_print()
    assert len(one) == 16
    settings.INDEX_KEY = "44" * 32
    assert key_print() != one


def test_what_is_typed_has_a_key_for_each_purpose(settings: Settings) -> None:
    mine = query_key("search of one")
    assert len(mine) == 32
    assert mine == query_key("search of one") != query_key("search of another")
    assert query_key("print").hex()[:16] != key_print()
    settings.INDEX_KEY = "44" * 32
    assert query_key("search of one") != mine


# ---- terms


def test_a_person_is_found_under_these_terms_and_no_others() -> None:
    found = set(
        terms(
            names=["Amina Farouk", "Mina"],
            born="1988-04-02",
            phones=["07700 900101", "no telephone"],
            postcode="ls1 4ap",
        )
    )
    names, number = {"amina", "farouk", "mina"}, "+447700900101"
    told = {
        Kind.NAME: names,
        Kind.BEGINNING: {"am", "amin", "fa", "faro", "mi", "mina"},
        Kind.PAIR: {"amina farouk"},
        Kind.PHONE: {number},
        Kind.EXACT: {f"{name} {other}" for name in names for other in (number, "1988-04-02")},
        Kind.BORN: {"1988-04-02"},
        Kind.POSTCODE: {"LS14AP"},
    }
    wanted = {Term(kind, text) for kind, texts in told.items() for text in texts}
    assert {each for each in found if each.kind != Kind.SOUND} == wanted


def test_sounds_are_those_of_every_name() -> None:
    def sounds(*names: str) -> set[str]:
        found = terms(names=names, born="", phones=[], postcode="")
        return {each.text for each in found if each.kind == Kind.SOUND}

    assert sounds("Aisha Szymon") == sounds("Aisha") | sounds("Szymon")
    assert sounds("Aisha") & sounds("Ayesha")
    assert not sounds("Aisha") & sounds("Ottoline")


def test_nobody_is_found_under_what_is_not_known() -> None:
    assert list(terms(names=[], born="", phones=[], postcode="")) == []
    told = {each.kind for each in terms(names=["Amina"], born="", phones=[""], postcode="LS1")}
    assert told == {Kind.NAME, Kind.BEGINNING, Kind.SOUND}


def test_names_are_read_once_however_they_are_given() -> None:
    found = {
        each.kind for each in terms(names=iter(["Amina Farouk"]), born="", phones=[], postcode="")
    }
    assert found >= {Kind.NAME, Kind.PAIR}


def test_a_whole_name_is_looked_for_with_each_other_identifier() -> None:
    asked = exact_terms("Anne-Marie Ó Briain", born=date(1988, 4, 2), phone="07700 900101")
    assert asked == [
        Term(Kind.EXACT, f"{name} {other}")
        for name in ("annemarie", "briain")
        for other in ("1988-04-02", "+447700900101")
    ]
    assert exact_terms("Amina", phone="nobody's") == []
