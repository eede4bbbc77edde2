"""What is asked of every page of a case file, in the same words."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients import actions
from clients.models import CaseFile, CaseFileUserGrant, Entry
from confidentiality.access.identity import acting_as
from staff.models import Worker
from tests import cast
from tests.addresses import ask

NEVER = "ZZZZ-ZZZZ"  # a reference that was never drawn
NO_ENTRY = UUID("00000000-0000-4000-8000-000000000000")

# Who may know nothing of whose file: the other service, a colleague without a grant, one behind a wall although
# a grant was given by mistake, one who sees dates and classes only. Every role is asked in test_every_address.
HIDDEN_FROM = (
    ("dvpp_worker", "amina"),
    ("iss_senior", "amina"),
    ("iss_colleague", "leila"),
    ("records_admin", "amina"),
)

HOSTILE = {
    "markup": "<script>alert(1)</script><b>bold</b> {{ 7*7 }} {% debug %} &amp;",
    "right to left": "\u202eنص معكوس\u202c and back",
    "emoji": "👩🏽‍🦱🏳️‍🌈 she said",
    "quotes": "'; DROP TABLE clients_entry; --",
    "formula": '=HYPERLINK("http://example.invalid","x")',
    "ciphertext": "AQvr9mT0cHl4Zc0bJ2t1mV4r1pJ0w3m3hK8yYw==",
    "escaped bytes": "\\x01a9f3\\001 b'\\x01'",
}
NUL = "before\x00after"


def reference(key: str) -> str:
    """Return a cast file's reference."""
    return cast.FILES[key].reference


def path(name: str, key: str, *args: Any) -> str:
    """Return the address of a page of a cast file."""
    return reverse(f"clients:{name}", args=[reference(key), *args])


def assert_hidden(client: Client, address: str, key: str) -> None:
    """Assert that an address answers as if the file had never been: status, headers, bytes, SQL shape."""
    absent = address.replace(reference(key), NEVER)
    assert absent != address
    for method in ("get", "post", "put", "delete"):
        hidden, nothing = ask(client, method, address), ask(client, method, absent)
        assert nothing.status in ((404,) if method == "get" else (404, 405))
        assert hidden == nothing


def without_tokens(page: str) -> str:
    """Return a page without the lines whose random tokens could spell anything."""
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


@contextmanager
def working_as(key: str) -> Iterator[Worker]:
    """Act as a cast person; gives their worker."""
    with acting_as(cast.PEOPLE[key].id):
        yield cast.worker(key)


def file_of(key: str) -> CaseFile:
    """Return a cast file as whoever acts now sees it."""
    return CaseFile.objects.get(id=cast.FILES[key].id)


def entries_of(key: str, holder: str) -> list[Entry]:
    """Return a cast file's entries, the newest first, read as their holder."""
    with working_as(holder):
        return list(Entry.objects.filter(file_id=cast.FILES[key].id).order_by("-written_at", "-id"))


def words_of(entry_id: UUID, holder: str) -> tuple[str, str]:
    """Return what an entry says, and its basis, as its holder reads it."""
    with working_as(holder):
        entry = Entry.objects.get(id=entry_id)
        return entry.body, entry.basis


def give(key: str, to: str, *rights: str, holder: str = "iss_worker", ended: bool = False) -> None:
    """Let the holder of a file give rights to a colleague, or have given ones that have ended."""
    until = timezone.now() - timedelta(hours=1) if ended else None
    with working_as(to) as colleague:
        pass
    with working_as(holder) as by:
        actions.give_to_worker(
            file=file_of(key),
            worker=colleague,
            rights=rights,
            reason="cover",
            by=by.pk,
            until=until,
        )


def end_grants(key: str, of: str, holder: str = "iss_worker") -> None:
    """Let the holder of a file end what a colleague holds on it."""
    with working_as(holder):
        ended = CaseFileUserGrant.objects.filter(
            content_object_id=cast.FILES[key].id, user_id=cast.PEOPLE[of].id
        ).update(until=timezone.now() - timedelta(hours=1))
    assert ended


def day(name: str, value: date) -> dict[str, str]:
    """Return the three boxes of a date as a browser sends them."""
    return {
        f"{name}-day": str(value.day),
        f"{name}-month": str(value.month),
        f"{name}-year": str(value.year),
    }


def tomorrow() -> date:
    """Return tomorrow's day in London."""
    return timezone.localdate() + timedelta(days=1)


def two_days_ago() -> Any:
    """Return a moment when what was written is locked by now."""
    return timezone.now() - timedelta(days=2)
