"""A request about one of us in words, for its pages."""

from typing import Any

from confidentiality.interface.filters import datetime_gb

from . import rules
from .models import Asking, AskingNote, Items
from .rules import Stage
from .steps import in_words

STAGES: dict[Stage, tuple[str, str]] = {
    Stage.RECORDED: ("To be put to the person", "caution"),
    Stage.PUT: ("With the person", "brand"),
    Stage.ANSWERED: ("The person has answered", "caution"),
    Stage.BASIS: ("Somebody else has to agree", "caution"),
    Stage.AGREED: ("A right covers it", "caution"),
    Stage.GIVEN: ("Something was given out", "wrong"),
    Stage.CLOSED: ("Closed", "neutral"),
}
_LABELS = {
    **{str(code): str(label) for code, label in Items.choices},
    rules.Item.MESSAGE.value: "the message, as the person worded it",
}


def items_in_words(codes: list[str]) -> str:
    """Return items as one line."""
    return ", ".join(_LABELS.get(code, code).lower() for code in codes)


def recorded_facts(asking: Asking) -> list[tuple[str, str]]:
    """Return what was recorded, as its recorder typed it."""
    return [
        ("About", asking.subject.display_name if asking.subject else asking.about),
        ("Wanted", items_in_words(asking.wanted)),
        ("Says to be", asking.get_claims_display()),
        ("Name, as they said it", asking.caller or "They did not say"),
        ("Checked", asking.checked or "Not checked"),
        ("Said", asking.asked),
        ("Asked", asking.get_came_by_display()),
        ("Answered", asking.told or asking.get_answered_display()),
        (
            "Recorded",
            f"{datetime_gb(asking.recorded_at)}, by {asking.recorded_by.display_name}",
        ),
    ]


def facts(asking: Asking) -> list[tuple[str, str]]:
    """Return what whoever handles it, or whom it is about, is shown: the claim marked as one."""
    return [
        (f"{label} (claimed)" if label == "Says to be" else label, said)
        for label, said in recorded_facts(asking)
    ]


def noted_in_words(note: AskingNote) -> dict[str, Any]:
    """Return one note for the page: its heading, who and when, and its lines."""
    lines = [in_words(note), items_in_words(note.items), note.words or ""]
    return {
        "heading": note.get_kind_display(),
        "by": note.by.display_name,
        "at": note.at,
        "lines": [line for line in lines if line],
    }
