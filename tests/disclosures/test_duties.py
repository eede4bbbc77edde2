"""What takes the place of an assurance is named, and stands before whoever signs off and whoever asks afterwards."""

from dataclasses import replace

import pytest

from confidentiality.access.identity import acting_as
from disclosures.actions import Obstructed
from disclosures.models import Agency, Package, Release
from disclosures.picture import Basis
from tests.disclosures import story
from tests.disclosures.pages import SignedIn, address, page
from tests.disclosures.story import ASKER, MANAGER, who
from tests.disclosures.test_mending import ways

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DUTY = "Children Act 1989, section 47"
UNSAID = "Under which duty or power in law they act, or what the emergency is, is not on record."


def refused(request_id: object) -> set[str]:
    with pytest.raises(Obstructed) as stopped:
        story.submit(request_id)  # type: ignore[arg-type]
    return {each.code for each in stopped.value.obstacles}


def why(released: Release) -> str:
    with acting_as(who(ASKER)):
        return address("why", Package.objects.get(release=released).id)


@pytest.mark.clause("4.1.1", "1.2")
def test_the_kind_of_a_body_waives_nothing_and_the_duty_that_a_manager_names_is_shown(
    signed_in: SignedIn,
) -> None:
    unnamed = story.an_agency(assured=False, kind=Agency.Kind.STATUTORY)
    assert "no_assurance" in refused(story.a_draft(unnamed, story.a_consent(unnamed)))
    named = story.an_agency(assured=False, kind=Agency.Kind.STATUTORY, duty=DUTY)
    request_id = story.a_draft(named, story.a_consent(named))
    story.submit(request_id)
    approval = page(signed_in(MANAGER), address("approval", request_id))
    assert "Their duty in law, in place of an assurance" in approval
    assert DUTY in approval
    story.sign_off(request_id)
    story.read(request_id)
    told = page(signed_in(ASKER), why(story.release(request_id)))
    assert f"No assurance is asked of them: they act under a duty in law, {DUTY}." in told


@pytest.mark.clause("4.1.1", "4.2.1")
def test_whoever_is_entered_in_the_flow_is_told_of_with_their_duty_or_the_emergency(
    signed_in: SignedIn,
) -> None:
    whole = story.urgent(Basis.THREAT, urgent=False).grounds
    request_id = story.an_urgent_draft(urgent=False, grounds=replace(whole, law=" "))
    assert "duty_unsaid" in refused(request_id)
    asker, manager = signed_in(ASKER), signed_in(MANAGER)
    found = ways(page(asker, address("request", request_id)))
    (where,) = (where for what, where in found.items() if UNSAID in what)
    assert where == address("change_request", request_id) + "#id_law"
    assert 'id="id_law"' in page(asker, where)
    said = story.an_urgent_draft(urgent=False, grounds=replace(whole, law=DUTY))
    story.submit(said)
    assert DUTY in page(manager, address("approval", said))
    story.sign_off(said, says_not_partner=True)
    story.read(said)
    released = story.release(said)
    assert f"No assurance is asked of them: {DUTY}" in page(asker, why(released))
    with acting_as(who(ASKER)):  # it is our record, and not what they are told
        assert DUTY not in str(Package.objects.get(release=released).contents)
