"""A reading is arranged, and reminded of, by ways alone that keep to safe contact (5.2.4, E30)."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from clients import born
from clients.contacting.models import ContactMade
from clients.contacting.profile import BY_EMAIL, CALL, CHANNELS, TEXT
from clients.tasks.models import Task
from disclosures.ownfile.models import Arrangement
from tests.clients.questions import file_of, working_as
from tests.contacting.working import SAFE, tell
from tests.ownfile import working
from tests.ownfile.test_pages import arranged, place

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.2.4")]
SignedIn = Callable[[str], Client]
LATER = timezone.localdate() + timedelta(days=4)


def seen(**instead: bool) -> UUID:
    """A request whose client was spoken with alone, and whose notice has run."""
    request = working.ask(asked_at=working.two_days_ago())
    working.say(request, "identity", **(working.SEEN | instead))
    return request


def offered(client: Client, request: UUID) -> list[str]:
    """Return by which ways the page offers to tell and to remind her, as it says them."""
    page = unescape(client.get(place(f"{request}/appointment/")).content.decode())
    found = re.findall(r'for="id_(?:told|remind)_by[^"]*">\s*([^<]*?)\s*<', page)
    return [each for each in found if ": " in each]


def test_before_she_says_how_she_is_reached_no_way_is_offered(signed_in: SignedIn) -> None:
    request = seen()
    page = signed_in("iss_worker").get(place(f"{request}/appointment/")).content.decode()
    reminders = page.partition('name="remind_by"')[2]
    assert reminders.count('name="remind_by"') == 0  # 'Not at all' alone
    forged = arranged(LATER, remind_by="0")
    assert signed_in("iss_worker").post(place(f"{request}/appointment/"), forged).status_code == 200
    with working_as("iss_worker"):
        assert not Arrangement.objects.exists()


@pytest.mark.edge("E30")
def test_only_what_is_safe_is_offered_and_by_e_mail_never_where_she_may_be_made_to_ask(
    signed_in: SignedIn,
) -> None:
    """Not the number that is unsafe, nor his, which is blocked."""
    client, (phone, unsafe), (mail,) = signed_in("iss_worker"), SAFE.phones, SAFE.emails
    free, made_to = seen(), seen(coerced=True)
    assert offered(client, free) == []
    tell(SAFE)
    by_phone = [f"{CHANNELS[way]}: {phone.text}" for way in (CALL, TEXT)]
    with_mail = [*by_phone, f"{CHANNELS[BY_EMAIL]}: {mail.text}"]
    working.say(free, "identity", by="iss_manager", **working.SEEN)  # it was not so
    assert offered(client, free) == with_mail * 2
    working.say(made_to, "identity", **(working.SEEN | {"coerced": True}))
    assert offered(client, made_to) == by_phone * 2
    assert unsafe.text not in str(offered(client, made_to))
    forged = arranged(LATER, supporter="", told_by="2")
    assert client.post(place(f"{made_to}/appointment/"), forged).status_code == 200
    with working_as("iss_worker"):
        assert not Arrangement.objects.exists()


def test_how_she_was_told_is_recorded_and_a_reminder_is_a_task_without_her_number(
    signed_in: SignedIn,
) -> None:
    client, request = signed_in("iss_worker"), seen()
    tell(SAFE)
    sent = arranged(LATER, told_by="0", remind_by="1", interpreter="N. Sandhu")
    assert client.post(place(f"{request}/appointment/"), sent).status_code == 302
    with working_as("iss_worker"):
        assert ContactMade.objects.latest("happened_at").channel == CALL
        task = Task.objects.latest("made_at")
        assert task.words.startswith("Remind the client of their appointment.")
        assert SAFE.phones[0].text not in task.words
        assert task.due_on == LATER - timedelta(days=1)
        (met,) = Arrangement.objects.select_related("appointment")
        assert met.appointment.worker_id == task.owner_id
        assert (met.details["interpreter"], met.details["supporter"]) == ("N. Sandhu", "Her sister")
        assert met.details["reminder"] == CHANNELS[TEXT]


@pytest.mark.edge("E29")
@pytest.mark.clause("5.2.5")
def test_with_a_parent_who_was_not_weighed_nothing_is_arranged(signed_in: SignedIn) -> None:
    """Nor where a manager has said no: the page goes on saying that nothing is confirmed, and why."""
    client = signed_in("iss_worker")
    request = working.ask(asker="parent", who="His father", asked_at=working.two_days_ago())
    with working_as("iss_manager") as by:
        years_old = timezone.localdate() - timedelta(days=3000)
        born.change_born(
            file=file_of("amina"), born=years_old, how="Her passport", by=by, entry_id=uuid4()
        )
    at = place(f"{request}/")
    working.say(request, "identity", known=True, how="His passport", alone=False)
    working.say(request, "authority", scope="whole", how="The birth certificate")
    for allowed, word in ((None, "waits to be weighed"), (False, "was refused"), (True, "")):
        if allowed is not None:
            working.say(request, "weighed", by="iss_manager", allowed=allowed, why="?")
        page = client.get(at).content.decode()
        assert ("Confirm nothing yet" in page) == bool(word)
        answered = client.post(at + "appointment/", arranged(LATER, supporter=""))
        assert answered.status_code == (409 if word else 302)
        if word:
            told = f"Whether this parent may see it {word}: withheld until then. (clause 5.2.5; "
            assert "Nothing may be confirmed yet. " + told in answered.content.decode()
    working.say(request, "refused", by="iss_manager", what="whole", why="?")
    assert "Confirm nothing yet" in client.get(at).content.decode()
    stopped = client.post(at + "appointment/", arranged(LATER, supporter=""))
    assert stopped.status_code == 409
    assert "It was refused as a whole. (clause 5.2.5; " in stopped.content.decode()
