"""What turns out to be a family court's paper, or another client's, is let out no further (3.2.1, E23, E48)."""

from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from clients.actions import change_entry, correct_entry
from clients.court import say_court_paper
from clients.models import Entry
from confidentiality.access.identity import acting_as
from disclosures.actions import Obstructed
from disclosures.since import stands_against
from tests import cast
from tests.disclosures import story
from tests.disclosures.story import ASKER, FILE, who
from tests.duplicates.working import OTHER, propose
from tests.misfiled.working import REFERENCE as RIGHT
from tests.readers.outside import a_package, give, is_shut_out, let_in, opened
from tests.readers.test_reading import a_reader, statuses
from tests.redaction.test_court import permit
from tests.redaction.working import a_request, prepared_of, withhold_entry
from tests.thirdparty.working import PASSAGE, an_entry, move

pytestmark = [pytest.mark.slow, pytest.mark.clause("3.2.1"), pytest.mark.edge("E21")]
HERE = cast.FILES[FILE].reference
OPEN, SHUT = [200] * 4, [404] * 4
LETTER = "A letter that she brought, two pages."
CLOSED = "It is closed to them until this is settled"


def a_package_of(entry: UUID) -> UUID:
    """Release one entry to a new agency; return the package's id."""
    contact = story.an_agency()
    consent = story.a_consent(contact, covers=frozenset({entry}), names_sensitive=frozenset())
    request = story.a_draft(contact, consent, entries=(entry,))
    story.submit(request)
    story.sign_off(request)
    story.read(request)
    return story.release(request).package.id


def entries() -> list[UUID]:
    """Of which the first and the third left."""
    with acting_as(who(ASKER)):
        return [each.id for each in story.entries()[:3]]


def against(package: UUID) -> tuple[set[str], set[str]]:
    """What stands against another link, and against the paper."""
    with acting_as(who(ASKER)):
        found = stands_against(opened(package).release, cast.worker(ASKER), doing="letter")
    with pytest.raises(Obstructed) as raised:
        give(package)
    return {each.code for each in raised.value.obstacles}, {each.code for each in found}


def sent(client: Any, name: str, entry: UUID, **said: str) -> str:
    """Send a form about an entry; return what the page says."""
    at = reverse(name, args=[HERE, entry])
    return unescape(client.post(at, said, follow=True).content.decode())


@pytest.mark.edge("E23")
def test_a_paper_marked_since_is_closed_and_goes_out_no_more(
    committed: str, signed_in: Any
) -> None:
    package = a_package()
    reader, client = a_reader(package), signed_in(ASKER)
    first, second, _third = entries()
    assert CLOSED not in sent(client, "clients:court_paper", second, confirmed="on")
    assert statuses(reader) == OPEN
    assert CLOSED in sent(client, "clients:court_paper", first, confirmed="on")
    assert statuses(reader) == SHUT
    assert against(package) == ({"court_unpermitted"}, {"court_unpermitted"})
    with pytest.raises(Obstructed):
        let_in(package)
    assert CLOSED not in sent(
        client, "clients:no_court_paper", first, confirmed="on"
    )  # by its lead
    give(package)


@pytest.mark.edge("E23")
def test_what_left_with_the_court_s_permission_stays_open(committed: str, signed_in: Any) -> None:
    request = a_request("A letter that she brought, two pages.")
    (item,) = prepared_of(request)
    with acting_as(who(ASKER)):
        say_court_paper(entry=Entry.objects.get(id=item.entry), it_is=True)
    permit(request)
    story.submit(request)
    story.sign_off(request)
    story.read(request)
    reader = a_reader(story.release(request).package.id)
    assert CLOSED not in sent(signed_in(ASKER), "clients:court_paper", item.entry, confirmed="on")
    assert statuses(reader) == OPEN


@pytest.mark.edge("E23")
@pytest.mark.parametrize("left", [0, 1])  # the one that stays, and the one that goes
def test_what_tells_the_same_as_a_court_s_paper_is_closed_with_it(
    committed: str, signed_in: Any, left: int
) -> None:
    told = [an_entry(LETTER, court_paper=each != left) for each in (0, 1)]
    package = a_package_of(told[left])
    reader, second = a_reader(package), signed_in(OTHER)
    at = reverse("duplicates:duplicate", args=[HERE, propose(*told)])
    seen = second.get(at).content.decode().split('name="seen" value="')[1].split('"')[0]
    assert statuses(reader) == OPEN
    shown = second.post(at, {"decision": "agree", "seen": seen}, follow=True).content.decode()
    assert CLOSED in unescape(shown)
    assert statuses(reader) == SHUT
    assert against(package) == ({"court_unpermitted"}, {"court_unpermitted"})


@pytest.mark.edge("E48")
def test_what_corrects_it_is_closed_with_it(committed: str, signed_in: Any) -> None:
    root = an_entry(LETTER)
    with acting_as(who(ASKER)):
        entry = Entry.objects.select_related("file").get(id=root)
        below = correct_entry(
            entry=entry, by=cast.worker(ASKER), nature="fact", body="Three.", happened_on=entry.happened_on
        ).id  # fmt: skip
    package = a_package_of(below)
    reader = a_reader(package)
    told = {"token": str(uuid4()), "belongs_in": RIGHT, "reason": "She is hers."}
    shown = sent(signed_in(ASKER), "misfiled:hand_on_entry", root, confirmed="on", **told)
    assert CLOSED in shown
    assert statuses(reader) == SHUT
    assert against(package) == ({"handed_on"}, {"handed_on"})


@pytest.mark.edge("E48")
def test_what_is_said_to_be_another_s_is_closed_until_that_is_settled(
    committed: str, signed_in: Any
) -> None:
    package = a_package()
    reader, client = a_reader(package), signed_in(ASKER)
    first = entries()[0]
    told = {"token": str(uuid4()), "belongs_in": RIGHT, "reason": "She is hers."}
    shown = sent(client, "misfiled:hand_on_entry", first, confirmed="on", **told)
    assert CLOSED in shown
    assert statuses(reader) == SHUT
    assert against(package) == ({"handed_on"}, {"handed_on"})
    assert "Taken back" in sent(client, "misfiled:hand_on_entry", first, stays="on")
    let_in(package)
    with acting_as(who(ASKER)):
        assert not is_shut_out(opened(package))


def _anew(body: str, entry: UUID) -> None:
    """Change an entry within its day, as who wrote it."""
    with acting_as(who(ASKER)):
        found = Entry.objects.get(id=entry)
        on = found.happened_on
        assert on is not None
        change_entry(
            entry=found, by=cast.worker(ASKER), nature="fact", body=body, happened_on=on
        )  # fmt: skip


@pytest.mark.edge("E23")
@pytest.mark.parametrize("changed", ["moved", "rewritten"])
def test_what_left_with_permission_stays_open_when_its_words_change(
    committed: str, signed_in: Any, changed: str
) -> None:
    """What left was permitted; what stands there today is not what left."""
    entry = an_entry(f"{LETTER} {PASSAGE}", court_paper=True)
    request = a_request(also=(entry,))
    permit(request)
    story.submit(request)
    story.sign_off(request)
    story.read(request)
    package = story.release(request).package.id
    reader, client = a_reader(package), signed_in(ASKER)
    if changed == "moved":
        move(entry)
    else:
        _anew(LETTER, entry)
    assert CLOSED not in sent(client, "clients:court_paper", entry, confirmed="on")
    assert statuses(reader) == OPEN
    give(package)  # nothing stands against another link


@pytest.mark.edge("E48")
def test_what_was_withheld_whole_stays_withheld_when_its_words_change(
    committed: str, signed_in: Any
) -> None:
    kept = an_entry(f"{LETTER} {PASSAGE}")
    request = a_request("She rang at ten.", also=(kept,))
    withhold_entry(request, kept, why="other_client")
    story.submit(request)
    story.sign_off(request)
    story.read(request)
    package = story.release(request).package.id
    reader, client = a_reader(package), signed_in(ASKER)
    move(kept)
    told = {"token": str(uuid4()), "belongs_in": RIGHT, "reason": "She is hers."}
    assert CLOSED not in sent(client, "misfiled:hand_on_entry", kept, confirmed="on", **told)
    assert statuses(reader) == OPEN
    give(package)


@pytest.mark.edge("E23")
def test_what_was_withheld_of_other_words_is_not_what_left(committed: str, signed_in: Any) -> None:
    """Withheld whole, changed while it was prepared, and let go then: it left, and is closed."""
    entry = an_entry(f"{LETTER} {PASSAGE}")
    request = a_request("She rang at ten.", also=(entry,))
    withhold_entry(request, entry, why="not_needed")
    story.go_through(request)
    _anew(LETTER, entry)
    story.submit(request)
    story.sign_off(request)
    story.read(request)
    package = story.release(request).package.id
    reader, client = a_reader(package), signed_in(ASKER)
    _anew("A letter, three pages.", entry)
    assert CLOSED in sent(client, "clients:court_paper", entry, confirmed="on")
    assert statuses(reader) == SHUT
    assert against(package) == ({"court_unpermitted"}, {"court_unpermitted"})
