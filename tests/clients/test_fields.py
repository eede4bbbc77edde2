"""Numbers, e-mail addresses and postcodes that could be compared with nothing are refused, and no others."""

import pytest
from django.core.exceptions import ValidationError

from clients.fields import Emails, Phones, Postcode

pytestmark = pytest.mark.clause("3.3.2 e")
PHONES = Phones(label="Telephone numbers", words_go="Notes")
EMAILS = Emails(label="E-mail addresses", words_go="Notes")
POSTCODE = Postcode(label="Postcode of address 2")


@pytest.mark.parametrize(
    "line",
    [
        *("07700 900456 (mum's)", "mum: +353 1 234 5678", "0113 496 0000 ext 12", "496000"),
        *("+1 (212) 555-0100", "0049 30 1234567", "O7700 9OO456", "07700 900456 / 07700 900457"),
    ],
)
def test_a_number_is_taken_wherever_it_is_from_and_whatever_stands_beside_it(line: str) -> None:
    assert PHONES.clean(line) == [line]


@pytest.mark.parametrize("line", ["ring after 6", "call him never", "999", "?", "gaz@example.org"])
def test_what_is_no_number_is_refused_line_by_line(line: str) -> None:
    with pytest.raises(ValidationError) as refused:
        PHONES.clean(f"07700 900456\n{line}\nnone")
    assert refused.value.messages == [
        f"‘{each}’ is no telephone number: write it under ‘Notes’" for each in (line, "none")
    ]


def test_an_e_mail_address_is_something_at_something() -> None:
    taken = ["gaz@example.org", "Gaz <gaz@mail>"]
    assert EMAILS.clean("\n".join(taken)) == taken
    with pytest.raises(ValidationError, match="‘gaz at mail’ is no e-mail address"):
        EMAILS.clean("gaz@example.org\ngaz at mail")
    for nothing in ("@mail", "gaz@"):
        with pytest.raises(ValidationError):
            EMAILS.clean(nothing)


@pytest.mark.parametrize("code", ["", "EB1 2CD", "eb1", "10115", "D02 X285", "1012 AB", "H0H 0H0"])
def test_a_postcode_of_any_country_is_taken(code: str) -> None:
    assert POSTCODE.clean(code) == code


@pytest.mark.parametrize("code", ["ZZ", "NOTAPOST", "?"])
def test_a_postcode_without_a_digit_is_refused_by_the_name_of_its_field(code: str) -> None:
    with pytest.raises(
        ValidationError, match=f"Postcode of address 2: ‘{code}’ is no postcode".replace("?", r"\?")
    ):
        POSTCODE.clean(code)
