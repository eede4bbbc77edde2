"""What we work with an agency on can end after a release: then nobody there reads it any more (5.5 to 5.8, 2.2)."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from pytest_django.plugin import DjangoDbBlocker

from confidentiality.access.identity import acting_as
from disclosures.actions import Obstructed, take_paper_off
from disclosures.models import Agency, Consent
from disclosures.picture import Basis
from disclosures.protocols import actions
from disclosures.protocols.access import open_named_file
from disclosures.protocols.models import Protocol
from tests import cast
from tests.agencies.working import an_agreement
from tests.database import copy_of_template, use_database
from tests.disclosures import story
from tests.disclosures.story import ASKER, days, who
from tests.duplicates.working import decide, propose
from tests.misfiled.working import hand_on
from tests.protocols import working as protocols
from tests.readers.outside import give
from tests.readers.test_reading import a_reader, as_owner, statuses
from tests.thirdparty.working import an_entry

pytestmark = pytest.mark.slow
OPEN, SHUT = [200] * 4, [404] * 4


@pytest.fixture
def database(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> Iterator[None]:
    """A database of the test's own."""
    with (
        django_db_blocker.unblock(),
        copy_of_template(f"latch_{worker_id}_partnership") as name,
        use_database(name),
    ):
        yield


def refused(package: UUID) -> set[str]:
    """What stands against another link."""
    with pytest.raises(Obstructed) as raised:
        give(package)
    return {each.code for each in raised.value.obstacles}


def released(contact: UUID, consent: UUID, basis: Basis) -> UUID:
    """A package released on one basis."""
    draft = story.a_draft(contact, consent, basis=basis)
    story.submit(draft)
    story.sign_off(draft)
    story.read(draft)
    return story.release(draft).package.id


@pytest.mark.edge("E11")
@pytest.mark.clause("5.5", "5.6", "5.7", "5.8")
def test_who_works_with_us_reads_as_long_as_what_that_rests_on_stands(database: None) -> None:
    contact = story.an_agency(kind=Agency.Kind.PARTNER, assured=False)
    story.assure(contact, keeps_ours=True)
    protocol = protocols.agreed(contact, clients=Protocol.Clients.NAMED)
    named = protocols.name(protocol)
    package = released(contact, story.a_consent(contact), Basis.JOINT_WORKING)
    reader = a_reader(package)
    assert statuses(reader) == OPEN  # no agreement is demanded
    an_agreement(contact, clause=False)
    assert (statuses(reader), refused(package)) == (SHUT, {"no_breach_clause"})
    an_agreement(contact)
    assert statuses(reader) == OPEN
    an_agreement(contact, until=days(-1))
    assert (statuses(reader), refused(package)) == (SHUT, {"agreement_over"})
    an_agreement(contact, until=days(0))
    assert statuses(reader) == OPEN
    story.assure(contact)
    assert (statuses(reader), refused(package)) == (SHUT, {"policy_unkept"})
    story.assure(contact, keeps_ours=True)
    assert statuses(reader) == OPEN
    with acting_as(who(ASKER)):
        by = cast.worker(ASKER)
        actions.take_file_off(named=open_named_file(protocol, named), by=by)
    assert (statuses(reader), refused(package)) == (SHUT, {"client_not_in_protocol"})
    protocols.name(protocol)
    assert statuses(reader) == OPEN
    as_owner(f"UPDATE protocols_protocol SET review_on = current_date - 1 WHERE id = '{protocol}'")
    assert (statuses(reader), refused(package)) == (SHUT, {"protocol_not_reviewed"})
    as_owner(f"UPDATE protocols_protocol SET review_on = current_date WHERE id = '{protocol}'")
    assert statuses(reader) == OPEN
    assert protocols.end(protocol) == "done"
    assert (statuses(reader), refused(package)) == (SHUT, {"no_protocol"})
    protocols.agreed(contact)  # another one, about every woman
    assert statuses(reader) == OPEN


@pytest.mark.clause("2.2", "4.2.1")
def test_what_we_asked_of_others_is_read_as_long_as_the_paper_lies_with_it(database: None) -> None:
    contact = story.an_agency()
    paper = story.a_paper()
    consent = story.a_consent(contact, paper=paper, authorised_on=days(-2))
    package = released(contact, consent, Basis.OWN_REQUEST)
    reader = a_reader(package)
    assert statuses(reader) == OPEN
    with acting_as(who(ASKER)):
        take_paper_off(consent=Consent.objects.get(id=consent))
    assert (statuses(reader), refused(package)) == (SHUT, {"writing_unseen"})


@pytest.mark.clause("2.2")
@pytest.mark.edge("E48")
def test_a_paper_below_what_is_said_to_be_another_s_lets_nobody_read(database: None) -> None:
    contact = story.an_agency()
    paper, above = story.a_paper(), an_entry("Her signed letter came.")
    consent = story.a_consent(contact, paper=paper, authorised_on=days(-2))
    package = released(contact, consent, Basis.OWN_REQUEST)
    reader = a_reader(package)
    assert decide(propose(above, paper)) == "agreed"
    assert statuses(reader) == OPEN
    hand_on(above)
    assert (statuses(reader), refused(package)) == (SHUT, {"writing_unseen"})
