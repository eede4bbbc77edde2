"""Where a page of a list begins: a moment and a key, in the address, without a count."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.http import HttpRequest

Position = tuple[datetime, UUID]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def position(request: HttpRequest) -> Position | None:
    """Return the position that the address asks for; None is the beginning, also for a broken one."""
    moment, _, key = request.GET.get("after", "").partition(".")
    try:
        return EPOCH + timedelta(microseconds=int(moment)), UUID(key)
    except (ValueError, OverflowError):
        return None


def address_after(request: HttpRequest, after: Position | None) -> str | None:
    """Return the address of the page that begins after this position, or None for none.

    What the address asks for besides, a search, goes along.
    """
    if after is None:
        return None
    query = request.GET.copy()
    query["after"] = written(after)
    return f"{request.path}?{query.urlencode()}"


def written(after: Position) -> str:
    """Return a position as an address holds it."""
    moment, key = after
    return f"{(moment - EPOCH) // timedelta(microseconds=1)}.{key}"
