"""A text is folded, what is found in it stands by itself, and what looks like an identifier is seen."""

from uuid import UUID

import pytest

from disclosures.matcher import Reason, Strength
from disclosures.matcher.bounds import stands
from disclosures.matcher.folding import fold
from disclosures.matcher.form import Case, Form
from disclosures.matcher.patterns import is_nhs_number, looks_like

STRONG, MEDIUM, WEAK = Strength.STRONG, Strength.MEDIUM, Strength.WEAK
ANN, BOB = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("text", "plain", "letters"),
    [
        ("Ann 2", "Ann 2", "ann2"),
        ("Siân", "Sian", "sian"),
        ("Sia\u0302n", "Sian", "sian"),
        ("S\u200bi\u00adan\ufeff", "Sian", "sian"),
        ("Weiß Æ", "Weiss Ae", "weissae"),
        ("Ｋｅｒｒ　２", "Kerr 2", "kerr2"),
        ("𝐊err Ⓚ", "Kerr K", "kerrk"),
        ("Kеrr", "Kerr", "kerr"),  # a Cyrillic e
        ("Рaul", "Paul", "paul"),  # a Cyrillic R that looks like our P
        ("Раул", "Raul", "raul"),  # all Cyrillic, as it is read
        ("O’D ‘x’ ʼ", "O'D 'x' '", "odx"),
        ("a–b—c\u2011d−e", "a-b-c-d-e", "abcde"),
        ("a\u00a0b\u2028c\x85d", "a b\nc\nd", "abcd"),
        ("خالد", "Khld", "khld"),
        ("王小明", "Wangxiaoming", "wangxiaoming"),
        ("€😀☂", "   ", ""),
        ("“x…”", '"x."', "x"),
        ("", "", ""),
        ("\ud800a", " a", "a"),
    ],
)
def test_a_text_is_made_comparable(text: str, plain: str, letters: str) -> None:
    folded = fold(text)
    assert (folded.plain, folded.letters) == (plain, letters)
    assert "".join(folded.plain[place].lower() for place in folded.places) == letters


@pytest.mark.parametrize(
    ("text", "word", "found"),
    [
        ("xx Ann", "Ann", "Ann"),
        ("é\u0301é Siân!", "Sian", "Siân"),
        ("ß Sia\u0302n\u0301 x", "Sian", "Sia\u0302n\u0301"),
        ("\u200b\u200bK\u200berr\u200b", "Kerr", "K\u200berr"),
        ("Æß Æsa", "Aesa", "Æsa"),
        ("😀王小明 x", "Wangxiaoming", "王小明"),
        ("a\u200b", "a", "a"),
    ],
)
def test_places_lead_back_to_the_original(text: str, word: str, found: str) -> None:
    folded = fold(text)
    start = folded.plain.rindex(word)
    assert text[slice(*folded.span(start, start + len(word)))] == found


NAME = Form(("sarah", "kerr"), Reason.NAME)
SHORT = Form(("jo",), Reason.NAME)
KERR = Form(("kerr",), Reason.NAME)
ANNEMARIE = Form(("annemarie",), Reason.NAME)
DAY = Form(("12", "3", "87"), Reason.BORN, apart=True)
PHONE = Form(("07700900123",), Reason.PHONE, loose=True)
STEM = Form(("pregnan",), Reason.SENSITIVE, stem=True)


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        (KERR, "kerr", True),
        (KERR, "(Kerr)", True),
        (KERR, "Kerry", False),
        (KERR, "skerr", False),
        (KERR, "Kerrs", True),
        (KERR, "Kerres", True),
        (KERR, "Kerrsy", False),
        (KERR, "Kerresa", False),
        (KERR, "Kerr's", True),
        (KERR, "McKerr", True),
        (KERR, "mckerr", False),
        (KERR, "KerrSarah", True),
        (KERR, "KERRY", False),
        (KERR, "Kerr2", True),
        (KERR, "2Kerr", True),
        (KERR, "ke-\nrr", True),
        (KERR, "ke- \n   rr", True),
        (KERR, "ke\nrr", True),
        (KERR, "ke rr", True),
        (KERR, "ke  rr", False),
        (KERR, "ke, rr", False),
        (KERR, "k.e.r.r", True),
        (KERR, "k e-r r", True),
        (KERR, "ke'rr", True),
        (SHORT, "jo", True),
        (SHORT, "jos", False),
        (SHORT, "jo2", False),
        (SHORT, "2jo", False),
        (SHORT, "xJo", False),
        (SHORT, "j o", False),
        (SHORT, "j-\no", True),
        (SHORT, "j\no", False),
        (NAME, "sarah kerr", True),
        (NAME, "sarahkerr", True),
        (NAME, "xsarahkerrx", True),
        (NAME, "xsarah kerr", False),
        (NAME, "sarah kerrx", False),
        (NAME, "sarah,\n  (kerr", True),
        (NAME, "sarah" + " " * 12 + "kerr", True),
        (NAME, "sarah" + " " * 13 + "kerr", False),
        (NAME, "sa rah kerr", True),
        (ANNEMARIE, "Anne-Marie", True),
        (ANNEMARIE, "anne marie", True),
        (ANNEMARIE, "anne_marie", True),
        (ANNEMARIE, "anne/marie", False),
        (Form(("hasan",), Reason.NAME), "has an", False),
        (Form(("hasan",), Reason.NAME), "has-\nan", True),
        (Form(("shell",), Reason.NAME), "she'll", False),
        (Form(("dllama",), Reason.NAME), "d'llama", True),
        (Form(("o", "brien"), Reason.NAME), "o'brien", True),
        (Form(("kerr", "s"), Reason.NAME), "kerr's", False),
        (Form(("kerr", "s"), Reason.NAME), "kerr s", True),
        (Form(("mary", "s"), Reason.SCHOOL), "mary's", True),
        (Form(("s", "kerr"), Reason.NAME), "it's kerr", False),
        (Form(("s", "kerr"), Reason.NAME), "its kerr", False),
        (Form(("s", "kerr"), Reason.NAME), "'s kerr", True),
        (Form(("s", "kerr"), Reason.NAME), "S.Kerr", True),
        (DAY, "12/3/87", True),
        (DAY, "12387", False),
        (DAY, "123/87", False),
        (DAY, "12/3/871", False),
        (DAY, "112/3/87", False),
        (PHONE, "07700 900123", True),
        (PHONE, "0 7.7-0(0)9 00123", True),
        (PHONE, "07700     900123", True),
        (PHONE, "07700      900123", False),
        (PHONE, "077009001234", False),
        (PHONE, "107700900123", False),
        (PHONE, "tel07700900123x", True),
        (PHONE, "07700900123s", True),
        (STEM, "pregnancy", True),
        (STEM, "xpregnancy", False),
    ],
)
def test_what_stands_by_itself(form: Form, text: str, expected: bool) -> None:
    folded = fold(text)
    at = folded.letters.index(form.key)
    places = folded.places[at : at + len(form.key)]
    assert stands(form, folded.plain, places) is expected


@pytest.mark.parametrize(
    ("case", "text", "expected"),
    [
        (Case.ANY, "kerr", True),
        (Case.CAPITAL, "Kerr", True),
        (Case.CAPITAL, "kERR", False),
        (Case.CAPITALS, "KERR", True),
        (Case.CAPITALS, "KErr", False),
        (Case.CAPITALS, "K2", True),
    ],
)
def test_in_which_case_it_stands(case: Case, text: str, expected: bool) -> None:
    form = Form((text.lower(),), Reason.NAME, case=case)
    assert stands(form, text, list(range(len(text)))) is expected


def like(text: str) -> list[tuple[Reason, str]]:
    return [(p.reason, text[p.start : p.end]) for p in looks_like(text)]


@pytest.mark.parametrize(
    ("text", "reason", "found"),
    [
        ("NHS 999 123 4519.", Reason.NHS_LIKE, "999 123 4519"),
        ("NHS 9991234519", Reason.NHS_LIKE, "9991234519"),
        ("ni QQ 12-34 56 C,", Reason.NI_LIKE, "QQ 12-34 56 C"),
        ("qq123456a", Reason.NI_LIKE, "qq123456a"),
        ("a QX23 ABC b", Reason.PLATE_LIKE, "QX23 ABC"),
        ("qx23abc", Reason.PLATE_LIKE, "qx23abc"),
        ("Q12 ABC", Reason.PLATE_LIKE, "Q12 ABC"),
        ("ABC 123Q", Reason.PLATE_LIKE, "ABC 123Q"),
        ("in qx6  2ab now", Reason.POSTCODE_LIKE, "qx6  2ab"),
        ("SW1A 1AA", Reason.POSTCODE_LIKE, "SW1A 1AA"),
        ("on 01632 960999 now", Reason.PHONE_LIKE, "01632 960999"),
        ("on +353 20 910 5555", Reason.PHONE_LIKE, "+353 20 910 5555"),
        ("on 0044 20 910 5555", Reason.PHONE_LIKE, "0044 20 910 5555"),
        ("(01632) 960999", Reason.PHONE_LIKE, "(01632) 960999"),
        ("at Flat 2b, 9 Elm Road,", Reason.ADDRESS_LIKE, "Flat 2b, 9 Elm Road"),
        ("at 12a New Elm St.", Reason.ADDRESS_LIKE, "12a New Elm St"),
        ("at 9 mill street", Reason.ADDRESS_LIKE, "9 mill street"),
        ("in room 12", Reason.ADDRESS_LIKE, "room 12"),
        ("<x.y+1@a-b.example>", Reason.EMAIL_LIKE, "x.y+1@a-b.example"),
        ("so @some_body said", Reason.HANDLE_LIKE, "@some_body"),
    ],
)
def test_what_looks_like_an_identifier(text: str, reason: Reason, found: str) -> None:
    assert (reason, found) in like(text)
    # far from everything else too, and more than once
    padded = f"{'word ' * 40}{text} {'word ' * 40}{text}"
    assert like(padded).count((reason, found)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "999 123 4567",  # a wrong check digit
        "1111111111",
        "at 12.30 on 3 May 2024 for 2 hours",
        "1,250.00 and 4471",
        "12/04/2024",
        "0412345678 11",
        "x07700900123456789",
        "AB12CD and 12345678",
        "2 of them on the road",
        "a@b and @ab",
        "99 0000 0000",
    ],
)
def test_what_looks_like_none(text: str) -> None:
    assert like(text) == []


def test_the_check_digit_of_an_nhs_number() -> None:
    right = [f"999123{n:04}" for n in range(10_000) if is_nhs_number(f"999123{n:04}")]
    assert 800 < len(right) < 1000
    assert {"9991234500", "9991234519", "9991234527"} <= set(right)
    assert not {number[:9] for number in right} & {f"99912345{d}" for d in "6"}  # it would be ten
    assert not is_nhs_number("999123451") and not is_nhs_number("0000000000")  # noqa: PT018


def test_a_window_does_not_cut_a_word() -> None:
    long = "9 " + "Abcdefghijklm " * 3 + "Crescent"
    assert (Reason.ADDRESS_LIKE, long) in like(f"at {long}, x")
    assert like("7" * 5000) == []
    assert like(f"{'a' * 300}@{'b' * 10}.example")  # its end, at least
