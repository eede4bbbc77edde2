"""Leaks at the office screen, planted one by one: what has to be found, or looking proves nothing (A2)."""

import base64
import io
import logging
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import redirect, render
from PIL import Image, PngImagePlugin

from confidentiality.access.identity import acting_as
from confidentiality.sealing.keys import load_keys
from disclosures.kiosk.office import agreed, errors, reading, views
from disclosures.models import Package
from disclosures.readers.models import Ticket
from tests.access.test_sessions import valkey
from tests.database import logged_in_as, owner
from tests.disclosures.story import ASKER, who
from tests.scans import preparing as scans

Leak = Callable[[str, UUID], AbstractContextManager[None]]
LOGIN = "latch_kiosk"
KEY = "office-leak"


def _told_with(change: Callable[[HttpResponse, str], None]) -> Leak:
    """Let each page of the screen be answered with something more."""

    @contextmanager
    def leak(canary: str, package: UUID) -> Iterator[None]:
        def rendered(*args: Any, **more: Any) -> HttpResponse:
            answer = render(*args, **more)
            change(answer, canary)
            return answer

        with patch.object(views, "render", rendered):
            yield

    return leak


def _header(answer: HttpResponse, canary: str) -> None:
    answer["X-Entry"] = base64.b64encode(canary.encode()).decode()


def _cookie(answer: HttpResponse, canary: str) -> None:
    answer.set_cookie("last", canary.encode().hex())


def _comment(answer: HttpResponse, canary: str) -> None:
    answer.content += f"<!-- {canary} -->".encode()


def _attribute(answer: HttpResponse, canary: str) -> None:
    answer.content += f'<i data-was="{base64.b64encode(canary.encode()).decode()}">'.encode()


@contextmanager
def title(canary: str, package: UUID) -> Iterator[None]:
    """The list of what there is to read names a source."""
    with patch.object(reading.Item, "title", canary):
        yield


@contextmanager
def address(canary: str, package: UUID) -> Iterator[None]:
    """A turn of the page leads to an address that tells whom it is about."""

    def leads(name: str) -> HttpResponse:
        answer = redirect(name)
        answer["Location"] += f"?about={canary.encode().hex()}"
        return answer

    with patch.object(views, "redirect", leads):
        yield


@contextmanager
def picture(canary: str, package: UUID) -> Iterator[None]:
    """A page of a document keeps its title beside the pixels."""

    def drawn(*_: object) -> bytes:
        out, told = io.BytesIO(), PngImagePlugin.PngInfo()
        told.add_text("Title", canary, zip=True)
        Image.new("RGB", (9, 9)).save(out, "PNG", pnginfo=told)
        return out.getvalue()

    with patch.object(views, "as_picture", drawn):
        yield


@contextmanager
def fault(canary: str, package: UUID) -> Iterator[None]:
    """A page that failed tells over what."""

    def fails(_: object) -> None:
        raise ValueError(canary)

    told = patch.object(errors, "render_to_string", lambda _: f"ValueError: {canary}")
    with told, patch.object(agreed, "agreed_to", fails):
        yield


@contextmanager
def _kept(package: UUID, change: Callable[[Package], None]) -> Iterator[None]:
    """Let a released package be other than it was reviewed, and put it back."""
    names = ["contents", "letter"]
    with logged_in_as("owner"), acting_as(who(ASKER)):
        found = Package.objects.get(id=package)
        load_keys([found.sealed_under()])
        before = found.contents, bytes(found.letter or b"")
        change(found)
        found.save(update_fields=names)
    yield
    with logged_in_as("owner"), acting_as(who(ASKER)):
        found = Package.objects.get(id=package)
        load_keys([found.sealed_under()])
        found.contents, found.letter = before
        found.save(update_fields=names)


def left(canary: str, package: UUID) -> AbstractContextManager[None]:
    """A passage was not withheld."""

    def change(found: Package) -> None:
        first, *others = found.contents["items"]
        body = f"{first['body']} {canary} told us."
        found.contents = {**found.contents, "items": [{**first, "body": body}, *others]}

    return _kept(package, change)


def letter(canary: str, package: UUID) -> AbstractContextManager[None]:
    """A page of a document is text under its black."""

    def change(found: Package) -> None:
        found.letter = scans.letter(1, line=f"{canary} told us.")

    return _kept(package, change)


@contextmanager
def cover(canary: str, package: UUID) -> Iterator[None]:
    """The ticket's cover, which the screen reads, names somebody."""
    with logged_in_as("owner"), acting_as(who(ASKER)):
        found = Ticket.objects.filter(package=package, closed_at=None).latest("given_at")
        load_keys([found.package.sealed_under()])
        before, found.cover = found.cover, {**found.cover, "ask": canary}
        found.save(update_fields=["cover"])
    yield
    with logged_in_as("owner"), acting_as(who(ASKER)):
        found = Ticket.objects.get(id=found.id)
        load_keys([found.package.sealed_under()])
        found.cover = before
        found.save(update_fields=["cover"])


@contextmanager
def _as_owner(begins: tuple[str, ...], ends: tuple[str, ...]) -> Iterator[None]:
    for statement in begins:
        owner(statement)
    yield
    for statement in ends:
        owner(statement)


def _opened(*names: str) -> Leak:
    """Tables whose rows the login may read by mistake."""

    def leak(canary: str, package: UUID) -> AbstractContextManager[None]:
        return _as_owner(
            tuple(
                each
                for name in names
                for each in (
                    f"CREATE POLICY planted ON {name} FOR SELECT TO {LOGIN} USING (true)",
                    f"GRANT SELECT ON {name} TO {LOGIN}",
                )
            ),
            tuple(f"DROP POLICY planted ON {name}" for name in names),
        )

    return leak


def view(canary: str, package: UUID) -> AbstractContextManager[None]:
    """A view that asks as its owner."""
    return _as_owner(
        (
            f"CREATE VIEW public.planted AS SELECT decode('{canary.encode().hex()}', 'hex') AS told",
            f"GRANT SELECT ON public.planted TO {LOGIN}",
        ),
        ("DROP VIEW public.planted",),
    )


def function(canary: str, package: UUID) -> AbstractContextManager[None]:
    """A function that answers as its owner."""
    told = f"SELECT convert_from(decode('{canary.encode().hex()}', 'hex'), 'UTF8')"
    return _as_owner(
        (
            f"CREATE FUNCTION access.planted(what uuid) RETURNS text LANGUAGE sql SECURITY DEFINER AS $$ {told} $$",
            f"GRANT EXECUTE ON FUNCTION access.planted(uuid) TO {LOGIN}",
        ),
        ("DROP FUNCTION access.planted(uuid)",),
    )


def _does(what: Callable[[str], object]) -> Leak:
    """Something is left behind with each page."""

    @contextmanager
    def leak(canary: str, package: UUID) -> Iterator[None]:
        def counted(sitting: object) -> tuple[list[object], bool]:
            what(canary)
            return [], False

        with patch.object(reading, "remarks_on", counted):
            yield

    return leak


def _in_file(canary: str) -> None:
    (Path(tempfile.gettempdir()) / "page.png").write_bytes(canary.encode("utf-16"))


@contextmanager
def in_valkey(canary: str, package: UUID) -> Iterator[None]:
    """Something of a page is kept for all processes."""
    client = valkey._cache.get_client()  # of the other processes: this one has a cache of its own
    with _does(lambda words: client.set(KEY, words))(canary, package):
        yield
    client.delete(KEY)


# By where they are looked for: in answers, by raw SQL, by the models, in what is left behind.
ANSWERED: dict[str, Leak] = {
    "a header": _told_with(_header),
    "a cookie": _told_with(_cookie),
    "a comment in a page": _told_with(_comment),
    "an attribute in base64": _told_with(_attribute),
    "a title": title,
    "an address": address,
    "a picture's data": picture,
    "a page of a fault": fault,
    "a passage left": left,
    "a cover": cover,
}
READ: dict[str, Leak] = {"a view": view, "a function": function}
OPENED: dict[str, Leak] = {
    "text under black": letter,
    "remarks of another reading": _opened("public.kiosk_remark"),
    "signatures of another reading": _opened("public.kiosk_signature"),
    "entries and keys": _opened("public.clients_entry", "keys.sealing_key"),
    "rooms of screens": _opened("public.kiosk_officescreen"),
}
BEHIND: dict[str, Leak] = {
    "a log": _does(logging.getLogger("latch.answers").warning),
    "a temporary file": _does(_in_file),
    "the memory of tries": _does(lambda canary: cache.set(KEY, canary)),
    "Valkey": in_valkey,
}
