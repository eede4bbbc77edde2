"""On committed data: whoever releases is waited for, and the other way; what a disposal leaves (E48, E20)."""

from uuid import UUID, uuid4

import pytest

from clients.misfiled.models import LeftInPackage
from confidentiality.access.identity import acting_as
from disclosures.actions import Obstructed
from disclosures.actions.lock import lock_request
from disclosures.models import DisclosureRequest
from tests import cast
from tests.at_once import beside, impatiently, waited
from tests.disclosures import story
from tests.disclosures.story import ASKER, who
from tests.people.working import a_file_of_two
from tests.retention.working import (
    LONG_AGO,
    certificates,
    close_long_ago,
    content_of,
    owner,
    sweep,
)
from tests.thirdparty.working import an_entry, move, undo

from .working import WORDS, hand_on, take

pytestmark = [pytest.mark.slow, pytest.mark.edge("E48")]
State = DisclosureRequest.State


def _signed(*entries: UUID) -> UUID:
    contact = story.an_agency()
    covers = frozenset(entries)
    consent = story.a_consent(contact, covers=covers, names_sensitive=frozenset())
    request = story.a_draft(contact, consent, entries=entries)
    story.submit(request)
    story.sign_off(request)
    story.read(request)
    return request


@pytest.mark.edge("E20")
@pytest.mark.clause("1.2")
def test_a_release_and_a_move_wait_for_each_other(committed: str) -> None:
    wrong, passage, kept = an_entry(WORDS), an_entry(), an_entry("She rang.")
    first, second = _signed(wrong, passage, kept), _signed(wrong, passage, kept)
    gone = story.release(first)
    parcel = hand_on(wrong)  # from now on it does not leave
    with acting_as(who(ASKER)):
        lock_request(second, states={State.APPROVED})
        assert waited(beside(impatiently(cast.PEOPLE["iss_colleague"].id, lambda: take(parcel))))
        assert waited(beside(impatiently(cast.PEOPLE["iss_worker"].id, lambda: move(passage))))
    with acting_as(cast.PEOPLE["iss_colleague"].id):
        assert take(parcel) == "taken"
        assert waited(
            beside(impatiently(cast.PEOPLE["iss_worker"].id, lambda: story.release(second)))
        )
    assert isinstance(beside(lambda: story.release(second)), Obstructed)
    with acting_as(who(ASKER)):
        assert [each.release for each in LeftInPackage.objects.all()] == [gone.reference]


@pytest.mark.edge("E20")
@pytest.mark.clause("3.2.1")
def test_a_release_and_a_handing_on_wait_for_each_other(committed: str) -> None:
    """A package takes seconds to set: what is said meanwhile would see nothing of it, and it nothing of that."""
    wrong = an_entry(WORDS)
    request = _signed(wrong)
    with acting_as(who(ASKER)):
        lock_request(request, states={State.APPROVED})
        assert waited(beside(impatiently(cast.PEOPLE["iss_worker"].id, lambda: hand_on(wrong))))
    with acting_as(who(ASKER)):
        hand_on(wrong)
        assert waited(
            beside(impatiently(cast.PEOPLE["iss_worker"].id, lambda: story.release(request)))
        )
    assert isinstance(beside(lambda: story.release(request)), Obstructed)


@pytest.mark.clause("5.2.7")
def test_a_disposal_leaves_nothing_of_moves_and_parcels(committed: str) -> None:
    file, other = a_file_of_two(), a_file_of_two("Ida Holm")
    entry, undone, handed = (an_entry(file=file) for _ in range(3))
    moved, record = move(entry)
    back, _ = move(undone)
    assert undo(back) == "undone"
    (reference,) = owner("SELECT reference FROM clients_casefile WHERE id = %s", other)[0]
    out = hand_on(handed, to=str(reference))
    (reference,) = owner("SELECT reference FROM clients_casefile WHERE id = %s", file)[0]
    into = hand_on(an_entry(file=other), to=str(reference))  # what stands in another file waits on
    owner(
        "INSERT INTO misfiled_leftinpackage (id, file_id, release, at) VALUES (%s, %s, 'R', now())",
        uuid4(),
        file,
    )
    assert content_of(moved)
    close_long_ago(file)
    owner("UPDATE clients_casefile SET opened_on = %s WHERE id = %s", LONG_AGO, file)
    sweep()
    assert certificates(file) == 1
    assert content_of(file, entry, moved, record, back, handed, out) == {}
    assert content_of(into) == {"misfiled_handing": 1}
