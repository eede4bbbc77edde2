"""The office screens' process, in the tests' own: its settings, its database login, a screen and a client at it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch
from uuid import UUID, uuid4

from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.test.utils import override_settings
from django.urls import clear_url_caches

from confidentiality.access.identity import SystemActor, acting_as
from disclosures.kiosk import actions
from disclosures.kiosk.actions import Given
from disclosures.kiosk.models import OfficeScreen
from disclosures.kiosk.office import entry
from tests import cast
from tests.database import logged_in_as
from tests.disclosures.story import ASKER, who
from tests.readers.outside import a_package, opened

with patch.dict(
    os.environ
):  # it decides how logs look and which networks answer, for its own process
    from confidentiality.settings import kiosk_demo

NAMES = (
    *("ROOT_URLCONF", "MIDDLEWARE", "TEMPLATES", "CSRF_FAILURE_VIEW", "CSRF_COOKIE_NAME"),
    *("SITTING_COOKIE_NAME", "SCREEN_COOKIE_NAME", "VISIT_COOKIE_SECURE"),
    *(
        "CONTENT_SECURITY_POLICY",
        "CACHES",
        "SECRET_KEY",
        "KIOSK_NETWORKS",
        "SECURE_REFERRER_POLICY",
    ),
)
HOST = "office.testserver"
ASKS, AGREES = "iss_manager", "records_admin"
SCREEN, SITTING = kiosk_demo.SCREEN_COOKIE_NAME, kiosk_demo.SITTING_COOKIE_NAME


@contextmanager
def at_office(**changed: object) -> Iterator[None]:
    """Serve as the office screens' process does: its settings, and a connection as latch_kiosk."""
    settings = {name: getattr(kiosk_demo, name) for name in NAMES} | changed
    with override_settings(**settings, LOGIN="kiosk", ALLOWED_HOSTS=[HOST]), logged_in_as("kiosk"):
        clear_url_caches()
        cache.clear()
        try:
            yield
        finally:
            clear_url_caches()


class Screen(Client):
    """A browser at the office; a crash is an answer to it (500)."""

    def __init__(self, cookie: str = "") -> None:
        super().__init__(raise_request_exception=False, headers={"host": HOST})
        if cookie:
            self.cookies[SCREEN] = cookie

    def enter(self, staff_code: str, client_code: str) -> int:
        """Type both codes; return the answer's status: 302 when let in."""
        typed = {"staff_code": staff_code, "client_code": client_code}
        return self.post("/", typed).status_code

    def accept(self) -> int:
        """Begin to read; return the answer's status: 302 when it could be."""
        return self.post("/read/", {"accepted": "on"}).status_code


def own_package(package: UUID | None = None) -> UUID:
    """Make a released package one from the client's own file; return its id."""
    package = package or a_package()
    with logged_in_as("owner"), connections["default"].cursor() as cursor:
        cursor.execute("ALTER TABLE disclosures_request DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE disclosures_request q SET basis = 'own_file' FROM disclosures_release r, disclosures_package p"
            " WHERE r.request_id = q.id AND p.release_id = r.id AND p.id = %s",
            [package],
        )
        cursor.execute(
            "UPDATE disclosures_release r SET consent_id = NULL FROM disclosures_package p"
            " WHERE p.release_id = r.id AND p.id = %s",
            [package],
        )
        cursor.execute("ALTER TABLE disclosures_request ENABLE TRIGGER USER")
    return package


def an_asked_screen(room: str = "Small room") -> OfficeScreen:
    """Ask for a screen that nobody has agreed to."""
    with acting_as(who(ASKS)):
        return actions.ask_for_screen(screen_id=uuid4(), room=room, by=cast.worker(ASKS))


def a_screen(room: str = "Blue room") -> tuple[OfficeScreen, str]:
    """Set up an office screen by two people; return it and its browser's cookie."""
    asked = an_asked_screen(room)
    with acting_as(who(AGREES)):
        said, code = actions.agree_to_screen(screen=asked, by=cast.worker(AGREES))
    assert said == "done"
    with logged_in_as("kiosk"), acting_as(SystemActor.USHER):
        cookie = entry.enrol(code)
    assert cookie
    return asked, cookie


def give(package_id: UUID, *, by: str = ASKER) -> Given:
    """Give a ticket to the screen, as a worker."""
    with acting_as(who(by)):
        return actions.give_ticket(
            package=opened(package_id),
            ticket_id=uuid4(),
            supporter=True,
            interpreter=False,
            by=cast.worker(by),
        )


def reading(package_id: UUID, cookie: str) -> tuple[Screen, Given]:
    """Somebody who has come in at a screen and begun to read."""
    told, screen = give(package_id), Screen(cookie)
    with at_office():
        assert screen.enter(told.staff_code, told.client_code) == 302
        assert screen.accept() == 302
    return screen, told


def read_and_signed(package_id: UUID) -> None:
    """Let a client say something, sign, and have a consent to withdraw: a row in every table of this room."""
    screen, _ = reading(package_id, a_screen()[1])
    with at_office():
        assert screen.post("/read/item/", {"words": "I said that twice."}).status_code == 302
        assert screen.post("/read/sign/", {"name": "A. K."}).status_code == 302
