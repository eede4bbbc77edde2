"""What a reading proposes: capitals, cues, what belongs together, what is said already, and whose it is."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from disclosures.matcher import (
    Identifier,
    Kind,
    Matcher,
    Owner,
    Person,
    Proposal,
    Reason,
    Recognised,
    Strength,
    recognised,
)
from disclosures.matcher.capitals import unexplained
from disclosures.matcher.cues import listed, with_determiner
from disclosures.matcher.form import Case, Form
from disclosures.matcher.initials import initials_in
from disclosures.matcher.joining import joined, with_title
from disclosures.matcher.proposals import prune
from disclosures.matcher.words import common, lines, sections

from .published import ROOT

STRONG, MEDIUM, WEAK = Strength.STRONG, Strength.MEDIUM, Strength.WEAK
ANN, BOB = UUID(int=1), UUID(int=2)


def capitals(text: str) -> list[tuple[str, Reason, Strength]]:
    return [(text[p.start : p.end], p.reason, p.strength) for p in unexplained(text)]


NEW = Reason.UNKNOWN_NAME
STREET = ("Quernmore Road", Reason.ADDRESS_LIKE, MEDIUM)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He met Brendan.", [("Brendan", NEW, MEDIUM)]),
        ("He met Brendan's boss.", [("Brendan's", NEW, MEDIUM)]),
        (
            "He met Keisha Brathwaite and Xan.",
            [("Keisha Brathwaite", NEW, MEDIUM), ("Xan", NEW, MEDIUM)],
        ),
        ("Brendan left.", []),
        ("Brendan rang.", [("Brendan", NEW, WEAK)]),
        ("It ended. Brendan said so", [("Brendan", NEW, WEAK)]),
        ("Keisha Brathwaite left.", [("Keisha Brathwaite", NEW, MEDIUM)]),
        ("He met Mr Tarrant.", [("Mr Tarrant", NEW, MEDIUM)]),
        ("to\nBrendan and", [("Brendan", NEW, MEDIUM)]),
        ("done.\nBrendan left", []),
        ("done\n\nBrendan left", []),
        ("- Brendan left", []),
        ('he: "Brendan left"', []),
        ("in March, on Monday, in Leeds", []),
        ("the Police and the Council", []),
        ("with J. and", [("J", NEW, MEDIUM)]),
        ("with T. Okafor", [("T. Okafor", NEW, MEDIUM)]),
        ("J.R. Hartley came", [("J.R. Hartley", NEW, MEDIUM)]),
        ("with Ana. Brendan left", [("Ana", NEW, MEDIUM)]),
        ("plan J and", []),
        ("on Quernmore Bank now", [("Quernmore", NEW, MEDIUM)]),
        ("on Quernmore Road now", [("Quernmore Road", NEW, MEDIUM), STREET]),
        ("aBrendan 2Brendan _Brendan", []),
        ("HE MET BRENDAN THERE", []),
        ("He met BRENDAN there", [("BRENDAN", NEW, MEDIUM)]),
        ("with O'Dowd-Smythe.", [("O'Dowd-Smythe", NEW, MEDIUM)]),
        ("", []),
    ],
)
def test_capitals_that_nothing_explains(
    text: str, expected: list[tuple[str, Reason, Strength]]
) -> None:
    assert capitals(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("her mum", "her "),
        ("with the client's older mum", "the client's older "),
        ("Another mum", "Another "),
        ("his own birth mum", "his own birth "),
        ("their\n mum", "their\n "),
        ("there mum", None),
        ("other mum", None),
        ("mum", None),
        ("of mum", None),
    ],
)
def test_what_stands_before_a_relation(text: str, expected: str | None) -> None:
    at = text.index("mum")
    start = with_determiner(text, at)
    assert (None if start is None else text[start:at]) == (
        "client's older " if expected == "the client's older " else expected
    )


def test_a_line_of_a_list() -> None:
    assert listed("self-harm*", Reason.SENSITIVE, "x") == Form(
        ("self", "harm"), Reason.SENSITIVE, MEDIUM, stem=True, detail="x"
    )
    assert listed("SW", Reason.ROLE).case is Case.CAPITALS
    assert listed("mustn't know", Reason.CONFIDENCE).words == ("mustn", "t", "know")


def test_the_lists_are_there_and_say_nothing_twice() -> None:
    for name in ("cues", "sensitive", "names"):
        for section, words in sections(name).items():
            keys = [(listed(word, Reason.ROLE).key, word[-1:]) for word in words]
            assert len(set(keys)) == len(keys), (name, section)
            assert all(key for key, _ in keys)
    assert "a" in common()
    assert "#" not in "".join(common())
    assert all(len(group) > 1 for group in lines("alike"))
    assert set(sections("cues")) == {
        "relation", "role", "group", "source", "confidence", "conference", "court", "other_side",
    }  # fmt: skip


def place(
    start: int,
    end: int,
    reason: Reason = Reason.NAME,
    who: UUID | None = ANN,
    strength: Strength = STRONG,
    detail: str = "",
) -> Proposal:
    return Proposal(start, end, reason, strength, (Owner(who),) if who else (), detail)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ([place(0, 10), place(2, 5)], [0]),  # within a longer one of hers
        ([place(2, 5), place(0, 10)], [1]),
        ([place(0, 10), place(2, 5, who=BOB)], [0, 1]),  # somebody else's
        ([place(0, 10, strength=WEAK), place(2, 5)], [0, 1]),  # a stronger one
        ([place(0, 10), place(10, 12)], [0, 1]),
        ([place(0, 10), place(5, 12)], [0, 1]),
        ([place(0, 5, Reason.PHONE_LIKE, None), place(0, 5, Reason.PHONE)], [1]),
        ([place(0, 9, NEW, None), place(0, 9, Reason.ADDRESS_LIKE, None)], [1]),
        ([place(0, 9, Reason.ADDRESS_LIKE, None), place(2, 5)], [0, 1]),
        ([place(0, 9, Reason.ROLE, None), place(2, 5)], [0, 1]),  # a cue hides nothing
        ([place(0, 9), place(2, 5, Reason.ROLE, None)], [0, 1]),
        ([place(0, 9, Reason.ROLE, None), place(2, 5, Reason.ROLE, None)], [0]),
        ([place(0, 9, Reason.ROLE, None), place(2, 5, Reason.SOURCE, None)], [0, 1]),
        (
            [
                place(0, 9, Reason.SENSITIVE, None, detail="a"),
                place(2, 5, Reason.SENSITIVE, None, detail="b"),
            ],
            [0, 1],
        ),
        ([place(0, 5), place(0, 5)], [0]),
    ],
)
def test_what_is_said_already_is_left_out(given: list[Proposal], kept: list[int]) -> None:
    assert prune(given) == [given[index] for index in kept]


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Ann Ray", 7),
        ("Ann J. Ray", 10),
        ("Ann van der Ray", 15),
        ("Ann and Ray", 3),
        ("Ann met Ray", 3),
        ("Ann" + " " * 25 + "Ray", 3),
    ],
)
def test_two_names_of_one_person_are_one_place(text: str, ends: int) -> None:
    at = text.index("Ray")
    found = list(joined([place(0, 3), place(at, at + 3)], text))
    assert max(p.end for p in found if p.start == 0) == ends
    other = list(joined([place(0, 3), place(at, at + 3, who=BOB)], text))
    assert max(p.end for p in other if p.start == 0) == 3


def test_three_names_of_one_person_are_one_place_and_a_number_joins_nothing() -> None:
    found = list(joined([place(0, 1), place(2, 3), place(4, 5)], "a b c"))
    assert max(p.end for p in found if p.start == 0) == 5
    numbers = [place(0, 1, Reason.PHONE), place(2, 3, Reason.PHONE)]
    assert list(joined(numbers, "a b c")) == numbers


@pytest.mark.parametrize(
    ("text", "title"),
    [("Mrs Ray", "Mrs "), ("to dr. Ray", "dr. "), ("Mrs-Ray", ""), ("amrs Ray", ""), ("Ray", "")],
)
def test_a_title_belongs_to_the_name(text: str, title: str) -> None:
    at = text.index("Ray")
    assert text[with_title(text, at) : at] == title


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SK", ["SK"]),
        ("to S.K.", ["S.K."]),
        ("S. K., S K, S-K", ["S. K.", "S K", "S-K"]),
        ("SKx xSK 2SK SK2 'SK -SK SK'", []),
        ("sk Sk", []),
        ("S K L", []),
    ],
)
def test_initials(text: str, found: list[str]) -> None:
    form = Form(("s", "k"), Reason.INITIALS, MEDIUM, Case.CAPITALS)
    places = [*initials_in(text, {"sk": {form: (Owner(ANN),)}})]
    assert [text[p.start : p.end] for p in places] == found
    assert all(p == place(p.start, p.end, Reason.INITIALS, strength=MEDIUM) for p in places)


def person(relation: str, *identifiers: tuple[Kind, str]) -> Person:
    return Person(
        ANN,
        relation,
        tuple(Identifier(UUID(int=10 + at), *each) for at, each in enumerate(identifiers)),
    )


def read(text: str, *people: Person) -> list[tuple[str, Reason, Strength]]:
    return [(text[p.start : p.end], p.reason, p.strength) for p in Matcher(people).read(text)]


def test_an_ordinary_word_is_weak_in_small_letters() -> None:
    hope = person("friend", (Kind.GIVEN, "Hope"))
    assert read("no hope", hope) == [("hope", Reason.NAME, WEAK)]
    assert read("with Hope", hope) == [("Hope", Reason.NAME, MEDIUM)]


def test_whose_a_place_is_and_who_is_meant_by_a_relation() -> None:
    people = [person("mother", (Kind.GIVEN, "Wanda"), (Kind.PHONE, "07700 900123"))]
    text = "Her mum Wanda, 07700900123, and a friend"
    whose = {text[p.start : p.end]: p.whose for p in Matcher(people).read(text)}
    assert whose == {
        "Her mum": (Owner(ANN),),
        "Wanda": (Owner(ANN, UUID(int=10)),),
        "07700900123": (Owner(ANN, UUID(int=11)),),
        "a friend": (),
    }


def test_two_people_of_one_name_are_both_told() -> None:
    others = [
        Person(UUID(int=n), "", (Identifier(UUID(int=n), Kind.FAMILY, "Tarn"),)) for n in (9, 8)
    ]
    (found,) = Matcher(others).read("with Tarn")
    assert [owner.person.int for owner in found.whose] == [8, 9]


def test_what_belongs_to_a_place_is_in_it() -> None:
    ann = person("", (Kind.FAMILY, "Tarn"), (Kind.PHONE, "+44 7700 900123"))
    found = [
        words for words, _, _ in read("Mrs Tarn, the Tarns, (07700) 900123, +447700900123", ann)
    ]
    assert found == ["Mrs Tarn", "Tarns", "(07700) 900123", "+447700900123"]
    assert ("pregnancy", Reason.SENSITIVE, MEDIUM) in read("in pregnancy-tests")


def test_a_relation_alone_is_weaker_than_one_with_a_determiner() -> None:
    assert read("mum and her sw") == [
        ("mum", Reason.RELATION, WEAK),
        ("her sw", Reason.ROLE, MEDIUM),
    ]


def test_only_what_is_known_is_in_the_last_look() -> None:
    matcher = Matcher([person("", (Kind.FAMILY, "Tarn"), (Kind.GIVEN, "Wyn"))])
    text = "Wyn Tarn told me that her mum Zoltan is on 01632 960999; W.T."
    found = [(text[p.start : p.end], p.reason) for p in matcher.known(text)]
    assert found == [("Wyn Tarn", Reason.NAME), ("W.T.", Reason.INITIALS)]
    reasons = {p.reason for p in matcher.read(text)}
    assert reasons > {Reason.NAME, Reason.SOURCE, Reason.RELATION, Reason.PHONE_LIKE, NEW}


def test_other_sensitive_words_may_be_given() -> None:
    matcher = Matcher([], sensitive={"pets": ["dog*", "", "*"]})
    (found,) = matcher.read("two dogs, pregnant")
    assert (found.start, found.end, found.detail) == (4, 8, "pets")


FIRST = Proposal(0, 5, Reason.RECOGNISED, MEDIUM)


def test_what_a_recogniser_finds_stands_among_the_rest_and_there_is_none_by_default() -> None:
    text = "zölta met Wyn Tarn"
    matcher = Matcher([person("", (Kind.NAME, "Wyn Tarn"))])
    told = recognised(text, lambda text: [(0, 5), (10, 18)])
    assert told == Recognised((FIRST, Proposal(10, 18, Reason.RECOGNISED, MEDIUM)))
    assert [(p.start, p.reason) for p in matcher.read(text, told.proposals)] == [
        (0, Reason.RECOGNISED),
        (10, Reason.NAME),  # whose name it is says more than that it is one
    ]
    assert [(p.start, p.reason) for p in matcher.read(text)] == [(10, Reason.NAME)]


@pytest.mark.parametrize("wrong", [(-1, 2), (3, 3), (3, 2), (0, 11), (0.0, 2), (1,), None])
def test_a_recogniser_that_names_no_place_of_the_text_has_failed(wrong: Any) -> None:
    assert recognised("zölta went", lambda text: [(0, 5), wrong, (6, 10)]) == Recognised(
        (FIRST,), failed=True
    )
    assert recognised("zölta went", lambda text: [(0, 10)]).failed is False


@pytest.mark.parametrize("error", [RuntimeError, MemoryError, RecursionError, KeyError])
def test_whatever_goes_wrong_in_a_recogniser_is_a_failure_that_tells_no_word_of_the_text(
    error: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    def fails(text: str) -> Iterator[tuple[int, int]]:
        yield (0, 5)
        raise error(text)

    assert recognised("zölta went", fails) == Recognised((FIRST,), failed=True)
    assert caplog.messages == [f"A recogniser failed: {error.__name__}"]
    assert "zölta" not in caplog.text


def test_what_it_can_do_nothing_with_is_told() -> None:
    told = (
        (Kind.NAME, "Wyn"),
        (Kind.ALIAS, "A"),
        (Kind.BORN, "12/03/1987"),
        (Kind.ADDRESS, "Leeds"),
        (Kind.PHONE, "123"),
    )
    matcher = Matcher([person("", *told)])
    assert matcher.not_looked_for == tuple(Owner(ANN, UUID(int=10 + at)) for at in (1, 2, 3, 4))
    assert Matcher([]).not_looked_for == ()


def test_nothing_of_it_answers_yes_or_no() -> None:
    public = {name for name in vars(Matcher) if name.isascii() and not name.startswith("_")}
    assert public == {"read", "known", "keys"}
    for text in ("", "nothing at all", "with Tarn"):
        assert isinstance(Matcher([]).read(text), list)
        assert isinstance(Matcher([]).known(text), list)


@pytest.mark.slow
def test_every_process_answers_alike() -> None:
    """The order of sets differs from process to process; that of proposals may not."""
    told = {
        subprocess.run(
            [sys.executable, "-m", "tests.matching.answers"],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
    assert len(told.pop()) > 60
