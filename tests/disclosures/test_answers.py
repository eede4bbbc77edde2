"""What we ask of others is owed an answer: due on a day, listed, filed apart from the file, and ended by a word."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients.models import ThirdPartyRecord
from confidentiality.access.identity import acting_as
from disclosures import actions, answers
from disclosures.actions import NotNow
from disclosures.models import Release
from disclosures.picture import Grounds
from disclosures.views import answers as views
from tests import cast
from tests.disclosures import story
from tests.disclosures.story import ASKER, MANAGER, days, who
from tests.queries import assert_queries_at_most

SignedIn = Callable[[str], Client]
Answer = Release.Answer
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.clause("2.2", "3.2.1")]


def asked(name: str = story.AGENCY, **changes: Any) -> Release:
    contact = story.an_agency(name=name)
    terms = {"authorised_on": days(-2), "paper": story.a_paper()}
    return story.ask_others(contact, story.a_consent(contact, **terms), **changes)


def wanted_by(n: int) -> dict[str, Any]:
    return {"grounds": Grounds(answer_by=days(n))}


def at(name: str, release: Release) -> str:
    return reverse(f"disclosures:{name}", args=[release.request_id])


def now(release: Release) -> Release:
    with acting_as(who(ASKER)):
        return Release.objects.get(id=release.id)


def listed(client: Client) -> str:
    return unescape(client.get(reverse("disclosures:answers")).content.decode())


def test_it_is_due_in_four_weeks_or_when_it_is_wanted(signed_in: SignedIn) -> None:
    soon, later = asked(**wanted_by(-1)), asked("Larkfield Surgery")
    assert (soon.answer_due, later.answer_due) == (days(-1), days(28))
    asker = signed_in(ASKER)
    shown = listed(asker)
    assert shown.index(soon.reference) < shown.index(later.reference)
    assert shown.count("Overdue") == 1
    assert "Larkfield Surgery" in shown
    today = unescape(asker.get(reverse("tasks:today")).content.decode())
    assert "answers to what you asked of others" in today
    register = reverse("disclosures:register", args=[cast.FILES[story.FILE].reference])
    assert asker.get(register).content.decode().count("Answer awaited by") == 2
    assert later.reference not in listed(signed_in(MANAGER))  # neither asked nor leads the file
    on_consent = story.release(story.a_signed_request())
    assert on_consent.answer_due is None
    assert asker.get(at("answer", on_consent)).status_code == 404


def test_the_answer_is_filed_with_what_others_said(signed_in: SignedIn) -> None:
    release = asked()
    asker = signed_in(ASKER)
    page = unescape(asker.get(at("file_answer", release)).content.decode())
    for begins in (
        f"{story.RECIPIENT}, {story.AGENCY}",
        f"Our request {release.reference}",
        "Rehousing before the tenancy ends",
    ):
        assert begins in page
    said = {
        "from_whom": f"{story.RECIPIENT}, {story.AGENCY}",
        "about_whom": "Amina",
        "asked": f"Our request {release.reference}",
        "body": "She was seen twice in May.",
        "in_confidence": "on",
        "ends": "on",
    }
    assert asker.post(at("file_answer", release), {**said, "body": ""}).status_code == 200
    assert now(release).answer == ""
    assert asker.post(at("file_answer", release), said).status_code == 302
    with acting_as(who(ASKER)):
        (kept,) = (
            r for r in ThirdPartyRecord.objects.filter(author=who(ASKER)) if "in May" in r.body
        )
        assert kept.body == f"Our request {release.reference}\n\nShe was seen twice in May."
        assert kept.from_whom == said["from_whom"]
        assert kept.in_confidence
    assert now(release).answer == Answer.ANSWERED
    assert release.reference not in listed(asker)
    again = {**said, "body": "She was seen in June too."}
    assert asker.post(at("file_answer", release), again).status_code == 302  # a second one, later
    with acting_as(who("iss_volunteer")):
        assert not ThirdPartyRecord.objects.exists()
    assert signed_in(MANAGER).get(at("file_answer", release)).status_code == 403  # no such right
    assert signed_in("dvpp_worker").get(at("answer", release)).status_code == 404


@pytest.mark.parametrize("ends", [Answer.REFUSED, Answer.NONE])
def test_it_ends_by_a_word_that_is_taken_back(signed_in: SignedIn, ends: str) -> None:
    release = asked()
    asker, manager = signed_in(ASKER), signed_in(MANAGER)
    assert asker.post(at("answer", release), {}).status_code == 200
    until = {f"until-{part}": str(getattr(days(9), part)) for part in ("day", "month", "year")}
    assert asker.post(at("put_off", release), until).status_code == 302
    assert now(release).answer_due == days(9)
    assert asker.post(at("answer", release), {"answer": ends}).status_code == 302
    assert (now(release).answer, now(release).answer_noted_by_id) == (ends, who(ASKER))
    assert release.reference not in listed(asker)
    with acting_as(who(ASKER)), pytest.raises(NotNow):
        actions.put_off(release=now(release), until=days(20))
    assert manager.post(at("await_again", release)).status_code == 302
    assert (now(release).answer, now(release).answer_noted_by_id) == ("", None)
    assert release.reference in listed(asker)


def test_nobody_else_s_name_stands_under_it_and_nothing_else_changes() -> None:
    release, other = asked(), story.release(story.a_signed_request())
    mine = {"answer_noted_by": who(ASKER), "answer_noted_at": timezone.now()}
    long_ago = timezone.now() - timedelta(days=2)
    with acting_as(who(ASKER)):
        rows = Release.objects.filter(id=release.id)
        for lie in (
            {**mine, "answer_noted_by": who(MANAGER)},
            {**mine, "answer_noted_at": long_ago},
            {},
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.update(answer=Answer.ANSWERED, **lie)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(released_by=who(MANAGER))
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(answer_due=None)
        assert Release.objects.filter(id=other.id).update(answer_due=days(3)) == 0
        assert rows.update(answer=Answer.ANSWERED, **mine) == 1
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(answer=Answer.REFUSED, **mine)
        by = cast.worker(ASKER)
        with pytest.raises(NotNow):
            actions.note_answer(release=now(release), answer=Answer.REFUSED, by=by)
    with acting_as(who("iss_volunteer")):
        assert Release.objects.filter(id=release.id).update(answer_due=days(3)) == 0


def test_the_list_costs_the_same_for_one_as_for_three(signed_in: SignedIn) -> None:
    asker = signed_in(ASKER)
    asked()
    listed(asker)
    with assert_queries_at_most(12) as one:
        listed(asker)
    asked("Larkfield Surgery")
    asked("Tidewater Clinic")
    with assert_queries_at_most(12) as three:
        assert listed(asker).count("Asked by") == 3
    assert len(three) == len(one)


def test_a_long_list_says_that_there_is_more(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    asker = signed_in(ASKER)
    asked()
    assert "These are the first" not in listed(asker)
    asked("Larkfield Surgery")
    monkeypatch.setattr(answers, "MOST", 1)
    monkeypatch.setattr(views, "MOST", 1)
    shown = listed(asker)
    assert shown.count("Asked by") == 1
    assert "These are the first 1," in shown
