"""The list of all there is to read: each line has its place and first words, and tells nothing withheld (3.2.1)."""

import re
from html import unescape
from textwrap import shorten
from typing import Any
from uuid import UUID

import pytest

from clients.models import Entry
from confidentiality.access.identity import acting_as
from disclosures.kiosk.office.reading import BEGINS, Item
from disclosures.package import Contents, Copied
from tests.disclosures import own, story
from tests.disclosures.story import ASKER, who
from tests.kiosk.office import Screen, a_screen, at_office, reading
from tests.readers.outside import opened
from tests.redaction.working import withhold, withhold_entry
from tests.thirdparty.working import an_entry

pytestmark = [pytest.mark.clause("5.2.4"), pytest.mark.clause("3.2.1")]
SECRET = "Wilfred"
CUT = f"{SECRET} rang at ten and said that she was well. She came on the next day, and then went home."
WHOLE = "Nobody but us is to read of the van that stands in the lane."


def text(screen: Screen, address: str) -> str:
    """Return what a page says, without its tags."""
    page = unescape(screen.get(address).content.decode().split("<main")[1])
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.slow
def test_each_line_has_its_place_and_first_words_and_none_counts_what_stays_back(
    committed: str,
) -> None:
    cut, whole = an_entry(CUT), an_entry(WHOLE)
    request = own.prepared_for(own.asked_for())
    own.keep_documents_back(request)
    withhold(request, SECRET)
    withhold_entry(request, whole)
    story.submit(request)
    story.sign_off(request)
    story.read(request)
    package = story.release(request, knows_policy=False).package.id
    with acting_as(who(ASKER)):
        copied = Contents.from_stored(opened(package).contents).items
        there = Entry.objects.get(id=whole).body
        of_file = Entry.objects.filter(id__in=[each.entry for each in copied])
        sensitive = set(of_file.filter(sensitive=True).values_list("id", flat=True))
    assert there == WHOLE
    assert sensitive
    of, picked = len(copied), {each.entry for each in copied}
    assert str(cut) in picked
    assert str(whole) not in picked
    screen, _told = reading(package, a_screen()[1])
    with at_office():
        listed = text(screen, "/read/items/")
        for number, each in enumerate(copied, 1):
            begins = shorten(each.body.partition("\n")[0], BEGINS, placeholder=" …")
            quiet = UUID(each.entry) in sensitive
            assert (f"{number} of {of} – {begins}" in listed) != quiet
            assert f"{number} of {of}" in listed
            assert (begins in listed) != quiet
        assert f"{of + 1} of" not in listed
        assert "– [withheld] rang at ten and said" in listed
        for hidden in (SECRET, WHOLE[:20]):
            assert hidden not in listed
        for number in range(1, of + 1):
            page = text(screen, "/read/item/")
            assert f"{number} of {of} " in page
            screen.post("/read/item/", {"turn": "next"})


@pytest.mark.parametrize(
    ("body", "begins"),
    [
        ("She rang.", "She rang."),
        ("Safe contact\n\nTelephone: 07700 900101", "Safe contact"),
        ("\n  She \t rang.\n", "She rang."),
        ("word " * 40, "word " * 11 + "…"),
        ("A " * 26 + "[withheld] and more of it", "A " * 26 + "…"),  # the mark is never cut through
        ("", ""),
    ],
)
def test_first_words_are_whole_words_out_of_the_copy(body: str, begins: str) -> None:
    item: Any = Item(2, Copied("", "Note", "", body, ""), None, 0, 0)
    assert (item.begins, item.nth_of_all) == (begins, 3)


@pytest.mark.clause("4.4.2")
def test_no_word_of_a_sensitive_fact_stands_on_the_list() -> None:
    assert Item(0, Copied("", "Note", "", "She said it.", ""), None, 0, 0, True).begins == ""


def test_a_page_of_a_document_has_a_place_and_no_words() -> None:
    assert (Item(4, None, None, 2, 1).begins, Item(4, None, None, 2, 1).nth_of_all) == ("", 5)
