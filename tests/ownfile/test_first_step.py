"""Taking down who asks, and what stands out as the first thing to do."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests.clients.questions import reference
from tests.ownfile import working

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.2.4"), pytest.mark.clause("5.2.5")]
SignedIn = Callable[[str], Client]


@pytest.mark.edge("E31")
def test_who_asks_for_the_client_is_asked_for_once(signed_in: SignedIn) -> None:
    """Drawn under each answer, the name that was typed would be sent beside two empty ones, and lost."""
    at = f"/files/{reference('amina')}/own-file/new/"
    page = signed_in("iss_worker").get(at).content.decode()
    assert page.count('name="who"') == 1


@pytest.mark.edge("E30")
def test_to_speak_with_her_alone_stands_out_until_it_is_done(signed_in: SignedIn) -> None:
    client, request = signed_in("iss_worker"), working.ask()

    def buttons() -> list[str]:
        """Return what the page's main buttons say."""
        page = client.get(f"/files/{reference('amina')}/own-file/{request}/").content.decode()
        main = page.partition("<main")[2].partition("</main>")[0]
        return re.findall(r'class="govuk-button"[^>]*>\s*([^<]*?)\s*<', main)

    assert buttons() == ["Note a private conversation"]
    working.say(request, "identity", **working.SEEN)
    assert buttons() == ["Prepare what they may read"]
