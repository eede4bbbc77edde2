"""Every action that is recorded with a case file is thought about: its lead sees it, or here stands why not."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from confidentiality.audit.looks import LOOKS

pytestmark = pytest.mark.clause("3.3.1")
ROOMS = ("confidentiality", "staff", "clients", "disclosures", "retention")
# Which actions the lead of a file is not shown, by why.
KEPT_FROM_LEADS = {
    "tells who stands behind a wall, or whom one was raised against": {
        "colleagues_named",
        "conflict_opened",
        "file_not_allocated",
        "stepped_back",
    },
    "tells that somebody looked for a partner’s file": {"tie_refused_often"},
    "names what stood in the way, which can be a wall, a partner’s file or a warning": {
        "disclosure_obstructed"
    },
    "stands for both halves of a couple": {"file_imported", "file_undone"},
    "the system did it of itself, and why can tell of a partner’s file": {
        "disposal_failed",
        "emergency_escalated",
        "event_replayed",
        "file_destroyed",
        "file_kept",
    },
    "what somebody types for themselves and has not sent": {
        "draft_begun",
        "draft_discarded",
        "draft_opened",
        "draft_sent",
    },
    "no person of ours did it; the register of readings tells": {
        "package_read_outside",
        "reading_signed",
        "remark_left",
    },
}
# Where the action's name is handed on: every name that comes.
HANDED_ON = {
    "confidentiality/access/http.py": set(),  # a denial writes down what it was made with
    "disclosures/access.py": {
        "change_request",
        "decide",
        "decide_everywhere",
        "let_machine_read",
        "looked",
        "note_discussion",
        "pages",
        "permit",
        "prepare",
        "prepare_entry",
        "say_relevance",
        "take_back",
        "undo",
        "weigh",
        "withhold",
        "withhold_whole",
    },
    "disclosures/readers/access.py": {
        "correct",
        "give_link",
        "let_in_again",
        "read_limits",
        "recall",
        "take_back_link",
    },
}
NO_LOOK = {"turn_refused"}  # is written down without the file


def _calls() -> Iterator[tuple[str, ast.expr]]:
    """Give where an event of a file is written down or a refusal on one is made, with the action's name."""
    for room in ROOMS:
        for path in sorted((Path(settings.BASE_DIR) / room).rglob("*.py")):
            for call in ast.walk(ast.parse(path.read_text())):
                if not isinstance(call, ast.Call) or all(k.arg != "file" for k in call.keywords):
                    continue
                name = ast.unparse(call.func).rpartition(".")[2]
                place = {"record": 0, "Hidden": 0, "Refused": 1, "TooLate": 1}.get(name)
                if place is not None:
                    yield str(path.relative_to(settings.BASE_DIR)), call.args[place]


def _recorded() -> Iterator[str]:
    for path, named in _calls():
        if isinstance(named, ast.IfExp):
            yield from (ast.literal_eval(named.body), ast.literal_eval(named.orelse))
        elif isinstance(named, ast.Constant):
            yield str(named.value)
        else:
            assert path in HANDED_ON, f"{path} hands {ast.unparse(named)} on"
            yield from HANDED_ON[path]


def test_every_action_on_a_file_is_a_look_or_has_its_reason() -> None:
    """Who asks for what is hidden from them (`…_hidden`) leaves nothing that tells of it."""
    kept = set().union(*KEPT_FROM_LEADS.values())
    recorded = {each for each in _recorded() if not each.endswith("_hidden")}
    assert {"entry_opened", "file_opened_on_duty"} <= recorded  # they are found
    assert sorted(recorded - set(LOOKS) - kept - NO_LOOK) == []
    assert sorted(kept & set(LOOKS)) == []
    assert sorted(kept - recorded) == []


def test_what_is_handed_on_is_all_that_comes() -> None:
    """Where a name is handed on, each caller gives one that stands above."""
    for path, (views, function) in {
        "disclosures/access.py": ("redaction/views scans/views views/requests", "open_own_draft"),
        "disclosures/readers/access.py": ("readers/views", "refuse"),
    }.items():
        given: set[str] = set()
        for each in views.split():
            text = (Path(settings.BASE_DIR) / "disclosures" / f"{each}.py").read_text()
            for call in ast.walk(ast.parse(text)):
                if isinstance(call, ast.Call) and ast.unparse(call.func).split(".")[-1] == function:
                    *_, last = [*call.args, *(each.value for each in call.keywords)]
                    given.add(ast.literal_eval(last))
        assert given == HANDED_ON[path]
