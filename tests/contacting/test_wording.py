"""How the pages of safe contact and of letters speak of the client, as their templates stand."""

import re
from pathlib import Path

import pytest


@pytest.mark.edge("E4")
def test_no_page_of_contact_or_letters_says_that_the_client_is_a_woman_or_a_man() -> None:
    root = Path(__file__).parents[2]
    rooms = ("contacting", "letters")
    pages = [page for room in rooms for page in (root / "templates" / room).glob("*.html")]
    asked = [root / "clients" / room / "forms.py" for room in rooms]
    assert len(pages) > 8
    says = re.compile(r'(?<!")\b(?:she|her|hers(?! =)|herself|he|him|his|himself)\b', re.IGNORECASE)
    found = {path: says.findall(path.read_text("utf-8")) for path in (*pages, *asked)}
    assert not {path: words for path, words in found.items() if words}
