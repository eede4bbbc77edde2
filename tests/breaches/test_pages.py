"""The breach register's pages: a report in a minute, whom to ring first, handling, and what others are not shown."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from confidentiality.access.identity import acting_as
from staff.breaches.models import Breach
from staff.breaches.rules import Kind
from tests import cast
from tests.addresses import ask
from tests.drafts.working import showing, words_of
from tests.induction.working import publish

from .working import HANDLED, LEAD, REPORTER, SECOND, WORDS, kinds_seen, note, note_enough, report

pytestmark = [pytest.mark.django_db, pytest.mark.clause("1.1"), pytest.mark.slow]
HOME, REPORT = "/breaches/", "/breaches/report/"
SignedIn = Callable[[str], Client]


def said(**more: str) -> dict[str, str]:
    """Return a report as the form posts it."""
    now = timezone.localtime()
    noticed = {
        "noticed_on-day": now.day,
        "noticed_on-month": now.month,
        "noticed_on-year": now.year,
    }
    return {
        "token": str(uuid4()),
        "danger": "no",
        "words": WORDS,
        "near_miss": "breach",
        "going_on": "not_known",
        "whose": "clients",
        "named": "7k3m q2xp and her sister's",
        "noticed_time": f"{now:%H:%M}",
        **{name: str(value) for name, value in noticed.items()},
        **more,
    }


def text_of(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def step(breach_id: UUID, kind: Kind) -> str:
    return f"{HOME}{breach_id}/{kind.replace('_', '-')}/"


def only() -> Breach:
    with acting_as(cast.PEOPLE[REPORTER].id):
        return Breach.objects.get()


@override_settings(POLICY_GRACE_DAYS=0)
def test_whoever_owes_the_policy_reports_all_the_same(signed_in: SignedIn) -> None:
    client = signed_in(REPORTER)
    publish()
    assert client.get(HOME).headers["Location"].startswith("/policy/text/")
    own = client.post(REPORT, said())["Location"]
    assert str(only().pk) in own
    assert "It is reported" in text_of(client, client.get(own)["Location"])


@pytest.mark.parametrize("key", [REPORTER, "iss_volunteer", "committee", LEAD])
def test_everybody_reports(signed_in: SignedIn, key: str) -> None:
    client = signed_in(key)
    answer = client.post(REPORT, said())
    assert answer.status_code == 302
    page = text_of(client, answer["Location"])
    assert WORDS in page
    assert "Not in hand yet" in page
    # a typed reference is kept as it was typed and leads nowhere
    assert "7k3m q2xp and her sister&#39;s" in page
    assert "/files/7K3M" not in page
    listed = text_of(client, HOME)
    assert answer["Location"] in listed
    assert WORDS not in listed


def test_sent_twice_it_is_one_report(signed_in: SignedIn) -> None:
    client, form = signed_in(REPORTER), said()
    assert client.post(REPORT, form)["Location"] == client.post(REPORT, form)["Location"]
    assert only().reported_by_id == cast.PEOPLE[REPORTER].id


@pytest.mark.edge("E21")
@override_settings(SAFETY_CALL="Out of hours: 01632 960999")
def test_whom_to_ring_stands_before_the_form_and_after_it(signed_in: SignedIn) -> None:
    client = signed_in(REPORTER)
    page = text_of(client, REPORT)
    for words in ("999", cast.PEOPLE[SECOND].name, "01632 960999", "Ring first"):
        assert page.index(words) < page.index("What happened?")
    after = text_of(client, client.post(REPORT, said(danger="not_known"))["Location"])
    assert "01632 960999" in after
    assert "01632 960999" not in text_of(client, client.post(REPORT, said())["Location"])


def test_a_time_that_is_still_to_come_and_a_missing_answer_are_said_plainly(
    signed_in: SignedIn,
) -> None:
    client = signed_in(REPORTER)
    tomorrow = timezone.localdate() + timedelta(days=1)
    day = {f"noticed_on-{part}": str(getattr(tomorrow, part)) for part in ("day", "month", "year")}
    page = client.post(REPORT, said(**day, danger="", noticed_time="half past")).content.decode()
    assert "must be today or in the past" in page
    assert "Enter a time such as 14:05" in page
    assert WORDS in page


def test_what_is_typed_is_kept_as_a_draft_for_its_writer_alone(signed_in: SignedIn) -> None:
    client = signed_in(REPORTER)
    showing(client, REPORT).save(client, words=WORDS)
    assert words_of(REPORTER) == [{"words": WORDS}]
    assert "Report breach" in text_of(client, "/drafts/")
    assert words_of(LEAD) == []


@pytest.mark.edge("E21")
def test_the_handler_is_told_to_ring_first_and_can_note_nothing_else(signed_in: SignedIn) -> None:
    breach_id, client = report(danger="yes"), signed_in(LEAD)
    assert "Breaches (1)" in text_of(client, HOME)
    assert "Safety call owed" in text_of(client, HOME)
    page = text_of(client, f"{HOME}{breach_id}/")
    assert "Make the safety call" in page
    assert step(breach_id, Kind.SEVERITY) not in page
    assert "Record the safety call first" in text_of(client, step(breach_id, Kind.NOTE))
    form = {"words": HANDLED, "token": str(uuid4()), "shown": "0"}
    page = client.post(step(breach_id, Kind.NOTE), form).content.decode()
    assert "Record the safety call first" in page
    assert HANDLED in page  # what was typed is still there
    now = timezone.localtime()
    when = {f"on-{part}": str(getattr(now, part)) for part in ("day", "month", "year")}
    call = form | when | {"code": "made", "worker": str(cast.PEOPLE[LEAD].id), "at": f"{now:%H:%M}"}
    assert client.post(step(breach_id, Kind.SAFETY_CALL), call).status_code == 302
    page = text_of(client, f"{HOME}{breach_id}/")
    assert "Make the safety call" not in page
    assert step(breach_id, Kind.SEVERITY) in page
    assert kinds_seen(LEAD, breach_id) == ["taken", "safety_call"]


@pytest.mark.clause("5.1.8")
def test_from_a_report_to_closed_through_the_pages(signed_in: SignedIn) -> None:
    lead, reporter = signed_in(LEAD), signed_in(REPORTER)
    own = reporter.post(REPORT, said(danger="no", going_on="yes"))["Location"]
    breach_id = only().id
    page = text_of(lead, step(breach_id, Kind.SEVERITY))
    assert "Gross misconduct" in page
    assert "giving out a colleague’s address" in page
    note_enough(breach_id)
    page = text_of(lead, f"{HOME}{breach_id}/")
    assert "Nothing is missing" in page
    assert HANDLED in page
    form = {"words": "", "token": str(uuid4()), "shown": "0"}
    assert (
        "since you opened this page"
        in lead.post(step(breach_id, Kind.CLOSED), form).content.decode()
    )
    form["shown"] = str(len(kinds_seen(LEAD, breach_id)))
    assert lead.post(step(breach_id, Kind.CLOSED), form).status_code == 302
    page = text_of(reporter, own)
    assert f"Closed by {cast.PEOPLE[LEAD].name}" in page
    assert HANDLED not in page
    assert "Closed, reported in" in text_of(lead, HOME)


@pytest.mark.attack("A1")
@pytest.mark.clause("5.1.8")
@pytest.mark.parametrize("key", [REPORTER, "iss_manager"])
def test_every_page_of_the_handling_is_absent_for_everybody_else(
    signed_in: SignedIn, key: str
) -> None:
    breach_id, never, client = report(), uuid4(), signed_in(key)
    note(breach_id, Kind.NOTE)
    for way in ("", "note/", "closed/", "nothing/", *(["report/"] if key != REPORTER else [])):
        for method in ("get", "post") if way in ("", "note/") else ("get",):
            there = ask(client, method, f"{HOME}{breach_id}/{way}")
            absent = ask(client, method, f"{HOME}{never}/{way}")
            assert there == absent, way
            assert there.status in (404, 405)
    assert str(breach_id) not in text_of(client, HOME) or key == REPORTER


def test_a_lead_whom_it_concerns_learns_nothing(signed_in: SignedIn) -> None:
    client = signed_in(LEAD)
    asked = (HOME, f"{HOME}figures/")
    before = [ask(client, "get", each).body for each in asked]
    signed_in(REPORTER).post(REPORT, said(concerns="data_protection_lead"))
    assert [ask(client, "get", each).body for each in asked] == before
    assert only().reference in text_of(signed_in(SECOND), HOME)


def test_a_report_that_nobody_can_handle_says_whom_to_tell(signed_in: SignedIn) -> None:
    client = signed_in("records_admin")
    both = said() | {"concerns": ["data_protection_lead", "safeguarding_lead"]}
    page = text_of(client, client.post(REPORT, both)["Location"])
    assert "Tell the chair of the trustees" in page
    other = text_of(signed_in(REPORTER), signed_in(REPORTER).post(REPORT, both)["Location"])
    assert "Tell the chair of the trustees" not in other


def test_who_names_themselves_is_led_away(signed_in: SignedIn) -> None:
    breach_id, client = report(), signed_in(LEAD)
    form = {
        "words": HANDLED,
        "shown": "0",
        "worker": str(cast.PEOPLE[LEAD].id),
        "token": str(uuid4()),
    }
    assert client.post(step(breach_id, Kind.CONCERNED), form)["Location"] == HOME
    assert client.get(f"{HOME}{breach_id}/").status_code == 404


@pytest.mark.clause("5.1.8")
def test_hr_and_the_committee_have_their_own_pages(signed_in: SignedIn) -> None:
    breach_id = report()
    note(breach_id, Kind.SEVERITY, code="serious")
    note(breach_id, Kind.DISCIPLINARY, code="begun", named="HR-31")
    page = text_of(signed_in("hr"), f"{HOME}proceedings/")
    assert "HR-31" in page
    assert "Serious misconduct" in page
    assert WORDS not in page
    for key in ("committee", "iss_manager"):
        page = text_of(signed_in(key), f"{HOME}figures/")
        assert "Near misses" in page
        assert WORDS not in page
        assert signed_in(key).get(f"{HOME}proceedings/").status_code == 404
    assert signed_in(REPORTER).get(f"{HOME}figures/").status_code == 404


@pytest.mark.parametrize("year", ["1999", "9999999", "x", "٢٠٢٦", "-1", "2024"])
def test_a_year_is_a_year_or_this_one(signed_in: SignedIn, year: str) -> None:
    shown = year if year == "2024" else str(timezone.localdate().year)
    assert f"reported in {shown}" in text_of(signed_in(LEAD), f"{HOME}?year={year}")
