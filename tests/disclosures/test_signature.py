"""A consent signed on a screen is a written authorisation of that day; it is kept once, and nobody changes it."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from confidentiality.access.identity import acting_as
from disclosures import actions
from disclosures.actions import NotNow
from disclosures.dossier import load_dossier
from disclosures.models import Consent, ConsentSignature
from disclosures.obstacle import Stage
from disclosures.picture import Basis
from disclosures.rules import obstacles
from tests import cast
from tests.disclosures import story
from tests.disclosures.story import ASKER, who

SignedIn = Callable[[str], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.clause("2.1", "2.2")]
REFERENCE = cast.FILES[story.FILE].reference
DRAWN = "[[[10,20],[200,60],[300,40]]]"


def kept(consent: UUID) -> Consent:
    return Consent.objects.get(id=consent)


def test_it_is_the_writing_that_is_asked_for(signed_in: SignedIn) -> None:
    contact = story.an_agency()
    consent = story.a_consent(contact)
    request = story.a_draft(contact, consent, basis=Basis.OWN_REQUEST)

    def codes() -> set[str]:
        with acting_as(who(ASKER)):
            picture = load_dossier(story.get(request)).picture()
            return {o.code for o in obstacles(picture, Stage.SUBMISSION)}

    assert "not_in_writing" in codes()
    asker = signed_in(ASKER)
    page = reverse("disclosures:sign_consent", args=[REFERENCE, consent])
    html = asker.get(page).content.decode()
    for words in (story.AGENCY, "Rehousing before the tenancy ends", "with the sensitive fact"):
        assert words in html
    for others in ("Third party", "Who asked", "Who has looked", "Safe contact:"):
        assert others not in html  # the client sees this page
        assert (
            others in asker.get(reverse("disclosures:consents", args=[REFERENCE])).content.decode()
        )
    for nothing in ({}, {"strokes": "[[[1,2]]]"}, {"strokes": "<svg>"}, {"strokes": "[" * 5000}):
        assert asker.post(page, nothing).status_code == 200
    assert asker.post(page, {"strokes": DRAWN, "name": ""}).status_code == 302
    assert "not_in_writing" not in codes()
    shown = asker.get(reverse("disclosures:consents", args=[REFERENCE])).content.decode()
    assert "Signed on a screen" in shown
    assert '<polyline points="10,20 200,60 300,40"/>' in shown
    assert "They sign it on this screen" not in shown


@pytest.mark.edge("E46")
def test_it_is_kept_once_for_a_consent_that_stands() -> None:
    contact = story.an_agency()
    signed, withdrawn = story.a_consent(contact), story.a_consent(contact)
    refused = story.a_consent(contact, refused=True)
    with acting_as(who(ASKER)):
        by = cast.worker(ASKER)
        actions.withdraw_consent(consent=kept(withdrawn), by=by)
        for ended in (withdrawn, refused):
            with pytest.raises(NotNow):
                actions.sign_consent(consent=kept(ended), name="A.", strokes=None, by=by)
            of = {"file_id": kept(ended).file_id, "consent_id": ended}
            with pytest.raises(DatabaseError), transaction.atomic():
                ConsentSignature.objects.create(**of, by=by, name="A.", strokes=None)
        actions.sign_consent(consent=kept(signed), name="A. F.", strokes=None, by=by)
        with pytest.raises(NotNow):
            actions.sign_consent(consent=kept(signed), name="B.", strokes=None, by=by)
        for change in ({"at": story.days(-9)}, {"by": who("iss_manager")}):
            with pytest.raises(DatabaseError), transaction.atomic():
                ConsentSignature.objects.filter(consent=signed).update(**change)
        assert ConsentSignature.objects.filter(consent=signed).delete()[0] == 0
        assert ConsentSignature.objects.get(consent=signed).name == "A. F."
    with acting_as(who("dvpp_worker")):
        assert not ConsentSignature.objects.exists()
