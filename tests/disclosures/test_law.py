"""The police ask (E22), and a court orders (E14): in writing, to the letter, with the lead whose decision it is."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist

from confidentiality.access.identity import acting_as
from disclosures.access import approvals_open_to
from disclosures.actions import NotNow, Obstructed
from disclosures.models import Package, Release
from disclosures.package import Contents
from disclosures.picture import Basis, Grounds
from tests.disclosures import story
from tests.disclosures.story import ASKER, MANAGER, who

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.clause("1.2")]
LEAD = "dp_lead"
ASKED = Grounds(
    law="Data Protection Act 2018, Schedule 2, paragraph 2",
    asked_for="The call of 3 March, and nothing else",
    in_writing=True,
    binds=False,
)


def a_request(grounds: Grounds, basis: Basis = Basis.STATUTORY, **changes: Any) -> Any:
    """The first entry asked for by the police, or by a court."""
    with acting_as(who(ASKER)):
        first, _second, third = story.entries()[:3]
        entries = (third.id,) if basis == Basis.COURT_ORDER else (first.id,)
    dated = replace(grounds, dated=story.days(-1), told_on=grounds.told_on)
    says = {"urgent": False, "text": "", "text_sensitive": None, **changes}
    return story.an_urgent_draft(basis=basis, grounds=dated, entries=entries, **says)


def codes(refused: pytest.ExceptionInfo[Obstructed]) -> set[str]:
    return {o.code for o in refused.value.obstacles}


@pytest.mark.edge("E22")
@pytest.mark.clause("2.1", "3.3.1")
def test_the_police_get_what_they_ask_for_in_writing_once_the_lead_has_signed() -> None:
    rung = a_request(replace(ASKED, in_writing=False, asked_for=""))
    with pytest.raises(Obstructed) as refused:
        story.submit(rung)
    assert {"not_written", "not_specific", "client_untold"} <= codes(refused)
    written = a_request(replace(ASKED, not_told="He reads her post."))
    story.submit(written)
    story.sign_off(written)
    story.read(written)
    with pytest.raises(NotNow):  # a manager's sign-off alone is not the lead's
        story.release(written)
    with acting_as(who(LEAD)):
        assert [each.id for each in approvals_open_to(story.worker(LEAD))] == [written]
    story.sign_off(written, LEAD)
    made = story.release(written)
    with acting_as(who(ASKER)):
        contents = Contents.from_stored(Package.objects.get(release=made).contents)
        assert contents.consent_on == ""
        assert "Schedule 2" in contents.purpose
        assert Release.objects.get(id=made.id).consent is None


@pytest.mark.edge("E22")
def test_the_lead_decides_about_nothing_else() -> None:
    contact_id = story.an_agency()
    request_id = story.a_draft(contact_id, story.a_consent(contact_id))
    story.submit(request_id)
    with acting_as(who(LEAD)):
        assert approvals_open_to(story.worker(LEAD)) == []
    with pytest.raises(ObjectDoesNotExist):  # it is not even theirs to see
        story.sign_off(request_id, LEAD)
    assert story.state_of(request_id) == "submitted"


@pytest.mark.edge("E14")
@pytest.mark.clause("4.4.2")
def test_an_order_that_names_the_sensitive_fact_is_complied_with_and_says_who_decided() -> None:
    order = replace(ASKED, law="Northtown Family Court, FC26P00123", told_on=story.days(-1))
    silent = a_request(order, Basis.COURT_ORDER)
    with pytest.raises(Obstructed) as refused:
        story.submit(silent)
    assert codes(refused) >= {"sensitive_unnamed"}
    named = a_request(replace(order, names_sensitive=True), Basis.COURT_ORDER)
    story.submit(named)
    story.sign_off(named)
    story.sign_off(named, LEAD)
    story.read(named)
    made = story.release(named)
    with acting_as(who(MANAGER)):
        signers = {s.approver_id for s in made.request.sign_offs.all()}
        assert signers == {who(MANAGER), who(LEAD)}
