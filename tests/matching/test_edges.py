"""Where one letter, gap or word more decides: found up to here, and no further."""

from uuid import UUID

import pytest

from disclosures.matcher import Kind, Matcher, Reason, Strength
from disclosures.matcher.addresses import address_forms, place_forms
from disclosures.matcher.bounds import stands
from disclosures.matcher.folding import fold
from disclosures.matcher.form import Case, Form
from disclosures.matcher.joining import joined
from disclosures.matcher.numbers import phone_forms
from disclosures.matcher.people import Owner
from tests.matching.test_forms import named, told
from tests.matching.test_proposing import ANN, NEW, capitals, person, place, read
from tests.matching.test_reading import like

STRONG, MEDIUM, WEAK = Strength.STRONG, Strength.MEDIUM, Strength.WEAK


def found_in(text: str, *identifiers: tuple[Kind, str]) -> list[str]:
    return [words for words, _, _ in read(text, person("", *identifiers))]


# ---- read whole, as the matcher does: what it sees at once is what it sees when it asks


@pytest.mark.parametrize(
    ("identifier", "text", "found"),
    [
        ((Kind.ADDRESS, "Ham"), "some ham", []),  # so short a village has its capital
        ((Kind.ADDRESS, "Ham"), "in Ham", ["Ham"]),
        ((Kind.BORN, "1987-03-12"), "at 12387", []),
        ((Kind.BORN, "1987-03-12"), "at 12 3 87", ["12 3 87"]),
        ((Kind.PHONE, "07700 900123"), "tel07700900123", ["07700900123"]),
        ((Kind.PHONE, "07700 900123"), "tel07700 900123", ["07700 900123"]),
        ((Kind.NAME, "Sarah Tarn"), "xxsarahtarnxx", ["sarahtarnxx"]),
        ((Kind.NAME, "Sarah Tarn"), "xxtarnxx", []),
        ((Kind.FAMILY, "Tarn"), "starn or tarnish", []),
    ],
)
def test_it_stands_or_does_not(identifier: tuple[Kind, str], text: str, found: list[str]) -> None:
    known = Matcher([person("", identifier)]).known(text)
    assert [text[p.start : p.end] for p in known] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("at a safe\naddress", ["safe\naddress"]),
        ("a safe (address)", ["safe (address"]),
        ("07700 900888 (Not safe)\nAddress: Flat 2", []),
        ("is it safe? \r\nAddress: Flat 2", []),
        ("it is safe. Address: Flat 2", ["safe. Address"]),
    ],
)
def test_a_phrase_of_the_lists_ends_with_what_ended_at_a_line_s_end(
    text: str, found: list[str]
) -> None:
    said = [words for words, reason, _ in read(text) if reason is Reason.OTHER_SIDE]
    assert said == found


def test_a_name_goes_on_over_any_line_s_end() -> None:
    told_of = person("", (Kind.GIVEN, "Sarah"), (Kind.FAMILY, "Kerr"))
    assert "(Sarah)\nKerr"[1:] in [words for words, _, _ in read("(Sarah)\nKerr", told_of)]


def test_a_place_that_is_an_ordinary_word_is_weak_in_small_letters() -> None:
    field = person("", (Kind.ADDRESS, "Field"))
    assert read("in a field", field) == [("field", Reason.ADDRESS, WEAK)]
    assert read("in Field", field) == [("Field", Reason.ADDRESS, MEDIUM)]


def test_what_is_known_of_one_person_is_one_place_in_the_last_look_too() -> None:
    text = "to Wyn J. Tarn"
    (found,) = Matcher([person("", (Kind.GIVEN, "Wyn"), (Kind.FAMILY, "Tarn"))]).known(text)
    assert text[found.start : found.end] == "Wyn J. Tarn"
    assert found.whose == (Owner(ANN, UUID(int=10)), Owner(ANN, UUID(int=11)))


def test_a_stem_takes_its_ending_and_a_number_none() -> None:
    assert ("pregnancy", Reason.SENSITIVE, MEDIUM) in read("in pregnancy")
    assert found_in("on 07700900123s", (Kind.PHONE, "07700 900123")) == ["07700900123"]


# ---- two names of one person


def test_what_may_stand_between_two_names() -> None:
    between = "   bint   bint   bint   "
    assert len(between) == 24
    for gap, ends in ((between, 30), (f"{between} ", 3), ("", 3), (" ", 7)):
        text = f"Ann{gap}Ray"
        found = joined([place(0, 3), place(len(text) - 3, len(text))], text)
        assert max(p.end for p in found if p.start == 0) == ends, gap


def test_a_longer_place_is_gone_on_from_not_the_shorter_that_ends_there() -> None:
    found = [*joined([place(0, 7), place(4, 7), place(8, 11)], "Ann Ray Fox")]
    assert (0, 11) in {(p.start, p.end) for p in found}


# ---- forms


def test_what_a_telephone_number_may_lack() -> None:
    assert {"960999"} <= {f.key for f in phone_forms("960999")}
    assert not [f for f in phone_forms("07700 900123") if f.strength is not STRONG]
    assert set(told(phone_forms("Tel 07700 900123"))) == set(told(phone_forms("07700 900123")))


def test_names_of_many_parts() -> None:
    assert "jo el" in named((Kind.NAME, "Jo El"))
    assert {"bo van lo", "van lo", "van lo bo"} <= set(named((Kind.NAME, "Bo van Lo")))
    assert "b van lo" in named((Kind.NAME, "Bo van Lo"))
    assert "al ma" in named((Kind.NAME, "Zed Al-Ma"))
    assert named((Kind.FAMILY, "Boehm"))["bohm"].strength is MEDIUM
    five = named((Kind.NAME, "Ed Fay Gil Hud Jon"))
    assert "e f g h j" not in five
    assert "e f g h" in named((Kind.NAME, "Ed Fay Gil Hud"))


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        (("llewellyn",), "xllewellynx", False),  # one name alone stands alone
        (("j", "llewellyn"), "xjllewellynx", False),
        (("jo", "llewellyn"), "xjollewellynx", True),
        (("jo", "harper"), "xjoharperx", True),  # eight letters
        (("jo", "harpe"), "xjoharpex", False),
        (("theresa",), "the resa", False),
        (("mintha",), "mint ha", True),
    ],
)
def test_a_name_within_a_word_and_in_two(words: tuple[str, ...], text: str, expected: bool) -> None:
    form, folded = Form(words, Reason.NAME), fold(text)
    at = folded.letters.index(form.key)
    assert stands(form, folded.plain, folded.places[at : at + len(form.key)]) is expected


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        (Form(("s", "kerr"), Reason.NAME), "x o's kerr", False),
        (Form(("kerr",), Reason.NAME), "Kerrsy x", False),
        (Form(("kerr",), Reason.NAME), "Kerres x", True),
        (Form(("07700900123",), Reason.PHONE, loose=True), "0      7700900123", False),
        (Form(("07700900123",), Reason.PHONE, loose=True), "0     7700900123", True),
        (Form(("sue",), Reason.NAME), "s.u.e", True),  # spelt out
        (Form(("lee",), Reason.NAME), "l e e", True),
        (Form(("jo",), Reason.NAME), "j.o", False),
        (Form(("kerr",), Reason.NAME), "k  err", False),  # one gap alone divides a word
        (
            Form(("ab1c",), Reason.NUMBER, loose=True),
            "ab1c2",
            True,
        ),  # a digit behind its last letter
        (Form(("abc1",), Reason.NUMBER, loose=True), "abc1d", True),
        (Form(("abc1",), Reason.NUMBER, loose=True), "abc12", False),
    ],
)
def test_what_stands_before_and_behind_and_between(form: Form, text: str, expected: bool) -> None:
    folded = fold(text)
    at = folded.letters.index(form.key)
    assert stands(form, folded.plain, folded.places[at : at + len(form.key)]) is expected


def test_addresses_of_one_word_and_more() -> None:
    assert set(told(address_forms("The"))) == {"the"}
    assert "9" not in told(address_forms("9 Green"))
    assert "ham" in told(address_forms("Ham QX6 2AB"))
    assert told(address_forms("Ayle"))["ayle"].case is Case.ANY
    assert {"12a saint ann s cl", "12a st ann s close"} <= set(
        told(address_forms("12a Saint Ann's Close"))
    )
    # a flat belongs to the line that follows, and to no other
    two = told(address_forms("Flat 2, 9 Elm Road, 5 Ash Road"))
    assert "flat 2 9 elm road" in two
    assert "5 ash road" in two
    assert not [words for words in two if words.startswith("flat") and "ash" in words]
    assert set(told(place_forms("The Larches"))) == {"the larches", "larches"}


# ---- letters of other alphabets, and what looks like something


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("été ÉTÉ", "ete ETE"),
        ("x Kр y", "x Kp y"),  # a Cyrillic er, beside one of our letters
        ("x рK y", "x pK y"),
        ("x р y", "x r y"),
    ],
)
def test_a_letter_is_read_as_what_stands_beside_it(text: str, plain: str) -> None:
    assert fold(text).plain == plain


def test_a_number_of_ten_digits_may_be_a_telephone_s() -> None:
    assert (Reason.PHONE_LIKE, "01632 96099") in like("on 01632 96099 now")
    assert like("on 04632 96099 now") == []


def test_every_at_is_looked_at() -> None:
    far = " word" * 60
    found = [(Reason.HANDLE_LIKE, f"@body_{n}") for n in "abc"]
    assert like(f"@body_a{far} @body_b{far} @body_c") == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He met Brendan  Tarn", [("Brendan  Tarn", NEW, MEDIUM)]),
        ("He met Brendan \nTarn", [("Brendan \nTarn", NEW, MEDIUM)]),
        ("He met Brendan\nTarn", [("Brendan\nTarn", NEW, MEDIUM)]),
        ("He met Tarn, Brendan", [("Tarn, Brendan", NEW, MEDIUM)]),
        ("he met aX Brendan", [("Brendan", NEW, MEDIUM)]),
        ("on Monday's train", []),
        ("a Brendan left", [("Brendan", NEW, MEDIUM)]),
        ("done. \nBrendan left", []),
        ("a\nBrendan left", [("Brendan", NEW, MEDIUM)]),
        (".\nBrendan left", []),
        ("done\n \t\r\nBrendan left", []),
        ("done\nBrendan left", [("Brendan", NEW, MEDIUM)]),
    ],
)
def test_where_a_sentence_begins(text: str, expected: list[tuple[str, Reason, Strength]]) -> None:
    assert capitals(text) == expected
