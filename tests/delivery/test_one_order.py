"""Releases of one file are held in one order: two who close several at one moment do not stop each other (E13)."""

import pytest

from confidentiality.access.identity import acting_as
from disclosures.delivery.models import Handover
from disclosures.models import Consent, Release
from disclosures.readers.access import hold_release
from tests import at_once
from tests.at_once import begun, impatiently, until_waiting, waited
from tests.database import owner
from tests.delivery.delivering import handed
from tests.disclosures import story
from tests.disclosures.story import ASKER, who
from tests.people.working import add
from tests.readers.outside import a_package, is_shut_out, opened
from tests.readers.test_agreed_to_less import IN_WORDS, agrees, reads, unread
from tests.readers.test_refused_since import recipient

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("committed"),
    pytest.mark.clause("3.3.2 e"),
    pytest.mark.edge("E13"),
]


def two_to_one_contact() -> list[Release]:
    """Release two packages to the same recipient; return them by id."""
    contact = story.an_agency()
    consent = story.a_consent(contact)
    made = []
    for _ in range(2):
        request = story.a_draft(contact, consent)
        story.submit(request)
        story.sign_off(request)
        story.read(request)
        made.append(story.release(request))
    return sorted(made, key=lambda release: release.id)


def test_whoever_hands_over_holds_all_that_a_partner_s_hand_would_close_by_id() -> None:
    first, second = two_to_one_contact()
    hold = impatiently(who(ASKER), lambda: hold_release(second.package.id))
    with acting_as(who(ASKER)):
        hold_release(first.package.id)
        carried = begun(lambda: handed(second, "Daniel Farouk", Handover.Way.HAND, already=True))
        until_waiting(1)
        assert not waited(at_once.beside(hold))
    assert carried()
    with acting_as(who(ASKER)):
        assert is_shut_out(opened(first.package.id))
        assert is_shut_out(opened(second.package.id))


@pytest.mark.clause("3.3.2 d")
def test_whoever_notes_limits_as_read_holds_the_consent_before_the_release() -> None:
    """Who hands over what rests on that consent holds it, and then all that left to the same contact."""
    package = a_package()
    later = agrees(recipient(package), provisos=(IN_WORDS,))
    hold = impatiently(who(ASKER), lambda: hold_release(package))
    with acting_as(who(ASKER)):
        Consent.objects.select_for_update().get(id=later)
        noted = begun(lambda: reads(package, later))
        until_waiting(1)
        assert not waited(at_once.beside(hold))
    noted()
    assert unread(package) == []


@pytest.mark.edge("E20")
def test_whoever_writes_of_people_holds_all_that_left_by_id() -> None:
    """What left last is looked at first, and was held first."""
    made = [story.release(story.a_signed_request()) for _ in range(2)]
    first, second = sorted(made, key=lambda release: release.id)
    later = "UPDATE disclosures_release SET released_at = released_at + interval '1 hour'"
    owner(f"{later} WHERE id = %s", second.id)
    hold = impatiently(who(ASKER), lambda: hold_release(second.package.id))
    with acting_as(who(ASKER)):
        hold_release(first.package.id)
        told = begun(add)
        until_waiting(1)
        assert not waited(at_once.beside(hold))
    assert told()
