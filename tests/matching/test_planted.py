"""An identifier planted in any spelling is found, where it stands, and nothing else is; whatever the text."""

import random
import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from types import FrameType
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.matcher import Identifier, Kind, Matcher, Person, Proposal
from tests.attacking import report, sized

from . import spelling

WHO = UUID(int=1)
NAMES = (
    "Siân Llewellyn-Rhys",
    "Niamh Ní Dhomhnaill",
    "Małgorzata Wiśniewska",
    "Harpreet Kaur Dhillon",
    "Fatima al-Zahra Rahman",
    "Oluwaseun Adébáyọ̀",
    "Nguyễn Thị Tuyết",
    "Ng Wai Ling",
    "Jo Li",
    "María de la Cruz Núñez",
    "Pieter van der Berg",
    "Lorna D'Souza",
    "Sarah O'Donnell",
    "Søren Ågård",
    "Oliver St John-Smythe",
    "Grace Young",
    "Tyler-James Kerr",
)
# words of which none is a part, a short form or a slip of those names
_FILLER = """
we spoke about it at the office and it went well so there is a plan for the week which was written
down then they had tea and looked at a picture of the seaside while it rained
"""
FILLER = _FILLER.split()
names = st.sampled_from(NAMES)
filler = st.lists(st.sampled_from(FILLER), max_size=12).map(" ".join)


def about(kind: Kind, text: str) -> Matcher:
    return Matcher([Person(WHO, "friend", (Identifier(UUID(int=2), kind, text),))])


MATCHERS = {name: about(Kind.NAME, name) for name in NAMES}


def assert_found(found: list[Proposal], text: str, planted: str, at: int) -> None:
    """Every letter of what was planted is in a proposal; no proposal reaches beyond it."""
    end = at + len(planted)
    uncovered = [
        place
        for place in range(at, end)
        if text[place].isalnum() and not any(p.start <= place < p.end for p in found)
    ]
    assert not uncovered, (text, planted)
    assert all(at <= p.start < p.end <= end for p in found), (text, planted)
    assert {owner.person for p in found for owner in p.whose} == {WHO}


@pytest.mark.parametrize("spelt", spelling.NAMES)
@settings(max_examples=15)
@given(
    name=names,
    before=filler,
    after=filler,
    left=st.sampled_from(spelling.BEFORE),
    right=st.sampled_from(spelling.AFTER),
)
def test_a_name_is_found_in_every_spelling(
    spelt: str, name: str, before: str, after: str, left: str, right: str
) -> None:
    planted = spelling.NAMES[spelt](name)
    lead = f"{before} {left}"
    text = f"{lead}{planted}{right} {after}"
    assert_found(MATCHERS[name].known(text), text, planted, len(lead))


@settings(max_examples=20)
@given(
    digits=st.integers(7700900000, 7700900999),
    before=filler,
    after=filler,
    which=st.integers(0, 16),
)
def test_a_telephone_number_is_found_in_every_spelling(
    digits: int, before: str, after: str, which: int
) -> None:
    planted = spelling.phones(f"0{digits}")[which]
    text = f"{before} {planted}. {after}"
    found = about(Kind.PHONE, f"0{digits}").known(text)
    # a plus or a bracket before it is no digit
    assert_found(found, text, planted, len(before) + 1)


@settings(max_examples=20)
@given(
    code=st.from_regex(r"\A[A-PR-UWYZ][A-HK-Y]?[1-9][0-9]? [0-9][ABD-HJLNP-UW-Z]{2}\Z"),
    before=filler,
    after=filler,
    which=st.integers(0, 8),
)
def test_a_postcode_is_found_in_every_spelling(
    code: str, before: str, after: str, which: int
) -> None:
    planted = spelling.postcodes(code)[which]
    text = f"{before} {planted}, {after}"
    assert_found(about(Kind.POSTCODE, code).known(text), text, planted, len(before) + 1)


@settings(max_examples=20)
@given(
    born=st.dates(date(1930, 1, 1), date(2026, 1, 1)),
    before=filler,
    after=filler,
    which=st.integers(0, 19),
)
def test_a_date_of_birth_is_found_in_every_spelling(
    born: date, before: str, after: str, which: int
) -> None:
    planted = spelling.dates(born)[which]
    text = f"{before} {planted}, {after}"
    assert_found(about(Kind.BORN, str(born)).known(text), text, planted, len(before) + 1)


HARD = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\u200b\u00ad\u0301-'’\n\r\t @.0123456789SKsk" + spelling.ZERO_WIDTH),
    ),
    max_size=200,
)


@given(text=HARD)
def test_no_text_stops_it_and_every_place_is_in_the_text(text: str) -> None:
    matcher = MATCHERS["Sarah O'Donnell"]
    found = matcher.read(text)
    assert found == matcher.read(text)
    assert all(0 <= p.start < p.end <= len(text) for p in found)
    assert [p.start for p in found] == sorted(p.start for p in found)


@given(before=HARD, after=HARD)
def test_a_name_is_found_whatever_stands_around_it(before: str, after: str) -> None:
    lead = f"{before} . "
    text = f"{lead}Sarah O'Donnell . {after}"
    found = MATCHERS["Sarah O'Donnell"].known(text)
    assert any(p.start <= len(lead) and p.end >= len(lead) + len("Sarah O'Donnell") for p in found)


@settings(max_examples=25)
@given(name=HARD)
def test_no_identifier_stops_it(name: str) -> None:
    told = (Identifier(UUID(int=at), kind, name) for at, kind in enumerate(Kind))
    Matcher([Person(WHO, name, tuple(told))]).read(f"we met {name} there")


def operations(do: Callable[[], object]) -> int:
    """Count the calls that something makes: the same on every machine."""
    count = 0

    def counts(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counts)
    try:
        do()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "piece",
    [
        "We met Sarah O'Donnell at 14 Larch Road, and her mum told me. ",
        "sarah",
        "sarahodonnell",
        "pregnan",
        f"1{'a' * 99}",
        "1a" * 20,
        "S. O. ",
        "A'A'",
        "0 1-2 3 ",
        "07700 900123 ",
        "@a.b",
        "1 Aa ",
        "sa\n",
        "Ab Cd ",
        "\u200b\u0301é",
        "her her her mum ",
        "12 march ",
    ],
)
def test_ten_times_the_text_takes_ten_times_the_work(piece: str) -> None:
    matcher = MATCHERS["Sarah O'Donnell"]
    for text in (piece * 30, piece * 300):
        matcher.read(text)  # what is worked out once is worked out
    once, ten_times = (operations(partial(matcher.read, piece * n)) for n in (30, 300))
    assert ten_times <= 10.5 * once + 100


@pytest.mark.attack("A3")
def test_planted_identifiers_are_found_at_full_size() -> None:
    """Thousands of texts, each with one identifier in one spelling; none is missed, and none is found elsewhere."""
    chance = random.Random(5)
    tried = sized(300, 10_000)
    for _ in range(tried):
        name, spelt = chance.choice(NAMES), chance.choice(list(spelling.NAMES))
        planted = spelling.NAMES[spelt](name)
        before, after = (" ".join(chance.choices(FILLER, k=chance.randrange(60))) for _ in "ab")
        lead = f"{before} {chance.choice(spelling.BEFORE)}"
        text = f"{lead}{planted}{chance.choice(spelling.AFTER)} {after}"
        assert_found(MATCHERS[name].known(text), text, planted, len(lead))
    report("A3", "identifiers planted in texts, before they leave", tried=tried, found=tried)
