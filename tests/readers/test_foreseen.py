"""Before an entry is marked as a family court's paper it is said what closes, and who can undo it (E23)."""

from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from clients.models import Entry
from confidentiality.access.identity import acting_as
from confidentiality.audit.models import Event
from tests.clients.questions import give as give_rights
from tests.disclosures import story
from tests.disclosures.story import ASKER, FILE, who
from tests.kiosk.office import own_package
from tests.queries import assert_queries_at_most
from tests.readers.outside import a_package, opened
from tests.readers.test_held_since import HERE, LETTER, OPEN, SHUT
from tests.readers.test_reading import a_reader, statuses
from tests.redaction.test_court import permit
from tests.redaction.working import a_request, withhold_entry
from tests.thirdparty.working import an_entry

pytestmark = [pytest.mark.slow, pytest.mark.clause("3.2.1"), pytest.mark.edge("E23")]
COLLEAGUE = "iss_senior"
NOTHING = "Nothing: no package that anybody can read"


def at(entry: UUID, name: str = "court_paper") -> str:
    return reverse(f"clients:{name}", args=[HERE, entry])


def page(client: Any, address: str) -> str:
    with assert_queries_at_most(12):
        return unescape(client.get(address).content.decode().split("<main")[1])


def marked(entry: UUID) -> bool | None:
    with acting_as(who(ASKER)):
        return Entry.objects.get(id=entry).court_paper


def name_of(package: UUID) -> str:
    with acting_as(who(ASKER)):
        return opened(package).release.reference


def first() -> UUID:
    with acting_as(who(ASKER)):
        return story.entries()[0].id


def released(request: UUID) -> UUID:
    story.submit(request)
    story.sign_off(request)
    story.read(request)
    return story.release(request).package.id


def test_one_press_closes_nothing_and_the_page_says_what_closes(
    committed: str, signed_in: Any
) -> None:
    outside, own = a_package(), own_package()
    reader, client, entry = a_reader(outside), signed_in(ASKER), first()
    button = reverse("clients:entry", args=[HERE, entry])
    assert f'href="{at(entry)}"' in client.get(button).content.decode()
    for said in ({"it_is": "yes"}, {"confirmed": ""}):  # the button as it was
        assert "Tick to confirm" in client.post(at(entry), said).content.decode()
    assert statuses(reader) == OPEN
    shown = page(client, at(entry))
    assert f"{name_of(outside)}</a>: closed to whoever received it" in shown
    assert f"{name_of(own)}</a>: what the client reads at the office" in shown
    assert "You, as you lead this file" in shown
    for _ in range(2):  # a second click changes nothing
        client.post(at(entry), {"confirmed": "on"})
    assert marked(entry) is True
    assert statuses(reader) == SHUT
    with acting_as(who(ASKER)):
        assert Event.objects.filter(action="court_paper_marked").count() == 1
    assert NOTHING in page(client, at(entry))


def test_what_left_with_permission_or_was_kept_back_whole_is_not_named(
    committed: str, signed_in: Any
) -> None:
    entry, kept = an_entry(LETTER, court_paper=True), an_entry(LETTER)
    request = a_request(also=(entry,))
    permit(request)
    permitted = released(request)
    request = a_request("She rang at ten.", also=(kept,))
    withhold_entry(request, kept, why="other_client")
    whole = released(request)
    client = signed_in(ASKER)
    client.post(at(entry, "no_court_paper"), {"confirmed": "on"})
    assert marked(entry) is False
    for each, package in ((entry, permitted), (kept, whole)):
        reader, shown = a_reader(package), page(client, at(each))
        assert name_of(package) not in shown
        assert NOTHING in shown
        client.post(at(each), {"confirmed": "on"})
        assert statuses(reader) == OPEN


def test_many_packages_ask_no_more(committed: str, signed_in: Any) -> None:
    entry, client, asked = first(), signed_in(ASKER), set[int]()
    for _ in range(3):
        a_package()
        with assert_queries_at_most(12) as found:
            client.get(at(entry))
        asked.add(len(found))
    assert len(asked) == 1


def test_whoever_may_not_undo_it_is_told_so_and_takes_nothing_off(
    committed: str, signed_in: Any
) -> None:
    give_rights(FILE, COLLEAGUE, "view", "contribute")
    entry, client = first(), signed_in(COLLEAGUE)
    shown = page(client, at(entry))
    assert "Whoever leads this file says" in shown
    assert "you cannot" in shown
    client.post(at(entry), {"confirmed": "on"})
    assert marked(entry) is True
    none = at(entry, "no_court_paper")
    assert client.get(none).status_code == 403
    assert client.post(none, {"confirmed": "on"}).status_code == 403
    lead = signed_in(ASKER)
    assert "until they are let in again" in page(lead, none)
    lead.post(none)
    assert marked(entry) is True
    lead.post(none, {"confirmed": "on"})
    assert marked(entry) is False
