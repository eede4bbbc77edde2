"""What every client is told of reading their file: one source, to be printed from the product, and of nobody's file."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.cast import FILES
from tests.clients.questions import reference

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.2.4")]
SignedIn = Callable[[str], Client]
HERE = "/own-files/for-clients/"
GUIDE = Path(settings.BASE_DIR) / "docs" / "reading-your-file.md"


def _words(text: str) -> list[str]:
    return re.findall(r"[\w’']+", text)


def _page(client: Client) -> str:
    whole = client.get(HERE).content.decode()
    return whole.partition('<div class="latch-for-clients">')[2].partition("</div>")[0]


def test_the_page_says_what_the_guide_says_and_nothing_else(signed_in: SignedIn) -> None:
    page = _page(signed_in("iss_worker"))
    guide = re.sub(r"!\[[^]]*\]\([^)]*\)|^\d+\. ", "", GUIDE.read_text("utf-8"), flags=re.MULTILINE)
    assert _words(unescape(re.sub(r"<[^>]+>", " ", page))) == _words(guide)
    assert len(_words(guide)) > 250
    assert "<ol" in page
    assert "*" not in page
    assert "#" not in page


def test_it_names_nobody_and_is_the_same_for_everybody(signed_in: SignedIn) -> None:
    pages = {key: _page(signed_in(key)) for key in ("iss_worker", "dvpp_worker", "hr")}
    assert len(set(pages.values())) == 1
    assert not [each.name for each in FILES.values() if each.name in pages["hr"]]
    whole = signed_in("iss_worker").get(HERE)
    assert reference("amina") not in whole.content.decode()
