"""What was typed about what has left the wrong file does not come back with a page that was still open (E48)."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from clients.contacting.profile import Point, Profile
from confidentiality.drafts.models import Draft
from tests import cast
from tests.clients.questions import give, reference, working_as
from tests.contacting.working import tell
from tests.drafting import type_an_entry
from tests.drafts.working import Page, drafts_of, showing
from tests.people.working import add
from tests.thirdparty.working import an_entry, move

from .working import WORDS, hand_on, hand_on_person, hand_on_telling, take, take_told

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.edge("E48")]
SignedIn = Callable[[str], Client]
HERS = Profile(phones=(Point("07700 900888", safe="yes"),), safe_to_call="yes")


def at(name: str, *args: UUID) -> str:
    return reverse(name, args=[reference("amina"), *args])


def comes_back(page: Page, client: Client) -> bool:
    """Type one more letter on a page that is open, then press its button; say whether either was kept."""
    kept = page.save(client, **{**_words(page), "body": "W"})["state"] != "refused"
    client.post(page.form.action, page.sent(**_words(page)))
    return kept or bool(drafts_of("iss_worker"))


def _words(page: Page) -> dict[str, str]:
    return {name: each.value for name, each in page.form.fields.items() if each.kind != "hidden"}


def misfiled_entry() -> tuple[str, Callable[[], None]]:
    wrong = an_entry(WORDS)
    return at("clients:change_entry", wrong), lambda: _gone(take(hand_on(wrong)))


def disputed_entry() -> tuple[str, Callable[[], None]]:
    wrong = an_entry(WORDS)
    return at("ownfile:dispute", wrong), lambda: _gone(take(hand_on(wrong)))


def misfiled_person() -> tuple[str, Callable[[], None]]:
    wrong = add()
    return at("people:change_person", wrong), lambda: _gone(take_told(hand_on_person(wrong)))


def misfiled_telling() -> tuple[str, Callable[[], None]]:
    tell()
    tell(HERS)
    return at("contacting:change"), lambda: _gone(take_told(hand_on_telling(3)))


def _gone(said: str) -> None:
    assert said == "taken"


@pytest.mark.clause("3.2.1")
@pytest.mark.parametrize(
    "misfiled", [misfiled_entry, disputed_entry, misfiled_person, misfiled_telling]
)
def test_a_page_that_was_open_brings_nothing_back(
    misfiled: Callable[[], tuple[str, Callable[[], None]]], signed_in: SignedIn
) -> None:
    address, leaves = misfiled()
    client = signed_in("iss_worker")
    page, other = showing(client, address), showing(client, address)
    assert other.save(client, **_words(other))["state"] == "kept"
    assert drafts_of("iss_worker")
    leaves()
    assert drafts_of("iss_worker") == []
    assert not comes_back(page, client)


def test_what_is_typed_about_safe_contact_since_is_kept(signed_in: SignedIn) -> None:
    """Only a page from before shows what has left."""
    address, leaves = misfiled_telling()
    leaves()
    client = signed_in("iss_worker")
    page = showing(client, address)
    assert page.save(client, **_words(page))["state"] == "kept"


@pytest.mark.parametrize(
    "about", ["/disclosures/{0}/prepare/{1}/permission/", "/files/{2}/own-file/disputed/{1}/new/"]
)
def test_drafts_at_every_address_that_names_it_go(about: str) -> None:
    wrong, stays = an_entry(WORDS), an_entry(WORDS)
    file = cast.FILES["amina"]
    for entry in (wrong, stays):
        type_an_entry(file, address=about.format(entry, entry, file.reference))
    assert take(hand_on(wrong)) == "taken"
    (left,) = drafts_of("iss_worker")
    assert str(stays) in left.address


@pytest.mark.clause("3.2.1")
def test_what_held_a_passage_needs_the_right_to_it_also_when_it_is_kept_later(
    signed_in: SignedIn,
) -> None:
    entry, person = an_entry(), "iss_senior"
    give("amina", person, "view", "contribute")
    address = at("clients:correct_entry", entry)
    pages = {each: showing(signed_in(each), address) for each in ("iss_worker", person)}
    move(entry)
    states = {
        each: page.save(signed_in(each), **_words(page))["state"] for each, page in pages.items()
    }
    assert states == {"iss_worker": "kept", person: "refused"}
    (draft,) = drafts_of("iss_worker")
    assert draft.needs == Draft.Needs.THIRD_PARTY
    client = signed_in(person)
    page = showing(client, address)  # from here on it holds the passage no more
    assert page.save(client, **_words(page))["state"] == "kept"
    with working_as(person):
        assert Draft.objects.get().needs == Draft.Needs.CONTRIBUTE
