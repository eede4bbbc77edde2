"""What was read, given, asked for and left out stays as it was: the database holds to it (5.2.4, E21, E32)."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from disclosures.delivery.models import Handover
from disclosures.ownfile.access import open_request
from disclosures.ownfile.models import ConferenceMark, FileRequest, Step
from disclosures.ownfile.redress import mark_minutes, unmark_minutes
from disclosures.ownfile.withheld import LEFT_OUT, withheld_from
from tests import cast
from tests.clients.questions import file_of, working_as
from tests.disclosures import own, story
from tests.disclosures.test_own_file import handed
from tests.ownfile import working

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.2.4")]


def ends_as(request: UUID, outcome: str) -> bool:
    """Say whether the database lets a worker close a request so, past the application."""
    now = timezone.now()
    with working_as("iss_worker") as by:
        try:
            with transaction.atomic():
                closed = {"closed_at": now, "closed_by": by, "outcome": outcome}
                FileRequest.objects.filter(id=request).update(**closed)
                raise_back()
        except DatabaseError:
            return False
        except Undone:
            return True
    raise AssertionError


class Undone(Exception):
    """What was written is undone: it was let through."""


def raise_back() -> None:
    raise Undone


@pytest.mark.attack("A4")
@pytest.mark.clause("5.2.5")
def test_by_sql_nothing_was_read_or_given_that_was_not() -> None:
    asked = own.asked_for()
    assert not ends_as(asked, "read")
    working.say(asked, "explained", explained="All of it.", where="In the room")
    assert not ends_as(asked, "read")  # nothing was released
    made = own.released(asked)
    assert ends_as(asked, "read")
    assert not ends_as(asked, "given")
    handed(made, Handover.Form.DATA)
    assert ends_as(asked, "given")
    later = own.asked_for()
    own.released(later)
    assert not ends_as(later, "read")  # nobody explained that one


@pytest.mark.attack("A4")
@pytest.mark.edge("E32")
def test_by_sql_nobody_rewrites_or_deletes_what_was_read_or_given_or_held() -> None:
    asked = own.asked_for()
    handed(own.released(asked), Handover.Form.DATA)
    working.say(asked, "explained", explained="All of it.")
    working.close(asked, "given", by="iss_worker", why="")
    with working_as("iss_worker"):
        closed, told = FileRequest.objects.filter(id=asked), Step.objects.filter(request=asked)
        given = Handover.objects.all()
        for rows, changes in (
            (closed, {"outcome": "mistake"}),
            (closed, {"closed_at": None, "closed_by": None, "outcome": ""}),
            (told, {"kind": "withdrawn"}),
            (told, {"on": timezone.localdate() - timedelta(days=9)}),
            (given, {"on": timezone.localdate() - timedelta(days=9)}),
            (given, {"form": "letter"}),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.update(**changes)
        for rows in (closed, told, given):
            there = rows.count()
            assert there
            try:
                with transaction.atomic():
                    assert rows.delete()[0] == 0
            except DatabaseError:
                pass
            assert rows.count() == there
    opened = working.ask()
    with working_as("iss_worker"):
        row = FileRequest.objects.get(id=opened)
        row.about = [{"entry": str(uuid4()), "says": "Rewritten."}]
        with pytest.raises(DatabaseError, match="written out once"), transaction.atomic():
            row.save(update_fields=["about"])


@pytest.mark.edge("E21", "E33")
def test_what_was_left_out_as_minutes_stays_on_record_when_the_mark_is_taken_back() -> None:
    asked = own.asked_for()
    with working_as("iss_worker") as by:
        *_, minutes, other = [e for e in story.entries() if e.kind not in ("statement", "held")]
        mark = mark_minutes(entry=minutes, key=uuid4(), by=by)
    request = own.prepared_for(asked)
    with working_as("iss_worker"):
        story.get(request).items.filter(entry=minutes).delete()
    own.keep_documents_back(request)
    working.say(asked, "routed", entry=str(minutes.id), to="The co-ordinator")
    story.submit(request)
    story.sign_off(request)
    story.read(request)
    before = left_out(asked)
    assert before == [minutes.id]
    story.release(request, knows_policy=False)
    with working_as("iss_worker") as by:
        unmark_minutes(file=file_of("amina"), mark_id=mark.id, by=by)
        mark_minutes(entry=other, key=uuid4(), by=by)
    assert left_out(asked) == before
    draft = own.prepared_for(own.asked_for())
    with working_as("iss_worker"):
        story.get(draft).items.filter(entry__in=[minutes.id, other.id]).delete()
        (again,) = FileRequest.objects.filter(disclosure=draft)
    assert left_out(again.id) == [other.id]  # of a draft it is as it stands


def left_out(asked: UUID) -> list[UUID]:
    with working_as("iss_worker"):
        found = withheld_from(open_request(file_of("amina"), asked))
    return [each.entry.id for each in found if each.why == LEFT_OUT]


@pytest.mark.attack("A4")
@pytest.mark.edge("E33")
def test_by_sql_a_mark_is_taken_back_once_and_as_it_happens() -> None:
    with working_as("iss_worker") as by:
        entry, now = story.entries()[0], timezone.now()
        mark = mark_minutes(entry=entry, key=uuid4(), by=by)
        rows = ConferenceMark.objects.filter(id=mark.id)
        for at in (now - timedelta(days=1), now + timedelta(days=1)):
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.update(taken_back_at=at, taken_back_by=by)
        unmark_minutes(file=file_of("amina"), mark_id=mark.id, by=by)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(taken_back_at=None, taken_back_by=None)
        with pytest.raises(DatabaseError), transaction.atomic():
            ConferenceMark.objects.create(
                file_id=entry.file_id, entry=entry, by=by, at=now - timedelta(days=3)
            )
    assert cast.FILES["amina"].id == entry.file_id
