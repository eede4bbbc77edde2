"""What was said since a backup to be another client's waits again, and leaves with nothing (E40, E48)."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.test import override_settings

from clients import actions as files
from clients.misfiled.actions import take_back
from clients.misfiled.models import Handing
from clients.models import Entry
from confidentiality.access.identity import acting_as
from confidentiality.audit.models import Event
from confidentiality.work.backup.replaying import Outcome, replay
from confidentiality.work.backup.shipped import Shipped
from disclosures.actions import Obstructed
from disclosures.readers.closing import keep_out
from disclosures.readers.models import Ticket
from tests import cast
from tests.audit.working import seal_all
from tests.clients.questions import working_as
from tests.contacting.working import tell
from tests.database import logged_in_as, owner
from tests.disclosures import own, story
from tests.disclosures.story import ASKER, who
from tests.misfiled import working as misfiled
from tests.misfiled.test_told import HERS, HIM
from tests.people.working import AMINA, add
from tests.readers.outside import a_package, let_in, opened
from tests.thirdparty.working import a_record, an_entry

from .drill import Places, back_up, lose_and_restore

pytestmark = [pytest.mark.slow, pytest.mark.edge("E40"), pytest.mark.edge("E48")]


def test_what_waited_before_the_loss_leaves_on_no_older_sign_off(
    committed: str, places: Places, tmp_path: Path
) -> None:
    """It was signed off and read before the backup, and said to be another woman's after it."""
    request = story.a_signed_request()
    seal_all(tmp_path)
    made = back_up(places)
    with working_as(ASKER):
        picked = story.entries()[0].id
    misfiled.hand_on(picked)
    seal_all(tmp_path)
    with lose_and_restore(made, places, tmp_path) as said:
        assert "The doors are open." in said
        assert f"on {cast.FILES['amina'].reference}: 1 × what was said to stand" in said
        assert story.state_of(request) == "draft"
        _refused(request)
        with working_as(ASKER):
            assert take_back(handing=Handing.objects.get(entry=picked))
        story.submit(request)


def test_what_corrects_it_waits_too_and_other_requests_stay_signed(committed: str) -> None:
    first, other = an_entry("She rang."), an_entry("She came.")
    with working_as(ASKER) as by:
        root = Entry.objects.select_related("file").get(id=first)
        below = files.correct_entry(
            entry=root, by=by, nature=root.nature, body="He rang.", happened_on=root.happened_on
        )
    waits, stays = _signed(below.id), _signed(other)
    outcome = _lost_and_replayed(misfiled.hand_on(first))
    assert outcome.closed == {"misfiled_handed_on": 1}
    assert (story.state_of(waits), story.state_of(stays)) == ("draft", "approved")
    _refused(waits)


def test_a_reader_to_whom_it_was_closed_is_not_let_in_again(committed: str) -> None:
    package = a_package()
    with acting_as(who(ASKER)):
        keep_out(package=opened(package), why=Ticket.Why.PARTNER)
        picked = story.entries()[0].id
    _lost_and_replayed(misfiled.hand_on(picked))
    with pytest.raises(Obstructed) as raised:
        let_in(package)
    assert "handed_on" in {each.code for each in raised.value.obstacles}


def test_of_a_telling_of_safe_contact_what_was_written_out_of_it_is_signed_anew(
    committed: str,
) -> None:
    tell()
    tell(HERS)
    request, other = own.signed(own.asked_for()), story.a_signed_request()
    tell()
    _lost_and_replayed(misfiled.hand_on_telling(3))
    assert (story.state_of(request), story.state_of(other)) == ("draft", "approved")
    _refused(request)


def test_somebody_tied_and_a_record_wait_again_and_once(committed: str) -> None:
    person, record = add(HIM), a_record()
    parcels = [misfiled.hand_on_person(person), misfiled.hand_on(record, third=True)]
    _as_in_the_backup(*parcels)
    for _ in range(2):
        assert not _replayed().stuck
    with working_as(ASKER):
        waits = Handing.objects.values_list("person", "record", "by", "contact_stays")
        assert set(waits) == {(person, None, who(ASKER), False), (None, record, who(ASKER), False)}


def test_who_is_younger_than_the_backup_hands_on_as_its_lead_or_somebody_sees_to_it(
    committed: str,
) -> None:
    entry = an_entry("She rang.")
    _as_in_the_backup(misfiled.hand_on(entry))
    owner("UPDATE clients_casefile SET lead_id = NULL WHERE id = %s", AMINA)
    (stuck,) = _replayed(by=uuid4()).stuck
    assert "nobody leads the file" in stuck
    owner("UPDATE clients_casefile SET lead_id = %s WHERE id = %s", who(ASKER), AMINA)
    assert not _replayed(by=uuid4()).stuck
    with working_as(ASKER):
        assert Handing.objects.get(entry=entry).by_id == who(ASKER)


def _signed(entry: UUID) -> UUID:
    contact = story.an_agency(name=f"Agency {uuid4().hex}")
    consent = story.a_consent(contact, covers=frozenset({entry}), names_sensitive=frozenset())
    request = story.a_draft(contact, consent, entries=(entry,))
    story.submit(request)
    story.sign_off(request)
    story.read(request)
    return request


def _refused(request: UUID) -> None:
    with pytest.raises(Obstructed) as raised:
        story.submit(request)
    assert "handed_on" in {each.code for each in raised.value.obstacles}


def _lost_and_replayed(parcel: UUID) -> Outcome:
    _as_in_the_backup(parcel)
    outcome = _replayed()
    assert not outcome.stuck
    return outcome


def _as_in_the_backup(*parcels: UUID) -> None:
    """Let what was handed on be handed on by nobody, as it was before."""
    for table in ("misfiled_parcel", "misfiled_handing"):
        owner(f"DELETE FROM {table} WHERE id = ANY (%s)", list(parcels))


def _replayed(by: UUID | None = None) -> Outcome:
    with logged_in_as("owner"), override_settings(LOGIN="owner"):
        handed = Event.objects.filter(action="misfiled_handed_on").order_by("at")
        return replay([_shipped(each, by) for each in list(handed)])


def _shipped(event: Event, by: UUID | None) -> Shipped:
    return Shipped(
        n=1, id=uuid4(), at=event.at, person=by or event.person, actor=event.actor, action=event.action,
        outcome="done", file=event.file, ids=tuple(UUID(each) for each in event.ids),
    )  # fmt: skip
