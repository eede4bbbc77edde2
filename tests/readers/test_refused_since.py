"""Who was asked again and said no has what was released on the earlier yes read no further (2.1, E10)."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import override_settings

from confidentiality.access.identity import acting_as
from confidentiality.audit.models import Event
from confidentiality.work.backup.replaying import replay
from confidentiality.work.backup.shipped import Shipped
from disclosures.actions import Obstructed
from disclosures.models import Consent
from tests.agencyworkers.test_signing_in import a_reader as somebody_of_an_agency
from tests.agencyworkers.test_signing_in import listed, open_it
from tests.agencyworkers.working import invited
from tests.database import logged_in_as, owner
from tests.disclosures import story
from tests.disclosures.story import ASKER, who
from tests.protocols import working as protocols
from tests.readers.outside import a_package, give, opened, outside
from tests.readers.test_reading import a_reader, statuses

pytestmark = [pytest.mark.slow, pytest.mark.clause("2.1"), pytest.mark.edge("E10")]
OPEN, SHUT = [200] * 4, [404] * 4


def recipient(package: UUID) -> UUID:
    """To whom a package went."""
    with acting_as(who(ASKER)):
        contact = opened(package).release.contact_id
    assert contact is not None
    return contact


def refuse(to: UUID, *covers: UUID, on: int = -1) -> UUID:
    """Let the asker write down that the client said no; return the refusal's id."""
    said: dict[str, Any] = {"refused": True, "given_on": story.days(on)}
    return story.a_consent(to, covers=frozenset(covers), names_sensitive=frozenset(), **said)


def test_who_reads_is_shut_out_by_a_later_no(committed: str) -> None:
    package = a_package()
    contact = recipient(package)
    her = invited(protocols.agreed(contact), contact)
    with acting_as(who(ASKER)):
        first, second = (each.id for each in story.entries()[:2])
        reference = opened(package).release.reference
    reader = a_reader(package)
    refuse(contact, second)  # about something else
    refuse(contact, on=-3)  # she agreed after it
    refuse(story.an_agency(name="Quay Clinic"))
    assert statuses(reader) == OPEN
    with outside():
        signed_in = somebody_of_an_agency(her)
        assert reference in listed(signed_in)
    refuse(contact, first, second)
    assert statuses(reader) == SHUT
    with outside():
        assert reference not in listed(signed_in)
        assert open_it(signed_in, package) == 404
    with pytest.raises(Obstructed):
        give(package)


@pytest.mark.edge("E40")
def test_after_a_restore_the_earlier_yes_stands_no_more(committed: str) -> None:
    """The refusal is lost with the database; that there was one stands in the shipped audit."""
    package = a_package()
    contact = recipient(package)
    other = story.a_consent(story.an_agency(name="Quay Clinic"))
    later = story.a_consent(contact, given_on=story.days(0))
    reader = a_reader(package)
    refusal = refuse(contact)
    with logged_in_as("owner"):
        event = Event.objects.get(action="consent_refused", ids__contains=[str(refusal)])
    owner("DELETE FROM disclosures_consent WHERE id = %s", refusal)
    assert statuses(reader) == OPEN  # as in the backup
    with logged_in_as("owner"), override_settings(LOGIN="owner"):
        said = replay([_shipped(event)])
    assert not said.stuck
    assert statuses(reader) == SHUT
    with acting_as(who(ASKER)):
        stands = set(Consent.objects.filter(withdrawn_at=None).values_list("id", flat=True))
        assert opened(package).release.consent_id not in stands
        assert {other, later} <= stands


def _shipped(event: Event) -> Shipped:
    return Shipped(
        n=1, id=uuid4(), at=event.at, person=event.person, actor=event.actor, action=event.action, outcome="done",
        file=event.file, ids=tuple(UUID(each) for each in event.ids),
    )  # fmt: skip
