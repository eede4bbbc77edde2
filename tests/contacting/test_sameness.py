"""Numbers and addresses are recognised however they are spelt: what is blocked is blocked in every spelling."""

import pytest

from clients.contacting.sameness import (
    email,
    emails_in,
    numbers_in,
    phone,
    postcode,
    postcodes_in,
    same_email,
    same_phone,
    same_place,
)

HIS = "07700 900123"


@pytest.mark.attack("A15")
@pytest.mark.parametrize(
    "typed",
    [
        *("07700900123", "07700-900-123", "+44 7700 900123", "0044 7700 900123", "7700900123"),
        *("+44 (0)7700 900123", "(07700) 900 123", "07700.900.123", "07700\u00a0900123"),
        *(
            "O7700 9OO123",
            "077OO 900l23",
            "０７７００ ９００１２３",
            "Tel: 07700 900123",
            " 07700 900123 ",
        ),
    ],
)
def test_a_number_is_the_same_in_every_spelling(typed: str) -> None:
    assert same_phone(typed, HIS)
    assert same_phone(HIS, typed)
    assert phone(typed) == "+447700900123"


@pytest.mark.parametrize("other", ["07700 900124", "07700 90012", "", "abc", "01632 960123", "123"])
def test_another_number_is_another(other: str) -> None:
    assert not same_phone(other, HIS)


def test_a_number_without_its_area_is_the_same() -> None:
    assert same_phone("960 123", "01632 960123")
    assert not same_phone("960 124", "01632 960123")


def test_an_email_address_is_the_same_box() -> None:
    for typed in (
        "Dan.F@Example.org",
        " dan.f@example.org ",
        "<dan.f@example.org>",
        "dan.f+x@example.org",
    ):
        assert same_email(typed, "dan.f@example.org"), typed
    assert same_email("d.a.n@gmail.com", "dan@googlemail.com")
    assert not same_email("dan@example.org", "dan.f@example.org")
    assert not same_email("dan", "dan")
    assert (email("dan@"), email("@x"), email("")) == ("", "", "")


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("14 Larch Road\nEastbrook", "EB1 2CD"),
        ("14 Larch Rd, Eastbrook", "eb12cd"),
        ("Flat 2, 14 Larch Road", "EB1 2CD"),
        ("14, LARCH ROAD", ""),
        ("14 larch rd.", ""),
        ("14 Larch Road EB1 2CD", ""),
        ("Larch Road", "EB1 2CD"),
        ("", "EB1  2CD"),
    ],
)
def test_an_address_is_the_same_door_in_every_spelling(lines: str, code: str) -> None:
    assert same_place(lines, code, "14 Larch Road\nEastbrook", "EB1 2CD")
    assert same_place("14 Larch Road\nEastbrook", "EB1 2CD", lines, code)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("16 Larch Road\nEastbrook", "EB1 2CD"),
        ("14 Larch Road\nEastbrook", "EB1 2CE"),
        ("14 Birch Road", ""),
        ("Larch Road", ""),
        ("", ""),
    ],
)
def test_another_door_is_another(lines: str, code: str) -> None:
    assert not same_place(lines, code, "14 Larch Road\nEastbrook", "EB1 2CD")
    assert not same_place("14 Larch Road\nEastbrook", "EB1 2CD", lines, code)


def test_what_stands_in_a_text_is_found() -> None:
    text = "Ring me on 07700 900123 or (01632) 960 123; write to dan@example.org, 14 Larch Rd, EB1 2CD."
    assert [phone(each) for each in numbers_in(text)] == ["+447700900123", "+441632960123"]
    assert emails_in(text) == ["dan@example.org"]
    assert postcodes_in(text) == ["EB12CD"]
    assert postcode(text) == "EB12CD"
    assert numbers_in("on 26 November 2026 at 14:30") == []
    assert (postcode("nowhere"), emails_in("a"), postcodes_in("x")) == ("", [], [])
