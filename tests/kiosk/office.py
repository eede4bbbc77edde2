"""The office screens' process, in the tests' own: its settings, its database login, a screen and a client at it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch
from uuid import UUID, uuid4

from django.core.cache import cache
from django.test import Client
from django.test.utils import override_settings
from django.urls import clear_url_caches

from clients.actions import add_entry
from clients.models import Entry
from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.sealing.keys import load_keys
from disclosures.kiosk import actions
from disclosures.kiosk.actions import Given
from disclosures.kiosk.models import OfficeScreen, Remark
from disclosures.kiosk.office import entry
from disclosures.models import Package
from tests import cast, uploading
from tests.database import logged_in_as
from tests.disclosures import own, story
from tests.disclosures.story import ASKER, who
from tests.readers.outside import opened
from tests.redaction import working as preparing
from tests.scans import preparing as scans

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
        # what a browser says of a picture within a page; no page of ours asks what it is fetched for
        headers = {"host": HOST, "sec-fetch-dest": "image"}
        super().__init__(raise_request_exception=False, headers=headers)
        if cookie:
            self.cookies[SCREEN] = cookie

    def enter(self, staff_code: str, client_code: str) -> int:
        """Type both codes; return the answer's status: 302 when let in."""
        typed = {"staff_code": staff_code, "client_code": client_code}
        return self.post("/", typed).status_code

    def accept(self) -> int:
        """Begin to read; return the answer's status: 302 when it could be."""
        return self.post("/read/", {"accepted": "on"}).status_code


def own_package() -> UUID:
    """Release a package from the client's own file; return its id."""
    return own.released().package.id


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


def give(package_id: UUID, *, by: str = ASKER, supporter: bool = True) -> Given:
    """Give a ticket to the screen, as a worker."""
    with acting_as(who(by)):
        return actions.give_ticket(
            package=opened(package_id),
            ticket_id=uuid4(),
            supporter=supporter,
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


def remark(screen: Screen, package_id: UUID, words: str = "I said that twice.") -> UUID:
    """Let somebody who reads say something of the open item; return the remark's id."""
    with at_office():
        assert screen.post("/read/item/", {"words": words}).status_code == 302
    with acting_as(who(ASKER)):
        return Remark.objects.filter(package=package_id).latest("at").id


def read_and_signed(package_id: UUID) -> None:
    """Let a client say something, sign, and limit a consent: a row in every table of this room."""
    consent = story.a_consent(story.an_agency())
    screen, _ = reading(package_id, a_screen()[1])
    with at_office():
        assert screen.post("/read/item/", {"words": "I said that twice."}).status_code == 302
        assert screen.post("/read/sign/", {"name": "A. K."}).status_code == 302
        less = {
            "consent": str(consent),
            "how": "not_this_person",
            "name": "Mina",
            "confirmed": "on",
        }
        assert screen.post("/read/agreed/", less).status_code == 302


CANARY, WITHHELD = "Quillfeather", "Wickersham"
TOLD = f"On Sunday {CANARY} came by, and {WITHHELD} said nothing of it."


def with_everything(pages: int = 1) -> UUID:
    """Release a package from the client's own file: a canary in a text, a word withheld, a document's page or more."""
    asked = own.asked_for()
    with acting_as(who(ASKER)):
        by, file = cast.worker(ASKER), story.file()
        add_entry(
            file=file,
            by=by,
            kind=Entry.Kind.CALL,
            nature=Entry.Nature.FACT,
            body=TOLD,
            happened_on=story.days(-1),
        )
        document = uploading.a_document(file, by, "letter.pdf", scans.letter(pages))
    request = own.prepared_for(asked)
    preparing.withhold(request, WITHHELD)
    scans.let_go(request, scans.taken(request, document))
    own.keep_documents_back(request)  # those of another time
    for step in (story.submit, story.sign_off, story.read):
        step(request)
    return story.release(request, knows_policy=False).package.id


def for_browser() -> None:
    """Print a package to read; beside a running demo."""
    story.a_consent(story.an_agency())
    print(with_everything())


def for_a_screen() -> None:
    """Print the code of a screen that a browser can take up; beside a running demo."""
    asked = an_asked_screen()
    with acting_as(who(AGREES)):
        _, code = actions.agree_to_screen(screen=asked, by=cast.worker(AGREES))
    print(code)


def grow(package_id: UUID, items: int) -> None:
    """Let a released package hold so many items, each of two thousand characters; as the owner, for its size alone."""
    with logged_in_as("owner"), acting_as(who(ASKER)):
        package = Package.objects.get(id=package_id)
        load_keys([package.sealed_under()])
        contents = package.contents
        body = "She said that she had rung on Monday about the keys. " * 38
        one = {**contents["items"][0], "body": body}
        package.contents = {**contents, "items": [one] * items}
        package.save(update_fields=["contents"])
