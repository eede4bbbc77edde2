"""What the pages of case files leave in the audit: reads, writes and refusals, never words."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from clients.models import Entry
from confidentiality.audit.models import Event
from tests import cast
from tests.clients.questions import NEVER, day, path, reference, working_as
from tests.clients.test_open_new_file import ROSA
from tests.database import logged_in_as

SignedIn = Callable[[str], Client]


def events_of(person: str) -> list[Event]:
    """Return what is recorded of a person since the cast was loaded, the first first."""
    with logged_in_as("owner"):
        return list(
            Event.objects.filter(person=cast.PEOPLE[person].id, request__isnull=False).order_by(
                "at"
            )
        )


@pytest.mark.clause("4.4.2")
def test_opening_a_sensitive_fact_is_recorded_with_its_purpose(
    committed: str, signed_in: SignedIn
) -> None:
    with working_as("iss_worker"):
        entry = Entry.objects.get(file_id=cast.FILES["amina"].id, sensitive=True)
    client, address = signed_in("iss_manager"), path("entry", "amina", entry.id)
    client.get(address)
    assert not [e for e in events_of("iss_manager") if e.action == "entry_opened"]
    client.post(address, {"purpose": "assessing risk"})
    (opened,) = [e for e in events_of("iss_manager") if e.action == "entry_opened"]
    assert (opened.file, opened.ids) == (cast.FILES["amina"].id, [str(entry.id)])
    assert (opened.purpose, opened.outcome) == ("assessing risk", "done")


def test_reading_is_recorded_with_the_ids_it_showed(committed: str, signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    for address in ("/files/", path("file", "amina"), path("third_party", "amina")):
        client.get(address)
    recorded = {e.action: e for e in events_of("iss_worker")}
    assert str(cast.FILES["amina"].id) in recorded["files_listed"].ids
    assert recorded["file_opened"].file == cast.FILES["amina"].id
    assert len(recorded["entries_listed"].ids) == 3
    assert len(recorded["third_party_records_listed"].ids) == 1


@pytest.mark.clause("3.3.1")
def test_a_refusal_is_recorded_and_tells_nobody(committed: str, signed_in: SignedIn) -> None:
    client = signed_in("dvpp_worker")
    client.get(path("file", "amina"))
    client.get(f"/files/{NEVER}/")
    hidden, absent = [e for e in events_of("dvpp_worker") if e.outcome == "denied"]
    assert hidden.action == absent.action == "file_hidden"
    assert hidden.file is absent.file is None


def test_writing_is_recorded_without_a_word_of_it(committed: str, signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    client.post("/files/new/", ROSA)
    note = {
        "kind": "call",
        "who_rang": "they",
        "nature": "opinion",
        "body": "Plum.",
        "basis": "Quince.",
    }
    client.post(path("add_entry", "amina"), {**note, **day("happened_on", date(2024, 1, 1))})
    told = {"about_whom": "Medlar", "from_whom": "Sloe", "body": "Damson."}
    client.post(path("add_third_party_record", "amina"), told)
    client.post(
        path("close_file", "amina"),
        {**day("left_on", timezone.localdate()), "confirmed": "on"},
    )
    events = events_of("iss_worker")
    for action in ("file_created", "entry_added", "third_party_record_added", "file_closed"):
        assert [e.outcome for e in events if e.action == action] == ["done"]
    everything = repr([vars(event) for event in events])
    assert reference("amina") not in everything
    for word in ("Rosa", "Fielding", "Plum", "Quince", "Medlar", "Sloe", "Damson", "Amina"):
        assert word not in everything
