"""The pages of clients' own requests, from 'I want to see my file' to what was explained."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from clients.contacting.models import ContactMade
from clients.models import Entry
from confidentiality.interface.counting import count
from disclosures.delivery.models import Handover
from disclosures.forms.pieces import glimpse
from disclosures.models import Release
from disclosures.ownfile.models import Arrangement, Complaint, FileRequest, Rectification, Step
from tests import cast
from tests.clients.questions import (
    HIDDEN_FROM,
    assert_hidden,
    file_of,
    give,
    reference,
    working_as,
)
from tests.disclosures import story
from tests.ownfile import working
from tests.queries import assert_queries_at_most

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.2.4"), pytest.mark.clause("5.2.5")]
SignedIn = Callable[[str], Client]


def place(more: str = "", key: str = "amina") -> str:
    return f"/files/{reference(key)}/own-file/{more}"


def a_day(name: str, day: date | None = None) -> dict[str, str]:
    on = day or timezone.localdate()
    return {
        f"{name}-day": str(on.day),
        f"{name}-month": str(on.month),
        f"{name}-year": str(on.year),
    }


def asked(**instead: str) -> dict[str, str]:
    return {
        "token": str(uuid4()), "face": "viewing", "words": working.WORDS, "asker": "client",
        "channel": "in_person", "clock": "", **a_day("asked_on"), **instead,
    }  # fmt: skip


def seen(**instead: str) -> dict[str, str]:
    return {
        "token": str(uuid4()), **a_day("on"), "known": "yes", "how": "Known to me", "alone": "yes",
        "coerced": "no", "words": "Calm.", **instead,
    }  # fmt: skip


def arranged(day: date, **instead: str) -> dict[str, str]:
    return {
        "token": str(uuid4()), **a_day("day", day), "at": "10:00", "minutes": "60", "room": "3",
        "supporter": "Her sister", "interpreter": "", "told_by": "here", "remind_by": "", **instead,
    }  # fmt: skip


def the_request() -> FileRequest:
    with working_as("iss_worker"):
        return FileRequest.objects.select_related("disclosure").latest("recorded_at")


@pytest.mark.slow
@pytest.mark.edge("E30")
def test_from_the_first_word_to_the_last(signed_in: SignedIn) -> None:
    client, manager = signed_in("iss_worker"), signed_in("iss_manager")
    words = asked()
    for _ in range(2):  # a form sent twice
        assert client.post(place("new/"), words).status_code == 302
    request = the_request()
    with working_as("iss_worker"):
        assert FileRequest.objects.count() == 1
    at = f"{request.id}/"
    page = client.get(place(at)).content.decode()
    assert "Confirm nothing yet" in page
    assert "The client has not been seen alone." in page
    assert "/say/waived/" not in page
    tomorrow, later = (timezone.localdate() + timedelta(days=n) for n in (1, 4))
    refused = client.post(place(at + "appointment/"), arranged(later))
    assert refused.status_code == 409
    assert "Nothing may be confirmed yet" in refused.content.decode()
    assert client.post(place(at + "say/identity/"), seen()).status_code == 302
    page = client.get(place(at)).content.decode()
    assert "Confirm nothing yet" not in page
    early = client.post(place(at + "appointment/"), arranged(timezone.localdate(), at="23:55"))
    assert early.status_code == 409
    assert "a line manager who did not take the request can waive it" in early.content.decode()
    assert client.get(place(at + "say/waived/")).status_code == 403
    assert "/say/waived/" in manager.get(place(at)).content.decode()
    waived = {"token": str(uuid4()), **a_day("on"), "why": "She travels."}
    assert manager.post(place(at + "say/waived/"), waived).status_code == 302
    assert client.post(place(at + "appointment/"), arranged(tomorrow)).status_code == 302
    assert client.post(place(at + "appointment/"), arranged(later)).status_code == 302
    with working_as("iss_worker"):
        met = [each.appointment for each in Arrangement.objects.select_related("appointment")]
        assert sorted(each.state for each in met) == ["cancelled", "planned"]
        assert ContactMade.objects.filter(channel="in_person").count() == 2
    assert client.post(place(at + "prepare/")).status_code == 302
    prepared = the_request().disclosure
    assert prepared is not None
    with working_as("iss_worker"):
        picked = set(prepared.items.values_list("entry_id", flat=True))
        about = {each["entry"] for each in request.about}
        assert {str(each) for each in picked} == set(request.held or ()) | about
        assert prepared.basis == "own_file"
    again = client.post(place(at + "prepare/"), follow=True).content.decode()
    assert "It is prepared already." in again
    assert "Nothing is withheld yet" in client.get(place(at + "withheld/")).content.decode()
    told = {"token": str(uuid4()), "outcome": "read", **a_day("on"), "explained": "All of it."}
    assert client.post(place(at + "explained/"), told).status_code == 409
    with working_as("iss_worker"):
        assert not Step.objects.filter(kind="explained").exists()
    gone = {"outcome": "withdrawn", "why": "She rang."}
    ended = manager.post(place(at + "end/"), gone, follow=True).content.decode()
    assert "It is not destroyed while the request is open" not in ended
    with working_as("iss_worker"):  # nobody waits in a room for a request that is over
        met = [each.appointment for each in Arrangement.objects.select_related("appointment")]
        assert {each.state for each in met} == {"cancelled"}


def test_what_was_explained_ends_it(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    request = released(coerced=False)
    page = client.get(place(f"{request}/")).content.decode()
    assert "Note what was explained" in page
    assert "/office/" in page  # where it is read
    told = {"token": str(uuid4()), "outcome": "given", **a_day("on"), "explained": "All of it."}
    stopped = client.post(place(f"{request}/explained/"), told)
    assert stopped.status_code == 409
    assert "No copy of it was noted as handed over." in stopped.content.decode()
    with working_as("iss_worker") as by:
        of = Release.objects.get(request__own_file=request)
        says = {"place": "Into her hand", "checked": "Known to us"}
        Handover.objects.create(
            release=of, file=of.file, way="hand", on=timezone.localdate(), by=by, **says
        )
    assert client.post(place(f"{request}/explained/"), told).status_code == 302
    ended = the_request()
    assert (ended.outcome, ended.closed_by_id) == ("given", cast.PEOPLE["iss_worker"].id)
    page = client.get(place(f"{request}/")).content.decode()
    assert "All of it." in page
    assert "What you can do" not in page


def released(*, coerced: bool) -> UUID:
    """Return a request whose preparation was released."""
    request = working.ask(asked_at=working.two_days_ago())
    working.say(request, "identity", **(working.SEEN | {"coerced": coerced}))
    release = story.release(story.a_signed_request())
    with working_as("iss_worker"):
        FileRequest.objects.filter(id=request).update(disclosure=release.request_id)
    return request


@pytest.mark.edge("E30")
def test_where_somebody_makes_them_ask_no_copy_leaves(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    request = released(coerced=True)
    assert "No copy leaves" in client.get(place(f"{request}/")).content.decode()
    told = {"token": str(uuid4()), "outcome": "given", **a_day("on"), "explained": "All of it."}
    stopped = client.post(place(f"{request}/explained/"), told)
    assert stopped.status_code == 409
    assert "No copy leaves while somebody may make the client ask" in stopped.content.decode()
    told["outcome"] = "read"
    stopped = client.post(place(f"{request}/explained/"), told)
    assert stopped.status_code == 409  # nobody sat at an office screen
    assert "where it was read is not on record" in stopped.content.decode()
    told["where"] = "In the small room, from a print that we kept"
    assert client.post(place(f"{request}/explained/"), told).status_code == 302


@pytest.mark.edge("E30")
def test_nobody_whom_they_bring_comes_along_where_somebody_may_make_them_ask(
    signed_in: SignedIn,
) -> None:
    client, tomorrow = signed_in("iss_worker"), timezone.localdate() + timedelta(days=1)
    request = released(coerced=True)
    stopped = client.post(place(f"{request}/appointment/"), arranged(tomorrow))
    assert stopped.status_code == 409
    assert "nobody whom they bring is beside them" in stopped.content.decode()
    alone = arranged(tomorrow, supporter="", interpreter="N. Sandhu")
    assert client.post(place(f"{request}/appointment/"), alone).status_code == 302


@pytest.mark.edge("E28")
def test_their_statement_stands_beside_and_no_source_is_confirmed(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    with working_as("iss_worker"):
        entry = Entry.objects.filter(file=file_of("amina").id, corrects=None).latest("written_at")
        before = entry.body
    assert (
        f"disputed/{entry.id}/new/"
        in client.get(f"/files/{reference('amina')}/entries/{entry.id}/").content.decode()
        or entry.sensitive
    )
    said = {"token": str(uuid4()), "statement": "It was never so.", **a_day("received_on")}
    for _ in range(2):
        assert client.post(place(f"disputed/{entry.id}/new/"), said).status_code == 302
    with working_as("iss_worker"):
        dispute = Rectification.objects.select_related("statement", "entry").get()
        assert dispute.entry.body == before
        assert dispute.statement.body == "It was never so."
        assert dispute.statement.corrects_id == entry.id
        assert "client’s own words" in dispute.statement.basis
    place_of = place(f"disputes/{dispute.id}/answer/")
    answer = {"decision": "stands", "answer": f"{cast.FILES['amina'].partner} told us so."}
    told = client.post(place_of, answer)
    assert told.status_code == 409
    assert "It must confirm nobody as a source" in told.content.decode()
    answer["answer"] = "Your words stand beside our record."
    assert client.post(place_of, answer).status_code == 302
    with working_as("iss_worker"), pytest.raises(DatabaseError), transaction.atomic():
        Rectification.objects.filter(id=dispute.id).update(decision="corrected")
    assert signed_in("iss_manager").get(place_of).status_code == 403


def test_a_complaint_is_decided_by_somebody_else(signed_in: SignedIn) -> None:
    client, manager = signed_in("iss_worker"), signed_in("iss_manager")
    about = str(cast.PEOPLE["iss_manager"].id)
    words = {"token": str(uuid4()), "words": "Refused.", **a_day("received_on"), "about": about}
    assert client.post(place("complaints/new/"), words).status_code == 302
    with working_as("iss_worker"):
        complaint = Complaint.objects.get()
    at = place(f"complaints/{complaint.id}/")
    assert manager.get(at + "decision/").status_code == 403  # it is about her
    assert client.get(at + "decision/").status_code == 403
    assert client.post(at + "acknowledged/", a_day("on")).status_code == 302
    with working_as("iss_manager"):
        mine = Complaint.objects.filter(id=complaint.id)
        with pytest.raises(DatabaseError), transaction.atomic():
            mine.update(
                decided_on=timezone.localdate(),
                decided_by=cast.PEOPLE["iss_manager"].id,
                upheld=False,
            )
    words = {**words, "token": str(uuid4()), "about": ""}
    client.post(place("complaints/new/"), words)
    with working_as("iss_worker"):
        other = Complaint.objects.exclude(id=complaint.id).get()
        with pytest.raises(DatabaseError), transaction.atomic():
            Complaint.objects.filter(id=other.id).update(
                decided_on=timezone.localdate(),
                decided_by=cast.PEOPLE["iss_worker"].id,
                upheld=False,
            )
    request = working.ask()
    working.say(request, "refused", by="iss_manager", what="part", why="?")
    words = {**words, "token": str(uuid4()), "of": str(request)}
    client.post(place("complaints/new/"), words)
    with working_as("iss_manager"):
        of_hers = Complaint.objects.get(request=request)
        with pytest.raises(DatabaseError), transaction.atomic():
            Complaint.objects.filter(id=of_hers.id).update(
                decided_on=timezone.localdate(),
                decided_by=cast.PEOPLE["iss_manager"].id,
                upheld=False,
            )
    assert manager.get(place(f"complaints/{of_hers.id}/decision/")).status_code == 403
    judged = {"upheld": "yes", "answer": "You are right."}
    assert manager.post(place(f"complaints/{other.id}/decision/"), judged).status_code == 302
    assert "You are right." in client.get(place(f"complaints/{other.id}/")).content.decode()


@pytest.mark.clause("5.2.5")
def test_a_lead_who_may_only_see_the_file_finds_the_complaint_to_decide(
    signed_in: SignedIn,
) -> None:
    """In the navigation and its counter; not where it is about them, nor on a file that is not theirs to see."""
    lead = signed_in("safeguarding_lead")
    words = {"token": str(uuid4()), "words": "Too slow.", **a_day("received_on"), "about": ""}
    assert signed_in("iss_worker").post(place("complaints/new/"), words).status_code == 302
    area = lead.get(reverse("notifications:waiting")).content.decode()  # what is to be followed up
    assert "/own-files/" in area
    assert waits("safeguarding_lead") == 0
    assert reference("amina") not in lead.get("/own-files/").content.decode()
    give("amina", "safeguarding_lead", "view")
    assert waits("safeguarding_lead") == 1
    page = lead.get("/own-files/").content.decode()
    with working_as("iss_worker"):
        complaint = Complaint.objects.get()
    assert place(f"complaints/{complaint.id}/") in page
    assert "Decide about it" in lead.get(place(f"complaints/{complaint.id}/")).content.decode()
    with working_as("iss_worker"):
        Complaint.objects.filter(id=complaint.id).update(acknowledged_on=timezone.localdate())
    assert waits("safeguarding_lead") == 1  # it is not decided
    about_her = {**words, "token": str(uuid4()), "about": str(cast.PEOPLE["safeguarding_lead"].id)}
    assert signed_in("iss_worker").post(place("complaints/new/"), about_her).status_code == 302
    assert waits("safeguarding_lead") == 1


@pytest.mark.edge("E33")
def test_minutes_are_marked_and_left_out(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    with working_as("iss_worker"):
        entry = Entry.objects.filter(file=file_of("amina").id, corrects=None).latest("written_at")
    mark = {"token": str(uuid4()), "entry": str(entry.id)}
    with working_as("iss_worker"):
        words = escape(glimpse(Entry.objects.get(id=entry.id)))
    assert words in client.get(place("minutes/")).content.decode()  # to choose it, and as marked
    assert client.post(place("minutes/"), mark).status_code == 302
    assert words in client.get(place("minutes/")).content.decode()
    request = working.ask()
    client.post(place(f"{request}/prepare/"))
    made = the_request().disclosure
    assert made is not None
    with working_as("iss_worker"):
        picked = set(made.items.values_list("entry_id", flat=True))
        assert picked
        assert entry.id not in picked
    page = client.get(place(f"{request}/")).content.decode()
    assert "their co-ordinator has not answered" in page
    sent = {"token": str(uuid4()), **a_day("on"), "entry": str(entry.id), "to": "The co-ordinator"}
    assert client.post(place(f"{request}/say/routed/"), sent).status_code == 302
    answer = {"token": str(uuid4()), **a_day("on"), "entry": str(entry.id), "answer": "No."}
    assert client.post(place(f"{request}/say/answered/"), answer).status_code == 302
    page = client.get(place(f"{request}/")).content.decode()
    assert "their co-ordinator has not answered" not in page


def test_an_erasure_is_never_done_here(signed_in: SignedIn) -> None:
    client, manager = signed_in("iss_worker"), signed_in("iss_manager")
    client.post(place("new/"), asked(face="erasure"))
    at = f"{the_request().id}/"
    before = [
        client.post(place(at + "end/"), {"outcome": o}).status_code
        for o in ("retention", "refused")
    ]
    assert before == [409, 409]
    assert manager.post(place(at + "end/"), {"outcome": "retention"}).status_code == 409
    client.post(place(at + "say/identity/"), seen())
    no = {
        "token": str(uuid4()), **a_day("on"), "what": "whole", "why": "Six years.",
        "law": "5.2.7", "told": "on",
    }  # fmt: skip
    assert manager.post(place(at + "say/refused/"), no).status_code == 302
    assert client.post(place(at + "end/"), {"outcome": "refused"}).status_code == 302
    with working_as("iss_worker"):
        assert Entry.objects.filter(file=cast.FILES["amina"].id).exists()


def waits(key: str) -> int:
    with working_as(key) as worker:
        counters = (("ownfile:waiting", "disclosures.ownfile.due.count_waiting"),)
        return count(worker, frozenset({str(worker.role)}), counters).get("ownfile:waiting", 0)


def test_what_is_due_waits_for_the_lead_and_what_is_overdue_for_the_manager(
    signed_in: SignedIn,
) -> None:
    client, manager = signed_in("iss_worker"), signed_in("iss_manager")
    working.ask()
    assert waits("iss_worker") == 0
    soon = timezone.now() - timedelta(days=27)
    working.ask(asked_at=soon)
    assert (waits("iss_worker"), waits("iss_manager"), waits("dvpp_manager")) == (1, 0, 0)
    working.ask(asked_at=timezone.now() - timedelta(days=60))
    assert (waits("iss_worker"), waits("iss_manager"), waits("dvpp_worker")) == (2, 1, 0)
    page = manager.get("/own-files/").content.decode()
    assert "Overdue since" in page
    assert page.count(reference("amina")) >= 3
    assert reference("amina") not in signed_in("dvpp_manager").get("/own-files/").content.decode()
    client.get("/own-files/")
    with assert_queries_at_most(12):
        client.get("/own-files/")


@pytest.mark.attack("A1")
@pytest.mark.parametrize(("who", "key"), HIDDEN_FROM)
def test_it_is_hidden_with_its_file(signed_in: SignedIn, who: str, key: str) -> None:
    for more in ("", "new/", "complaints/new/", "minutes/"):
        assert_hidden(signed_in(who), place(more, key), key)


@pytest.mark.parametrize(
    "wrong", [{"words": ""}, {"asker": "parent"}, {"clock": "noon"}, {"asked_on-year": "2096"}]
)
def test_what_is_missing_is_asked_for(signed_in: SignedIn, wrong: dict[str, Any]) -> None:
    assert signed_in("iss_worker").post(place("new/"), asked(**wrong)).status_code == 200
    with working_as("iss_worker"):
        assert not FileRequest.objects.exists()
