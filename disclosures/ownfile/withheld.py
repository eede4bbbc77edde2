"""What was withheld from a client's own file and why, and which minutes are left out; for staff alone (5.2.4, E33)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery

from clients.models import Entry
from confidentiality.audit.record import record
from disclosures.models import DisclosureRequest, Release, RequestItem
from disclosures.ownfile.picture import OwnFile
from disclosures.redaction.marks import Does, Part
from disclosures.redaction.models import RedactionStep
from disclosures.redaction.steps import step_of
from disclosures.scans.taken import pages_of
from disclosures.withholding import WHY

from .access import OpenRequest, asked_for_in, days_in, within
from .models import ConferenceMark

LEFT_OUT = "Left out as conference minutes"


@dataclass(frozen=True)
class LeftOut:
    """An entry that is left out as conference minutes, with when and by whom it, or what it corrects, was marked."""

    entry: Entry
    at: datetime
    by: str


def minutes_left_out(disclosure: DisclosureRequest, own: OwnFile | None) -> list[LeftOut]:
    """Return what a disclosure of a client's own file leaves out as conference minutes, with who said so (E33)."""
    return [each for each in _left_out(disclosure) if each.entry.id in own.in_scope] if own else []


def _left_out(disclosure: DisclosureRequest) -> list[LeftOut]:
    """The minutes that were not picked: once it has left, as they were marked then (E21); one question."""
    left = Release.objects.filter(request=disclosure).values("released_at")[:1]
    marks = ConferenceMark.objects.filter(file=disclosure.file_id).annotate(left=Subquery(left))
    marks = marks.filter(
        Q(taken_back_at=None) | Q(taken_back_at__gt=F("left")),
        Q(left=None) | Q(at__lte=F("left")),
        Q(entry=OuterRef("id")) | Q(entry=OuterRef("corrects_id")),
    ).order_by("at", "id")
    picked = RequestItem.objects.filter(request=disclosure).values("entry")
    entries = Entry.objects.filter(file=disclosure.file_id).exclude(id__in=picked)
    entries = entries.exclude(kind=Entry.Kind.STATEMENT)  # theirs, whatever it is said of
    found = entries.annotate(
        marked_at=Subquery(marks.values("at")[:1]),
        marked_by=Subquery(marks.values("by__display_name")[:1]),
    )
    found = found.filter(marked_at__isnull=False).order_by("written_at", "id")
    return [LeftOut(each, each.marked_at, each.marked_by) for each in found]


@dataclass(frozen=True)
class Withheld:
    """Something that was withheld from what a client reads: of which entry, how much, why and by whom."""

    entry: Entry
    much: str
    why: str
    by: str
    at: Any


def withheld_from(opened: OpenRequest) -> list[Withheld]:
    """Return what was withheld in preparing a request and why, recorded; for staff alone (5.2.4)."""
    request = opened.request
    if request.disclosure is None:
        return []
    rows = RedactionStep.objects.filter(request=request.disclosure, taken_back_at=None)
    found = []
    for row in rows.select_related("entry", "by").order_by("entry__written_at", "at", "id"):
        step = step_of(row)
        if step.does == Does.WITHHOLD:
            why = WHY.get(step.why, step.why)
            much = "All of it" if step.part == Part.WHOLE else "Words"
            found.append(Withheld(row.entry, much, why, row.by.display_name, row.at))
    found += _withheld_of_pages(request.disclosure)
    for each in _minutes_left_out(opened):
        found.append(Withheld(each.entry, "All of it", LEFT_OUT, each.by, each.at))
    record("withheld_opened", file=request.file_id, ids=[request.id])
    return found


def _minutes_left_out(opened: OpenRequest) -> list[LeftOut]:
    """The minutes within what was asked for; the days of entries are read for a scope that goes by them."""
    if opened.request.disclosure is None or not (found := _left_out(opened.request.disclosure)):
        return []
    scope, asked = opened.standing.scope, asked_for_in(opened.request, opened.standing)
    if not scope.whole:
        asked &= within(scope, days_in(opened.request.file_id)) or frozenset()
    return [each for each in found if each.entry.id in asked]


def _withheld_of_pages(disclosure: DisclosureRequest) -> Iterator[Withheld]:
    """What is covered on pages of documents, and which pages stay behind whole, by the one who asks."""
    for page in pages_of(disclosure):
        by = page.request.requester.display_name
        number = f"page {page.number + 1}"
        if page.why:
            yield Withheld(
                page.document.entry, f"All of {number}", WHY[page.why], by, page.looked_at
            )
        for cover in page.covered:
            much = f"A place on {number}"
            yield Withheld(page.document.entry, much, WHY[cover.reason], by, page.looked_at)
