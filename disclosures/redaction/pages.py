"""What the pages of the workbench show."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from confidentiality.access.http import Hidden
from disclosures.building.cutting import marked
from disclosures.matcher import Reason
from disclosures.redaction import forms
from disclosures.redaction.access import Item, Workbench, title_of
from disclosures.redaction.looking import Group
from disclosures.redaction.marks import (
    WEIGHED,
    Does,
    Found,
    Part,
    Piece,
    Place,
    Prepared,
    Step,
    pieces,
)
from disclosures.redaction.reviewing import sent_back
from disclosures.redaction.sentences import MOST_PLACES, Stands, Text, in_sentence
from disclosures.withholding import WHY

PART_WORDS = {Part.BODY: "What was written", Part.BASIS: "What the opinion rests on"}
DONE_WORDS = {Does.WITHHOLD: "withheld", Does.LEAVE: "left in"}
MOST_HINTS = 100


@dataclass(frozen=True)
class Proposed:
    """One proposal as the page lists it."""

    number: int
    found: Found
    words: str
    says: str
    whose: str
    suggested: str
    decided: str  # '', 'withheld' or 'left'
    weighs: bool
    court: bool

    @property
    def anchor(self) -> str:
        """Return what the page calls its place."""
        return anchor(self.found.place)


@dataclass(frozen=True)
class Last:
    """The newest steps that hold, all taken at one time, as a page names them before they are undone."""

    step: UUID
    done: str
    entries: dict[UUID, str]  # their titles by id


@dataclass(frozen=True)
class Shown:
    """One text of an entry, in pieces, and what a reader would get of it."""

    part: Part
    title: str
    pieces: list[Piece]
    left_parts: list[tuple[bool, str]]


def workbench_page(bench: Workbench) -> dict[str, Any]:
    """The list of entries with how far they are, and the words that have to be decided, all in one place."""
    looked = sum(item.prepared.gone_through for item in bench.items)
    return {
        "asked": bench.request,
        "items": bench.items,
        "looked": looked,
        "failed": sum(item.failed for item in bench.items),
        "groups": [(group, _stands(bench, group)) for group in bench.groups],
        "weighed": WEIGHED,
        "why": WHY,
        "not_looked_for": bench.looking.not_looked_for,
        "last": _last(bench),
        "sent_back": sent_back(bench.request),
        "next": next((i.row.entry_id for i in bench.items if not i.prepared.gone_through), None),
        "nothing_leaves": bench.dossier.contents is None,
    }


def entry_page(bench: Workbench, item: Item) -> dict[str, Any]:
    """One entry: its texts in pieces, what the machine proposes, what was decided, the forms."""
    prepared, source = item.prepared, {"source": item.prepared.source}
    proposed = [_proposed(bench, item, n, f) for n, f in enumerate(item.found, start=1)]
    order = [row.entry_id for row in bench.dossier.items]
    at = order.index(prepared.entry)
    last = _last(bench)
    return {
        "asked": bench.request,
        "item": item,
        "entry": item.row.entry,
        "texts": [shown(item, part) for part, text in prepared.texts.items() if text],
        "to_decide": [p for p in proposed if p.found.to_decide],
        **_hints(p for p in proposed if not p.found.to_decide),
        "withheld": [withheld(item, step) for step in prepared.steps if step.does == Does.WITHHOLD],
        "permissions": [step.id for step in prepared.steps if step.does == Does.PERMITTED],
        "why": WHY,
        "number": at + 1,
        "total": len(order),
        "earlier": order[at - 1] if at else None,
        "later": order[at + 1] if at + 1 < len(order) else None,
        "next": _next(bench, at),
        "withhold_form": forms.WithholdForm(initial=source),
        "whole_form": forms.WithholdWholeForm(initial=source, auto_id=forms.OF_WHOLE),
        # what was done last in another entry is undone there, or in the list
        "last": last if last and list(last.entries) == [prepared.entry] else None,
    }


def anchor(place: Place) -> str:
    """Return what the page of an entry calls the place of a proposal."""
    return f"at-{place.part}-{place.start}-{place.end}"


def _stands(bench: Workbench, group: Group) -> list[Stands]:
    """Return where the words of a group stand, the first of them."""
    titles = _titles(bench)
    return [
        in_sentence(_text(bench, entry, found, titles[entry]), found.place.start, found.place.end)
        for entry, found in group.places[:MOST_PLACES]
    ]


def _text(bench: Workbench, entry: UUID, found: Found, title: str) -> Text:
    at = reverse("redaction:entry", args=[bench.request.id, entry])
    text = bench.dossier.prepared[entry].texts[found.part]
    return Text(title, f"{at}#{anchor(found.place)}", text)


def _last(bench: Workbench) -> Last | None:
    """Return what an undo would take back."""
    rows = bench.last_steps
    if not rows:
        return None
    done = dict.fromkeys(_done(bench.dossier.prepared[row.entry_id], row.id) for row in rows)
    titles = _titles(bench)
    return Last(rows[0].id, ", ".join(done), {row.entry_id: titles[row.entry_id] for row in rows})


def _titles(bench: Workbench) -> dict[UUID, str]:
    """Return what to call each entry, by id: without reading any, which takes the machine its time."""
    return {row.entry_id: title_of(row) for row in bench.dossier.items}


def _done(prepared: Prepared, row: UUID) -> str:
    step = next((each for each in prepared.steps if each.id == row), None)
    if step is None:
        return "words that read otherwise now"
    if step.does == Does.PERMITTED:
        return "the court’s permission recorded"
    if step.part == Part.WHOLE:
        return "the whole entry kept back"
    words = " ".join(prepared.texts[step.part][step.start : step.end].split())
    return f"“{words}” {DONE_WORDS[step.does]}"


def _hints(proposed: Iterable[Proposed]) -> dict[str, Any]:
    """What nothing has to be decided about, the same words once; and how many a list does not bear."""
    hints = list(dict.fromkeys((each.words, each.says) for each in proposed))
    return {"hints": hints[:MOST_HINTS], "hints_unlisted": max(0, len(hints) - MOST_HINTS)}


def _next(bench: Workbench, at: int) -> UUID | None:
    """Return the entry to go on with: the next that was not gone through, from the beginning again after the last."""
    rows = bench.dossier.items
    rest = [*rows[at + 1 :], *rows[:at]]
    return next(
        (row.entry_id for row in rest if not bench.dossier.prepared[row.entry_id].gone_through),
        None,
    )


def weigh_page(bench: Workbench, entry_id: UUID, part: str, start: int, end: int) -> dict[str, Any]:
    """One thing that the machine proposed, which somebody has to weigh; raises Hidden where it proposes nothing.

    Of several for the same words what is not decided comes first, and a court's before the rest.
    """
    item = bench.item_of(entry_id)
    meant = [
        _proposed(bench, item, n, f)
        for n, f in enumerate(item.found, start=1)
        if (f.part, f.place.start, f.place.end) == (part, start, end)
        and f.proposal.reason in WEIGHED
    ]
    if not meant:
        raise Hidden("redaction_hidden", file=bench.request.file_id)
    return {
        "asked": bench.request,
        "item": item,
        "source": item.prepared.source,
        "meant": min(meant, key=lambda each: (bool(each.decided), not each.court)),
        "texts": [shown(item, part) for part, text in item.prepared.texts.items() if text],
    }


def permit_page(bench: Workbench, entry_id: UUID) -> dict[str, Any]:
    """An entry that is a family court's paper, as somebody records the permission to share it (E23)."""
    item = bench.item_of(entry_id)
    return {
        "asked": bench.request,
        "item": item,
        "source": item.prepared.source,
        "texts": [shown(item, part) for part, text in item.prepared.texts.items() if text],
    }


def _proposed(bench: Workbench, item: Item, number: int, found: Found) -> Proposed:
    proposal, prepared = found.proposal, item.prepared
    decided = ""
    if prepared.withheld_whole or prepared.is_withheld(found.place):
        decided = "withheld"
    elif prepared.is_decided(found):
        decided = "left"
    return Proposed(
        number,
        found,
        words_of(prepared, found),
        bench.looking.says(proposal),
        ", ".join(bench.looking.whose(proposal)),
        bench.looking.suggests(proposal),
        decided,
        proposal.reason in WEIGHED,
        proposal.reason == Reason.COURT,
    )


def words_of(prepared: Prepared, found: Found) -> str:
    """Return the words of a proposal, on one line."""
    words = prepared.texts[found.part][found.proposal.start : found.proposal.end]
    return " ".join(words.split())


def shown(item: Item, part: Part) -> Shown:
    """Return one text of an entry as a page shows it."""
    prepared = item.prepared
    return Shown(
        part,
        PART_WORDS[part],
        list(pieces(prepared, part, item.found)),
        list(marked(prepared.left(part))),
    )


def withheld(item: Item, step: Step) -> dict[str, Any]:
    """Return what a step withholds, and why."""
    whole = step.part == Part.WHOLE
    words = "" if whole else item.prepared.texts[step.part][step.start : step.end]
    return {"id": step.id, "whole": whole, "words": " ".join(words.split()), "why": WHY[step.why]}
