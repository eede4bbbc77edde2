"""Numbers and addresses are recognised however they are spelt: what is blocked is blocked in every spelling."""

import pytest

from clients.contacting.sameness import (
    doors,
    email,
    emails_in,
    emails_of,
    may_be_one_door,
    numbers_in,
    phone,
    phone_in,
    place_in,
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


def test_a_short_number_is_found_as_it_is_written_and_not_within_another() -> None:
    assert phone_in("ring 960123 at two", "960123")
    assert phone_in("ring 01632 960123 at two", "960123")
    assert not phone_in("ring 01632 9601234 at two", "960123")


def test_a_number_without_its_area_is_the_same() -> None:
    assert same_phone("960 123", "01632 960123")
    assert not same_phone("960 124", "01632 960123")
    assert same_phone("2018 0456", "029 2018 0456")


def test_a_number_of_no_country_is_the_same_however_it_begins() -> None:
    assert same_phone("+999 1234 5678", "00999 1234 5678")
    assert same_phone("+999 1234 5678", "(00)999 1234 5678")
    assert same_phone("+353 (0)86 123 4567", "+353 86 123 4567")


def test_words_beside_a_number_are_no_digits() -> None:
    for typed in (
        "Ollie 07700 900123",
        "Tel: O7700 9OO123",
        "Jo O7700 900 l23",
        "07700 9OO123 (Flo)",
    ):
        assert same_phone(typed, HIS), typed
    assert same_phone("07700 oOlI23", "07700 001123")


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
    assert email("D.an@GoogleMail.com") == "dan@gmail.com"
    assert email("dan@example.org.") == "dan@example.org"
    assert same_email("Xavier@ExampleX", "xavier@examplex")
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
    assert emails_in("to dan@example.org.") == ["dan@example.org"]
    assert emails_of("Dan+x@Example.org, @x, jo@example.org.") == {
        "dan@example.org",
        "jo@example.org",
    }
    assert numbers_in("on 26 November 2026 at 14:30") == []
    assert (postcode("nowhere"), emails_in("a"), postcodes_in("x")) == ("", [], [])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("9 St John's", "9 Saint John's", True),
        ("14 Larch Road", "14 Old Larch Road", True),
        ("14 Old Larch Road", "14 Larch Road", True),
        ("Flat 2, 14 Larch Road", "Flat 2, 9 Ash Street", False),
        ("14", "14 Larch Road", False),
        ("14", "14", False),  # of no street
    ],
)
def test_without_a_postcode_a_number_and_a_word_of_the_street_tell(
    one: str, other: str, same: bool
) -> None:
    assert same_place(one, "", other, "") == same
    assert same_place(other, "", one, "") == same


@pytest.mark.parametrize(
    ("lines", "words", "found"),
    [
        ("9 Elm", "at 9 Elm now", True),
        ("9 Elm Road", "at 9 Elm, she says", True),
        ("9 Elm Road\nBox 4 Ham", "at 9 elm road", True),
        ("Rose Cottage 9 Elm Road", "at 9 Elm Road", True),
        ("9 Le Grand Road", "9 Le, she says", False),
        ("9 Le Grand Road", "9 Le Grand Rd", True),
        ("Ashby", "in Ashby", False),  # too short to tell anything
        ("Ashley", "in Ashley", True),
    ],
)
def test_by_which_words_a_door_is_known(lines: str, words: str, found: bool) -> None:
    assert place_in(words, lines, "") == found


@pytest.mark.clause("3.3.2 e")
@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("11 Mill Lane\nNorthtown", "To 11, MILL LN.", True),
        ("11a St John's Rd", "11A, Saint Johns Road", True),
        ("11 Mill Lane", "111 Mill Lane", False),
        ("11 Mill Lane", "11 Mill Road", False),
        ("Mill House\nNT1 1ML", "To the Mill House, NT1 1ML", True),
        ("Mill House NT1 1ML", "Mill House, NT1 1ML", True),
        ("14, NT1 1ML", "14, NT1 1MN", False),
        ("Mill House\nMill Ln\nNorthtown", "Mill House, Mill Lane", True),
        ("The Larches\nMill Lane\nNT1 1ML", "Larches, Mill Lane", True),
        ("The Larches\nMill Lane\nNT1 1ML", "larches, high street, nt11ml", True),
        ("by post to The Larches, Mill Lane", "Larches\nMill Ln", True),
        ("01632 960123; Mill House, Mill Lane", "Mill House\nMill Ln", True),
        ("11 Mill Lane", "11 Mill Lane, 01632 960123", True),
        ("Mill House\nMill Lane", "Mill House\nHigh Street", False),
        ("Oak House\nMill Lane", "Elm House\nMill Lane", False),
        ("D. Vane\nNT1 1ML", "D. Vane, NT1 1ML", False),
        ("Mill House\nMill Lane\nNT1 1ML", "Oak Barn\nMill Lane\nNT1 1ML", False),  # neighbours
        ("Mill Lane\nNT1 1ML", "Mill Lane, NT1 1ML", False),  # a street is no door
        ("Northtown\nNT1 1ML", "Northtown, NT1 1ML", False),  # nor is a town
        ("Mill House", "Mill House", False),
        ("11 Larches\nNT1 1ML", "11 nt11ml", True),
        ("11 Larches", "11 Larches", False),
        ("01632 960123", "01632 960123", False),
        ("", "", False),
    ],
)
def test_a_door_is_known_by_its_number_with_street_or_postcode(
    one: str, other: str, same: bool
) -> None:
    assert bool(doors(one) & doors(other)) == same
    assert doors(one) == doors(one.upper())


@pytest.mark.clause("3.3.2 e")
@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("14 Broadway", "14 Broadway, Eastbrook", True),
        ("14 Larch Road", "14 Larch Close", False),  # two streets
        ("14 Larch, Eastbrook", "14 Larch Rd", True),
        ("14 Broadway", "15 Broadway", False),
        ("14 The Row", "14 The Grove", False),
        ("The Mill House, Northtown", "to Mill House", True),
        ("Mill House, Northtown", "Oak Barn, Northtown", False),
        ("Northtown", "Northtown", False),
        ("Northtown, NT1 1ML", "9 Elm Road, NT1 1ML", True),
        ("Northtown, NT1 1ML", "9 Elm Road, NT1 1MN", False),
        ("14 Mill, Eastbrook", "14 Mill", True),
        ("on the 14 May", "14 May", False),  # a day
        ("14", "14", False),
        ("Northtown Eastbrook", "Northtown Eastbrook", False),
        ("", "", False),
    ],
)
def test_what_two_doors_have_in_common_is_asked_about(one: str, other: str, near: bool) -> None:
    assert may_be_one_door(one, other) == near
    assert may_be_one_door(other.upper(), one) == near
