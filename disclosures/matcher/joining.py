"""What belongs to a place that was found: a title before it, an s after it, and the little words between two names."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from uuid import UUID

from .form import Form
from .proposals import Proposal, Reason
from .words import sections

_WIDEST = 24  # characters between two names of one person
_TITLE_LENGTH = 12
_LONGEST_ENDING = 24
_OPENING = "+("


def with_what_precedes(form: Form, plain: str, start: int) -> int:
    """Return where a place begins with the title or the plus sign before it."""
    if form.reason is Reason.NAME:
        return with_title(plain, start)
    if form.reason is Reason.PHONE:
        while start and plain[start - 1] in _OPENING:
            start -= 1
    return start


def with_title(plain: str, start: int) -> int:
    """Return where a name begins with the title before it."""
    window = plain[max(0, start - _TITLE_LENGTH) : start]
    if not window[-1:].isspace() or not window.rstrip().rstrip(".").lower().endswith(_titles()):
        return start  # as nearly always, and told without a pattern
    found = _title_before().search(window)
    return start - len(window) + found.start() if found else start


def with_ending(form: Form, plain: str, end: int) -> int:
    """Return where a place ends with the s of a plural, or with the ending that a stem leaves open."""
    if form.stem or (not form.loose and plain[end : end + 1].islower()):
        longest = min(len(plain), end + _LONGEST_ENDING)
        while end < longest and plain[end].isalpha():
            end += 1
    return end


def joined(found: Iterable[Proposal], plain: str) -> Iterator[Proposal]:
    """Yield the places, and one place for two names of one person with only little words and initials between them."""
    last: dict[UUID, Proposal] = {}
    for each in sorted(found, key=lambda p: (p.start, p.end)):
        yield each
        if each.reason is Reason.NAME:
            for person in dict.fromkeys(owner.person for owner in each.whose):
                yield from _with_last(last, person, each, plain)


def _with_last(
    last: dict[UUID, Proposal], person: UUID, each: Proposal, plain: str
) -> Iterator[Proposal]:
    before = last.get(person)
    if (
        before is not None
        and before.end < each.start <= before.end + _WIDEST
        and _between().fullmatch(plain, before.end, each.start)
    ):
        both = dict.fromkeys((*before.whose, *each.whose))
        whose = tuple(owner for owner in both if owner.person == person)
        each = before._replace(end=each.end, whose=whose)
        yield each
    if before is None or each.end > before.end:
        last[person] = each


@cache
def _titles() -> tuple[str, ...]:
    return sections("names")["titles"]


@cache
def _title_before() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_titles())})\.?\s{{1,3}}$", re.IGNORECASE)


@cache
def _between() -> re.Pattern[str]:
    little = "|".join(
        word for word in sections("names")["little"] if word not in ("the", "of", "and")
    )
    return re.compile(
        rf"[\s.,'-]{{0,3}}(?:(?:{little}|[a-z])[\s.,'-]{{1,3}}){{0,3}}", re.IGNORECASE
    )
