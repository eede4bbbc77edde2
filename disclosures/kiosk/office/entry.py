"""Where a request comes from, and coming in, blanking, coming back and leaving: the database's own functions."""

from dataclasses import dataclass
from ipaddress import ip_address
from uuid import UUID, uuid4

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest

from confidentiality.access.origin import address_of
from staff.organisation.details import is_within

from ..codes import (
    new_cookie,
    print_of_client,
    print_of_screen,
    print_of_screen_code,
    print_of_sitting,
    print_of_ticket,
)
from ..rules import LASTS

# By screen, or by address where there is none yet: who guesses holds up nobody at another.
TRIES = ((60, 10), (3600, 60))  # (seconds, tries)


@dataclass(frozen=True)
class Here:
    """Where a request stands: elsewhere, at an unknown browser or a screen; and whose sitting it is, if any."""

    where: str
    visit: UUID | None
    stands: str  # open, blank or none


ELSEWHERE = Here("elsewhere", None, "none")


def here(request: HttpRequest, *, active: bool, place: int | None) -> Here:
    """Return how a request stands, as the database's clock has it; whoever is `active` is reading at this moment."""
    address: str | None = _plain(address_of(request))
    if settings.KIOSK_NETWORKS:
        if not is_within(address or "", settings.KIOSK_NETWORKS):
            return ELSEWHERE
        address = None  # looked at
    elif not address:
        return ELSEWHERE
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT where_from, visit, stands FROM access.at_office(%s, %s, %s, %s, %s)",
            [address, *_cookies(request), active, place],
        )
        where, visit, stands = cursor.fetchone()
    return Here(where, visit, stands)


def _plain(address: str) -> str:
    try:
        given = ip_address(address)
    except ValueError:
        return ""
    return str(getattr(given, "ipv4_mapped", None) or given)


def _cookies(request: HttpRequest) -> tuple[str, str]:
    screen, sitting = (
        request.COOKIES.get(name, "")
        for name in (settings.SCREEN_COOKIE_NAME, settings.SITTING_COOKIE_NAME)
    )
    return print_of_screen(screen), print_of_sitting(sitting)


def may_try(request: HttpRequest) -> bool:
    """Count one try, and say whether it is within what a screen or an address may do."""
    who, within = request.COOKIES.get(settings.SCREEN_COOKIE_NAME) or address_of(request), True
    for seconds, most in TRIES:
        key = f"office-tries:{seconds}:{print_of_screen(who)}"
        cache.add(key, 0, seconds)
        within &= cache.incr(key) <= most
    return within


def _asked(function: str, *values: str) -> bool:
    with connection.cursor() as cursor:
        places = ", ".join(["%s"] * len(values))
        cursor.execute(f"SELECT access.{function}({places})", values)  # a name of ours
        (answer,) = cursor.fetchone()
    return bool(answer)


def enrol(code: str) -> str | None:
    """Make this browser an office screen; return its cookie, None for a wrong code."""
    cookie = new_cookie()
    return (
        cookie
        if _asked("enrol_screen", print_of_screen_code(code), print_of_screen(cookie))
        else None
    )


def come_in(request: HttpRequest, *, staff_code: str, client_code: str) -> str | None:
    """Redeem a ticket at this screen, once; return the cookie of the sitting, or None, which gives no reason."""
    cookie, (screen, _) = new_cookie(), _cookies(request)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.come_in_at_office(%s, %s, %s, %s, %s, make_interval(secs => %s))",
            [
                *(screen, print_of_ticket(staff_code), print_of_client(client_code)),
                *(uuid4(), print_of_sitting(cookie), LASTS),
            ],
        )
        (let_in,) = cursor.fetchone()
    return cookie if let_in else None


def blank(request: HttpRequest) -> None:
    """Note that the screen shows nothing until the client's code is typed."""
    _asked("blank_sitting", *_cookies(request))


def resume(request: HttpRequest, code: str) -> bool:
    """Show again what was blank; False for a wrong code, or where there is nothing any more."""
    return _asked("resume_sitting", *_cookies(request), print_of_client(code))


def leave(request: HttpRequest) -> None:
    """End the sitting, if there is one."""
    _asked("leave_office", *_cookies(request))
