"""The outside readers' process, in the tests' own: its settings, its database login, and a browserless reader."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch
from uuid import UUID, uuid4

from django.core.cache import cache
from django.test import Client
from django.test.utils import override_settings
from django.urls import clear_url_caches

from confidentiality.access.identity import OutsideReader, SystemActor, acting_as
from disclosures.models import Package
from disclosures.readers import actions
from disclosures.readers.access import standing_closings, tickets_of
from disclosures.readers.actions import Given
from disclosures.readers.fence_sql import WRONG_CODES
from disclosures.readers.models import OutsideReading, Recall
from disclosures.readers.outside import entry, reading
from tests import cast
from tests.database import logged_in_as
from tests.disclosures import story
from tests.disclosures.story import ASKER, MANAGER, who

with patch.dict(os.environ):  # it decides how logs look, for its own process
    from confidentiality.settings import reader_demo

NAMES = (
    *("ROOT_URLCONF", "MIDDLEWARE", "TEMPLATES", "CSRF_FAILURE_VIEW", "CSRF_COOKIE_NAME"),
    *(
        "VISIT_COOKIE_NAME",
        "AGENCY_COOKIE_NAME",
        "VISIT_COOKIE_SECURE",
        "CONTENT_SECURITY_POLICY",
        "CACHES",
        "SECRET_KEY",
    ),
)
HOST = "readers.testserver"


@contextmanager
def outside() -> Iterator[None]:
    """Serve as the readers' process does: its settings, and a connection as latch_reader."""
    changed = {name: getattr(reader_demo, name) for name in NAMES}
    with override_settings(**changed, LOGIN="reader", ALLOWED_HOSTS=[HOST]), logged_in_as("reader"):
        clear_url_caches()
        cache.clear()
        try:
            yield
        finally:
            clear_url_caches()


class Reader(Client):
    """Somebody outside with a browser of their own; a crash is an answer to it (500)."""

    def __init__(self) -> None:
        super().__init__(raise_request_exception=False, headers={"host": HOST})

    def enter(self, link: str, code: str) -> int:
        """Come in with a link and a code; return the answer's status: 302 when let in."""
        return self.post("/", {"link": link, "code": code}).status_code

    def accept(self) -> int:
        """Accept the terms; return the answer's status: 302 when they could be."""
        return self.post("/read/", {"accepted": "on"}).status_code


def a_package(key: str = ASKER) -> UUID:
    """Release a package to a new agency; return its id."""
    return story.release(story.a_signed_request()).package.id


def give(package_id: UUID, *, by: str = ASKER, may_download: bool = True) -> Given:
    """Give the recipient a link, as a worker who has seen why it was closed to them."""
    with acting_as(who(by)):
        return actions.give_link(
            package=opened(package_id),
            ticket_id=uuid4(),
            may_download=may_download,
            by=cast.worker(by),
            seen=closings(package_id),
        )


def let_in(package_id: UUID, *, by: str = ASKER) -> None:
    """Let the recipient in again, as a worker who has seen why it was closed to them."""
    with acting_as(who(by)):
        actions.let_in_again(
            package=opened(package_id), by=cast.worker(by), seen=closings(package_id)
        )


def closings(package_id: UUID) -> list[UUID]:
    """What keeps the recipient out (act as somebody)."""
    return [each.id for each in standing_closings(tickets_of(opened(package_id)))]


def is_shut_out(package: Package) -> bool:
    """Whether a way in to a package was closed by one of us, and nobody was let in again since (act as somebody)."""
    return bool(standing_closings(tickets_of(package)))


def recall(package_id: UUID, *, by: str = MANAGER) -> Recall:
    """Recall a package."""
    with acting_as(who(by)):
        return actions.recall(
            package=opened(package_id),
            recall_id=uuid4(),
            reason="It named her sister.",
            by=cast.worker(by),
        )


def opened(package_id: UUID) -> Package:
    """The package as the door opens it (act as somebody)."""
    related = Package.objects.select_related("file", "release__agency", "release__contact")
    return related.select_related("release__request", "release__released_by").get(id=package_id)


def a_guessed_link(package_id: UUID) -> UUID:
    """Give a link and have somebody try wrong codes until it closes; then give another. Return the first one's id."""
    told = give(package_id)
    with logged_in_as("reader"):
        for _ in range(WRONG_CODES):
            with acting_as(SystemActor.REDEEMER):
                entry.come_in(link=told.link, code="no code")
    give(package_id)
    return told.ticket.id


def read_and_recalled(package_id: UUID) -> None:
    """Let the recipient read a package, recall it, and begin a correction: a row in every table of this room."""
    told = give(package_id)
    with logged_in_as("reader"):
        with acting_as(SystemActor.REDEEMER):
            cookie = entry.come_in(link=told.link, code=told.code)
            visit = entry.visit_of(cookie or "")
        assert visit is not None
        with acting_as(OutsideReader(visit)):
            reading.write_down(reading.open_visit(), OutsideReading.What.TERMS)
    made = recall(package_id)
    with acting_as(who(ASKER)):
        made.release = opened(package_id).release
        actions.begin_correction(recalled=made, request_id=uuid4(), by=cast.worker(ASKER))
