"""The forms in which names and identifiers are compared."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.searching.query import Query, read_query
from confidentiality.sealing.index import words
from confidentiality.sealing.index.tokens import Kind, exact_terms, terms

# As recorded, and as somebody else may type it.
ONE_NAME = (
    ("Siobhán Ní Bhriain", "siobhan ni bhriain"),
    ("Sinéad O'Brien", "Sinead OBrien"),
    ("Sinéad O’Brien", "sinead o brien"),
    ("Sinead O Brien", "Sinéad O'Brien"),
    ("Łucja Wójcik-Żak", "lucja wojcik zak"),
    ("Łucja Wójcik-Żak", "Lucja Wojcikzak"),
    ("Małgorzata Święcicka", "MALGORZATA SWIECICKA"),
    ("Anne-Marie McDonald", "annemarie mc donald"),
    ("Annemarie Mc Donald", "Anne-Marie McDonald"),
    ("Fátima al-Haddad", "Fatima Haddad"),
    ("فاطمة الحداد", "فاطمة الحداد"),
    ("王芳", "Wang Fang"),
    ("Wang Fang", "王芳"),
    ("김민준", "Gim Minjun"),
    ("Ṣadé Ọláìyá", "Sade Olaiya"),
    ("Nguyễn Thị Hồng", "nguyen thi hong"),
    ("Оксана Шевченко", "Oksana Shevchenko"),
    ("Jürgen Groß", "jurgen gross"),
    ("Åsa Sørensen", "asa sorensen"),
    ("D'Souza, Maria", "maria dsouza"),
    ("İpek Yıldız", "ipek yildiz"),
    ("Mary Beth St. John", "st john"),
)
SOUND_ALIKE = (
    ("Mohammed", "Muhammad"),
    ("Aisha", "Ayesha"),
    ("Catherine", "Kathryn"),
    ("Szymon", "Simon"),
    ("Müller", "Mueller"),
    ("Fatima", "فاطمة"),
)


def named_by(typed: str, recorded: str) -> bool:
    held = words.name_words(recorded)
    return bool(typed) and all(
        any(each.startswith(forms) for each in held) for forms in words.wanted_words(typed)
    )


@pytest.mark.parametrize(("recorded", "typed"), ONE_NAME)
def test_a_name_is_found_as_somebody_else_writes_it(recorded: str, typed: str) -> None:
    assert words.wanted_words(typed)
    assert named_by(typed, recorded)
    assert not named_by("Ottoline", recorded)


@pytest.mark.parametrize(("one", "other"), SOUND_ALIKE)
def test_what_sounds_alike_is_alike(one: str, other: str) -> None:
    assert words.sounds(words.name_words(one)) & words.sounds(words.name_words(other))
    assert not words.sounds(words.name_words(one)) & words.sounds({"ottoline"})


@pytest.mark.parametrize(
    ("recorded", "held"),
    [
        ("Ann Mary Lee", {"ann", "mary", "lee"}),  # neither joined, nor cut
        ("Anne-Marie", {"anne", "marie", "annemarie"}),
        ("J Smith", {"smith", "jsmith"}),
        ("Ó Briain", {"briain", "obriain"}),
        ("McDonald", {"mcdonald", "donald"}),
        ("Mcle", {"mcle"}),
        ("Mclee", {"mclee", "lee"}),
        ("D'Souza", {"souza", "dsouza"}),
    ],
)
def test_a_name_is_held_by_these_words_and_no_others(recorded: str, held: set[str]) -> None:
    assert words.name_words(recorded) == held


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("Al Haddad", (("haddad",),)),
        ("Al El", (("al",), ("el",))),
        ("Anne-Marie B", (("anne", "annemarie"), ("marie", "annemarie"))),
        ("Bo Li", (("bo",), ("li",))),
        ("x", ()),
    ],
)
def test_what_is_asked_for_is_what_tells(typed: str, asked: tuple[tuple[str, ...], ...]) -> None:
    assert words.wanted_words(typed) == asked


def test_pairs_are_of_the_ends_with_all_others() -> None:
    assert words.name_pairs("Ann-May Bo Cy Dee") == {
        *("annmay bo", "annmay cy", "annmay dee", "bo dee", "cy dee"),
    }


def test_a_postcode_and_a_number_are_what_they_look_like() -> None:
    assert [words.postcode(each) for each in ("ls1 4ap", "LS14AP", "LS1", "nowhere", "")] == [
        *("LS14AP", "LS14AP", "", "", ""),
    ]
    assert [words.phone(each) for each in ("12-34-5", "123 456", "ring 12345", "")] == [
        *("", "+44123456", "", ""),
    ]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Anne-Marie Ó Briain", ("annemarie", "briain")),
        ("J Mc Kenna", ("kenna",)),
        ("Al El", ("al", "el")),  # little words, and nothing else
        ("Al J", ("al",)),
        ("J. K.", ()),
    ],
)
def test_a_whole_name_is_its_telling_words_each_as_one(name: str, told: tuple[str, ...]) -> None:
    assert words.whole(name) == told


@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=3).map(" ".join))
def test_every_name_is_found_by_itself_however_it_is_composed_or_cased(name: str) -> None:
    held = words.name_words(name)
    for form in ("NFC", "NFD"):
        for typed in (name, name.upper() if name.upper().casefold() == name.casefold() else name):
            for wanted in words.wanted_words(unicodedata.normalize(form, typed)):
                assert held & set(wanted)


@given(st.text(max_size=200))
def test_nothing_that_is_typed_breaks_it(text: str) -> None:
    query = read_query(text)
    assert isinstance(query, Query)
    assert all(query.terms(by_sound=by_sound) is not None for by_sound in (True, False))
    words.phone(text), words.postcode(text), words.name_pairs(text)


def test_a_pair_has_no_order_and_leaves_nobody_out() -> None:
    assert words.name_pairs("Amina Farouk") == words.name_pairs("FAROUK, Amina") == {"amina farouk"}
    assert words.name_pairs("Amina") == frozenset()
    assert len(words.name_pairs("Mary Beth Sutton")) == 3


@pytest.mark.parametrize(
    "typed", ["07700 900101", "+44 7700 900101", "0044 7700 900101", "(07700) 900-101"]
)
def test_a_number_is_one_number_however_it_is_written(typed: str) -> None:
    assert words.phone(typed) == "+447700900101"
    assert read_query(typed) == Query(phones=("+447700900101",))


@pytest.mark.parametrize(
    "typed",
    [
        *("07700 900101 (work)", "Mum: 07700 900101", "07700 900101 her mum’s", "07700 900101 x2"),
        *(
            "07700 900101 - not after 6",
            "O7700 9OO1O1",
            "07700 900101 / 07700 900102",
            "07700900101,07700900102",
        ),
        *("07700 900102 07700 900101", "07700 900102 or +44 7700 900101", "07700 900101/102"),
        *("07700 900lOl", "07700 900101Oliver", "07700 900102/07700-900101, room 4"),
        "his 0044770090010207700900101",
        *("07700\u200b900101", "٠٧٧٠٠ ٩٠٠١٠١"),
    ],
)
def test_a_number_is_that_number_whatever_stands_beside_it(typed: str) -> None:
    """Or no wall would rise before whoever is known by it (E2, E5, E6), and nobody would find her on duty (E46)."""
    assert "+447700900101" in words.phones(typed)
    assert words.phones(typed) <= {"+447700900101", "+447700900102"}


def test_a_number_of_another_country_or_of_none_stays_as_it_is() -> None:
    assert words.phones("+33 6 12 34 56 78 (Paris)") == {"+33612345678"}
    assert words.phones("123 456, 12-34-5, ring 12345") == {words.phone("123 456")}
    assert words.phones("") == words.phones("no telephone") == frozenset()


@pytest.mark.parametrize(
    "typed", ["2/4/1988", "02.04.1988", "1988-04-02", "2 April 1988", "2nd apr 1988"]
)
def test_a_day_is_read_with_the_day_first(typed: str) -> None:
    assert read_query(typed) == Query(born="1988-04-02")


def test_everything_typed_together_is_asked_for_together() -> None:
    query = read_query("Amina 2/4/1988 07700 900101 ls1 4ap")
    assert query == Query((("amina",),), "1988-04-02", ("+447700900101",), ("LS14AP",))


@pytest.mark.parametrize("typed", ["", "  ", "-", "x", "?", "30/02/1988", "!!", "12"])
def test_what_says_nothing_asks_nothing_of_names(typed: str) -> None:
    assert not read_query(typed)


def test_two_exact_identifiers_are_one_term_of_the_file() -> None:
    held = set(
        terms(
            names=["Anne-Marie Ó Briain"], born="1988-04-02", phones=["07700 900101"], postcode=""
        )
    )
    for name in ("Annemarie", "anne-marie", "Briain", "O'Briain Anne-Marie"):
        for more in ({"born": date(1988, 4, 2)}, {"phone": "+447700900101"}):
            asked = exact_terms(name, **more)
            assert asked
            if name != "O'Briain Anne-Marie":
                assert held.issuperset(asked)
    assert exact_terms("Anne-Marie") == exact_terms("", born=date(1988, 4, 2)) == []
    assert all(term.kind == Kind.EXACT for term in exact_terms("Ann", born=date(1988, 4, 2)))
