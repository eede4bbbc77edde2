"""A request for one's own file: taken down in any words, keeping its file, and read by whoever may see that."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test.utils import override_settings
from django.utils import timezone

from clients.emergency.access import bank_holidays
from clients.models import Entry
from confidentiality.access.http import Hidden
from disclosures.actions.lock import NotNow
from disclosures.actions.own_file import begin_preparation
from disclosures.models import DisclosureRequest
from disclosures.ownfile import redress, rules
from disclosures.ownfile.access import own_file_of, standing_of
from disclosures.ownfile.actions import prepare
from disclosures.ownfile.clocks import months_on, working_day
from disclosures.ownfile.models import Arrangement, ConferenceMark, FileRequest, Step
from disclosures.ownfile.picture import Asker
from disclosures.package import rights
from tests import cast, uploading
from tests.clients.questions import file_of, working_as
from tests.diary.working import an_appointment
from tests.misfiled import working as misfiled
from tests.ownfile import working
from tests.ownfile.test_pages import SignedIn, a_day, place
from tests.paper import working as paper
from tests.thirdparty.working import an_entry

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.2.4")]


@pytest.mark.edge("E32")
def test_it_keeps_what_the_file_held_then() -> None:
    with working_as("iss_worker"):
        held = set(Entry.objects.filter(file=cast.FILES["amina"].id).values_list("id", flat=True))
    request = working.ask(asker="advocate", who="Reed & Co, solicitors", channel="through")
    with working_as("iss_worker") as by:
        file = file_of("amina")
        later = Entry.objects.create(
            file=file, author=by, kind="note", nature="fact", body="Later.", basis="", sensitive_kind=""
        )  # fmt: skip
        found = begin_preparation(file=file, name="Reed & Co", entries=[later.id], by=by)
        FileRequest.objects.filter(id=request).update(disclosure=found)
        own = own_file_of(found)
        assert own is not None
        assert own.held == held
        assert (own.asker, own.statutory, own.open) == (Asker.ADVOCATE, False, True)
        assert (own.authority_on, own.scope, own.identity_on) == (None, frozenset(), None)
        assert _stays_here(found)
        assert FileRequest.objects.get(id=request).who == "Reed & Co, solicitors"
        other = begin_preparation(file=file, name="Reed & Co", entries=[], by=by)
        assert own_file_of(other) is None
        with pytest.raises(DatabaseError), transaction.atomic():  # it is prepared once at a time
            FileRequest.objects.filter(id=request).update(disclosure=other)


@pytest.mark.edge("E32")
def test_it_keeps_which_paper_there_was(signed_in: SignedIn) -> None:
    """By its label; what comes later is not among it, and where each is shows on the request's page."""
    bare, cabinet = working.ask(), paper.a_place()
    stands, out = (paper.a_folder(cabinet) for _ in range(2))
    paper.take(out)
    request = working.ask()
    later = paper.a_folder(cabinet)
    with working_as("iss_worker"):
        kept = FileRequest.objects.in_bulk([bare, request])
        assert kept[bare].paper == []
        assert kept[request].paper == [stands.label, out.label]
    page = signed_in("iss_worker").get(place(f"{request}/")).content.decode()
    assert f"Folder {stands.label}: in Cabinet 1" in page
    assert f"Folder {out.label}: out, with" in page
    assert later.label not in page


@pytest.mark.edge("E32")
def test_what_is_on_paper_alone_is_listed_scanned_in_and_gone_through(signed_in: SignedIn) -> None:
    """Before it is prepared, or while it is: it is part of what they asked for, though it came to the file later."""
    client = signed_in("iss_worker")
    folders = [paper.a_folder(paper.a_place()), paper.a_folder(paper.a_place("Cabinet 2"))]
    request = working.ask(asked_at=working.two_days_ago())
    at = place(f"{request}/say/paper/")
    assert (
        f"what of folder {folders[0].label} is on paper alone"
        in client.get(place(f"{request}/")).content.decode()
    )
    with working_as("iss_worker") as by:
        before = Entry.objects.filter(file=file_of("amina").id).earliest("written_at")
        scans = [uploading.a_document(file_of("amina"), by).entry_id for _ in range(2)]
    offered = client.get(at).content.decode()
    assert str(scans[0]) in offered
    assert str(before.id) not in offered  # the file held it then
    says = {"token": str(uuid4()), "folder": folders[0].label, **a_day("on")}
    for half in ({"parts": "A letter of 2 May"}, {"entries": [str(scans[0])]}):
        assert client.post(at, {**says, **half}).status_code == 200
    whole = {"parts": "A letter of 2 May", "entries": [str(scans[0])]}
    assert client.post(at, {**says, **whole}).status_code == 302
    with working_as("iss_worker") as by:
        made = prepare(file=file_of("amina"), request_id=request, by=by)
        assert scans[0] in set(made.items.values_list("entry_id", flat=True))
        assert scans[1] not in set(made.items.values_list("entry_id", flat=True))
        own = own_file_of(made)
        assert own is not None
        assert own.paper_unread  # the other folder
        assert scans[0] in own.held
    late = {"token": str(uuid4()), "folder": folders[1].label, **a_day("on")}
    assert client.post(at, late).status_code == 302
    assert "Nothing" in client.get(place(f"{request}/")).content.decode()
    late["token"], told = str(uuid4()), {"parts": "A card", "entries": [str(scans[1])]}
    assert client.post(at, {**late, **told}).status_code == 302
    with working_as("iss_worker"):
        own = own_file_of(made)
        assert own is not None
        assert not own.paper_unread
        assert set(scans) <= own.held
        assert set(made.items.values_list("entry_id", flat=True)) == own.held
    page = client.get(place(f"{request}/")).content.decode()
    assert "A letter of 2 May" in page
    assert (
        "on paper alone"
        not in page.partition("What was said and done")[0].partition("What is missing")[2]
    )


@pytest.mark.edge("E31")
@pytest.mark.edge("E33")
def test_its_picture_says_what_was_said() -> None:
    request = working.ask(asker="advocate", who="Reed & Co", face="statutory")
    working.say(request, "identity", **working.SEEN)
    with working_as("iss_worker") as by:
        file = file_of("amina")
        entry = Entry.objects.filter(file=file).latest("written_at")
        ConferenceMark.objects.create(file=file, entry=entry, by=by)
        found = begin_preparation(file=file, name="Reed & Co", entries=[entry.id], by=by)
        FileRequest.objects.filter(id=request).update(disclosure=found)
    day = str(entry.happened_on or timezone.localdate(entry.written_at))
    working.say(request, "authority", scope="dates", since=day, until=day, names_sensitive=True)
    with working_as("iss_worker"):
        own = own_file_of(found)
        assert own is not None
        assert own.scope is not None
        assert entry.id in own.scope
        assert own.conference == own.unrouted == {entry.id}
        assert own.authority_on == own.identity_on == timezone.localdate()
        assert (own.seen_alone, own.coerced, own.statutory) == (True, False, True)
    earlier = str(timezone.localdate() - timedelta(days=4000))
    of_days: dict[str, Any] = {"scope": "dates", "names_sensitive": True}
    working.say(request, "authority", since=earlier, until=earlier, **of_days)
    with working_as("iss_worker"):
        narrow = own_file_of(found)
        assert narrow is not None
        assert narrow.conference == {entry.id}
        assert narrow.unrouted == narrow.in_scope == frozenset()
    working.say(request, "authority", since=day, until=day, **of_days)
    working.say(request, "routed", entry=str(entry.id), to="The co-ordinator")
    with working_as("iss_worker"):
        assert own_file_of(found) == replace(own, unrouted=frozenset())


@pytest.mark.edge("E30")
def test_a_suspicion_outlives_the_request_that_it_came_up_with() -> None:
    first = working.ask()
    working.say(first, "identity", **(working.SEEN | {"coerced": True}))
    working.close(first)
    second = working.ask(asked_at=working.two_days_ago(), face="statutory")
    with working_as("iss_worker") as by:
        made = prepare(file=file_of("amina"), request_id=second, by=by)
        own = own_file_of(made)
        assert own is not None
        assert (own.identity_on, own.seen_alone, own.coerced) == (None, None, True)
    working.say(second, "identity", **working.SEEN)
    with working_as("iss_worker"):
        assert _stays_here(made)
    working.say(second, "identity", by="iss_manager", **working.SEEN)
    with working_as("iss_worker"):
        assert not _stays_here(made)


def test_the_notice_is_waived_by_a_manager_who_did_not_take_it() -> None:
    mine = working.ask(by="iss_manager")
    hers = working.ask()
    asked = working.kept(hers)
    assert asked.earliest_at - asked.asked_at == timedelta(hours=24)
    for request, by in ((mine, "iss_manager"), (hers, "iss_worker")):
        with pytest.raises(PermissionDenied):
            working.say(request, "waived", by=by, why="She travels tonight.")
        with working_as(by) as worker, pytest.raises(DatabaseError), transaction.atomic():
            Step.objects.create(
                file_id=asked.file_id, request_id=request, kind="waived", by=worker, role="line_manager",
                on=timezone.localdate(), details={},
            )  # fmt: skip
    with working_as("iss_worker"), pytest.raises(DatabaseError), transaction.atomic():
        FileRequest.objects.filter(id=hers).update(earliest_at=asked.asked_at)
    working.say(hers, "waived", by="iss_manager", why="She travels tonight.")
    assert working.kept(hers).earliest_at < asked.earliest_at


@pytest.mark.clause("5.2.5")
@pytest.mark.edge("E7")
def test_the_periods_are_the_organisation_s_and_the_law_s_of_the_day(signed_in: SignedIn) -> None:
    """Each of them a setting: other ones than today's give other days, on the page and on paper too."""
    today, at = timezone.localdate(), working.two_days_ago()
    law = {
        "OWN_FILE_MONTHS": 3,
        "OWN_FILE_FURTHER_MONTHS": 4,
        "COMPLAINT_DAYS": 9,
        "ADULT_YEARS": 21,
    }
    ours = working.kept(working.ask(asked_at=at))
    with override_settings(OWN_FILE_NOTICE_HOURS=50, **law):
        request = working.ask(asked_at=at, asker="parent", who="Her mother")
        asked = working.kept(request)
        assert asked.earliest_at - asked.asked_at == timedelta(hours=50)
        assert (asked.due_on, ours.due_on) == tuple(
            working_day(months_on(timezone.localdate(at), n), bank_holidays()) for n in (3, 1)
        )
        working.say(request, "extended", by="iss_manager", why="Four hundred entries.")
        in_all = working_day(months_on(timezone.localdate(at), 7), bank_holidays())
        assert working.kept(request).due_on == in_all
        with working_as("iss_worker") as by:
            of: dict[str, Any] = {"request": None, "about": None, "words": "Slow.", "by": by}
            kept = redress.complain(file=file_of("amina"), received_on=today, key=uuid4(), **of)
            assert kept.acknowledge_by == today + timedelta(days=8)
            of_twenty = months_on(today, -20 * 12).isoformat()
            asked.file.date_of_birth = of_twenty
            assert not standing_of(asked, []).lapsed
        assert (
            "within 9 days"
            in signed_in("iss_worker").get(place("complaints/new/")).content.decode()
        )
        assert "within 9 days" in " ".join(rights())
    with working_as("iss_worker"):
        assert standing_of(asked, []).lapsed


@pytest.mark.clause("5.2.5")
def test_its_clock_follows_what_was_said() -> None:
    request = working.ask()
    first = working.kept(request).due_on
    assert first is not None
    working.say(request, "asked_for", matter="identity", what="Something with your name on it")
    assert working.kept(request).due_on is None
    working.say(request, "came", matter="identity")
    assert working.kept(request).due_on == first
    working.say(request, "turned")
    assert working.kept(request).face == "statutory"
    working.say(request, "extended", by="iss_manager", why="Four hundred entries.")
    extended = working.kept(request).due_on
    assert extended is not None
    assert extended > first + timedelta(days=50)
    working.close(request)
    with pytest.raises(NotNow):
        working.say(request, "came", matter="identity")


@pytest.mark.attack("A4")
def test_nobody_rewrites_what_was_asked_or_said() -> None:
    request = working.ask()
    working.say(request, "identity", **working.SEEN)
    for words in ({"asked_at": timezone.now()}, {"held": None}, {"asker": "parent"}):
        with working_as("iss_worker"), pytest.raises(DatabaseError), transaction.atomic():
            FileRequest.objects.filter(id=request).update(**words)
    with working_as("iss_worker"), pytest.raises(DatabaseError), transaction.atomic():
        Step.objects.filter(request=request).update(kind="waived")
    with working_as("iss_worker"), pytest.raises(DatabaseError), transaction.atomic():
        FileRequest.objects.filter(id=request).update(face="erasure")
    working.close(request)
    for ended in ({"closed_at": None, "closed_by": None, "outcome": ""}, {"outcome": "read"}):
        with working_as("iss_worker"), pytest.raises(DatabaseError), transaction.atomic():
            FileRequest.objects.filter(id=request).update(**ended)
    for who in ("dvpp_manager", "dvpp_worker", "iss_colleague", "records_admin"):
        with working_as(who):
            assert not FileRequest.objects.exists()
            assert not Step.objects.exists()


def test_another_id_is_hidden() -> None:
    with pytest.raises(Hidden):
        working.say(uuid4(), "turned")


@pytest.mark.attack("A4")
def test_the_database_takes_no_appointment_before_the_notice() -> None:
    request = working.ask()
    early, right = an_appointment(hours=2), an_appointment(hours=48)
    elsewhere = an_appointment(hours=48, file=None)
    with working_as("iss_worker") as by:
        of = {"file": file_of("amina"), "request_id": request, "by": by, "details": {}}
        for met in (early, elsewhere):
            with pytest.raises(DatabaseError), transaction.atomic():
                Arrangement.objects.create(appointment=met, **of)
        Arrangement.objects.create(appointment=right, **of)
    working.close(request)
    with working_as("iss_worker"), pytest.raises(DatabaseError), transaction.atomic():
        Arrangement.objects.create(appointment=an_appointment(hours=72), **of)


@pytest.mark.edge("E48")
def test_what_was_moved_to_another_file_is_no_longer_asked_for() -> None:
    wrong = an_entry(misfiled.WORDS)
    request = working.ask()
    with working_as("iss_worker") as by:
        made = prepare(file=file_of("amina"), request_id=request, by=by)
        own = own_file_of(made)
        assert own is not None
        assert wrong in own.held
        assert {item.entry_id for item in made.items.all()} == own.held
        redress.mark_minutes(entry=Entry.objects.get(id=wrong), key=uuid4(), by=by)
    assert misfiled.take(misfiled.hand_on(wrong)) == "taken"
    with working_as("iss_worker"):
        own = own_file_of(made)
        assert own is not None
        assert own.held
        assert wrong not in own.held
        assert own.conference == frozenset()


def _stays_here(found: DisclosureRequest) -> bool:
    own = own_file_of(found)
    assert own is not None
    return rules.stays_here(own)
