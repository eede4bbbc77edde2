"""A request ends without an answer by somebody else's word, in words; a death ends a right, and may be a mistake."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from disclosures.actions.lock import NotNow
from disclosures.ownfile.endings import UNANSWERED
from disclosures.ownfile.models import FileRequest, Step
from tests import cast
from tests.clients.questions import file_of, give, reference, working_as
from tests.deputies.working import appoint
from tests.ownfile import working
from tests.ownfile.test_pages import a_day, asked, place, seen, the_request, waits

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.2.5")]
SignedIn = Callable[[str], Client]
HOW: dict[str, Any] = {"how": "She rang us."}


def close_plainly(request: UUID, outcome: str, by: str) -> None:
    """Close it past the actions, as somebody with the database alone would."""
    closed = {"closed_at": timezone.now(), "closed_by": cast.PEOPLE[by].id, "outcome": outcome}
    with working_as(by), transaction.atomic():
        FileRequest.objects.filter(id=request).update(**closed)


def words_of(request: UUID, by: str) -> None:
    """Note the words with which somebody would end it."""
    with working_as(by) as worker:
        step = Step(id=uuid4(), file=file_of("amina"), request_id=request, kind="ended", by=worker)
        step.on, step.role, step.details = timezone.localdate(), str(worker.role), {"why": "?"}
        step.save(force_insert=True)


@pytest.mark.edge("E32")
@pytest.mark.parametrize("outcome", sorted(UNANSWERED))
def test_whoever_took_it_down_does_not_lose_it_alone(signed_in: SignedIn, outcome: str) -> None:
    client, manager = signed_in("iss_worker"), signed_in("iss_manager")
    hers, mine = working.ask(), working.ask(by="iss_manager")
    told = {"outcome": outcome, "why": "It was about another file."}
    for each, request in ((client, hers), (client, mine), (manager, mine)):
        refused = each.post(place(f"{request}/end/"), told)
        assert refused.status_code == 409
        assert "for a line manager or lead to say who did not take it" in refused.content.decode()
    wordless = manager.post(place(f"{hers}/end/"), {"outcome": outcome, "why": " "})
    assert "Write why it ends so" in wordless.content.decode()
    with pytest.raises(NotNow):
        working.close(hers, outcome, why="")
    assert working.kept(hers).closed_at is None
    assert manager.post(place(f"{hers}/end/"), told).status_code == 302
    assert working.kept(hers).outcome == outcome
    assert told["why"] in client.get(place(f"{hers}/")).content.decode()


@pytest.mark.edge("E32")
@pytest.mark.attack("A4")
@pytest.mark.parametrize("outcome", sorted(UNANSWERED))
def test_nor_does_the_database_let_them(outcome: str) -> None:
    hers, mine = working.ask(), working.ask(by="iss_manager")
    for request, by in ((hers, "iss_worker"), (mine, "iss_manager"), (mine, "iss_worker")):
        words_of(request, by)
        with pytest.raises(DatabaseError):
            close_plainly(request, outcome, by)
    with pytest.raises(DatabaseError):  # in no words of hers
        close_plainly(hers, outcome, "iss_manager")
    words_of(hers, "iss_manager")
    close_plainly(hers, outcome, "iss_manager")
    assert working.kept(hers).outcome == outcome


@pytest.mark.edge("E32")
def test_what_they_took_back_waits_for_a_manager_to_end_it(signed_in: SignedIn) -> None:
    """It keeps its file until then; where anything is said of it afterwards, it waits as any other."""
    client, manager = signed_in("iss_worker"), signed_in("iss_manager")
    request = working.ask()
    assert waits("iss_manager") == 0
    said = {"token": str(uuid4()), **a_day("on"), "why": "To me, on the telephone."}
    assert client.post(place(f"{request}/say/withdrawn/"), said).status_code == 302
    assert working.kept(request).closed_at is None
    assert (waits("iss_manager"), waits("iss_worker"), waits("dvpp_manager")) == (1, 0, 0)
    assert "taken back: a manager ends it" in manager.get("/own-files/").content.decode()
    client.post(place(f"{request}/say/identity/"), seen())  # she wants it after all
    assert waits("iss_manager") == 0
    assert "taken back" not in manager.get("/own-files/").content.decode()
    overdue = working.ask(asked_at=timezone.now() - timedelta(days=60))
    working.say(overdue, "withdrawn", why="To me.")
    assert waits("iss_manager") == 1  # once
    working.close(overdue)
    assert waits("iss_manager") == 0


def asks_the_lead(manager: Client, request: UUID) -> int:
    """Let somebody ask the data protection lead to end it; return the answer's status."""
    said = {"token": str(uuid4()), **a_day("on"), "why": "Of another file. I took it down myself."}
    return manager.post(place(f"{request}/say/passed_on/"), said).status_code


@pytest.mark.edge("E32")
def test_the_only_manager_who_took_it_down_asks_the_data_protection_lead_to_end_it(
    signed_in: SignedIn,
) -> None:
    manager, lead = signed_in("iss_manager"), signed_in("dp_lead")
    request, asks = working.ask(by="iss_manager"), "Ask the data protection lead to end it"
    ended = {"outcome": "mistake", "why": "It was about another file."}
    refused = manager.post(place(f"{request}/end/"), ended)
    assert refused.status_code == 409
    assert place(f"{request}/say/passed_on/") in refused.content.decode()
    assert lead.get(place(f"{request}/")).status_code == 404
    assert asks_the_lead(manager, request) == 302
    assert (waits("dp_lead"), waits("iss_manager"), waits("dvpp_manager")) == (1, 0, 0)
    listed = lead.get("/own-files/").content.decode()
    assert "to be ended by somebody who did not take it down" in listed
    assert (
        "Of another file. I took it down myself." in lead.get(place(f"{request}/")).content.decode()
    )
    assert lead.post(place(f"{request}/end/"), ended).status_code == 302
    assert working.kept(request, "iss_manager").outcome == "mistake"
    assert waits("dp_lead") == 0
    other = working.ask()  # a worker took it down: she may end it herself
    for each in (manager, signed_in("iss_worker")):
        assert asks not in each.get(place(f"{other}/end/")).content.decode()
        assert asks_the_lead(each, other) == 403
    with pytest.raises(PermissionDenied):
        working.say(other, "passed_on", by="iss_manager", why="?")


@pytest.mark.edge("E32")
def test_or_whoever_stands_in_for_them_ends_it(signed_in: SignedIn) -> None:
    request, ended = working.ask(by="iss_manager"), {"outcome": "mistake", "why": "Another file."}
    deputy = signed_in("iss_senior")
    assert deputy.post(place(f"{request}/end/"), ended).status_code == 404
    appoint()
    assert deputy.post(place(f"{request}/end/"), ended).status_code == 302
    assert working.kept(request).outcome == "mistake"


@pytest.mark.edge("E32")
def test_where_no_lead_can_be_asked_it_says_so(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager, request = signed_in("iss_manager"), working.ask(by="iss_manager")
    monkeypatch.setattr("disclosures.ownfile.actions.rights_on", lambda *_: frozenset({"view"}))
    said = {"token": str(uuid4()), **a_day("on"), "why": "Of another file."}
    answer = manager.post(place(f"{request}/say/passed_on/"), said)
    assert answer.status_code == 409
    assert "There is no data protection lead whom you can ask" in answer.content.decode()


@pytest.mark.edge("E19")
@pytest.mark.edge("E30")
def test_to_somebody_who_never_proved_who_they_are_nothing_is_said(signed_in: SignedIn) -> None:
    """Neither that it was refused, nor that they can complain: both would say that there is a file."""
    manager, told = signed_in("iss_manager"), "They were told the reasons"
    request = working.ask()
    at = place(f"{request}/")
    assert told not in manager.get(at + "say/refused/").content.decode()
    no = {"token": str(uuid4()), **a_day("on"), "what": "part", "why": "?", "law": "5.2.5"}
    assert manager.post(at + "say/refused/", no).status_code == 302
    ended = {"outcome": "unproven", "why": "He would not say who he is."}
    assert manager.post(at + "end/", ended).status_code == 302
    page = manager.get(at).content.decode()
    assert "never proved who they are: nothing was confirmed" in page
    known = working.ask()
    working.say(known, "identity", **working.SEEN)
    at = place(f"{known}/")
    assert told in manager.get(at + "say/refused/").content.decode()
    no["token"] = str(uuid4())
    assert manager.post(at + "say/refused/", no).status_code == 200  # they are told
    stopped = manager.post(at + "end/", ended)
    assert stopped.status_code == 409
    assert "Who they are is proved" in stopped.content.decode()


@pytest.mark.clause("5.2.4")
@pytest.mark.edge("E8")
def test_after_a_death_a_hold_is_offered_and_a_manager_weighs(signed_in: SignedIn) -> None:
    client, manager = signed_in("iss_worker"), signed_in("iss_manager")
    client.post(place("new/"), asked(asker="representative", who="", channel="letter"))
    with working_as("iss_worker"):
        assert not FileRequest.objects.exists()  # who asks is asked for
    client.post(place("new/"), asked(asker="representative", who="J. Reed", channel="letter"))
    at = f"{the_request().id}/"
    hold = ">Place a hold</a>, if the file is to be kept for longer"
    other = "Whoever leads the file, or a line manager of its team, can place a hold if the file"
    before = [each.get(place(at)).content.decode() for each in (client, manager)]
    assert not any(hold in page or other in page for page in before)
    died = {"token": str(uuid4()), **a_day("on"), "how": "The certificate"}
    assert client.post(place(at + "say/died/"), died).status_code == 302
    page = client.get(place(at)).content.decode()
    assert hold in page
    assert client.get(reverse("retention:file_holds", args=[reference("amina")])).status_code == 200
    give("amina", "safeguarding_lead", "view")
    page = signed_in("safeguarding_lead").get(place(at)).content.decode()
    assert (hold in page, other in page) == (False, True)
    page = client.get(place(at)).content.decode()
    assert "/say/weighed/" not in page
    assert "/say/weighed/" in manager.get(place(at)).content.decode()
    assert client.get(place(at + "say/weighed/")).status_code == 403


@pytest.mark.edge("E8")
def test_a_death_noted_by_mistake_is_taken_back_by_somebody_else(signed_in: SignedIn) -> None:
    """For each request of the file, and until it is said anew."""
    client, manager = signed_in("iss_worker"), signed_in("iss_manager")
    first, second = working.ask(), working.ask()
    dead, wrong = "The client has died: their own right", HOW
    with pytest.raises(NotNow):
        working.say(first, "lives", by="iss_manager", **wrong)
    working.say(first, "died", how="A neighbour")
    assert dead in client.get(place(f"{second}/")).content.decode()
    assert client.get(place(f"{second}/say/lives/")).status_code == 403
    with pytest.raises(PermissionDenied):
        working.say(second, "lives", **wrong)
    said = {"token": str(uuid4()), **a_day("on"), **wrong}
    assert manager.post(place(f"{second}/say/lives/"), said).status_code == 302
    for request in (first, second):
        page = client.get(place(f"{request}/")).content.decode()
        assert dead not in page
        assert "That the client died was wrong" in page
        assert "/say/died/" in page
    working.say(second, "died", by="iss_manager", how="The certificate")
    assert dead in client.get(place(f"{first}/")).content.decode()
    with pytest.raises(PermissionDenied):  # it is her word now
        working.say(first, "lives", by="iss_manager", **wrong)
    give("amina", "safeguarding_lead", "view")
    working.say(first, "lives", by="safeguarding_lead", **wrong)
    assert dead not in client.get(place(f"{second}/")).content.decode()


@pytest.mark.edge("E8")
@pytest.mark.attack("A4")
def test_nor_does_the_database_take_it_from_whoever_noted_the_death() -> None:
    request = working.ask()

    def lives(by: str) -> None:
        with working_as(by) as worker, transaction.atomic():
            step = Step(
                id=uuid4(), file=file_of("amina"), request_id=request, kind="lives", by=worker
            )
            step.on, step.role, step.details = timezone.localdate(), "line_manager", {"how": "?"}
            step.save(force_insert=True)

    with pytest.raises(DatabaseError):  # nobody said that she died
        lives("iss_manager")
    working.say(request, "died", by="iss_manager", how="A neighbour")
    for by in ("iss_manager", "iss_worker"):
        with pytest.raises(DatabaseError):
            lives(by)
    give("amina", "safeguarding_lead", "view")
    lives("safeguarding_lead")


@pytest.mark.parametrize("channel", ["text", "other"])
def test_any_way_of_asking_counts(signed_in: SignedIn, channel: str) -> None:
    page = signed_in("iss_worker").get(place("new/")).content.decode()
    assert f'value="{channel}"' in page
    sent = asked(channel=channel)
    assert signed_in("iss_worker").post(place("new/"), sent).status_code == 302
    assert the_request().channel == channel
