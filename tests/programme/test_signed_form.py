"""No man is on the programme before he has signed where his confidentiality ends (clause 1)."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from clients.actions import Particulars, open_new_file
from clients.models import CaseFile
from clients.programme.actions import Happened, record_event
from clients.programme.models import ProgrammeEvent, SignedForm
from clients.programme.rules import ON_PROGRAMME
from confidentiality.access.http import Refused
from confidentiality.audit.models import Event
from tests import cast
from tests.clients.questions import assert_hidden, day, reference, working_as
from tests.programme.working import TOLD_WHATEVER

pytestmark = [pytest.mark.clause("1 (DVPP)")]
SignedIn = Callable[[str], Client]
INSERT = (
    "INSERT INTO programme_programmeevent (id, file_id, kind, stage, happened_on, recorded_by_id, recorded_at, words)"
    " VALUES (%s, %s, %s, %s, current_date, %s, now(), '')"
)


def place(more: str = "", of: str = "") -> str:
    return f"/files/{of or reference('daniel')}/programme/{more}"


def newcomer() -> CaseFile:
    """A man's file on which nothing is signed."""
    with working_as("dvpp_worker") as by:
        return open_new_file(
            service=by.service,
            particulars=Particulars(name="Garth Yelland"),
            by=by,
            opened_on=timezone.localdate(),
        )


def record(file: CaseFile, kind: str) -> None:
    with working_as("dvpp_worker") as by:
        stage = 1 if kind == "stage" else None
        said = Happened(kind, timezone.localdate(), stage, "")
        record_event(file=CaseFile.objects.get(id=file.id), happened=said, by=by, event_id=uuid4())


@pytest.mark.clause("App. A")
@pytest.mark.django_db
def test_it_is_read_printed_signed_and_then_he_is_on_the_programme(signed_in: SignedIn) -> None:
    of, today = newcomer().reference, timezone.localdate()
    client = signed_in("dvpp_worker")
    assert "No signed form" in client.get(place(of=of)).content.decode()
    stage = {"token": str(uuid4()), "kind": "stage", "stage": "1", "words": ""} | day("day", today)
    refused = client.post(place("new/", of), stage)
    assert refused.status_code == 200
    assert "has not signed" in refused.content.decode()
    form = client.get(place("form/", of)).content.decode()
    assert "Version 1 of the confidentiality policy" in form
    assert "4.2.1 " in form
    assert "5.1.4 " not in form
    said = {"token": str(uuid4()), "witnessed_by": str(cast.PEOPLE["dvpp_worker"].id)}
    assert client.post(place("signed/", of), said | day("signed_on", today)).status_code == 302
    page = client.get(place(of=of)).content.decode()
    assert "No signed form" not in page
    assert "version 1, before" in page
    assert client.post(place("new/", of), stage).status_code == 302
    with working_as("records_admin"):
        assert Event.objects.filter(action="programme_form_signed").exists()


@pytest.mark.django_db
@pytest.mark.clause("4.2.1")
def test_what_a_partner_has_to_know_is_recorded_without_it() -> None:
    file = newcomer()
    for kind in sorted(TOLD_WHATEVER):
        record(file, kind)
    for kind in sorted(ON_PROGRAMME):
        with pytest.raises(Refused, match="has not signed"):
            record(file, kind)
    with working_as("dvpp_worker"):
        assert ProgrammeEvent.objects.filter(file=file).count() == len(TOLD_WHATEVER)


@pytest.mark.django_db
@pytest.mark.attack("A4")
def test_the_database_holds_it_too_and_keeps_the_form_as_it_is() -> None:
    signed_file, file, me = cast.FILES["daniel"].id, newcomer().id, cast.PEOPLE["dvpp_worker"].id

    def insert(of: UUID, kind: str) -> None:
        stage = 1 if kind == "stage" else None
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(INSERT, [uuid4(), of, kind, stage, me])

    with working_as("dvpp_worker"):
        signed = SignedForm.objects.get(file_id=signed_file)
        with pytest.raises(DatabaseError), transaction.atomic():
            SignedForm.objects.update(signed_on=timezone.localdate())
        assert not SignedForm.objects.all()._raw_delete(connection.alias)
        for kind in sorted(ON_PROGRAMME):
            insert(signed_file, kind)
            with pytest.raises(DatabaseError, match="row-level security"):
                insert(file, kind)
        insert(file, "left")
    for who, key in (("iss_worker", "amina"), ("dvpp_colleague", "daniel")):
        with (
            working_as(who) as by,
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
        ):
            SignedForm(
                file_id=cast.FILES[key].id,
                version_id=signed.version_id,
                signed_on=timezone.localdate(),
                witnessed_by=by,
                recorded_by=by,
            ).save(force_insert=True)


@pytest.mark.django_db
@pytest.mark.attack("A1")
def test_it_is_hidden_with_its_file(signed_in: SignedIn) -> None:
    for who in ("iss_worker", "dvpp_colleague", "records_admin"):
        for more in ("form/", "signed/"):
            assert_hidden(signed_in(who), place(more), "daniel")
    for more in ("form/", "signed/"):
        assert signed_in("iss_worker").get(place(more, reference("amina"))).status_code == 404
