"""What happened in the hour can be written down to its end, also when the hour is over."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients.leaving.access import left_drafts
from clients.models import Entry, Wall
from confidentiality.drafts.models import Draft
from tests import cast
from tests.clients.questions import day, give, reference, working_as
from tests.drafts.working import Page, showing, words_of

from .working import ASKER, FILE, age, as_owner, end, opened

pytestmark = [pytest.mark.slow, pytest.mark.clause("1"), pytest.mark.edge("E47")]
SignedIn = Callable[[str], Client]
LEAD, HALF, WHOLE = (
    "iss_colleague",
    "He was at the door",
    "He was at the door. The police came at nine.",
)


def at(name: str, *args: UUID) -> str:
    return reverse(name, args=[reference(FILE), *args])


def begun(client: Client, name: str = "clients:add_entry") -> tuple[UUID, Page]:
    """Open the file in an emergency, and begin to type in a form of it; return the access and the page."""
    access, page = opened(), showing(client, at(name))
    assert page.save(client, body=HALF)["state"] == "kept"
    return access, page


def left_to(person: str) -> list[UUID]:
    with working_as(person) as worker:
        return [each.draft.id for each in left_drafts(worker)]


def test_it_is_finished_and_the_lead_keeps_it(committed: str, signed_in: SignedIn) -> None:
    client, lead = signed_in(ASKER), signed_in(LEAD)
    access, page = begun(client)
    assert left_to(LEAD) == []
    end(access)
    assert page.save(client, body=WHOLE)["state"] == "kept"
    assert client.post(page.form.action, page.sent(body=WHOLE)).status_code == 404
    assert [each["body"] for each in words_of(ASKER)] == [WHOLE]
    assert "What others left" in lead.get("/today/").content.decode()
    (draft,) = left_to(LEAD)
    kept = at("leaving:left_draft", draft)
    assert WHOLE in lead.get(kept).content.decode()
    said = {**day("happened_on", timezone.localdate()), "nature": "fact", "court_paper": "no"}
    assert lead.post(kept, said).status_code == 302
    with working_as(LEAD):
        entry = Entry.objects.get(id=draft)
        assert (entry.body, entry.author_id) == (WHOLE, cast.PEOPLE[ASKER].id)
    assert words_of(ASKER) == []


def test_a_day_later_it_is_the_lead_s_alone(committed: str, signed_in: SignedIn) -> None:
    client = signed_in(ASKER)
    access, page = begun(client)
    end(access)
    later = timedelta(hours=24)
    age(access, later)
    with as_owner():
        for draft in Draft.objects.filter(file=cast.FILES[FILE].id):
            Draft.objects.filter(id=draft.id).update(begun_at=draft.begun_at - later)
    assert page.save(client, body=WHOLE)["state"] == "refused"
    assert words_of(ASKER) == []
    assert len(left_to(LEAD)) == 1


@pytest.mark.edge("E1")
def test_behind_a_couple_s_wall_nothing_is_finished(committed: str, signed_in: SignedIn) -> None:
    client = signed_in(ASKER)
    access, page = begun(client)
    end(access)
    with as_owner():
        Wall.objects.create(
            user_id=cast.PEOPLE[ASKER].id, file_id=cast.FILES[FILE].id, kind=Wall.Kind.COUPLE
        )
    assert page.save(client, body=WHOLE)["state"] == "refused"
    assert words_of(ASKER) == []


def test_what_shows_something_of_the_file_is_not_gone_on_with(
    committed: str, signed_in: SignedIn
) -> None:
    """A form that begins with the client's numbers would go on telling them."""
    client = signed_in(ASKER)
    access, page = begun(client, "contacting:change")
    end(access)
    assert page.save(client, body=WHOLE)["state"] == "refused"
    assert words_of(ASKER) == []


def test_whoever_still_writes_in_the_file_keeps_it_to_themselves(
    committed: str, signed_in: SignedIn
) -> None:
    client = signed_in(ASKER)
    access, page = begun(client)
    give(FILE, ASKER, "view", "contribute", holder=LEAD)
    end(access)
    assert left_to(LEAD) == []
    assert page.save(client, body=WHOLE)["state"] == "kept"
