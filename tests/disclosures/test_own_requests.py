"""Whoever asked to disclose is told where they have to go on, and of nobody else's requests."""

from html import unescape
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from confidentiality.interface import counting
from disclosures import own_requests
from disclosures.models import SignOff
from tests import cast
from tests.declarations.working import declare
from tests.disclosures import story
from tests.disclosures.pages import SignedIn
from tests.disclosures.story import ASKER, MANAGER
from tests.interface.markup import find
from tests.queries import assert_queries_at_most
from tests.redaction.test_preparing import review

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.clause("1.2")]
ASK_BACK, REFUSE = SignOff.Decision.ASK_BACK, SignOff.Decision.REFUSE


def listed(client: Client) -> dict[str, list[str]]:
    """Return what the badges of a worker's own requests say, by the heading they stand under."""
    html = client.get(reverse("disclosures:own_requests")).content.decode()
    return {
        each.split('"')[0].split(",")[0]: [
            badge.text.strip() for badge in find(each, "span", class_="latch-badge")
        ]
        for each in html.split('<ul class="latch-tasks" aria-label="')[1:]
    }


def told(client: Client) -> bool:
    """Say whether Today counts something to go on with."""
    page = unescape(client.get(reverse("tasks:today")).content.decode())
    return "requests of yours to go on with" in page


def submitted() -> UUID:
    contact = story.an_agency()
    request_id = story.a_draft(contact, story.a_consent(contact))
    story.submit(request_id)
    return request_id


MINE, OTHERS = "For you to go on with", "Being prepared"


def test_somebody_is_told_that_it_was_sent_back(signed_in: SignedIn) -> None:
    asker, request_id = signed_in(ASKER), submitted()
    review(request_id, MANAGER, passed=False, words="Her sister is in it.")
    assert listed(asker) == {MINE: ["Sent back by who reviewed it"]}
    assert told(asker)
    story.submit(request_id)
    assert not told(asker)


def test_somebody_is_told_of_each_answer_until_they_have_gone_on(signed_in: SignedIn) -> None:
    asker, request_id = signed_in(ASKER), submitted()
    assert listed(asker) == {OTHERS: ["Waiting for sign-off"]}
    assert not told(asker)
    story.sign_off(request_id, decision=ASK_BACK, words="Which of the two?")
    assert listed(asker) == {MINE: ["Sent back with a question"]}
    assert told(asker)
    story.submit(request_id)
    story.sign_off(request_id)
    assert listed(asker) == {MINE: ["Signed off"]}
    assert told(asker)
    story.read(request_id)
    story.release(request_id)
    assert listed(asker) == {}
    assert not told(asker)


def test_a_refusal_stands_there_for_some_days(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    asker = signed_in(ASKER)
    story.sign_off(submitted(), decision=REFUSE, words="Not needed.")
    assert listed(asker) == {MINE: ["Refused"]}
    assert told(asker)
    monkeypatch.setattr(own_requests, "REFUSED_DAYS", -1)
    counting._question.cache_clear()
    assert listed(asker) == {}
    assert not told(asker)
    counting._question.cache_clear()


def test_nobody_is_told_of_another_s_request_or_of_a_file_that_closed(signed_in: SignedIn) -> None:
    asker, manager, request_id = signed_in(ASKER), signed_in(MANAGER), submitted()
    story.sign_off(request_id)
    assert listed(manager) == {}
    assert not told(manager)
    assert told(asker)
    declare(ASKER, *cast.FILES[story.FILE].name.split(" ", 1))  # the wall rises
    assert listed(asker) == {}
    assert not told(asker)


def test_it_asks_as_much_of_one_as_of_many(signed_in: SignedIn) -> None:
    asker, asked = signed_in(ASKER), []
    for _ in range(2):
        submitted()
        listed(asker)
        with assert_queries_at_most(12) as questions:
            listed(asker)
        asked.append(len(questions))
    assert asked[0] == asked[1]
