"""The drill: back up, go on working, lose the database, restore; nothing comes back that was ended since (E40)."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.test import override_settings

from clients.models import CaseFile, Entry, Wall
from confidentiality.access.identity import acting_as
from disclosures import actions as disclosing
from disclosures.models import Consent
from disclosures.notifications import access as telling
from disclosures.notifications import actions as tell
from retention import actions as retaining
from retention.models import Hold
from retention.rules import Side
from tests import cast
from tests.audit.working import seal_all
from tests.conflicts.working import notices, settle
from tests.database import logged_in_as
from tests.declarations.working import declare, end
from tests.disclosures import story
from tests.notifications import working as notifications
from tests.retention.working import DUE, a_file, owner, sweep
from tests.work.backup.drill import Places, back_up, lose_and_restore, worker_of

pytestmark = [pytest.mark.slow, pytest.mark.edge("E40")]
AMINA, LEILA = cast.FILES["amina"], cast.FILES["leila"]


def test_what_was_done_since_is_done_again(committed: str, places: Places, tmp_path: Path) -> None:
    """Dispose, withdraw, hold, lift, wall, disable, end a grant, release; then lose the database."""
    due = a_file()
    held_before = _hold(LEILA.id, "iss_manager")
    request = story.a_signed_request()
    doomed = _a_second_consent()
    unwanted, held_back = _notifications()
    ended = declare("dp_lead", "Gareth", "Pye")
    declare("iss_senior", "Leila", "Haddad")
    seal_all(tmp_path)
    made = back_up(places)

    sweep()
    release = story.release(request)
    with acting_as(cast.PEOPLE["iss_worker"].id):
        consent = Consent.objects.get(id=doomed)
        disclosing.withdraw_consent(consent=consent, by=cast.worker("iss_worker"))
        written = _write(AMINA.id)
    _end_notifications(unwanted, held_back)
    hold = _hold(AMINA.id, "iss_manager")
    _lift(held_before, "iss_manager")
    wall = _wall("iss_volunteer", LEILA.id)
    end("dp_lead", ended)
    (homonym,) = notices()
    assert settle(homonym, lift=True)
    declare("hr", "Amina", "Farouk")
    a_file(name="Ines Marsh", left_on=None)
    owner("UPDATE staff_account SET is_active = false WHERE id = %s", worker_of("iss_colleague"))
    ((grant,),) = owner(
        "DELETE FROM clients_usergrant WHERE user_id = %s AND content_object_id = %s RETURNING id",
        worker_of("iss_colleague"),
        LEILA.id,
    )
    seal_all(tmp_path)
    certificates = owner("SELECT id, file_id FROM retention_certificate ORDER BY file_id")
    assert {file for _, file in certificates} == {due, DUE.id}

    with lose_and_restore(made, places, tmp_path) as said:
        assert "The doors are open." in said
        # destroyed is destroyed: no row, no key, the certificate with its own number
        assert (
            owner("SELECT id, file_id FROM retention_certificate ORDER BY file_id") == certificates
        )
        assert owner("SELECT count(*) FROM keys.sealing_key WHERE subject = %s", due) == [(0,)]
        assert owner("SELECT count(*) FROM clients_entry WHERE file_id = %s", due) == [(0,)]
        # withdrawn is withdrawn, held is held, lifted is lifted
        with acting_as(worker_of("iss_manager")):
            assert Consent.objects.get(id=doomed).withdrawn_at is not None
            assert Hold.objects.get(id=hold).lifted_at is None
            assert Hold.objects.get(id=held_before).lifted_at is not None
        # what she did not want to be told, or was not to be, does not wait again
        assert notifications.outcome(unwanted) == "stopped"
        assert notifications.outcome(held_back) == "not_told"
        # walls stand, who has left has left, what was taken away stays away
        kinds = "SELECT kind FROM clients_wall WHERE id = %s"
        assert owner(kinds, wall) == [("conflict",)]
        activity = "SELECT is_active FROM staff_account WHERE id = %s"
        assert owner(activity, worker_of("iss_colleague")) == [(False,)]
        assert owner("SELECT until IS NOT NULL FROM clients_usergrant WHERE id = %s", grant) == [
            (True,)
        ]
        # what was declared and ended is gone, what followed stands, what was lifted does not
        declared = "SELECT count(*) FROM declarations_declared WHERE worker_id = %s"
        assert owner(declared, worker_of("dp_lead")) == [(0,)]
        tokens = "SELECT count(*) > 0 FROM keys.declared_token WHERE person = %s"
        assert owner(tokens, worker_of("iss_senior")) == [(True,)]
        between = "SELECT count(*) FROM clients_wall WHERE user_id = %s AND file_id = %s"
        assert owner(between, worker_of("hr"), AMINA.id) == [(1,)]
        assert owner(between, worker_of("iss_senior"), LEILA.id) == [(0,)]
        assert [(each.worker_id, each.source) for each in notices()] == [
            (worker_of("hr"), "declared")
        ]
        # what left is on the register under its reference, and leaves no second time
        register = (
            "SELECT r.reference, q.state FROM disclosures_release r"
            " JOIN disclosures_request q ON q.id = r.request_id"
        )
        assert owner(register) == [(release.reference, "released")]
        # whatever is left opens, and no key leads nowhere
        with logged_in_as("owner"), override_settings(LOGIN="owner"):
            call_command("keys", "verify")
        # what was written is lost, and said
        with acting_as(worker_of("iss_worker")):
            assert not Entry.objects.filter(id=written).exists()
            assert CaseFile.objects.get(id=AMINA.id).name == AMINA.name
        assert f"on {AMINA.reference}: 1 × entries written" in said


def _notifications() -> tuple[UUID, UUID]:
    """Two that wait for Amina: one of a step that she will not want to be told of, one of risk."""
    notifications.event("suitable")
    notifications.event("suspended")
    first, second = notifications.waiting()
    return first.id, second.id


def _end_notifications(unwanted: UUID, held_back: UUID) -> None:
    notifications.want("risk")
    with acting_as(worker_of("iss_worker")):
        by = cast.worker("iss_worker")
        found = telling.open_notification(by, unwanted)
        tell.stop(notification=found, verdict=telling.verdict_on(found), by=by)
    with acting_as(worker_of("iss_manager")):
        by = cast.worker("iss_manager")
        tell.decide_not_to_tell(
            notification=telling.open_notification(by, held_back),
            reason="He reads her telephone.",
            by=by,
            attempt_id=uuid4(),
        )


def _a_second_consent() -> UUID:
    return story.a_consent(story.an_agency(name="Another agency"))


def _write(file_id: UUID) -> UUID:
    from clients import actions as files

    file, by = CaseFile.objects.get(id=file_id), cast.worker("iss_worker")
    return files.add_entry(
        file=file, by=by, kind="note", nature="fact", body="Lost.", happened_on=None
    ).id


def _hold(file_id: UUID, key: str) -> UUID:
    with acting_as(worker_of(key)):
        file, by = CaseFile.objects.get(id=file_id), cast.worker(key)
        return retaining.place_hold(
            hold_id=uuid4(), file=file, by=by, side=Side.FILE, ground="claim"
        ).id


def _lift(hold_id: UUID, key: str) -> None:
    with acting_as(worker_of(key)):
        hold = Hold.objects.get(id=hold_id)
        retaining.lift_hold(hold=hold, by=cast.worker(key), ground="ended")


def _wall(key: str, file_id: UUID) -> UUID:
    with acting_as(worker_of("iss_manager")):
        wall = Wall(user_id=worker_of(key), file_id=file_id, kind=Wall.Kind.CONFLICT)
        Wall.objects.bulk_create([wall])
    return wall.id
