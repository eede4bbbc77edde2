"""A sensitive fact is withheld, and the rest goes once somebody else says that the rest holds none (4.4.2)."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from confidentiality.access.identity import acting_as
from disclosures.actions import NotNow
from disclosures.dossier import load_dossier
from disclosures.models import Package
from disclosures.redaction.steps import reading_of
from tests.disclosures import story
from tests.disclosures.story import ASKER, MANAGER, who
from tests.redaction import working

pytestmark = pytest.mark.django_db


@pytest.mark.clause("4.4.2")
@pytest.mark.edge("E14")
def test_without_its_sensitive_fact_an_entry_goes_once_the_reviewer_says_the_rest_holds_none(
    signed_in: Callable[[str], Client],
) -> None:
    contact = story.an_agency()
    request_id = story.a_draft(contact, story.a_consent(contact, names_sensitive=frozenset()))
    with acting_as(who(ASKER)):
        secret = next(each for each in story.entries() if each.sensitive)
        words = secret.body.split(".")[0]
    working.withhold(request_id, words, why="sensitive")
    story.submit(request_id)
    page = reverse("redaction:review", args=[request_id])
    manager = signed_in(MANAGER)
    shown = manager.get(page).content.decode()
    assert "tick the entries whose rest holds none" in shown
    with acting_as(who(MANAGER)):
        dossier = load_dossier(story.get(request_id))
        assert dossier.machine is not None
        stops = [stop.key for stop in reading_of(dossier.machine).stops]
        said = {"content": dossier.digest, "stops": stops, "outcome": "pass", "words": ""}
    refused = manager.post(page, said)
    assert "Say of each that the rest holds none" in refused.content.decode()
    with pytest.raises(NotNow, match="holds no sensitive fact"):
        story.review(request_id)
    assert manager.post(page, {**said, "harmless": [str(secret.id)]}).status_code == 302
    story.sign_off(request_id)
    story.read(request_id)
    made = story.release(request_id)
    with acting_as(who(ASKER)):
        left = Package.objects.get(release=made).contents["items"]
    assert str(secret.id) in {item["entry"] for item in left}
    assert words not in str(left)
