"""What the pages of the workbench show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings

from clients.models import Entry
from confidentiality.access.http import Hidden
from confidentiality.interface.filters import date_gb
from disclosures.building.cutting import marked
from disclosures.dossier import Dossier
from disclosures.matcher import Reason
from disclosures.redaction import forms
from disclosures.redaction.access import Item, Workbench, title_of
from disclosures.redaction.looking import Group, possible_names
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
from disclosures.redaction.models import Weighing
from disclosures.redaction.reviewing import sent_back
from disclosures.redaction.steps import Stop, reading_of
from disclosures.sensitive import sensitive_words
from disclosures.withholding import WHY

PART_WORDS = {Part.BODY: "What was written", Part.BASIS: "What the opinion rests on"}
DONE_WORDS = {Does.WITHHOLD: "withheld", Does.LEAVE: "left in"}
MOST_HINTS = 100
MOST_PLACES = 3  # of the same words that the list shows in their sentences
AROUND = 60  # characters on each side of them


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
class Stands:
    """Where the words of a proposal stand: the entry, and what is written before and behind them."""

    entry: UUID
    title: str
    anchor: str
    before: str
    words: str
    behind: str


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
        "texts": [_shown(item, part) for part, text in prepared.texts.items() if text],
        "to_decide": [p for p in proposed if p.found.to_decide],
        **_hints(p for p in proposed if not p.found.to_decide),
        "withheld": [
            _withheld(item, step) for step in prepared.steps if step.does == Does.WITHHOLD
        ],
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
        _in_sentence(bench.dossier.prepared[entry], found, titles[entry])
        for entry, found in group.places[:MOST_PLACES]
    ]


def _in_sentence(prepared: Prepared, found: Found, title: str) -> Stands:
    text, start, end = prepared.texts[found.part], found.place.start, found.place.end
    before, behind = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    if start > AROUND:
        before = f"… {before.partition(' ')[2]}"
    if end + AROUND < len(text):
        behind = f"{behind.rpartition(' ')[0]} …"
    return Stands(prepared.entry, title, anchor(found.place), before, text[start:end], behind)


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
        "texts": [_shown(item, part) for part, text in item.prepared.texts.items() if text],
    }


def permit_page(bench: Workbench, entry_id: UUID) -> dict[str, Any]:
    """An entry that is a family court's paper, as somebody records the permission to share it (E23)."""
    item = bench.item_of(entry_id)
    return {
        "asked": bench.request,
        "item": item,
        "source": item.prepared.source,
        "texts": [_shown(item, part) for part, text in item.prepared.texts.items() if text],
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
        _words(prepared, found),
        bench.looking.says(proposal),
        ", ".join(bench.looking.whose(proposal)),
        bench.looking.suggests(proposal),
        decided,
        proposal.reason in WEIGHED,
        proposal.reason == Reason.COURT,
    )


def _words(prepared: Prepared, found: Found) -> str:
    words = prepared.texts[found.part][found.proposal.start : found.proposal.end]
    return " ".join(words.split())


def _shown(item: Item, part: Part) -> Shown:
    prepared = item.prepared
    return Shown(
        part,
        PART_WORDS[part],
        list(pieces(prepared, part, item.found)),
        list(marked(prepared.left(part))),
    )


def _withheld(item: Item, step: Step) -> dict[str, Any]:
    whole = step.part == Part.WHOLE
    words = "" if whole else item.prepared.texts[step.part][step.start : step.end]
    return {"id": step.id, "whole": whole, "words": " ".join(words.split()), "why": WHY[step.why]}


def _left(item: Item, step: Step, weighed: Mapping[UUID, list[tuple[str, str]]]) -> dict[str, Any]:
    permitted = step.does == Does.PERMITTED
    words = "" if permitted else item.prepared.texts[step.part][step.start : step.end]
    return {
        "words": " ".join(words.split()),
        "permitted": permitted,
        "weighed": weighed.get(step.id, []),
    }


def _weighed(dossier: Dossier) -> dict[UUID, list[tuple[str, str]]]:
    """Return what was weighed, question and answer, by the step that left something in."""
    asked = {**settings.REDACTION_FACTORS, **forms.PERMISSION}
    rows = Weighing.objects.filter(request=dossier.request)
    return {
        row.step_id: [(asked.get(name, name), said) for name, said in row.factors.items()]
        for row in rows
    }


@dataclass(frozen=True)
class Reviewed:
    """One entry as the second person sees it: what stands in the file, and what of it leaves."""

    title: str
    day: Any
    sensitive: bool
    court: bool
    whole: bool
    texts: list[Shown]
    withheld: list[dict[str, Any]]
    left: list[dict[str, Any]]
    names: list[str]


def review_page(
    dossier: Dossier, stops: Sequence[Stop], rights: frozenset[str], *, current: bool
) -> dict[str, Any]:
    """All that would leave beside what stands in the file; `current`: the machine has read it as it is now.

    Why something protected was left in is told to whoever may read what others said, that it was to everybody.
    """
    weighed = _weighed(dossier) if "third_party" in rights else {}
    client = dossier.contents.concerning if dossier.contents else ""
    shown = []
    for row in dossier.items:
        prepared = dossier.prepared[row.entry_id]
        names = [] if prepared.withheld_whole else possible_names(prepared, client)
        item = Item(row, prepared, names)
        steps = [s for s in prepared.steps if s.does == Does.WITHHOLD]
        shown.append(
            Reviewed(
                row.entry.get_kind_display()
                if row.entry.kind in (Entry.Kind.STATEMENT, Entry.Kind.HELD)
                else f"{row.entry.get_kind_display()}, {row.entry.get_nature_display().lower()}",
                row.entry.happened_on,
                row.entry.sensitive,
                bool(row.entry.court_paper),
                prepared.withheld_whole,
                [_shown(item, part) for part, text in prepared.texts.items() if text],
                [_withheld(item, step) for step in steps],
                [
                    _left(item, s, weighed)
                    for s in prepared.steps
                    if s.does in (Does.LEAVE, Does.PERMITTED)
                ],
                list(dict.fromkeys(_words(prepared, each) for each in names)),
            )
        )
    written = (
        [item for item in dossier.contents.items if not item.entry] if dossier.contents else []
    )
    reviewed = getattr(dossier.machine, "review", None) if current else None
    return {
        "asked": dossier.request,
        "contents": dossier.contents,
        "written": written,
        "sensitive_words": sensitive_words(dossier.contents.free_texts if dossier.contents else ()),
        "entries": shown,
        "stops": stops,
        "unread": reading_of(dossier.machine).unread if current and dossier.machine else 0,
        "current": current,
        "reviewed": reviewed,
        "of_court": _of_court(reviewed.court) if reviewed and reviewed.court else [],
    }


def _of_court(said: Mapping[str, str]) -> list[tuple[str, str]]:
    """By what a court's words that were typed leave, each answer behind its question."""
    told = {**said}
    if day := told.get("permitted_on"):
        told["permitted_on"] = date_gb(date.fromisoformat(day))
    return [(asked, told[name]) for name, asked in forms.PERMISSION.items() if name in told]
