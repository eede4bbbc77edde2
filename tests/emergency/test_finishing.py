"""What happened in the hour can be written down to its end, also when the hour is over."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients.leaving.access import left_drafts, open_left_draft
from clients.leaving.actions import discard_left_draft
from clients.models import Entry, Wall
from confidentiality.access.http import Hidden
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


def keep(lead: Client, draft: UUID) -> None:
    said = {**day("happened_on", timezone.localdate()), "nature": "fact", "court_paper": "no"}
    assert lead.post(at("leaving:left_draft", draft), said).status_code == 302


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
    assert WHOLE in lead.get(at("leaving:left_draft", draft)).content.decode()
    keep(lead, draft)
    with working_as(LEAD):
        entry = Entry.objects.get(id=draft)
        assert (entry.body, entry.author_id) == (WHOLE, cast.PEOPLE[ASKER].id)
    assert words_of(ASKER) == []


def test_what_is_typed_on_after_the_lead_kept_it_is_kept_as_a_second_entry(
    committed: str, signed_in: SignedIn
) -> None:
    client, lead = signed_in(ASKER), signed_in(LEAD)
    access, page = begun(client)
    end(access)
    (draft,) = left_to(LEAD)
    keep(lead, draft)
    assert left_to(LEAD) == []
    page.serial -= 1
    assert page.save(client, body=HALF)["state"] == "kept"  # the last save again, come late
    assert words_of(ASKER) == []
    assert page.save(client, body=WHOLE)["state"] == "forked"
    assert client.post(page.form.action, page.sent(body=WHOLE)).status_code == 404
    assert [each["body"] for each in words_of(ASKER)] == [WHOLE]
    (later,) = left_to(LEAD)
    assert later != draft
    keep(lead, later)
    with working_as(LEAD):
        kept = Entry.objects.filter(id__in=(draft, later)).order_by("written_at")
        assert [each.body for each in kept] == [HALF, WHOLE]
    assert left_to(LEAD) == words_of(ASKER) == []


def test_what_the_lead_discarded_does_not_come_back_by_a_late_save(
    committed: str, signed_in: SignedIn
) -> None:
    client, lead = signed_in(ASKER), signed_in(LEAD)
    access, page = begun(client)
    end(access)
    (draft,) = left_to(LEAD)
    assert lead.post(at("leaving:discard_left_draft", draft)).status_code == 302
    page.serial -= 1
    assert page.save(client, body=HALF)["state"] == "kept"
    assert left_to(LEAD) == words_of(ASKER) == []


def test_words_that_the_lead_has_not_read_are_not_let_go_of(
    committed: str, signed_in: SignedIn
) -> None:
    client = signed_in(ASKER)
    access, page = begun(client)
    end(access)
    (draft,) = left_to(LEAD)
    with working_as(LEAD) as lead:
        _, read = open_left_draft(lead, reference(FILE), draft)
    assert page.save(client, body=WHOLE)["state"] == "kept"
    with working_as(LEAD) as lead, pytest.raises(Hidden):
        discard_left_draft(left=read, by=lead)
    assert [each["body"] for each in words_of(ASKER)] == [WHOLE]


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
