"""Blanks of a template, and words by which whoever finds a letter would learn who writes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clients.letters.rules import (
    MOST_BLANKS,
    REVEALING,
    blanks,
    filled,
    is_right,
    says_what_we_do,
    with_more,
)

BODY = "Dear [name],\n\nCome on [day and time] to [ place ], [day and time].\n\n[Worker], [today]"


def test_blanks_are_asked_for_once_and_filled() -> None:
    assert blanks(BODY) == ["day and time", "place"]
    told = {
        "name": "Amina",
        "today": "1 May",
        "worker": "Priya",
        "day and time": "Monday",
        "place": "room 2",
    }
    assert filled(BODY, told) == "Dear Amina,\n\nCome on Monday to room 2, Monday.\n\nPriya, 1 May"
    assert filled("[what]", {}) == "[what]"
    assert filled("[a]", {"a": "[b]", "b": "x"}) == "[b]", "what is filled in is not filled again"


def test_what_is_written_freely_has_its_place() -> None:
    body = "Come.\n\n[more]\n\nYours"
    assert blanks(body) == []
    assert with_more(filled(body, {"name": "x"}), "Bring it.") == "Come.\n\nBring it.\n\nYours"
    assert with_more(body, "") == "Come.\n\nYours"
    assert with_more("Come.", "Bring it.") == "Come.\n\nBring it."
    assert with_more("Come.", "") == "Come."


def test_brackets_that_ask_for_nothing_are_refused() -> None:
    assert is_right(BODY) == ""
    for wrong in ("[", "]", "[]", "[a\nb]", f"[{'x' * 61}]", "a] and [b", "[[a]]"):
        assert is_right(wrong).startswith("Each [ needs its ]"), wrong
    many = " ".join(f"[{n}]" for n in range(MOST_BLANKS + 1))
    assert "at the most" in is_right(many)
    assert is_right(many.removeprefix("[0] ")) == ""


@pytest.mark.clause("3.3.1")
def test_words_that_say_what_we_do_are_found_as_words() -> None:
    for word in REVEALING:
        assert says_what_we_do(f"Your {word.upper()}, as agreed") == [
            word
        ] or word in says_what_we_do(f"Your {word}, as agreed")
    assert says_what_we_do("Domestic  Violence") == ["domestic", "violence"]
    assert says_what_we_do("A mission, dashed hopes and a shelterbelt") == []
    assert says_what_we_do("Yours, Harbour\nHouse", ["Harbour House", ""]) == ["harbour house"]
    assert says_what_we_do("Harbour Housekeeping", ["Harbour House"]) == []


@pytest.mark.clause("3.3.1")
@pytest.mark.parametrize(
    "written",
    [
        *("Women's Way", "WOMEN’S  WAY", "Womens Way", "St Anne’s House", "St. Anne´s House"),
        *("Riverside Project", "Riverside\u2011Project", "Cafe Hope", "Café\u00a0Hope", "ＩＳＳ"),
        *(
            "do\u00admestic",
            "vio\u200blence",
            "non molestation",
            "non\u2011molestation",
            "women`s aid",
        ),
        *("safety-plan", "support‑worker", "domestic_violence", "refuges", "two shelters"),
    ],
)
def test_they_are_found_however_a_telephone_or_a_machine_writes_them(written: str) -> None:
    names = ["Women’s Way", "St. Anne's House", "Riverside-Project", "Café Hope"]
    assert says_what_we_do(f"Come to {written}, as agreed.", names)
    assert not says_what_we_do(
        "Women in the way, St Anne of the house, a project by the river", names
    )


@settings(max_examples=30)
@given(st.text(max_size=40), st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3))
def test_any_text_is_filled_without_harm(body: str, told: dict[str, str]) -> None:
    assert isinstance(filled(body, told), str)
    if "[" not in body:
        assert filled(body, told) == body
    assert len(blanks(body)) <= body.count("[")
