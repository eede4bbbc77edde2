"""The last look, without a database: who stands in what leaves, on paper, screen or pages, is not overlooked."""

from collections.abc import Iterable
from uuid import UUID

import pytest

from clients.people.identifiers import CLIENT, Known
from disclosures.building.reading import ReadAgain
from disclosures.building.showing import ALL_PAGES, Found
from disclosures.redaction.last_look import somebody_new
from disclosures.redaction.looking import Looking, identifiers_in

pytestmark = [pytest.mark.clause("3.2.1"), pytest.mark.edge("E13")]
LOOKING = Looking([
    Known(UUID(int=1), CLIENT, {"given": ("Maya",), "family": ("Rahman",)}),
    Known(UUID(int=2), "neighbour", {"given": ("June",)}),
    Known(UUID(int=3), "relative", {"given": ("Nasrin",)}),
])  # fmt: skip
FORM = ("May", "June", "July")
TEXT = "Maya met Nasrin at\nnine."


def identifiers(words: str) -> frozenset[UUID]:
    return identifiers_in(LOOKING.stops([words]).values())


def paper(*words: str) -> ReadAgain:
    return ReadAgain(
        (Found(ALL_PAGES, " ".join(words)), *(Found("page 1", each) for each in words)), ()
    )


def new(
    *texts: str,
    again: ReadAgain | None,
    reviewed: str = "",
    pages: Iterable[str] = (),
) -> bool:
    return somebody_new(
        LOOKING, identifiers(reviewed), texts, again, form=lambda: FORM, on_pages=lambda: pages
    )


def never() -> Iterable[str]:
    raise AssertionError("It is not asked for.")


def test_what_is_spoken_is_looked_through_and_nothing_else() -> None:
    def spoken(text: str, reviewed: str = "") -> bool:
        return somebody_new(
            LOOKING, identifiers(reviewed), [text], None, form=never, on_pages=never
        )

    assert spoken("Nasrin rang.")
    assert spoken("It is June.")  # who is called like a word of the form is forgiven on paper only
    assert not spoken("Nasrin rang.", reviewed="Nasrin")
    assert spoken("Nasrin and June rang.", reviewed="Nasrin")
    assert not spoken("Maya rang.")


def test_whoever_was_reviewed_or_is_the_client_stops_nothing() -> None:
    assert not new(TEXT, again=paper(TEXT), reviewed="Nasrin")
    assert not new("Maya rang.", again=paper("Maya rang."))
    assert new(TEXT, again=paper(TEXT))


def test_whoever_stands_on_the_paper_only_is_found() -> None:
    assert new("A text", again=paper("A text", "and Nasrin"))
    assert not new("A text", again=paper("A text", "and Nasrin"), reviewed="Nasrin")


def test_a_word_of_the_form_is_nobody_on_paper_but_somebody_in_a_text() -> None:
    assert not new("A text", again=paper("2 June 2026", "A text"))
    assert new("Then June rang.", again=paper("2 June 2026", "Then June rang."))
    assert new("Nasrin", again=paper("2 June 2026", "Nasrin"))
    assert new("A text", again=paper("2 June 2026", "and Nasrin"))


def test_whoever_stands_in_a_text_is_found_where_the_paper_does_not_say_it() -> None:
    """As where no typeface has the characters: the paper holds their numbers, the screen the name."""
    assert new("Nasrin rang.", again=paper("[U+1293] rang."))
    assert not new("Nasrin rang.", again=paper("[U+1293] rang."), reviewed="Nasrin")


def test_a_text_that_the_paper_says_as_it_stands_is_read_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever its lines: a long file is looked through once."""
    looked = list[str]()
    plain = LOOKING.stops

    def stops(texts: Iterable[str]) -> object:
        told = list(texts)
        looked.extend(told)
        return plain(told)

    monkeypatch.setattr(LOOKING, "stops", stops)
    assert not new("One long\ntext.", "Another.", again=paper("One  long text.", "and no more"))
    assert looked[-1:] == ["Another."]
    assert "One long\ntext." not in looked


def test_pages_that_are_pictures_are_looked_through_as_well() -> None:
    assert new("A text", again=paper("A text"), pages=["A letter of Nasrin"])
    assert not new("A text", again=paper("A text"), pages=["A letter of Nasrin"], reviewed="Nasrin")
    assert new("A text", again=paper("2 June 2026", "A text"), pages=["June’s letter"])
