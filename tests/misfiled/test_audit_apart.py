"""What the audit names of something handed on joins no two files: they are often a couple's (E48)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from clients.documents.models import Document, ThirdPartyDocument
from clients.misfiled.access import open_parcel
from clients.misfiled.actions import refuse_parcel, take_back
from clients.misfiled.models import Handing
from confidentiality.audit.models import Event
from disclosures.scans.actions import keep_back
from tests import uploading
from tests.clients.questions import file_of, reference, working_as
from tests.disclosures import story
from tests.thirdparty.working import AMINA, an_entry

from .test_misfiled import SIOBHAN
from .working import RIGHT, TAKER, WORDS, hand_on, take

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.edge("E48")]
SignedIn = Callable[[str], Client]


def named(file: UUID) -> dict[str, set[str]]:
    """Return the ids that events of a file name, by action, as whoever reads the audit sees them."""
    found: dict[str, set[str]] = {}
    with working_as("records_admin"):
        for event in Event.objects.filter(file=file):
            found.setdefault(event.action, set()).update(event.ids)
    return found


def assert_apart(wrong: set[str], right: set[str]) -> None:
    """Fail unless both files have these events, and no id is named by both files' events of any kind."""
    here, there = named(AMINA), named(SIOBHAN)
    assert wrong <= set(here)
    assert right <= set(there)
    assert set().union(*here.values()).isdisjoint(set().union(*there.values()))


@pytest.mark.clause("3.3.1")
def test_what_is_refused_and_taken_back_is_named_by_no_id_of_both() -> None:
    wrong = an_entry(WORDS)
    parcel = hand_on(wrong)
    with working_as(TAKER):
        found, file = open_parcel(parcel)
        assert refuse_parcel(parcel=found, file=file)
    with working_as("iss_worker"):
        assert take_back(handing=Handing.objects.get(pk=parcel))
    assert_apart({"misfiled_taken_back"}, {"parcel_opened", "parcel_refused"})
    assert named(AMINA)["misfiled_taken_back"] == {str(wrong)}


@pytest.mark.clause("3.3.1")
@pytest.mark.parametrize("third", [False, True])
def test_a_document_that_moved_is_named_by_no_id_of_both(signed_in: SignedIn, third: bool) -> None:
    """It keeps its own id, by which its content lies; events name what bears it."""
    with working_as("iss_worker") as by:
        add = uploading.a_third_party_document if third else uploading.a_document
        kept = add(file_of("amina"), by)
    page = "documents:third_party_document" if third else "documents:document"

    def opens(person: str, key: str) -> None:
        answer: Any = signed_in(person).get(reverse(page, args=[reference(key), kept.id]))
        assert answer.status_code == 200
        assert answer.getvalue()

    opens("iss_worker", "amina")
    bears = kept.record_id if isinstance(kept, ThirdPartyDocument) else kept.entry_id
    if isinstance(kept, Document):
        draft = story.a_draft(*_agreed(bears), entries=(bears,))
        with working_as("iss_worker") as by:
            keep_back(request=story.get(draft), document=kept, why="third_party", by=by)
    assert take(hand_on(bears, third=third)) == "taken"
    opens(TAKER, RIGHT)
    added = "third_party_document_added" if third else "document_added"
    assert_apart(
        {added, "document_opened"} | (set() if third else {"pages_kept_back"}), {"document_opened"}
    )
    assert named(AMINA)["document_opened"] == {str(bears)}


def _agreed(entry: UUID) -> tuple[UUID, UUID]:
    contact = story.an_agency()
    return contact, story.a_consent(contact, covers=frozenset({entry}))
