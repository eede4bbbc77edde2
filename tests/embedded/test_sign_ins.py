"""The table that `make run` prints."""

import base64
import json

import pytest

from confidentiality.embedded.sign_ins import code_now, sign_in_table


@pytest.mark.parametrize(
    ("at", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(at: int, code: str) -> None:
    """RFC 6238, appendix B: the last six digits of its SHA-1 vectors."""
    secret = base64.b32encode(b"12345678901234567890").decode()
    assert code_now(secret, at=at) == code


def test_the_table_names_everybody_who_can_sign_in() -> None:
    secret = base64.b32encode(b"12345678901234567890").decode()
    people = [
        {"name": "Ada", "role": "hr", "sign_in": "ada", "password": "p1", "totp_secret": secret},
        {"name": "Bea", "role": "committee", "sign_in": "bea", "password": "p2"},
        {"name": "Cy", "role": "client", "sign_in": "", "password": ""},
    ]
    head, ada, bea, help_line = sign_in_table(json.dumps(people)).splitlines()
    assert head.split() == ["role", "sign-in", "name", "password", "code", "now"]
    assert ada.split()[:3] == ["hr", "ada", "p1"]
    assert len(ada.split()[3]) == 6
    assert bea.split() == ["committee", "bea", "p2"]
    assert "manage.py cast --codes" in help_line
