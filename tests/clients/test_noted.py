"""What takes something from somebody is noted by the database itself, whichever way it happened, and by nobody else."""

import json
from uuid import UUID

import pytest
from django.db import ProgrammingError, transaction

from clients.models import CaseFileUserGrant, Wall
from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.audit.models import Event
from confidentiality.audit.record import record
from tests import cast
from tests.database import logged_in_as
from tests.retention.working import a_file, as_couple, owner, sweep

RECORDS, MANAGER = cast.PEOPLE["records_admin"].id, cast.PEOPLE["iss_manager"].id
LEILA, DUE = cast.FILES["leila"], cast.FILES["due"]
NOTED = (
    "account_disabled",
    "account_enabled",
    "team_left",
    "team_joined",
    "couple_wall_raised",
    "conflict_wall_raised",
    "files_linked",
    "grant_ended",
    "backup_made",
)
# of conflicts; tried by persons
FOLLOWED = (
    "conflict_ended",
    "declarations_forgotten",
    "conflict_walls_followed",
    "conflict_confirmed",
    "conflict_wall_lifted",
)
TIES = (
    "ties_followed",
    "files_unlinked",
    "tie_refused",
    "tie_agreed",
    "tie_said",
    "persons_joined",
    "persons_parted",
)


def noted(action: str) -> list[tuple[object, ...]]:
    """Return who did it and to what, as the owner reads it, leaving out what loading the cast noted."""
    found = owner(
        "SELECT actor, person, file, ids FROM audit_event WHERE action = %s"
        " AND at > (SELECT max(at) FROM audit_event WHERE action = 'backup_made')",
        action,
    )
    return [(*row[:3], json.loads(str(row[3]))) for row in found]


@pytest.fixture(autouse=True)
def begin(committed: str) -> None:
    """Draw a line below what the cast has done."""
    owner("SELECT pg_sleep(0.01)")
    owner(
        "INSERT INTO audit_event (id, at, actor, action, outcome, ids, purpose, reason, fields, origin)"
        " VALUES (gen_random_uuid(), clock_timestamp(), 'test', 'backup_made', 'done', '[]', '', '', '[]', '')"
    )


def test_an_account_that_ends(committed: str) -> None:
    who = cast.PEOPLE["iss_colleague"].id
    owner("UPDATE staff_account SET is_active = false WHERE id = %s", who)
    owner("UPDATE staff_account SET is_active = false, last_login = now() WHERE id = %s", who)
    assert noted("account_disabled") == [("owner", None, None, [str(who)])]
    owner("UPDATE staff_account SET is_active = true WHERE id = %s", who)
    assert noted("account_enabled") == [("owner", None, None, [str(who)])]


def test_a_membership_that_ends(committed: str) -> None:
    ((group,),) = owner(
        "DELETE FROM staff_account_groups WHERE account_id = %s RETURNING group_id", MANAGER
    )
    as_id = str(UUID(int=int(str(group))))
    assert noted("team_left") == [("owner", None, None, [str(MANAGER), as_id])]


def test_a_wall_that_somebody_raises(committed: str) -> None:
    kin = cast.PEOPLE["iss_volunteer"].id
    with acting_as(MANAGER):
        Wall.objects.bulk_create([Wall(user_id=kin, file_id=LEILA.id, kind="conflict")])
    ((actor, person, file, ids),) = noted("conflict_wall_raised")
    assert (actor, person, file) == ("", MANAGER, LEILA.id)
    assert str(kin) in str(ids)


@pytest.mark.edge("E1")
def test_which_files_are_a_couple_s_is_told_to_no_reader(committed: str) -> None:
    his = a_file(by="dvpp_worker", left_on=None)
    as_couple(LEILA.id, his)
    (link,) = noted("files_linked")
    assert link[:2] == ("database", None)
    walled = {str(wall[3]) for wall in noted("couple_wall_raised")}
    assert any(str(cast.PEOPLE["iss_worker"].id) in each for each in walled)
    assert {wall[0] for wall in noted("couple_wall_raised")} == {"database"}
    with acting_as(RECORDS):
        seen = set(Event.objects.values_list("action", flat=True))
    assert "file_created" in seen
    assert not seen & {"files_linked", "couple_wall_raised"}


def test_a_grant_that_is_ended_or_taken_away(committed: str) -> None:
    worker = cast.PEOPLE["iss_worker"].id
    with acting_as(worker):
        grants = CaseFileUserGrant.objects.filter(content_object=LEILA.id)
        # What is the worker's own goes last: it may be what lets them change the others.
        (one,), other = grants.exclude(user=worker), grants.filter(user=worker)[0]
        CaseFileUserGrant.objects.filter(id=one.id).update(until="2020-01-01T00:00Z")
        CaseFileUserGrant.objects.filter(id=other.id).delete()
    assert {str(row[3]) for row in noted("grant_ended")} == {f"['{one.id}']", f"['{other.id}']"}
    owner("UPDATE clients_usergrant SET until = now() + interval '9 years' WHERE id = %s", one.id)
    assert len(noted("grant_ended")) == 2  # longer is no end


def test_a_team_s_grant_that_is_ended_or_taken_away(committed: str) -> None:
    (one,), (other,) = owner("SELECT id FROM clients_teamgrant ORDER BY id LIMIT 2")
    owner("UPDATE clients_teamgrant SET until = '2020-01-01' WHERE id = %s", one)
    owner("DELETE FROM clients_teamgrant WHERE id = %s", other)
    assert {str(row[3]) for row in noted("grant_ended")} == {f"['{one}']", f"['{other}']"}


def test_grants_that_go_with_a_destroyed_file_are_not_noted_one_by_one(committed: str) -> None:
    sweep()
    assert len(noted("file_destroyed")) == 1
    assert noted("grant_ended") == []


@pytest.mark.attack("A8")
@pytest.mark.parametrize(
    "action",
    [*NOTED, *FOLLOWED, *TIES, "file_destroyed", "file_undone", "import_undone", "import_closed"],
)
def test_no_person_tells_what_a_restore_would_do_again(committed: str, action: str) -> None:
    """Who can write events as the web login could otherwise have files destroyed at the next restore."""
    with acting_as(MANAGER):
        with pytest.raises(ProgrammingError), transaction.atomic():
            record(action, file=LEILA.id, ids=[LEILA.id])
        record("tested", file=LEILA.id)
    if action in NOTED:
        with logged_in_as("worker"), acting_as(SystemActor.IMPORTER):
            with pytest.raises(ProgrammingError), transaction.atomic():
                record(action, file=LEILA.id, ids=[LEILA.id])
            record("tested", file=LEILA.id)
