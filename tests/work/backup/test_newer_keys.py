"""A restore with a keys' file that is newer than the data: what one side lacks is let go or named, nothing dangles."""

import io
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.utils import timezone

from clients.actions import Particulars
from clients.enquiries import actions as enquiries
from clients.enquiries.access import enquiries_in, notes_of
from clients.enquiries.models import Enquiry
from confidentiality.access.identity import acting_as
from confidentiality.interface.filters import SEALED_SHUT
from tests import cast
from tests.audit.working import seal_all
from tests.database import logged_in_as
from tests.enquiries import working
from tests.misfiled import working as misfiled
from tests.retention.working import a_file, owner
from tests.thirdparty.working import an_entry

from .drill import Backup, Places, back_up, lose_and_restore, newest_in, worker_of

pytestmark = [pytest.mark.slow, pytest.mark.edge("E40")]
AMINA = cast.FILES["amina"].id


def _become_file(enquiry_id: UUID) -> None:
    with acting_as(worker_of(working.TAKER)):
        enquiry = Enquiry.objects.get(id=enquiry_id)
        enquiries.become_file(
            enquiry=enquiry,
            notes=notes_of(enquiry),
            particulars=Particulars(name=working.CALLER, contact={"safe_to_call": "yes"}),
            opened_on=timezone.localdate(),
            sensitive_kind="",
            by=cast.worker(working.TAKER),
        )


def test_keys_and_rows_fit_and_what_nobody_can_open_is_named(
    committed: str, places: Places, tmp_path: Path
) -> None:
    turned, kept = working.take(), working.take(caller="Jo Marlow")
    parcel = misfiled.hand_on(an_entry(misfiled.WORDS))
    seal_all(tmp_path)
    made = back_up(places)
    _become_file(turned)
    assert misfiled.take(parcel) == "taken"
    a_file(name="Ines Marsh", left_on=None)
    seal_all(tmp_path)
    back_up(places)
    newer = newest_in(tmp_path).keys
    with lose_and_restore(made, places, tmp_path, keys=newer) as said:
        assert "The doors are open." in said
        assert (
            f"LOST: 1 × enquiries that became a file, whose key was destroyed since: {turned}."
            in said
        )
        assert str(parcel) in said
        assert "Keys removed of what is not in the data: 2 × file, 2 × third_party." in said
        with acting_as(worker_of(working.TAKER)):
            by = cast.worker(working.TAKER)
            page = enquiries_in(by, state=Enquiry.State.OPEN)
            assert [(each.id, each.caller) for each in page.enquiries] == [(kept, "Jo Marlow")]
        with logged_in_as("owner"), override_settings(LOGIN="owner"):
            call_command("keys", "verify", stdout=io.StringIO())


def test_what_no_room_lets_go_keeps_the_doors_closed(
    committed: str, places: Places, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file whose key is gone, and nothing that was shipped says why."""
    made, newer = _with_a_key_lost(places, tmp_path)
    with (
        pytest.raises(CommandError, match="The doors stay closed"),
        lose_and_restore(made, places, tmp_path, keys=newer),
    ):
        pass
    told = capsys.readouterr().out
    assert "STUCK: 1 rows of clients_casefile have no third_party key" in told
    assert f"open for nobody: {AMINA}." in told


def _with_a_key_lost(places: Places, log: Path) -> tuple[Backup, Path]:
    seal_all(log)
    made = back_up(places)
    owner("DELETE FROM keys.sealing_key WHERE kind = 'third_party' AND subject = %s", AMINA)
    seal_all(log)
    back_up(places)
    return made, newest_in(log).keys


def test_a_row_that_does_not_open_takes_no_list_along(
    committed: str, signed_in: Callable[[str], Client]
) -> None:
    """Whatever let a key go: the row says who mends it, and the others are there."""
    shut, amina = working.take(), cast.FILES["amina"]
    working.take(caller="Jo Marlow")
    owner("DELETE FROM keys.sealing_key WHERE subject = ANY (%s)", [shut, amina.id])
    client = signed_in(working.TAKER)
    listed = client.get("/enquiries/").content.decode()
    assert SEALED_SHUT in listed
    assert "J.M." in listed
    files = client.get("/files/").content.decode()
    assert SEALED_SHUT in files
    assert amina.reference in files
    shown = client.get(f"/files/{amina.reference}/")
    assert shown.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    said = shown.content.decode()
    assert '<h1 class="govuk-heading-l">This can’t be opened</h1>' in said
    assert "Tell whoever looks after the system now" in said
    assert amina.reference not in said
