"""Template filters: dates as people here write them, initials, a file's colour band, inline SVG."""

import hashlib
import logging
import re
import zoneinfo
from datetime import UTC, date, datetime

from django.utils.safestring import SafeString, mark_safe

from confidentiality.policy.registry import CLAUSES
from confidentiality.sealing.errors import SealingError

LONDON = zoneinfo.ZoneInfo("Europe/London")
NOT_RECORDED = "not recorded"
SEALED_SHUT = "can’t be opened: tell whoever looks after the system"
BANDS = 8
log = logging.getLogger(__name__)
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def date_gb(value: date | None) -> str:
    """Write a day as '3 June 2026', in London for a moment; None is 'not recorded'."""
    if value is None:
        return NOT_RECORDED
    if isinstance(value, datetime):
        value = _in_london(value)
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def month_gb(value: date) -> str:
    """Write a day's month as 'June 2026'."""
    return f"{MONTHS[value.month - 1]} {value.year}"


def datetime_gb(value: datetime | None) -> str:
    """Write a moment as '3 June 2026 at 2:05pm', London time; None is 'not recorded'."""
    if value is None:
        return NOT_RECORDED
    return f"{date_gb(value)} at {time_gb(value)}"


def time_gb(value: datetime) -> str:
    """Write a moment of this day as '2:05pm', London time."""
    local = _in_london(value)
    return f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def _in_london(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("A moment without a time zone cannot be shown.")
    return value.astimezone(UTC).astimezone(LONDON)


def initials(name: str) -> str:
    """Return the first and last initial of a name, 'M.S.', for lists of files not opened yet."""
    letters = [found.group().upper() for part in name.split() if (found := re.search(r"\w", part))]
    return "".join(f"{letter}." for letter in [*letters[:1], *letters[1:][-1:]]) or "–"


def initials_of(row: object, name: str = "name", unnamed: str = "") -> str:
    """Return the initials of what a row's sealed column says; of one that does not open, that and who mends it.

    For lists: one row that does not open must not take the others along.
    """
    try:
        words = getattr(row, name)
    except SealingError:
        log.exception("A row of a list did not open.")
        return SEALED_SHUT
    return initials(words) if words or not unnamed else unnamed


def band(reference: str) -> str:
    """Return the colour band of a case file, 'band-0' … 'band-7', the same for ever.

    Two files open side by side have to look different; the hue follows from the reference alone.
    """
    digest = hashlib.sha256(reference.encode()).digest()
    return f"band-{digest[0] % BANDS}"


def inline_svg(svg: str) -> SafeString:
    """Return drawing markup made by our own libraries, without its XML prolog, to stand in a page.

    Raises ValueError for anything that the content security policy would have to stop.
    """
    drawing = svg[svg.index("<svg") :]
    if re.search(r"<script|<style|\sstyle=|\son\w+=|href=", drawing, re.IGNORECASE):
        raise ValueError("This drawing carries more than shapes.")
    return mark_safe(drawing)  # noqa: S308 - checked above, and never made from input


def clause_anchor(number: str) -> str | None:
    """Return the id of a clause's row on the policy page, or None for what is no clause there."""
    return next((clause.anchor for clause in CLAUSES if clause.number == number), None)


def file_size(size: int) -> str:
    """Return a number of bytes as people say it: '340 KB', '1.2 MB'."""
    if size < 1000 * 1000:
        return f"{max(1, round(size / 1000))} KB"
    return f"{size / 1000 / 1000:.1f} MB"


def in_fours(secret: str) -> str:
    """Return a secret in groups of four, as people type it."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


FILTERS = {
    "band": band,
    "clause_anchor": clause_anchor,
    "date_gb": date_gb,
    "datetime_gb": datetime_gb,
    "file_size": file_size,
    "time_gb": time_gb,
    "in_fours": in_fours,
    "initials": initials,
    "initials_of": initials_of,
    "inline_svg": inline_svg,
    "month_gb": month_gb,
}
