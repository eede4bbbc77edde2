"""What a draft says, taken apart without a database."""

import pytest

from clients.leaving.rules import SAID_BY_FORM, as_text, one_of

pytestmark = pytest.mark.edge("E51")


def test_what_a_draft_says_is_kept_word_for_word() -> None:
    entry = [["token", "x"], ["kind", "call"], ["body", "She rang.\n"], ["basis", "Her words"]]
    assert as_text(entry) == "She rang."
    assert one_of(entry, "kind") == "call"
    assert one_of(entry, "missing") == ""


def test_other_forms_are_kept_line_by_line_with_their_names() -> None:
    form = [["words", " Ring back "], ["due_on", "3"], ["nature", "fact"], ["empty", " "]]
    assert as_text(iter(form)) == "Words: Ring back\nDue on: 3"
    assert as_text([]) == ""
    assert as_text([[name, "x"] for name in SAID_BY_FORM]) == ""
