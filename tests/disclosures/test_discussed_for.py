"""3.3.2 c: whether it raises risk is discussed for one recipient, and holds for nobody else."""

from uuid import UUID

import pytest

from confidentiality.access.identity import acting_as
from disclosures import actions
from tests.disclosures import story
from tests.disclosures.pages import SignedIn, address, ask_form
from tests.disclosures.story import ASKER, SENIOR, days, who

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.3.2 c")]


def _discuss(request_id: UUID) -> None:
    with acting_as(who(ASKER)):
        actions.note_discussion(
            request=story.get(request_id),
            with_whom=story.worker(SENIOR),
            on=days(-1),
            words="He may learn of the move from the landlord.",
            by=story.worker(ASKER),
        )


def _goes_to(request_id: UUID) -> UUID | None:
    with acting_as(who(ASKER)):
        return story.get(request_id).contact_id


def test_what_was_discussed_for_one_goes_to_nobody_else(signed_in: SignedIn) -> None:
    contact, other = story.an_agency(), story.an_agency(name="Linden Advice")
    consent = story.a_consent(contact)
    request_id, client = story.a_draft(contact, consent, raises_risk=True), signed_in(ASKER)
    change = address("change_request", request_id)
    said = {**ask_form(other, consent), "raises_risk": "yes"}
    _discuss(request_id)
    refused = client.post(change, said).content.decode()
    assert "Whether it raises risk was discussed for this recipient" in refused
    assert "He does not know the address." in refused  # what was typed stands there still
    assert _goes_to(request_id) == contact
    assert client.post(change, {**said, "contact": str(contact)}).status_code == 302
    undiscussed = story.a_draft(contact, consent, raises_risk=True)
    assert client.post(address("change_request", undiscussed), said).status_code == 302
    assert _goes_to(undiscussed) == other
