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
    moment, key = after
    microseconds = (moment - EPOCH) // timedelta(microseconds=1)
    query = request.GET.copy()
    query["after"] = f"{microseconds}.{key}"
    return f"{request.path}?{query.urlencode()}"
