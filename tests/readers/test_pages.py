"""The pages of documents on an outside reader's screen: after the terms, as they were released, until a recall."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from confidentiality.access.identity import acting_as
from confidentiality.audit.models import Event
from disclosures.building.taking import page_in, pages_in
from tests.agencyworkers.working import invited
from tests.database import copy_of_template, logged_in_as, use_database
from tests.disclosures.story import ASKER, who
from tests.protocols import working as protocols
from tests.readers.outside import Reader, give, opened, outside, recall
from tests.redaction.test_pages_leave import a_request, cover
from tests.redaction.test_preparing import released

pytestmark = [pytest.mark.slow, pytest.mark.clause("3.2.1"), pytest.mark.edge("E21")]
PAGES = ("/read/page/1.jpg", "/read/page/2.jpg")
NONE = ("/read/page/0.jpg", "/read/page/3.jpg", "/read/page/100000000000000000000.jpg")


@pytest.fixture
def package(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> Iterator[UUID]:
    """A released package with two pages of a document, each with its first lines covered; in a database of its own."""
    with (
        django_db_blocker.unblock(),
        copy_of_template(f"latch_{worker_id}_readers_pages") as name,
        use_database(name),
    ):
        request, pages = a_request()
        for page in pages:
            cover(request, page)
        yield released(request).id


def the_letter(package_id: UUID) -> bytes:
    with acting_as(who(ASKER)):
        return bytes(opened(package_id).letter)


def looks_at_the_pages(reader: Client, letter: bytes) -> None:
    """Go from the accepted terms to each page of the document, in the only order in which they open."""
    left = pages_in(letter)
    assert len(left) == len(PAGES)
    assert [reader.get(each).status_code for each in PAGES] == [302, 302]  # nothing was opened
    for path, lazy, larger in (("/read/package/", 4, 2), ("/read/print/", 0, 0)):
        shown = reader.get(path).content.decode()
        assert shown.count('loading="lazy"') == lazy
        assert shown.count("Show the page at its full size") == larger
        for number, address in enumerate(PAGES, start=1):
            alt = f"Page {number} of 2 of document 1, as a picture"
            assert f'src="{address}" alt="{alt}"' in shown
        assert "letter.pdf" not in shown
        for address, picture in zip(PAGES, left, strict=True):
            answer = reader.get(address)
            assert answer.content == picture
            assert answer["Content-Type"] == "image/jpeg"
            assert answer["Cache-Control"] == "no-store"
    assert [reader.get(each).status_code for each in NONE] == [404] * 3


def looks_on_record(package_id: UUID) -> int:
    with logged_in_as("owner"):
        found = Event.objects.filter(action="package_read_outside", actor="reader", reason="page")
        return found.filter(ids__contains=[str(package_id)]).count()


def test_whoever_has_a_link_sees_the_pages_without_leave_to_download(package: UUID) -> None:
    letter = the_letter(package)
    told, reader = give(package, may_download=False), Reader()
    with outside():
        assert [reader.get(each).status_code for each in PAGES] == [404, 404]  # nobody came in
        assert reader.enter(told.link, told.code) == 302
        assert [reader.get(each).status_code for each in PAGES] == [302, 302]  # to the terms
        assert reader.accept() == 302
        looks_at_the_pages(reader, letter)
        assert reader.post(PAGES[0]).status_code == 405
    assert looks_on_record(package) == 4
    recall(package)
    with outside():
        assert [reader.get(each).status_code for each in PAGES] == [404, 404]
    assert looks_on_record(package) == 4


def test_somebody_of_a_partner_agency_sees_the_pages(package: UUID) -> None:
    letter = the_letter(package)
    with acting_as(who(ASKER)):
        contact = opened(package).release.contact_id
    assert contact is not None
    worker, reader = invited(protocols.agreed(contact), contact), Reader()
    with outside():
        assert worker.join(reader) == 200
        assert worker.sign_in(reader) == 302
        assert reader.post("/shared/open/", {"package": str(package)}).status_code == 302
        assert reader.accept() == 302
        looks_at_the_pages(reader, letter)
    assert looks_on_record(package) == 4


def test_a_page_is_taken_out_of_a_letter_alone(package: UUID) -> None:
    letter = the_letter(package)
    assert [page_in(letter, number) for number in range(3)] == [*pages_in(letter), None]
