"""A partner agency knows what our policy asks, and has agreed to it, before anything goes to it (5.6, 5.8)."""

import pytest

from confidentiality.access.identity import acting_as
from disclosures.actions import Obstructed
from disclosures.dossier import load_dossier
from disclosures.models import Agency
from disclosures.obstacle import Stage
from disclosures.rules import obstacles
from tests.agencies.working import agency_of, an_agreement
from tests.disclosures import story
from tests.disclosures.pages import SignedIn, address, day, page
from tests.disclosures.story import ASKER, MANAGER, who
from tests.disclosures.test_mending import ways

pytestmark = pytest.mark.django_db
UNGIVEN = "The agency has no copy of our confidentiality policy."
UNEXPLAINED = "What our policy asks of the agency was not explained to it."
UNKEPT = "The agency has not told us that it can keep to our confidentiality policy."
UNBOUND = "does not say that a breach of confidentiality is a breach of it."


def missing(request_id: object) -> set[str]:
    with acting_as(who(ASKER)):
        dossier = load_dossier(story.get(request_id))  # type: ignore[arg-type]
        found = obstacles(dossier.picture(), Stage.SUBMISSION)
        return {o.code for o in found if o.clause in ("5.6", "5.8")}


@pytest.mark.slow
@pytest.mark.clause("5.6", "5.8", "4.1.1", "2.1")
def test_what_a_partner_agency_lacks_refuses_leads_to_its_page_and_is_mended_there(
    signed_in: SignedIn,
) -> None:
    """On the client's consent alone, without any protocol."""
    contact_id = story.an_agency(kind=Agency.Kind.PARTNER)
    an_agreement(contact_id, clause=False)
    request_id = story.a_draft(contact_id, story.a_consent(contact_id))
    story.go_through(request_id)
    assert missing(request_id) == {"policy_not_given", "policy_unkept", "no_breach_clause"}
    with pytest.raises(Obstructed):
        story.submit(request_id)
    with acting_as(who(ASKER)):
        there = address("agency", agency_of(contact_id).id)
    asker, manager = signed_in(ASKER), signed_in(MANAGER)
    found = ways(page(asker, address("request", request_id)))
    for words in (UNGIVEN, UNKEPT, UNBOUND):
        assert [where for what, where in found.items() if words in what] == [there]
    shown = page(asker, there)
    assert "They have no copy" in shown
    assert "They have not told us that they can keep to it" in shown
    given = day("given_on", 0)
    asker.post(there + "copy/", given)
    assert missing(request_id) == {"policy_not_explained", "policy_unkept", "no_breach_clause"}
    assert UNEXPLAINED in page(asker, address("request", request_id))
    asker.post(there + "copy/", {**day("given_on", 0), **day("explained_on", 0)})
    sent = {**day("seen_on", -1), **day("review_on", 90), "confirmed": "on"}
    assert manager.post(there + "assurance/", sent).status_code == 302
    assert "policy_unkept" in missing(request_id)  # it was seen, and nobody asked
    assert manager.post(there + "assurance/", {**sent, "keeps_ours": "on"}).status_code == 302
    an_agreement(contact_id)
    assert missing(request_id) == set()
    assert "They have told us that they can keep to it." in page(asker, there)
    story.submit(request_id)
    story.sign_off(request_id)
    story.read(request_id)
    assert not story.release(request_id).against_procedure


@pytest.mark.clause("5.6", "5.8")
def test_neither_is_asked_of_who_is_no_partner(signed_in: SignedIn) -> None:
    """A doctor is asked for an assurance alone, whatever agreement there is."""
    contact_id = story.an_agency(kind=Agency.Kind.HEALTH)
    an_agreement(contact_id, clause=False)
    assert missing(story.a_draft(contact_id, story.a_consent(contact_id))) == set()
    with acting_as(who(ASKER)):
        there = address("agency", agency_of(contact_id).id)
    assert "can keep to it" not in page(signed_in(ASKER), there)
