"""No page of those who are not staff asks the database more than twelve questions, however much there is to read."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from tests.agencyworkers.working import a_request, invited
from tests.disclosures import story
from tests.kiosk import office
from tests.protocols import working as protocols
from tests.queries import APART
from tests.readers.outside import Reader, give, outside

pytestmark = pytest.mark.slow
MOST = 12
ENDS = {"/leave/", "/blank/", "/account/sign-out/"}
ITEMS = 1000


def _addresses(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _addresses(each.url_patterns, before + str(each.pattern))
        else:
            yield before + str(each.pattern).replace("<int:number>", "1")


def _walked(browser: Client, served: AbstractContextManager[None]) -> dict[str, list[str]]:
    """Return what each page that is shown asks, transactions and identity apart, where it was looked at before."""
    asked: dict[str, list[str]] = {}
    with served:
        for path in sorted({*_addresses(get_resolver().url_patterns)} - ENDS):
            for _look in range(2):  # the first may be put on a register
                with CaptureQueriesContext(connection) as captured:
                    answer = browser.get(path)
                    answer.getvalue()
                if answer.status_code == 200:
                    said = [query["sql"] for query in captured.captured_queries]
                    asked[path] = [sql for sql in said if not sql.startswith(APART)]
                    assert len(asked[path]) <= MOST, "\n".join([path, *asked[path]])
    return asked


def _are_as_many(before: dict[str, list[str]], after: dict[str, list[str]]) -> None:
    grown = {
        path: (asked, before[path])
        for path, asked in after.items()
        if len(asked) != len(before[path])
    }
    assert before.keys() == after.keys()
    assert not grown


def _released(contact: UUID) -> UUID:
    """Release a text and the page of a document to somebody of an agency; return the package's id."""
    request = a_request(contact, has_page=True)
    for step in (story.submit, story.sign_off, story.read):
        step(request)
    return story.release(request).package.id


def test_of_a_reader_with_a_link(committed: str) -> None:
    package = _released(story.an_agency())
    told, reader = give(package), Reader()
    with outside():
        assert reader.enter(told.link, told.code) == 302
        assert reader.accept() == 302
    before = _walked(reader, outside())
    read = {"/read/", "/read/package/", "/read/print/", "/read/page/1.jpg", "/read/letter.pdf"}
    assert before.keys() >= {"/", *read}
    office.grow(package, ITEMS)
    _are_as_many(before, _walked(reader, outside()))


def test_of_somebody_who_signs_in_from_an_agency(committed: str) -> None:
    contact = story.an_agency()
    her = invited(protocols.agreed(contact), contact)
    package, reader = _released(contact), Reader()
    with outside():
        assert her.join(reader) == 200
        assert her.sign_in(reader) == 302
        assert reader.post("/shared/open/", {"package": str(package)}).status_code == 302
        assert reader.accept() == 302
    before = _walked(reader, outside())
    assert before.keys() >= {"/account/", "/shared/", "/read/package/", "/read/page/1.jpg"}
    for _more in range(2):  # a consent beside the others closes nothing of them
        request = story.a_draft(contact, story.a_consent(contact, beside=True))
        for step in (story.submit, story.sign_off, story.read, story.release):
            step(request)
    office.grow(package, ITEMS)
    with outside():
        assert reader.get("/shared/").content.count(b'name="package"') == 3
    _are_as_many(before, _walked(reader, outside()))


def _turn_to_a_picture(screen: office.Screen) -> None:
    """Pages of documents come after what was written."""
    with office.at_office():
        listed = screen.get("/read/items/").content.count(b'name="turn"')
        assert screen.post("/read/item/", {"turn": str(listed - 1)}).status_code == 302


def test_of_a_client_at_the_office(committed: str) -> None:
    story.a_consent(story.an_agency())
    package = office.with_everything()
    screen, _told = office.reading(package, office.a_screen()[1])
    office.remark(screen, package)
    _turn_to_a_picture(screen)
    before = _walked(screen, office.at_office())
    read = ("item", "items", "picture", "agreed", "sign")
    assert before.keys() >= {"/read/", *(f"/read/{each}/" for each in read)}
    for name in ("Larkfield Clinic", "Marlow House"):
        story.a_consent(story.an_agency(name=name))
    office.remark(screen, package, "And that was on a Friday.")
    office.grow(package, ITEMS)
    _turn_to_a_picture(screen)
    _are_as_many(before, _walked(screen, office.at_office()))
