"""A letter that was made is printed for as long as safe contact lets it say what it says, and go where it goes."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from django.test import Client, override_settings

from clients.contacting.profile import EMAIL, Blocked, Profile
from clients.letters import actions
from clients.letters.models import Letter, Printing
from tests import cast
from tests.clients.questions import working_as
from tests.contacting.working import SAFE, tell

from .working import TO_HOME, print_letter, write

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.clause("3.3.1"),
    pytest.mark.usefixtures("named"),
]
SignedIn = Callable[[str], Client]
MAIL = "amina.f@example.org"


@pytest.fixture
def named() -> Iterator[None]:
    with override_settings(ORGANISATION_NAME="Harbour House", LETTER_SENDER="PO Box 7\nOldtown"):
        yield


@pytest.mark.parametrize("place", [TO_HOME, None])
@pytest.mark.parametrize("printed", [False, True])
@pytest.mark.parametrize(
    ("more", "since", "said"),
    [
        ("", replace(SAFE, may_name_us=False), "‘harbour house’ says who we are or what we do"),
        ("Your refuge.", replace(SAFE, may_name_us=False), "‘refuge’ says who we are"),
        (
            f"Write to {MAIL}.",
            replace(SAFE, may_name_us=True, blocked=(Blocked(EMAIL, MAIL),)),
            "is blocked",
        ),
    ],
)
def test_what_she_allows_no_more_is_not_printed(
    signed_in: SignedIn,
    place: tuple[str, str] | None,
    printed: bool,
    more: str,
    since: Profile,
    said: str,
) -> None:
    """Somebody reads her letters now, or his box is blocked: neither the first print nor a copy says it any more."""
    tell(replace(SAFE, may_name_us=True))
    letter = write(place=place, more=more)
    if printed:
        print_letter(letter)
    tell(since)
    with pytest.raises(actions.Refused, match=said):
        print_letter(letter)
    at = f"/files/{cast.FILES['amina'].reference}/letters/{letter.id}/"
    page = signed_in("iss_worker").get(at).content.decode()
    assert said in page
    assert "/print/" not in page
    with working_as("iss_worker"):
        assert Printing.objects.filter(letter=letter).count() == printed


def test_what_she_still_allows_is_printed_also_where_her_name_is_such_a_word() -> None:
    tell(replace(SAFE, may_name_us=False))
    letter = write()
    print_letter(letter)
    tell(replace(SAFE, may_name_us=True))
    print_letter(letter)
    tell(replace(SAFE, may_name_us=False))
    with working_as("iss_worker"):
        found = Letter.objects.select_related("file").get(pk=letter.pk)
        found.file.name = found.file.name.replace("Amina", "Rape")
        found.words = {**found.words, "body": f"Dear {found.file.name}"}
        assert actions.why_not(found, found.file) == ""
