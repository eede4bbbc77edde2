"""Letting somebody of a partner agency in, by the database's own functions; as the redeemer, but for what is shared.

Whatever is wrong is answered alike and takes as long: a name that nobody has is compared with a password and a code
that are nobody's.
"""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import connection
from django.utils import timezone

from confidentiality.sealing.fields import sealed_for
from confidentiality.sealing.keys import load_keys
from disclosures.readers.codes import new_token
from disclosures.readers.codes import print_of_cookie as print_of_visit
from disclosures.readers.models import Ticket
from staff.organisation.in_force import letterhead

from . import secrets, totp

_nobody: list[tuple[str, str]] = []


@dataclass(frozen=True)
class Shared:
    """One package that was released to whoever acts."""

    package: UUID
    reference: str
    released_at: datetime
    read_at: datetime | None


def _asked(function: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        places = ", ".join(["%s"] * len(values))
        cursor.execute(f"SELECT * FROM access.{function}({places})", values)  # noqa: S608 - a name of ours
        return list(cursor.fetchall())


def _nobodys() -> tuple[str, str]:
    if not _nobody:
        _nobody.append((make_password(new_token()), totp.new_secret()))
    return _nobody[0]


def join(*, name: str, first: str, second: str, password: str) -> str | None:
    """Take the two codes of an invitation; return the second factor's secret to set up, None for wrong ones."""
    name, secret = secrets.as_name(name), totp.new_secret()
    kept = (make_password(password), secrets.seal_factor(name, secret))
    codes = (secrets.print_of_code(first), secrets.print_of_code(second))
    ((taken,),) = _asked("take_agency_codes", name, *codes, *kept)
    return secret if taken else None


def sign_in(*, name: str, password: str, code: str) -> str | None:
    """Begin a session; return its cookie, or None, which says nothing of the reason."""
    name = secrets.as_name(name)
    found = _asked("agency_secrets", name)
    who, (hashed, secret) = None, _nobodys()
    if found:
        who, hashed, sealed = found[0]
        secret = secrets.open_factor(name, bytes(sealed))
    right, step = check_password(password, hashed), totp.step_of(secret, code, time.time())
    cookie, proved = new_token(), who if right and step is not None else None
    begins = (uuid4(), secrets.print_of_cookie(cookie), settings.VISIT_SECONDS)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.begin_agency_session(%s, %s, %s, %s, make_interval(secs => %s))",
            [proved, step or 0, *begins],
        )
        (let_in,) = cursor.fetchone()
    return cookie if let_in else None


def session_of(cookie: str) -> UUID | None:
    """Return the session of a cookie while it lasts; asking counts as being seen."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.agency_session_of(%s, make_interval(secs => %s))",
            [secrets.print_of_cookie(cookie), settings.VISIT_IDLE_SECONDS],
        )
        (session,) = cursor.fetchone()
    return session if isinstance(session, UUID) else None


def leave(cookie: str) -> None:
    """End the session of a cookie and what it opened, if there is one."""
    _asked("leave_agency_session", secrets.print_of_cookie(cookie))


def shared() -> list[Shared]:
    """Return what was released to whoever acts, the newest first; that it was shown is recorded."""
    return [Shared(*row) for row in _asked("list_shared")]


def open_shared(one: Shared) -> str | None:
    """Open a visit to a package; return its cookie, None when it can't be opened any more."""
    head = letterhead()
    ticket = Ticket(id=uuid4(), package_id=one.package)
    load_keys([ticket.sealed_under()])
    ticket.cover = {
        "organisation": head.name,
        "contact": head.contact,
        "reference": one.reference,
        "released_on": timezone.localdate(one.released_at).isoformat(),
    }
    cookie, cover = new_token(), bytes(sealed_for(ticket, "cover"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.open_shared(%s, %s, %s, %s, %s, make_interval(secs => %s))",
            [
                *(one.package, ticket.id, uuid4(), print_of_visit(cookie), cover),
                settings.VISIT_SECONDS,
            ],
        )
        (opened,) = cursor.fetchone()
    return cookie if opened else None
