"""A concern of somebody who looked at it holds it until it is discussed or taken back (clause 3.3.2 b)."""

from collections.abc import Callable
from contextlib import nullcontext
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse

from clients.actions import give_to_worker
from confidentiality.access.identity import acting_as
from disclosures import actions
from disclosures.actions import NotNow, Obstructed
from disclosures.dossier import load_dossier
from disclosures.models import DisclosureRequest, SignOff
from tests.disclosures import story
from tests.disclosures.pages import page
from tests.disclosures.story import ASKER, MANAGER, SENIOR, who

SignedIn = Callable[[str], Client]
Decision = SignOff.Decision
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.clause("3.3.2 b")]
WORDS = "Her address stands in the second paragraph."


def a_concern(by: str = MANAGER) -> UUID:
    """A request that somebody sent back with a concern."""
    contact = story.an_agency()
    request_id = story.a_draft(contact, story.a_consent(contact))
    story.submit(request_id)
    story.sign_off(request_id, by=by, decision=Decision.CONCERN, words=WORDS)
    assert story.state_of(request_id) == DisclosureRequest.State.DRAFT
    return request_id


def held(request_id: UUID) -> bool:
    """Whether the concern, and nothing else, is in the way of asking again."""
    codes: set[str] = set()
    try:
        with transaction.atomic():
            story.submit(request_id)
    except Obstructed as refused:
        codes = {each.code for each in refused.obstacles}
    assert codes <= {"concern_open"}
    return bool(codes)


def answer(request_id: UUID, **changes: object) -> None:
    with acting_as(who(ASKER)):
        request = story.get(request_id)
        says = story.says(request.contact_id, request.consent_id, **changes)  # type: ignore[arg-type]
        actions.change_request(request=request, says=says, by=story.worker(ASKER))


def test_it_is_held_until_a_meeting_since_has_discussed_it() -> None:
    request_id = a_concern()
    assert held(request_id)
    answer(request_id, concern_raised=True, concern_meeting_on=story.days(-1))
    assert held(request_id)  # that meeting could not know of it
    answer(request_id, concern_raised=False, concern_meeting_on=story.days(0))
    assert held(request_id)
    answer(request_id, concern_raised=True, concern_meeting_on=story.days(0))
    assert not held(request_id)
    story.sign_off(request_id)
    story.read(request_id)
    story.release(request_id)
    with acting_as(who(ASKER)):
        kept = [
            (each.decision, each.words) for each in load_dossier(story.get(request_id)).sign_offs
        ]
    assert (Decision.CONCERN, WORDS) in kept  # it stays on record


def test_whoever_raised_it_takes_it_back_and_nobody_else() -> None:
    with acting_as(who(ASKER)):
        give_to_worker(
            file=story.file(), worker=story.worker(SENIOR), rights=("view",), reason="looks at it",
            by=who(ASKER),
        )  # fmt: skip
    request_id = a_concern(SENIOR)
    for key in (ASKER, MANAGER):
        with acting_as(who(key)):
            with pytest.raises(NotNow):
                actions.take_concern_back(
                    request=story.get(request_id), words="No.", by=story.worker(key)
                )
            ends = nullcontext() if key == MANAGER else pytest.raises(ProgrammingError)
            with ends, transaction.atomic():  # one that is another's takes nothing back
                SignOff.objects.create(
                    request_id=request_id, file_id=story.file().id, approver=story.worker(key),
                    decision=Decision.WITHDREW, words="No.",
                )  # fmt: skip
    assert held(request_id)
    with acting_as(who(SENIOR)):
        request, by = story.get(request_id), story.worker(SENIOR)
        actions.take_concern_back(request=request, words="It is withheld now.", by=by)
        with pytest.raises(NotNow):
            actions.take_concern_back(request=request, words="Again.", by=by)
    assert not held(request_id)
    with acting_as(who(SENIOR)), pytest.raises(PermissionDenied):  # it is no way to sign
        actions.decide(
            request=story.get(request_id), decision=Decision.WITHDREW, words="", content="",
            says_not_partner=True, by=story.worker(SENIOR),
        )  # fmt: skip
    story.sign_off(request_id, by=SENIOR, decision=Decision.CONCERN, words="It is back.")
    assert held(request_id)  # another one stands by itself


def test_through_the_pages(signed_in: SignedIn) -> None:
    contact = story.an_agency()
    request_id = story.a_draft(contact, story.a_consent(contact))
    story.submit(request_id)
    manager, at = signed_in(MANAGER), reverse("disclosures:approval", args=[request_id])
    wordless = manager.post(at, {"decision": "concern", "words": " "})
    assert "Say why, or what you ask" in wordless.content.decode()
    assert manager.post(at, {"decision": "concern", "words": WORDS}).status_code == 302
    of_it = reverse("disclosures:request", args=[request_id])
    html = page(signed_in(ASKER), of_it)
    assert WORDS in html
    assert "was not discussed in a team or case meeting since" in html
    assert "Take your concern back" not in html
    assert "Take your concern back" in page(manager, of_it)
    form = page(manager, at)
    assert "Why do you take your concern back?" in form
    assert "What do you decide?" not in form
    assert "no partner or former partner" not in form.split("Your concern")[1]
    assert "Why do you take" in manager.post(at, {"words": " "}).content.decode()
    assert manager.post(at, {"words": "I misread it."}).status_code == 302
    again = manager.post(at, {"words": "I misread it."}).content.decode()
    assert "Why do you take" not in again  # there is none any more
    html = page(signed_in(ASKER), of_it)
    assert "was not discussed in a team" not in html
    assert WORDS in html
    assert "I misread it." in html
