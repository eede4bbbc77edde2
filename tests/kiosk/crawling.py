"""Every address of the office screens' process by every method, at every point of a reading; all that is answered.

An answer is its status line, its headers and cookies and each of its bytes; a letter or a picture is also what it says.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pypdfium2
from django.core.cache import cache
from django.core.cache.backends import locmem
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver
from PIL import Image

from confidentiality.access.identity import DoorsClosed
from disclosures.kiosk.office import agreed, entry, reading
from tests.attacking import sized
from tests.kiosk.office import Screen, at_office
from tests.kiosk.withheld import Scene

Stores = Iterator[tuple[str, bytes]]
METHODS = ("get", "head", "post", "put", "patch", "delete", "options", "trace")
ODD = (  # what no page of ours sends
    *("/read/item/?item=3", "/read/agreed/?change=0", "/read/agreed/?change=7"),
    *(f"/read/agreed/?change=0&how={how}" for how in agreed.Kind),
    *(f"/read/agreed/?change={'9' * 5000}", "/read/item/3/", "/admin/", "/files/", "/packages/"),
    *("/static/../manage.py", "/static/%2e%2e/manage.py", "/read/picture/?page=1", "/%00"),
)
SENT = {
    "code": "000 000",
    "change": "0",
    "size": "7",
    "words": "",
    "format": "json",
    "consent": "x",
}
ENDS = ("/leave/", "/blank/")
LONG = 1  # items at which every method is tried, in the suite


def addresses() -> list[str]:
    """Return every address of the process that serves, walked from its resolver; none takes anything (decision 53)."""
    return sorted(_walk(get_resolver().url_patterns, "/"))


def _walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for pattern in patterns:
        assert not pattern.pattern.converters, "an address that names something"
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, before + str(pattern.pattern))
        else:
            yield before + str(pattern.pattern)


def whole(answer: HttpResponseBase) -> bytes:
    """Return all of an answer: status line, headers, cookies, body, and what a picture or letter in it says."""
    body = answer.getvalue()
    head = f"{answer.status_code} {answer.reason_phrase}\n{answer.headers}\n{answer.cookies.output()}\n"
    return head.encode() + body + b"\n" + said_in(body)


def said_in(body: bytes) -> bytes:
    """Return the text of a PDF, or the data beside a picture's pixels; b'' for anything else."""
    if body.startswith(b"%PDF"):
        with pypdfium2.PdfDocument(body) as document:
            return "\n".join(page.get_textpage().get_text_bounded() for page in document).encode()
    if body.startswith(b"\x89PNG"):
        with Image.open(io.BytesIO(body)) as picture:
            return repr((picture.info, dict(picture.getexif()))).encode()
    return b""


def memory() -> bytes:
    """Return what the process holds in its own cache, which is of how often somebody tried."""
    caches: dict[str, dict[str, bytes]] = vars(locmem)["_caches"]
    held = [(key, value) for kept in caches.values() for key, value in kept.items()]
    return b"\n".join(key.encode() + value for key, value in held)


def everything(screen: Screen, when: str) -> Stores:
    """Yield what every address answers to every method, bare and with what no page sends; but what ends a sitting."""
    for path in (*addresses(), *ODD):
        if path in ENDS:
            continue
        for method in METHODS:
            ask = getattr(screen, method)
            for sent in ({}, SENT) if method in ("post", "put", "patch") else ({},):
                yield f"{when}: {method} {path[:40]}", whole(ask(path, sent))


def crawled(scene: Scene) -> Stores:
    """Yield what the process answers before, during and after one reading."""
    with at_office(KIOSK_NETWORKS=["203.0.113.0/24"]):
        yield from list(everything(scene.screen, "elsewhere"))
    with at_office():
        yield from list(_one_reading(scene.screen, scene.codes))


def _one_reading(screen: Screen, codes: tuple[str, str]) -> Stores:
    yield from everything(Screen(), "unknown browser")
    yield from everything(screen, "nobody reads")
    cache.clear()  # of how often this address may try
    assert screen.enter(*codes) == 302
    yield from everything(screen, "before she may read")
    assert screen.accept() == 302
    yield from every_item(screen)
    yield from failures(screen)
    assert screen.post("/blank/").status_code == 302
    yield from everything(screen, "blank")
    cache.clear()
    assert screen.post("/back/", {"code": codes[1]}).status_code == 302
    yield "memory of tries", memory()
    yield "back again", whole(screen.get("/read/item/"))
    yield "closed", whole(screen.get("/leave/"))
    yield from everything(screen, "afterwards")


def every_item(screen: Screen) -> Stores:
    """Yield each item as a page and a picture, the lists, and at some items every method."""
    listed = screen.get("/read/items/").content.count(b'name="turn"')
    assert listed > 3
    for number in range(listed):
        screen.post("/read/item/", {"turn": str(number)})
        for path in ("/read/item/", "/read/picture/"):
            yield f"item {number}: {path}", whole(screen.get(path))
        if number < sized(LONG, listed):
            yield from everything(screen, f"item {number}")


def failures(screen: Screen) -> Stores:
    """Yield the pages of what goes wrong: a stale form, too many tries, our own fault, a closed product."""
    strict = Screen()
    strict.handler.enforce_csrf_checks = True
    strict.cookies.update(screen.cookies)
    yield "stale", whole(strict.post("/read/item/", {"words": "x"}))
    with patch.object(entry, "may_try", lambda request: False):
        yield "too often", whole(screen.post("/", {"staff_code": "x", "client_code": "y"}))
    with _broken():
        for path in addresses():
            if path not in ENDS:
                yield f"fault: {path}", whole(screen.get(path))
    with patch.object(entry, "here", _shut):
        yield "closed product", whole(screen.get("/read/item/"))


@contextmanager
def _broken() -> Iterator[None]:
    """Let each page fail over what it has just read, which its error names as errors do."""

    def fails(sitting: object, *_: object) -> None:
        found = reading.Package.objects.get(id=sitting.ticket.package_id)  # type: ignore[attr-defined]
        raise ValueError(repr(found.contents))

    broken = patch.multiple(reading, open_items=fails, has_signed=fails)
    with broken, patch.object(agreed, "agreed_to", fails):
        yield


def _shut(request: HttpRequest, **_: object) -> None:
    raise DoorsClosed
