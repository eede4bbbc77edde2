"""One entry on its own page; a sensitive one is opened with a purpose (clause 4.4.2)."""

from collections.abc import Callable

import pytest
from django.test import Client

from clients.models import Entry
from tests import cast
from tests.addresses import ask
from tests.clients.questions import (
    HIDDEN_FROM,
    NO_ENTRY,
    assert_hidden,
    entries_of,
    give,
    path,
    working_as,
)
from tests.queries import assert_queries_at_most

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
PURPOSE = {"purpose": "assessing risk"}


def sensitive() -> tuple[Entry, str]:
    """Return Amina's sensitive entry and its words."""
    (found,) = [entry for entry in entries_of("amina", "iss_worker") if entry.sensitive]
    with working_as("iss_worker"):
        return found, found.body


def plain(key: str = "amina", holder: str = "iss_worker") -> Entry:
    return next(entry for entry in entries_of(key, holder) if not entry.sensitive)


def test_it_works(signed_in: SignedIn) -> None:
    page = signed_in("iss_worker").get(path("entry", "amina", plain().id)).content.decode()
    assert "She seems safer since the locks were changed." in page
    assert "She sleeps through the night again" in page


@pytest.mark.clause("4.4.2")
@pytest.mark.parametrize("person", ["iss_worker", "iss_manager"])
def test_a_sensitive_one_stays_closed_without_a_purpose(person: str, signed_in: SignedIn) -> None:
    entry, words = sensitive()
    client, address = signed_in(person), path("entry", "amina", entry.id)
    for answer in (
        client.get(address),
        client.get(address, PURPOSE),
        client.post(address, {}),
        client.post(address, {"purpose": ""}),
        client.post(address, {"purpose": "curiosity"}),
        client.post(address, {"purpose": "a\x00b", "sensitive": "", "opened": "1"}),
    ):
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "What do you need it for?" in page
        assert words not in page
        assert "Rape or sexual violence" not in page
    assert words in client.post(address, PURPOSE).content.decode()


@pytest.mark.clause("4.4.2")
@pytest.mark.parametrize("person", ["iss_worker", "iss_manager"])
def test_a_purpose_opens_it(person: str, signed_in: SignedIn) -> None:
    entry, words = sensitive()
    answer = signed_in(person).post(path("entry", "amina", entry.id), PURPOSE)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert words in page
    assert "This is a sensitive fact: Rape or sexual violence." in page


@pytest.mark.clause("3.3.1")
@pytest.mark.parametrize(("person", "key"), HIDDEN_FROM)
def test_it_hides_what_you_may_not_know_of(person: str, key: str, signed_in: SignedIn) -> None:
    holder = cast.FILES[key].worker
    assert_hidden(signed_in(person), path("entry", key, plain(key, holder).id), key)


@pytest.mark.clause("3.3.1")
def test_an_ended_grant_opens_nothing(signed_in: SignedIn) -> None:
    give("amina", "iss_senior", "view", ended=True)
    assert_hidden(signed_in("iss_senior"), path("entry", "amina", plain().id), "amina")


@pytest.mark.clause("3.3.1")
@pytest.mark.parametrize("name", ["entry", "change_entry", "correct_entry"])
@pytest.mark.parametrize("other", ["leila", "daniel"])
def test_another_files_entry_is_absent_from_this_file(
    name: str, other: str, signed_in: SignedIn
) -> None:
    elsewhere = plain(other, cast.FILES[other].worker)
    client = signed_in("iss_worker")
    assert client.get(path("entry", "amina", plain().id)).status_code == 200
    for method in ("get", "post"):
        hidden = ask(client, method, path(name, "amina", elsewhere.id))
        absent = ask(client, method, path(name, "amina", NO_ENTRY))
        assert absent.status == 404
        assert hidden == absent


def test_it_rejects_put(signed_in: SignedIn) -> None:
    assert signed_in("iss_worker").put(path("entry", "amina", plain().id)).status_code == 405


def test_it_asks_few_queries(signed_in: SignedIn) -> None:
    client, (entry, words) = signed_in("iss_worker"), sensitive()
    with assert_queries_at_most(12):
        client.get(path("entry", "amina", plain().id))
    with assert_queries_at_most(12):
        assert words in client.post(path("entry", "amina", entry.id), PURPOSE).content.decode()
