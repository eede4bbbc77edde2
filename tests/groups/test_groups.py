"""Groups are recorded with what was discussed and with whom, and tell of nobody else (clauses 4.4.1, 5.2.6)."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from clients.groups import actions
from clients.groups.access import to_mend
from clients.groups.models import Attendance, ClientGroup, GroupSession, KeepingAgreement
from clients.models import Entry
from confidentiality.access.http import Refused
from confidentiality.audit.models import Event
from tests import cast
from tests.clients.questions import (
    HIDDEN_FROM,
    assert_hidden,
    day,
    file_of,
    give,
    reference,
    working_as,
)
from tests.groups.working import a_group, a_session, on_file, page, signs, waiting, was_at

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4.4.1")]
SignedIn = Callable[[str], Client]


@pytest.mark.clause("5.2.6")
def test_it_is_recorded_without_an_agreement_flagged_to_the_lead_and_mended(
    signed_in: SignedIn,
) -> None:
    client, today = signed_in("iss_worker"), timezone.localdate()
    me, colleague = (str(cast.PEOPLE[who].id) for who in ("iss_worker", "iss_colleague"))
    run = {"run_by": me, "run_with": colleague}
    made = client.post(
        "/groups/new/", {"token": str(uuid4()), "weekday": "2", "part": "evening", **run}
    )
    assert made.status_code == 302
    assert "Women’s group, Tuesday evening" in page(client, made["Location"])
    held = client.post(
        made["Location"] + "new/", {"token": str(uuid4()), **run} | day("held_on", today)
    )
    form = page(client, held["Location"] + "new/")
    assert "Tell a partner or former partner nothing about another woman here" in form
    amina = {"who": [str(cast.FILES["amina"].id)], "discussed": "yes"}
    assert client.post(held["Location"] + "new/", amina).status_code == 302

    assert "No signed agreement that day" in page(client, held["Location"])
    lacking = "Was in a group without a signed agreement to keep what others say."
    assert lacking in page(client, on_file("amina"))
    assert waiting("iss_worker") == 1
    assert lacking in page(client, "/groups/")
    assert "clients who were in a group with no signed agreement" in page(client, "/today/")

    agreement = page(client, on_file("amina", "agreement/"))
    assert "Tell a partner or former partner nothing" in agreement
    signed = {"token": str(uuid4()), "witnessed_by": colleague} | day("signed_on", today)
    for _ in range(2):  # a form sent twice
        assert client.post(on_file("amina", "agreement/"), signed).status_code == 302
    shown = page(client, on_file("amina"))
    assert lacking not in shown
    assert "No signed agreement that day" in shown  # it stays true of that day
    assert shown.count(", before Hannah Boyce") == 1
    assert waiting("iss_worker") == 0
    assert lacking not in page(client, "/groups/")


def test_what_was_not_discussed_waits_for_the_next_session() -> None:
    group, today = a_group(), timezone.localdate()
    signs("amina")
    was_at(a_session(group, on=today - timedelta(days=7)), "amina", discussed=False)
    with working_as("iss_worker") as lead:
        ((file, lacking),) = to_mend(lead, "iss")
        assert file.id == cast.FILES["amina"].id
        assert [each.what for each in lacking] == [
            "Was in a group, and confidentiality was not discussed with them."
        ]
    assert waiting("iss_worker") == 1
    was_at(a_session(group), "amina")
    assert waiting("iss_worker") == 0
    with working_as("iss_worker") as lead:
        assert to_mend(lead, "iss") == []


@pytest.mark.clause("1 (DVPP)")
def test_a_man_s_form_is_his_agreement_and_he_is_asked_in_other_words(signed_in: SignedIn) -> None:
    session = a_session(a_group("dvpp"))
    was = was_at(session, "daniel")
    assert was.signed
    assert waiting("dvpp_worker") == 0
    shown = page(signed_in("dvpp_worker"), on_file("daniel"))
    assert "Programme group, Tuesday evening" in shown
    assert "another woman" not in shown
    assert signed_in("dvpp_worker").get(on_file("daniel", "agreement/")).status_code == 404


def test_the_timeline_says_it_and_a_mistake_is_marked_by_a_further_entry(
    signed_in: SignedIn,
) -> None:
    was, client = was_at(a_session(a_group()), "amina"), signed_in("iss_worker")
    with working_as("iss_worker"):
        entry = Entry.objects.get(id=was.entry)
        assert entry.kind == Entry.Kind.SESSION
        assert entry.body.startswith("At the women’s group. Confidentiality was discussed")
        assert "no signed agreement" in entry.body
    assert client.post(on_file("amina", f"{was.id}/")).status_code == 302
    shown = page(client, on_file("amina"))
    assert "Taken back by Priya Menon: was not there." in shown
    assert "Was in a group without" not in shown
    assert waiting("iss_worker") == 0
    with working_as("iss_worker"):
        assert Entry.objects.get(corrects=was.entry).body == actions.NOT_THERE
    assert client.post(on_file("amina", f"{was.id}/")).status_code == 404
    assert client.post(on_file("amina", f"{uuid4()}/")).status_code == 404


def test_the_session_offers_those_whom_one_leads_or_who_were_in_that_group_before(
    signed_in: SignedIn,
) -> None:
    give("siobhan", "iss_worker", "view", "contribute", holder="iss_colleague")
    group, client = a_group(), signed_in("iss_worker")
    address = f"/groups/sessions/{a_session(group).id}/new/"
    assert reference("amina") in page(client, address)
    assert reference("siobhan") not in page(
        client, address
    )  # who writes in her file is not who ran her group
    was_at(a_session(group, on=timezone.localdate() - timedelta(days=7)), "siobhan")
    assert reference("siobhan") in page(client, address)


def test_one_attendance_a_session_and_one_session_a_day() -> None:
    group = a_group()
    session = a_session(group)
    was = was_at(session, "amina")
    with pytest.raises(Refused, match="recorded already"):
        was_at(session, "amina")
    with pytest.raises(Refused, match="recorded already"):
        a_session(group)
    with working_as("iss_worker") as by:
        actions.take_back(attendance=was, file=file_of("amina"), by=by)
    was_at(session, "amina")  # she was there after all


@pytest.mark.clause("3.3.1")
@pytest.mark.attack("A1")
def test_a_session_shows_those_alone_whose_files_one_may_view(signed_in: SignedIn) -> None:
    session = a_session(a_group())
    address = f"/groups/sessions/{session.id}/"
    colleague = signed_in("iss_colleague")
    empty, alone = page(colleague, address), page(colleague, address + "new/")
    for key in ("amina", "leila"):
        was_at(session, key)
    # Whoever runs it and holds none of their files reads the page as it was when nobody had been there.
    assert page(colleague, address) == empty
    assert page(colleague, address + "new/") == alone
    was_at(session, "siobhan")
    seen = page(colleague, address)
    assert reference("siobhan") in seen
    assert reference("amina") not in seen
    assert reference("leila") not in seen
    with working_as("iss_colleague"):
        assert Attendance.objects.count() == 1
    mine = page(signed_in("iss_worker"), on_file("amina"))
    for key in ("leila", "siobhan"):
        assert reference(key) not in mine
    with working_as("iss_worker"):
        (entry,) = [
            each.body for each in Entry.objects.filter(kind="session", file=file_of("amina"))
        ][:1]
        assert "Leila" not in entry
        assert "Siobh" not in entry


@pytest.mark.attack("A1")
@pytest.mark.parametrize(("who", "key"), HIDDEN_FROM)
def test_it_is_hidden_with_its_file(signed_in: SignedIn, who: str, key: str) -> None:
    for more in ("", "new/", "agreement/"):
        assert_hidden(signed_in(who), on_file(key, more), key)


@pytest.mark.clause("4.2.1")
@pytest.mark.edge("E1")
@pytest.mark.attack("A1", "A4")
def test_the_two_services_groups_never_meet(signed_in: SignedIn) -> None:
    women, men = a_session(a_group()), a_session(a_group("dvpp"))
    for who, other in (("iss_worker", men), ("dvpp_worker", women)):
        client = signed_in(who)
        for more in ("", "new/"):
            assert client.get(f"/groups/sessions/{other.id}/{more}").status_code == 404
            assert client.get(f"/groups/{other.group_id}/{more}").status_code == 404
        assert client.get(f"/groups/{other.group_id}/change/").status_code == 404
        with working_as(who):
            assert not GroupSession.objects.filter(id=other.id).exists()
            assert not ClientGroup.objects.filter(id=other.group_id).exists()
    for session, key in ((women, "daniel"), (men, "amina")):
        with (
            working_as(cast.FILES[key].worker) as by,
            pytest.raises(DatabaseError, match="row-level"),
            transaction.atomic(),
        ):
            Attendance(
                session_id=session.id,
                file=file_of(key),
                signed=key == "daniel",
                entry=uuid4(),
                recorded_by=by,
            ).save(force_insert=True)


@pytest.mark.edge("E1")
@pytest.mark.attack("A4")
def test_nobody_runs_groups_of_both_services() -> None:
    group = a_group()
    with (
        working_as("iss_worker") as by,
        pytest.raises(DatabaseError, match="row-level"),
        transaction.atomic(),
    ):
        actions.make_group(
            service="iss",
            day=1,
            part="morning",
            run_by=by,
            run_with=cast.worker("dvpp_worker"),
            by=by,
            group_id=uuid4(),
        )
    with (
        working_as("iss_worker"),
        pytest.raises(DatabaseError, match="row-level"),
        transaction.atomic(),
    ):
        ClientGroup.objects.filter(id=group.id).update(run_by=cast.PEOPLE["dvpp_worker"].id)
    with (
        working_as("iss_worker") as by,
        pytest.raises(DatabaseError, match="row-level"),
        transaction.atomic(),
    ):
        actions.make_group(
            service="dvpp",
            day=1,
            part="morning",
            run_by=cast.worker("dvpp_worker"),
            run_with=None,
            by=by,
            group_id=uuid4(),
        )


@pytest.mark.attack("A4")
def test_the_database_holds_what_is_true_of_the_day() -> None:
    session = a_session(a_group())
    was = was_at(session, "amina")
    signs("amina")

    def insert(**said: object) -> None:
        Attendance(session_id=session.id, entry=uuid4(), **said).save(force_insert=True)

    with working_as("iss_worker") as by:
        leila = {"file_id": cast.FILES["leila"].id, "recorded_by": by}
        for wrong in (
            {"signed": True},
            {"signed": False, "wording": "programme-1"},
            {"signed": False, "recorded_by": cast.worker("iss_colleague")},
            {"signed": False, "file_id": cast.FILES["siobhan"].id},
        ):
            with pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
                insert(**{**leila, **wrong})
        for changed in ({"signed": True}, {"wording": ""}, {"file": cast.FILES["leila"].id}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Attendance.objects.filter(id=was.id).update(**changed)
        assert not Attendance.objects.all()._raw_delete(connection.alias)
        assert not KeepingAgreement.objects.all()._raw_delete(connection.alias)
    for who in ("iss_colleague", "dvpp_worker", "records_admin", "hr"):
        with working_as(who):
            assert not Attendance.objects.exists()


@pytest.mark.clause("3.3.1")
def test_whoever_may_view_a_file_alone_reads_when_and_where_and_records_nothing(
    signed_in: SignedIn,
) -> None:
    give("amina", "iss_volunteer", "view")
    was = was_at(a_session(a_group()), "amina")
    client = signed_in("iss_volunteer")
    shown = page(client, on_file("amina"))
    assert "Women’s group, Tuesday evening" in shown
    assert "Was not there" not in shown
    for more in ("new/", "agreement/"):
        assert client.get(on_file("amina", more)).status_code == 403
    assert client.post(on_file("amina", f"{was.id}/")).status_code == 403


def test_each_file_has_its_own_line_in_the_audit() -> None:
    session = a_session(a_group())
    for key in ("amina", "leila"):
        was_at(session, key)
    with working_as("records_admin"):
        events = Event.objects.filter(action="attendance_recorded")
        assert {each.file for each in events} == {cast.FILES[key].id for key in ("amina", "leila")}
        assert all(len(each.ids) == 1 for each in events)
