"""Every action that the audit records has its place in a restore: done again, lost and reported, or harmless."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from confidentiality.work.backup import replaying

ROOMS = ("confidentiality", "staff", "clients", "disclosures", "retention")


def _sources() -> Iterator[Path]:
    for room in ROOMS:
        yield from (Path(settings.BASE_DIR) / room).rglob("*.py")


def _names(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.Constant):
        yield str(value.value)
    elif isinstance(value, ast.IfExp):
        yield from _names(value.body)
        yield from _names(value.orelse)
    else:
        yield f"?{ast.unparse(value)}"


def _changes_nothing(call: ast.Call) -> bool:
    """Say whether the event tells of a denial or failure: an action that was not done is not done again."""
    outcome = next((k.value for k in call.keywords if k.arg == "outcome"), None)
    return isinstance(outcome, ast.Constant) and outcome.value in ("denied", "failed")


def _records(call: ast.Call) -> bool:
    """Say whether it records an action that was done: `record(…)`, or an own `_record(…)` that hands it on."""
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    return name in ("record", "_record") and not _changes_nothing(call)


def recorded(text: str) -> set[str]:
    """Return the actions that a source records as done, in Python and in what the database notes itself."""
    found = set()
    tree = ast.parse(text)
    handed_on = {
        id(call)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name == "_record"
        for call in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and id(node) not in handed_on and _records(node):
            found |= set(_names(node.args[0]))
    for words in re.findall(
        r"PERFORM access\.note_events?\((.*?),\s+(?:NULL|NEW|OLD|array_agg|what|on_file|[korstv]\.file_id)\b",
        text,
        re.S,
    ):
        literal = re.sub(
            r"r\.kind \|\| '_wall_raised'", "'couple_wall_raised' 'conflict_wall_raised'", words
        )
        found |= set(re.findall(r"'(\w+)'", literal)) or {f"?{words}"}
    return found


@pytest.mark.slow
def test_every_action_is_classified() -> None:
    replaying.load()
    found = set().union(*(recorded(path.read_text(encoding="utf-8")) for path in _sources()))
    assert len(found) > 60
    assert sorted(found - replaying.known()) == [], (
        "Say in the room's replay.py what a restore does about these: replays, lost or harmless."
    )
    assert sorted(replaying.known() - found) == [], "Nobody records these any more."


@pytest.mark.parametrize(
    ("source", "actions"),
    [
        ("record('planted')", {"planted"}),
        ("record('planted' if one else 'other', ids=[])", {"planted", "other"}),
        ("record(name)", {"?name"}),
        ("record('planted', outcome='denied')", set()),
        ("def _record(action):\n    record(action)\n_record('planted')", {"planted"}),
        ("X = '''PERFORM access.note_event('planted', NULL, '{}')'''", {"planted"}),
        (
            "X = '''PERFORM access.note_event(CASE WHEN a THEN 'one' ELSE 'two' END,\n NULL, '{}')'''",
            {"one", "two"},
        ),
    ],
)
def test_the_walk_finds_a_planted_action(source: str, actions: set[str]) -> None:
    assert recorded(source) == actions


def test_an_action_is_classified_once() -> None:
    replaying.load()
    with pytest.raises(ValueError, match="hold_placed"):
        replaying.harmless("hold_placed")
