"""An open request keeps its file from every sweep, and the database keeps the request (E32)."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clients import actions as clients
from clients.models import Entry
from confidentiality.access.http import Refused
from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.work.backup.shipped import Shipped
from disclosures.ownfile import replay
from disclosures.ownfile.models import FileRequest
from retention import actions
from retention.models import Sweep
from tests import cast
from tests.clients.questions import path, words_of, working_as
from tests.clients.test_change_entry import CHANGED, written
from tests.database import logged_in_as, owner
from tests.ownfile import working
from tests.ownfile.test_pages import SignedIn
from tests.paper import working as paper
from tests.retention import working as retention

DUE = cast.FILES[cast.DUE]


@pytest.mark.slow
@pytest.mark.edge("E32")
@pytest.mark.clause("5.2.7")
def test_an_open_request_freezes_disposal(committed: str) -> None:
    folder = paper.a_folder(paper.a_place(), key=cast.DUE)
    request = working.ask(key=cast.DUE)
    before = retention.content_of(DUE.id)
    sweep = retention.sweep()
    assert retention.outcomes(sweep) == {}
    assert paper.as_it_is(folder).orphaned_at is None  # nor is its paper to be destroyed
    with logged_in_as("worker"), acting_as(SystemActor.DISPOSER), connection.cursor() as cursor:
        cursor.execute("DELETE FROM ownfile_filerequest")  # not even the disposer
        assert cursor.rowcount == 0
    assert retention.is_whole(DUE.id, before)
    working.close(request, key=cast.DUE)
    retention.sweep()
    assert retention.content_of(DUE.id) == {}
    assert paper.as_it_is(folder).orphan_of == DUE.id
    assert owner("SELECT 1 FROM ownfile_filerequest") == []


@pytest.mark.slow
@pytest.mark.edge("E32")
def test_a_request_after_the_plan_keeps_the_file(committed: str) -> None:
    sweep = retention.ask_for_sweep()
    with logged_in_as("worker"), acting_as(SystemActor.DISPOSER):
        assert actions.plan_sweep(sweep=Sweep.objects.get(id=sweep)) == 1
    working.ask(key=cast.DUE)
    before = retention.content_of(DUE.id)
    retention.do_jobs()
    assert retention.outcomes(sweep) == {DUE.id: "kept"}
    assert retention.is_whole(DUE.id, before)


@pytest.mark.slow
@pytest.mark.edge("E32")
def test_after_a_restore_the_file_stays_kept(committed: str) -> None:
    told = Shipped(
        n=1, id=uuid4(), at=timezone.now(), person=cast.PEOPLE["iss_worker"].id, actor="",
        action="file_request_recorded", outcome="done", file=DUE.id, ids=(uuid4(),),
    )  # fmt: skip
    with logged_in_as("owner"), acting_as(SystemActor.RESTORER):
        replay.keep_the_file(told)
        replay.keep_the_file(told)  # what is there already stays
    assert retention.outcomes(retention.sweep()) == {}
    with acting_as(cast.PEOPLE["iss_worker"].id):
        lost = FileRequest.objects.get()
        assert (lost.words, lost.asker, lost.recorded_by_id) == (None, "", told.person)
    with logged_in_as("owner"), acting_as(SystemActor.RESTORER):
        replay.close_again(told)
    assert retention.outcomes(retention.sweep()) == {DUE.id: "destroyed"}


@pytest.mark.django_db
@pytest.mark.edge("E32")
@pytest.mark.clause("5.2.5")
def test_what_an_open_request_holds_is_locked_and_corrected_beside(signed_in: SignedIn) -> None:
    entry, author = written(), signed_in("iss_worker")
    change, beside = (path(each, "amina", entry.id) for each in ("change_entry", "correct_entry"))
    timeline = path("file", "amina")
    with CaptureQueriesContext(connection) as before:
        assert change in author.get(timeline).content.decode()
    request = working.ask(
        asked_at=working.two_days_ago()
    )  # it was told later: what was there then is held
    since = written(hours_ago=-0.01)
    with CaptureQueriesContext(connection) as after:
        page = author.get(timeline).content.decode()
    assert len(after) <= len(before)
    assert change not in page
    assert beside in page
    assert path("change_entry", "amina", since.id) in page
    for answer in (author.get(change), author.post(change, CHANGED)):
        assert answer.status_code == 403
        assert "The client has asked for their file" in answer.content.decode()
    with working_as("iss_worker") as by:
        plain, words = Entry.objects.get(id=entry.id), {"nature": "fact", "body": "Rewritten."}
        with pytest.raises(Refused):
            clients.change_entry(entry=plain, by=by, happened_on=timezone.localdate(), **words)
    assert words_of(entry.id, "iss_worker")[0] == "She rang at noon."
    assert author.post(beside, {**CHANGED, "token": str(uuid4())}).status_code == 302
    working.close(request)
    author.post(change, CHANGED)
    assert words_of(entry.id, "iss_worker")[0] == CHANGED["body"]
