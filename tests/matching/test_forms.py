"""The ways in which each kind of identifier is written: exactly these, and how each has to stand."""

from collections.abc import Iterable
from uuid import UUID

import pytest

from disclosures.matcher import Identifier, Kind, Person
from disclosures.matcher.addresses import address_forms, place_forms
from disclosures.matcher.dates import date_forms
from disclosures.matcher.form import Case, Form
from disclosures.matcher.names import name_forms
from disclosures.matcher.numbers import code_forms, email_forms, phone_forms, postcode_forms
from disclosures.matcher.proposals import Reason, Strength

STRONG, MEDIUM, WEAK = Strength.STRONG, Strength.MEDIUM, Strength.WEAK


def told(forms: Iterable[Form]) -> dict[str, Form]:
    """Return forms by their words, the strongest of each."""
    return {" ".join(form.words): form for form in sorted(forms, key=lambda f: f.strength)}


def named(*identifiers: tuple[Kind, str]) -> dict[str, Form]:
    person = Person(
        UUID(int=1), "", tuple(Identifier(UUID(int=2), kind, text) for kind, text in identifiers)
    )
    return told(form for _, form in name_forms(person))


def by_strength(forms: dict[str, Form]) -> dict[Strength, set[str]]:
    return {s: {words for words, form in forms.items() if form.strength is s} for s in Strength}


def test_a_name_in_two_words() -> None:
    forms = named((Kind.NAME, "Jo Day"))
    assert by_strength(forms) == {
        STRONG: {"jo day", "jo", "day", "day jo", "j day", "day j", "jo d"},
        MEDIUM: {"josephine", "josie", "joanne", "joanna", "j d"},
        WEAK: {"j"},
    }
    assert {words for words, form in forms.items() if form.common} == {"day"}
    assert {w for w, form in forms.items() if form.reason is Reason.INITIALS} == {"j", "j d"}
    assert {w for w, form in forms.items() if form.case is Case.CAPITALS} == {"j", "j d"}


def test_a_first_and_a_last_name_that_are_told_apart() -> None:
    assert set(named((Kind.GIVEN, "Ann"), (Kind.FAMILY, "O'Dea"), (Kind.PHONE, "1"))) == {
        "ann", "anne", "odea", "ann odea", "odea ann", "a odea", "odea a", "ann o", "a o",
    }  # fmt: skip
    assert "vi tan" in named((Kind.NICKNAME, "Vi"), (Kind.MAIDEN, "Tan"))
    # an alias belongs to no other name
    assert set(named((Kind.ALIAS, "Zed"), (Kind.FAMILY, "Tan"))) == {"zed", "tan"}


def test_whose_a_name_of_two_identifiers_is() -> None:
    given = Identifier(UUID(int=2), Kind.GIVEN, "Vi")
    family = Identifier(UUID(int=3), Kind.FAMILY, "Tan")
    found = {
        " ".join(form.words): identifier
        for identifier, form in name_forms(Person(UUID(int=1), "", (given, family)))
    }
    assert (found["vi"], found["tan"], found["vi tan"]) == (given, family, family)


def test_little_words_stay_with_what_follows_them() -> None:
    forms = named((Kind.NAME, "Bo van der Lo"))
    assert by_strength(forms)[STRONG] == {
        "bo van der lo", "bo", "lo", "van der lo", "der lo", "van der lo bo", "b van der lo", "van der lo b", "bo l",
    }  # fmt: skip
    assert {"b l", "b v d l"} <= set(forms)
    assert {"fay bin lu", "bin lu", "lu", "fay"} <= set(named((Kind.NAME, "Fay bin Lu")))
    assert not {"bin", "van", "der", "van der"} & set(forms)
    assert "an" in named((Kind.GIVEN, "An"))  # nothing else to look for


def test_middle_names_stand_as_initials_too_and_titles_and_commas_do_not_count() -> None:
    forms = named((Kind.NAME, "Ray, Dr Mia Zoe"))
    assert by_strength(forms)[STRONG] == {
        "mia zoe ray", "mia", "zoe", "ray", "mia ray", "ray mia", "m ray", "ray m", "m z ray", "mia z ray", "mia r",
    }  # fmt: skip
    assert {words for words, form in forms.items() if form.reason is Reason.INITIALS} == {
        "m", "m z r",
    }  # fmt: skip
    assert "g p" not in named((Kind.NAME, "Gus Pim"))  # GP is somebody else


def test_names_of_several_parts() -> None:
    forms = named((Kind.GIVEN, "Ji-woo"), (Kind.FAMILY, "Fox-Orr"))
    assert {"ji woo", "ji", "woo", "ji w", "fox orr", "fox", "orr", "ji woo fox orr"} <= set(forms)
    assert {"j fox orr", "ji woo o", "j o", "j f o"} <= set(forms)


def test_other_spellings_of_a_name() -> None:
    assert "mueller" in named((Kind.FAMILY, "Müller"))
    assert named((Kind.FAMILY, "Mueller"))["muller"].strength is MEDIUM
    assert "boer" not in named((Kind.FAMILY, "Boe"))
    assert "bo" not in named((Kind.FAMILY, "Boe"))
    assert named((Kind.GIVEN, "Liz"))["elizabeth"].strength is MEDIUM
    assert named((Kind.FAMILY, "McNab"))["macnab"].strength is MEDIUM
    # a slip too, but as a spelling it counts for more
    assert named((Kind.FAMILY, "Macnab"))["mcnab"].strength is MEDIUM
    assert "mcro" not in named((Kind.FAMILY, "Macro"))
    assert named((Kind.FAMILY, "Mcab"))["mcab"].strength is STRONG
    assert "macab" not in named((Kind.FAMILY, "Mcab"))
    assert "mcy" not in named((Kind.FAMILY, "Macy"))
    assert "maca" not in named((Kind.FAMILY, "Mca"))
    assert {"wang xiaoming", "wang", "xiaoming"} <= set(named((Kind.NAME, "王小明")))


def test_slips_of_the_hand() -> None:
    slips = {w: f for w, f in named((Kind.FAMILY, "Gorse")).items() if f.strength is WEAK}
    assert set(slips) == {
        "grose", "gosre", "gores", "goorse", "gorrse", "gorsse", "gorsee",
    }  # fmt: skip
    assert all(form.case is Case.CAPITAL for form in slips.values())
    assert "gose" not in slips  # five letters lose none
    # six letters may lose one, and a doubled letter is always lost at last
    assert {"taner", "tannr", "tnner", "tanne"} <= by_strength(named((Kind.FAMILY, "Tanner")))[WEAK]
    assert "gose" in named((Kind.FAMILY, "Gosse"))
    assert "anner" not in named((Kind.FAMILY, "Tanner"))
    assert by_strength(named((Kind.FAMILY, "Gors")))[WEAK] == set()
    assert "price" not in by_strength(named((Kind.FAMILY, "Pricee")))[WEAK]  # an ordinary word


def test_single_letters_and_what_is_no_name() -> None:
    assert by_strength(named((Kind.ALIAS, "Z"))) == {STRONG: set(), MEDIUM: set(), WEAK: {"z"}}
    assert not named((Kind.ALIAS, "A"))
    assert not named((Kind.ALIAS, "I"))
    assert not named((Kind.ALIAS, "?"))
    assert not named((Kind.ALIAS, "Mr"))
    assert (
        max(len(f.words) for f in named((Kind.NAME, "b c d e f g h j k l m n o p")).values()) == 12
    )


def test_dates_in_numbers() -> None:
    forms = told(date_forms("1999-12-25"))
    numbers = {words: form for words, form in forms.items() if words.replace(" ", "").isdigit()}
    assert by_strength(numbers) == {
        STRONG: {"25 12 1999", "25 12 99", "1999 12 25", "25121999", "19991225"},
        MEDIUM: {"12 25 1999", "12 25 99", "251299"},
        WEAK: set(),
    }
    assert {w for w, form in numbers.items() if not form.apart} == {
        "25121999",
        "19991225",
        "251299",
    }
    assert {"3 2 01", "03 2 2001", "3 02 01", "2001 2 3", "03022001", "030201"} <= {
        " ".join(form.words) for form in date_forms("2001-02-03")
    }


@pytest.mark.parametrize(
    ("born", "days"),
    [
        ("1999-12-25", ["25", "25th", "twenty fifth"]),
        ("2001-02-03", ["3", "03", "3rd", "03rd", "third"]),
        ("2001-02-12", ["12", "12th", "twelfth"]),
        ("2001-02-20", ["20", "20th", "twentieth"]),
        ("2001-03-21", ["21", "21st", "twenty first"]),
        ("2001-03-22", ["22", "22nd", "twenty second"]),
        ("2001-03-30", ["30", "30th", "thirtieth"]),
        ("2001-03-31", ["31", "31st", "thirty first"]),
        ("2001-03-11", ["11", "11th", "eleventh"]),
    ],
)
def test_dates_in_words(born: str, days: list[str]) -> None:
    forms = {words: f for words, f in _all(born).items() if not words.replace(" ", "").isdigit()}
    year, month = born[:4], {"12": "december", "02": "february", "03": "march"}[born[5:7]]
    expected = {
        shape.format(day=day, month=name, year=written)
        for day in days
        for name in (month, month[:3])
        for written in (year, year[2:])
        for shape in (
            "{day} {month} {year}", "{day} of {month} {year}", "{month} {day} {year}",
            "{day} {month}", "{day} of {month}", "{month} {day}",
        )
    }  # fmt: skip
    assert set(forms) == expected
    assert all((form.strength is STRONG) == words.endswith(born[2:4]) or words.endswith(days[0])
               for words, form in forms.items())  # fmt: skip
    assert {f.reason for f in forms.values()} == {Reason.BORN}
    assert not any(form.apart for form in forms.values())


def _all(born: str) -> dict[str, Form]:
    return {" ".join(form.words): form for form in date_forms(born)}


def test_september_has_two_short_forms_and_no_date_has_none() -> None:
    assert {"3 sept 2016", "3 sep 2016", "3 september 2016"} <= set(_all("2016-09-03"))
    assert "3 sept 2016" not in _all("2016-08-03")
    assert not _all("soon")
    assert not _all("2001-02-30")
    assert _all(" 2001-02-03 ")


def test_telephone_numbers() -> None:
    assert set(told(phone_forms("07700 900123"))) == {
        "07700900123", "7700900123", "447700900123", "4407700900123", "00447700900123", "004407700900123",
        "o77oo9oo123",
    }  # fmt: skip
    assert {"601234567", "48601234567", "0048601234567"} <= set(
        told(phone_forms("+48 601 234 567"))
    )
    landline = told(phone_forms("(0113) 496-0712"))
    assert by_strength(landline)[MEDIUM] == {"4960712"}
    assert "20180456" in told(phone_forms("029 2018 0456"))
    assert not list(phone_forms("12345"))
    assert not list(phone_forms("none"))
    assert {f.key for f in phone_forms("+999 1234567")} == {"9991234567"}  # no such country
    assert all(form.loose and form.reason is Reason.PHONE for form in landline.values())


def test_mail_addresses() -> None:
    forms = told(email_forms(" A.b12@x.org "))
    assert by_strength(forms) == {
        STRONG: {
            "ab12xorg",
            "ab12 at xorg",
            "ab12 at xdotorg",
            "adotb12 at xorg",
            "adotb12 at xdotorg",
        },
        MEDIUM: set(),
        WEAK: set(),
    }
    alone = told(email_forms("ab123@x.org"))["ab123"]
    assert (alone.strength, alone.reason, alone.loose) == (MEDIUM, Reason.EMAIL, True)
    assert "annabel" not in told(email_forms("annabel@x.org"))  # a name says nothing of an address
    assert not list(email_forms("@x.org"))
    assert not list(email_forms("a@"))
    assert not list(email_forms("a"))
    assert all(form.loose and form.reason is Reason.EMAIL for form in forms.values())


def test_postcodes() -> None:
    forms = told(postcode_forms("ls1  0ab"))
    assert by_strength(forms) == {
        STRONG: {"ls1 0ab", "ls1 oab", "lsi 0ab", "lsi oab"},
        MEDIUM: set(),
        WEAK: {"ls1"},
    }
    assert forms["ls1"].case is Case.CAPITAL
    assert not forms["ls1"].loose
    assert forms["ls1 0ab"].loose
    assert forms["ls1 0ab"].reason is Reason.POSTCODE
    assert set(told(postcode_forms("M24 5TQ"))) == {"m24 5tq", "m24"}
    assert "sw1a 1aa" in told(postcode_forms("SW1A1AA"))
    assert not list(postcode_forms("nowhere"))


def test_other_codes() -> None:
    assert set(told(code_forms("YD15 KXT"))) == {"yd15kxt"}
    assert told(code_forms("A-12"))["a12"].loose
    assert told(code_forms("A-12"))["a12"].reason is Reason.NUMBER
    assert not list(code_forms("A-1"))


def test_addresses() -> None:
    forms = told(address_forms("Flat 2, 9 Elm Road, Ham; Netherby\nQX6 2AB, Leeds"))
    places = {words for words, form in forms.items() if form.reason is Reason.ADDRESS}
    assert places == {
        "flat 2", "flat 2 9 elm road", "9 elm road", "elm road", "flat 2 9 elm rd", "9 elm rd", "elm rd", "9 elm",
        "ham", "netherby",
    }  # fmt: skip
    assert {words for words in places if forms[words].strength is MEDIUM} == {
        "flat 2", "9 elm", "ham", "netherby",
    }  # fmt: skip
    assert forms["ham"].case is Case.CAPITAL
    assert forms["netherby"].case is Case.ANY
    assert {"qx6 2ab", "qx6"} <= set(forms)  # and Leeds says too little
    assert told(address_forms("The Mill"))["mill"].strength is MEDIUM
    assert told(address_forms("Field"))["field"].common


def test_streets_that_are_called_after_saints_and_houses_with_letters() -> None:
    forms = told(address_forms("12a St Ann's Close"))
    assert {"12a saint ann s cl", "12a st ann s close", "st ann s close", "12a st ann s"} <= set(
        forms
    )
    ranged = told(address_forms("Unit 3 10-12 Mill Way"))
    assert "10 12 mill way" in told(address_forms("10-12 Mill Way"))
    assert "12 mill way" in told(address_forms("10-12 Mill Way"))
    assert "unit 3 10 12 mill way" in ranged


def test_schools_and_workplaces() -> None:
    forms = told(place_forms("St Bede's Primary School"))
    assert set(forms) == {
        f"{saint} bede s{kind}" for saint in ("st", "saint") for kind in ("", " primary", " primary school")
    }  # fmt: skip
    assert {form.reason for form in forms.values()} == {Reason.SCHOOL}
    short = told(place_forms("Hill Garage"))
    assert short["hill"].common
    assert short["hill"].strength is MEDIUM
    assert short["hill garage"].strength is STRONG
    assert not short["hill garage"].common
