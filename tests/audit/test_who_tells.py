"""Who can have told what a restore does again: the database, one actor, or whoever does it themselves (decision 14)."""

from uuid import uuid4

import pytest

from confidentiality.access.identity import ACTS_FROM
from confidentiality.work.backup import replaying
from tests.access.attacker import HERS, Session, session

pytestmark = [pytest.mark.attack("A8"), pytest.mark.edge("E40")]

INSERT = (
    "INSERT INTO audit_event (id, at, person, actor, action, outcome, file, ids, purpose, reason, fields, origin)"
    " VALUES (%s, now(), %s, %s, %s, 'done', %s, '[]', '', '', '[]', '')"
)
# Acts of persons, with rights of their own at the time. Of what they destroy there is one sealed text each: a draft of
# theirs, the words of one search; else they end, hold or withdraw.
PERSONS = {
    *("agency_contact_left", "agency_ended", "asking_withheld", "breach_concern_lifted", "breach_concern_named"),
    *("call_taken_off_file", "conference_marked", "consent_paper_taken_off", "consent_withdrawn"),
    "court_paper_marked",
    *("disclosure_changed", "disclosure_decided", "disclosure_released", "disclosure_submitted"),
    *("disclosure_withdrawn", "draft_discarded", "emergency_ended", "emergency_search_answered"),
    *("file_allocated", "file_request_closed", "file_request_recorded", "hold_lifted", "hold_placed"),
    *("induction_taken_back", "notification_decided_against", "notification_stopped", "passkey_removed"),
    *("protocol_file_taken_off", "training_taken_back", "turn_ended"),
}  # fmt: skip
DISPOSERS = (
    *("file_destroyed", "file_undone", "import_undone", "import_closed", "strands_destroyed"),
    *("enquiries_destroyed", "calls_destroyed", "askings_destroyed", "old_drafts_erased"),
)
ACTORS = {
    **{action: {"disposer"} for action in DISPOSERS},
    "emergency_searches_lapsed": {"reminder"},
}


def _told(attacker: Session, action: str, person: object, actor: str) -> bool:
    values = [uuid4(), person, actor, action, HERS.file]
    return bool(attacker.attempt(INSERT, values) == 1)


def test_what_a_restore_does_again_is_told_by_the_database_one_actor_or_a_named_person(
    committed: str,
) -> None:
    """Who can write events as any person or actor could else have things destroyed at the next restore."""
    replaying.load()
    again = sorted(replaying._replayers)
    with session(committed, "web") as web:
        web.act_as(HERS.person)
        assert _told(web, "tested", HERS.person, "")
        by_persons = {action for action in again if _told(web, action, HERS.person, "")}
    by_actors: dict[str, set[str]] = {}
    for actor, login in ACTS_FROM.items():
        if login not in ("web", "worker"):
            continue
        with session(committed, login) as attacker:
            attacker.act_as(str(actor))
            assert _told(attacker, "tested", None, str(actor))
            for action in again:
                if action not in PERSONS and _told(attacker, action, None, str(actor)):
                    by_actors.setdefault(action, set()).add(str(actor))
    assert by_persons == PERSONS, "the database, one actor, or a named exception"
    assert by_actors == ACTORS
