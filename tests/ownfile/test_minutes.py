"""What corrects a conference's minutes, or tells the same, is minutes: it is in no copy of the file (5.2.5, E33)."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from clients.actions import correct_entry, put_beside
from clients.models import Entry
from confidentiality.audit.models import Event
from disclosures.actions import Obstructed
from disclosures.kiosk.access import open_for_client
from disclosures.ownfile.access import entries_asked_for, open_request, own_file_of
from disclosures.ownfile.models import ConferenceMark
from disclosures.ownfile.redress import mark_minutes, unmark_minutes
from disclosures.ownfile.withheld import LEFT_OUT, withheld_from
from tests import cast
from tests.clients.questions import file_of, working_as
from tests.disclosures import own, story
from tests.duplicates.working import decide, propose
from tests.ownfile import working
from tests.ownfile.test_pages import SignedIn, place
from tests.thirdparty.working import an_entry

pytestmark = [
    *(pytest.mark.slow, pytest.mark.django_db),
    *(pytest.mark.clause("5.2.5"), pytest.mark.edge("E33")),
]


def marked(entry: UUID) -> UUID:
    with working_as("iss_worker") as by:
        on = Entry.objects.select_related("file").get(id=entry)
        return mark_minutes(entry=on, key=uuid4(), by=by).id


def corrected(entry: UUID, body: str = "They met on Tuesday.") -> UUID:
    with working_as("iss_worker") as by:
        on = Entry.objects.select_related("file").get(id=entry)
        said: dict[str, Any] = {"nature": "fact", "happened_on": timezone.localdate()}
        return correct_entry(entry=on, by=by, body=body, **said).id


def asked_for(asked: UUID) -> set[UUID]:
    """What is to be gone through for a request."""
    with working_as("iss_worker"):
        found = open_request(file_of("amina"), asked)
        return {*entries_asked_for(found.request, found.standing)}


def without_minutes(asked: UUID, *minutes: UUID) -> UUID:
    """Prepare all but these for a request, the first of them sent on, and ask for it."""
    request = own.prepared_for(asked)
    with working_as("iss_worker"):
        story.get(request).items.filter(entry__in=minutes).delete()
    own.keep_documents_back(request)
    working.say(asked, "routed", entry=str(minutes[0]), to="The co-ordinator")
    story.submit(request)
    return request


def release(request: UUID) -> UUID:
    """Sign it off and release it; return the package."""
    story.sign_off(request)
    story.read(request)
    return story.release(request, knows_policy=False).package.id


def codes(package: UUID) -> set[str]:
    """What speaks against reading it at the office."""
    with working_as("iss_worker") as by:
        return {each.code for each in open_for_client(by, package, purpose="office")[2]}


def test_what_corrects_minutes_or_tells_the_same_stays_out_and_is_told(signed_in: SignedIn) -> None:
    """One that corrects them, one that two people found to tell the same, and what corrects that."""
    minutes, same = an_entry("They met on Monday."), an_entry("They met on Monday.")
    below = {corrected(minutes), same, corrected(same)}
    marked(minutes)
    assert decide(propose(minutes, same)) == "agreed"
    with working_as("iss_worker") as by:
        on = Entry.objects.select_related("file").get(id=minutes)
        theirs = put_beside(entry=on, by=by, statement="I was there.", said_on=story.days(0)).id
    asked = own.asked_for()
    wanted = asked_for(asked)
    assert not wanted & {minutes, *below}
    assert theirs in wanted  # what the client says of them is theirs
    request = without_minutes(asked, minutes, *below)
    with working_as("iss_worker"):
        found = own_file_of(story.get(request))
        assert found is not None
        assert found.conference == {minutes, *below}
        assert found.unrouted == frozenset()  # they are sent on once, with all that corrects them
    page = signed_in("iss_manager").get(f"/disclosures/{request}/review/").content.decode()
    listed = page.partition("Left out as conference minutes")[2]
    assert all(f"/{each}/" in listed for each in (minutes, *below))
    with working_as("iss_worker"):
        told = withheld_from(open_request(file_of("amina"), asked))
    left_out = {each.entry.id: each.by for each in told if each.why == LEFT_OUT}
    assert left_out == dict.fromkeys([minutes, *below], cast.PEOPLE["iss_worker"].name)
    release(request)


def test_a_correction_that_was_picked_is_refused_as_minutes() -> None:
    minutes = an_entry("They met on Monday.")
    correction = corrected(minutes)
    request = own.prepared_for(own.asked_for())
    marked(minutes)
    with working_as("iss_worker"):
        story.get(request).items.filter(entry=minutes).delete()
        found = own_file_of(story.get(request))
        assert found is not None
        assert correction in found.conference
    own.keep_documents_back(request)
    with pytest.raises(Obstructed) as caught:
        story.submit(request)
    assert "conference_minutes" in {each.code for each in caught.value.obstacles}


def test_minutes_that_go_below_another_make_it_minutes_from_then_on() -> None:
    """What had left of the other closes; and it is shipped, for after a restore the two stand apart (E40)."""
    kept, gone = an_entry("They met on Monday."), an_entry("They met on Monday.")
    marked(gone)
    asked = own.asked_for()
    assert asked_for(asked) & {kept, gone} == {kept}
    request = without_minutes(asked, gone)
    package = release(request)
    assert "held_since" not in codes(package)
    assert decide(propose(kept, gone)) == "agreed"
    assert "held_since" in codes(package)
    assert not asked_for(own.asked_for()) & {kept, gone}
    with working_as("iss_worker"):
        (mark,) = ConferenceMark.objects.filter(entry__in=[kept, gone], taken_back_at=None)
        assert mark.entry_id == kept  # as one: they are sent on once
    with working_as("records_admin"):
        events = Event.objects.filter(action="conference_marked")
        assert [str(mark.id), str(kept)] in [event.ids for event in events]


def test_what_the_client_says_of_minutes_stays_open_when_they_are_marked_anew() -> None:
    minutes = an_entry("They met on Monday.")
    mark = marked(minutes)
    with working_as("iss_worker") as by:
        on = Entry.objects.select_related("file").get(id=minutes)
        put_beside(entry=on, by=by, statement="I was there.", said_on=story.days(0))
    package = release(without_minutes(own.asked_for(), minutes))
    with working_as("iss_worker") as by:
        unmark_minutes(file=file_of("amina"), mark_id=mark, by=by)
    marked(minutes)
    assert "held_since" not in codes(package)


def test_the_oldest_entry_can_be_marked(signed_in: SignedIn) -> None:
    """No list ends before it, however long the file."""
    first = an_entry("The oldest.")
    for number in range(205):
        an_entry(f"Note {number}.")
    page = signed_in("iss_worker").get(place("minutes/")).content.decode()
    assert str(first) in page
