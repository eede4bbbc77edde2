"""Choosing passages of a text, and the text without them: pure (clause 3.2.1)."""

import pytest

from clients.thirdparty.passages import (
    MARK,
    MOST_PIECES,
    Span,
    chosen,
    pieces,
    taken,
    without,
)
from clients.thirdparty.ties import Ties, Told, ties_from

pytestmark = pytest.mark.clause("3.2.1")
TEXT = "She rang. Her mum said: ‘He has a knife!’ She wept.\n\nA car came…  It left."


def spans_of(text: str, *parts: str) -> list[Span]:
    return [Span(text.index(part), text.index(part) + len(part)) for part in parts]


def test_a_text_falls_into_sentences_and_lines() -> None:
    assert [span.of(TEXT) for span in pieces(TEXT)] == [
        "She rang.",
        "Her mum said: ‘He has a knife!",
        "She wept.",
        "A car came…",
        "It left.",
    ]
    assert pieces("") == pieces("  \n ") == pieces("– …") == []
    assert [span.of("One\ntwo") for span in pieces("One\ntwo")] == ["One", "two"]
    assert MARK not in [span.of(f"A. {MARK} B.") for span in pieces(f"A. {MARK} B.")]


def test_a_long_text_falls_into_no_more_pieces_than_can_be_ticked() -> None:
    text = "He said so. " * 1000
    found = pieces(text)
    assert len(found) <= MOST_PIECES
    assert "".join(span.of(text) for span in found).count("said") == 1000


def test_what_touches_is_one_passage_and_leaves_one_mark() -> None:
    spans = chosen(TEXT, spans_of(TEXT, "Her mum said", "He has a knife!’", ": ‘", "She wept."))
    assert [span.of(TEXT) for span in spans] == ["Her mum said: ‘He has a knife!’ She wept."]
    assert without(TEXT, spans) == f"She rang. {MARK}\n\nA car came…  It left."
    assert taken(TEXT, spans) == "Her mum said: ‘He has a knife!’ She wept."


@pytest.mark.edge("E24")
def test_neither_count_nor_length_shows() -> None:
    left = {
        without(text, chosen(text, spans_of(text, "He has a knife", "her mum said so")))
        for text in (
            "A. He has a knife. her mum said so B.",
            "A. her mum said so\n\n He has a knife B.",
        )
    }
    assert {text.count(MARK) for text in left} == {2, 1}
    again = f"A. {MARK} He said more. B."
    spans = chosen(again, spans_of(again, "He said more."))
    assert without(again, spans) == f"A. {MARK} B."
    assert taken(again, spans) == "He said more."


def test_a_mark_that_is_touched_goes_whole() -> None:
    text = f"A. {MARK} B."
    spans = chosen(text, [Span(0, 6)])
    assert without(text, spans) == f"{MARK} B."
    assert taken(text, spans) == "A."
    assert taken(text, chosen(text, spans_of(text, MARK))) == ""


@pytest.mark.parametrize("bad", [Span(-1, 3), Span(3, 3), Span(4, 2), Span(0, 10_000)])
def test_what_is_not_in_the_text_is_no_passage(bad: Span) -> None:
    with pytest.raises(ValueError, match="no passage"):
        chosen(TEXT, [bad])
    assert chosen(TEXT, [Span(9, 10)]) == []  # white space alone


def test_whoever_nobody_named_is_not_told() -> None:
    assert ties_from(None).nobody
    assert ties_from({}).in_words == "Nobody"
    ties = Ties("a", "b", (Told("c", "Nadia"),), "The school\nThe GP")
    assert ties_from(ties.as_json()) == ties
    assert ties.in_words == "Nadia; The school; The GP"
    assert Ties(others=" ").nobody
