"""What was only told is read by nobody who signs in: there is nothing to read (3.3.2 d, 3.2.1)."""

from typing import Any
from uuid import UUID

import pytest

from clients.people.details import Details
from confidentiality.access.identity import acting_as
from disclosures import actions
from disclosures.models import Release
from disclosures.picture import Manner, Spoken
from tests.agencyworkers.test_signing_in import a_reader, listed, open_it
from tests.agencyworkers.working import invited
from tests.disclosures import story
from tests.disclosures.story import ASKER, MANAGER, RECIPIENT, who
from tests.emergency.test_walls import told as managers_told
from tests.people.working import add
from tests.protocols import working as protocols
from tests.readers.outside import is_shut_out, opened, outside
from tests.readers.test_reading import a_reader as a_visitor
from tests.readers.test_reading import statuses

pytestmark = pytest.mark.slow
LINE = Spoken(RECIPIENT, "I rang the number on the register", story.days(0))
HIM = Details(relation="ex_partner", aliases=("Rufus Vane",), phones=("07700 900111",))
HIS_LINE = Spoken(RECIPIENT, "The number he rang from: 07700 900111", story.days(0))
OPEN, SHUT = [200] * 4, [404] * 4
TOLD = "The rent is behind, and she asks for time."


def released(contact: UUID, **changes: Any) -> Release:
    """A release by procedure, with an entry in it."""
    draft = story.a_draft(contact, story.a_consent(contact), **changes)
    story.submit(draft)
    story.sign_off(draft)
    story.read(draft)
    return story.release(draft, spoken=LINE if "manner" in changes else None)


def told(contact: UUID, line: Spoken = LINE) -> Release:
    """What a worker writes down of a call that was made."""
    consent = story.a_consent(contact)
    with acting_as(who(ASKER)):
        says = story.says(contact, consent, entries=(), text=TOLD, text_sensitive=False)
        return actions.record_told(
            file=story.file(), says=says, spoken=line, by=story.worker(ASKER)
        )


@pytest.mark.clause("3.3.2 d", "3.2.1", "4.4.2")
def test_who_signs_in_finds_nothing_of_what_was_only_told(committed: str) -> None:
    contact = story.an_agency()
    written = released(contact)
    spoken = [released(contact, manner=Manner.SPOKEN), told(contact)]
    her = invited(protocols.agreed(contact), contact)
    with outside():
        reader = a_reader(her)
        page = listed(reader)
        assert written.reference in page
        assert not any(each.reference in page for each in spoken)
        assert open_it(reader, written.package.id) == 302
        assert [open_it(reader, each.package.id) for each in spoken] == [404, 404]


@pytest.mark.clause("3.3.2 e")
@pytest.mark.edge("E13")
def test_what_was_told_to_a_partner_closes_what_they_can_read(
    committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact = story.an_agency()
    package = released(contact).package.id
    reader = a_visitor(package)
    with monkeypatch.context() as before:  # tied by a version of before, which compared nobody
        before.setattr("clients.people.actions.tell_rooms", lambda *_: [])
        add(Details(relation="ex_partner", aliases=(RECIPIENT,)))
    assert statuses(reader) == [200] * 4
    told(contact)
    assert statuses(reader) == [404] * 4
    with acting_as(who(ASKER)):
        assert is_shut_out(opened(package))
    assert managers_told() == {MANAGER}


@pytest.mark.clause("3.3.2 e")
@pytest.mark.edge("E13")
def test_who_is_a_partner_by_the_line_alone_reads_no_further(committed: str) -> None:
    """Nothing that the register knows of them is a partner's: the number that they rang from is."""
    contact, other = story.an_agency(), story.an_agency(name="Marsh Lane Housing")
    package, theirs = (released(each).package.id for each in (contact, other))
    reader, neighbour = a_visitor(package), a_visitor(theirs)
    later = released(contact).package.id  # of which nobody was given a link
    add(HIM)
    told(contact)
    assert statuses(reader) == OPEN
    assert managers_told() == set()
    told(contact, HIS_LINE)
    assert statuses(reader) == SHUT
    assert statuses(neighbour) == OPEN
    with acting_as(who(ASKER)):
        assert is_shut_out(opened(package))
        assert is_shut_out(opened(later))
    assert managers_told() == {MANAGER}


@pytest.mark.clause("3.3.2 e")
@pytest.mark.edge("E13")
def test_what_is_not_told_to_a_partner_on_the_line_closes_it_as_well(committed: str) -> None:
    contact = story.an_agency()
    reader = a_visitor(released(contact).package.id)
    draft = story.a_draft(contact, story.a_consent(contact), manner=Manner.SPOKEN)
    story.submit(draft)
    story.sign_off(draft)
    story.read(draft)
    add(HIM)
    with acting_as(who(ASKER)), pytest.raises(actions.NotNow, match="reads or hears it"):
        actions.release(
            request=story.get(draft), by=story.worker(ASKER), knows_policy=True, keeps_words=True, spoken=HIS_LINE
        )  # fmt: skip
    assert statuses(reader) == SHUT
    assert managers_told() == {MANAGER}
