"""Coming in and leaving, by the database's own functions; and how often an address may try."""

from uuid import UUID, uuid4

from django.conf import settings
from django.core.cache import cache
from django.db import connection

from ..codes import new_token, print_of_code, print_of_cookie, print_of_link, token_in

# By network address alone: who tries too often holds up nobody elsewhere. A link has 256 bits, so this is no lock.
TRIES = ((60, 10), (3600, 60))  # (seconds, tries)


def may_try(address: str) -> bool:
    """Count one try from an address, and say whether it is within what an address may do."""
    within = True
    for seconds, most in TRIES:
        key = f"reader-tries:{seconds}:{address}"
        cache.add(key, 0, seconds)
        within &= cache.incr(key) <= most
    return within


def come_in(*, link: str, code: str) -> str | None:
    """Redeem a ticket once; return the cookie of the visit, or None, which says nothing of the reason."""
    cookie = new_token()
    told = (print_of_link(token_in(link)), print_of_code(code))
    opens = (uuid4(), print_of_cookie(cookie), settings.VISIT_SECONDS)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.redeem_ticket(%s, %s, %s, %s, make_interval(secs => %s))",
            [*told, *opens],
        )
        (let_in,) = cursor.fetchone()
    return cookie if let_in else None


def visit_of(cookie: str) -> UUID | None:
    """Return the visit of a cookie while it lasts; asking counts as being seen."""
    idle = settings.VISIT_IDLE_SECONDS
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.visit_of(%s, make_interval(secs => %s))", [print_of_cookie(cookie), idle]
        )
        (visit,) = cursor.fetchone()
    return visit if isinstance(visit, UUID) else None


def leave(cookie: str) -> None:
    """End the visit of a cookie, if there is one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.leave_visit(%s)", [print_of_cookie(cookie)])
