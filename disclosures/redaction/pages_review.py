"""What the page shows on which somebody else reviews what would leave, beside what stands in the file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings

from clients.models import Entry
from confidentiality.interface.filters import date_gb
from confidentiality.sealing.errors import SealingError
from disclosures.building.pages import CannotProcess
from disclosures.dossier import Dossier
from disclosures.models import RequestItem
from disclosures.package import Contents
from disclosures.redaction import forms
from disclosures.redaction.access import Item, title_of
from disclosures.redaction.looking import possible_names
from disclosures.redaction.marks import Does, Step
from disclosures.redaction.models import Weighing
from disclosures.redaction.pages import Shown, shown, withheld, words_of
from disclosures.redaction.sentences import MOST_PLACES, Stands, Text, WhatLeaves
from disclosures.redaction.steps import Stop, reading_of
from disclosures.scans.access import Leaving
from disclosures.sensitive import sensitive_words

# What was weighed, question and answer, by the step that left something in.
Weighed = Mapping[UUID, list[tuple[str, str]]]


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


@dataclass(frozen=True)
class ToAllow:
    """Words that may leave by the reviewer's word alone, and where they stand, the first of the places before the rest.

    `elsewhere`: how often the machine found them in none of the texts that the page shows.
    """

    key: str
    places: list[Stands]
    more: list[Stands]
    elsewhere: int


def review_page(
    dossier: Dossier,
    stops: Sequence[Stop],
    leaving: Sequence[Leaving],
    rights: frozenset[str],
    *,
    current: bool,
) -> dict[str, Any]:
    """All that would leave beside what stands in the file; `current`: the machine has read it as it is now.

    Why something protected was left in is told to whoever may read what others said, that it was to everybody.
    """
    weighed = _weighed(dossier) if "third_party" in rights else {}
    contents = dossier.contents
    client = contents.concerning if contents else ""
    written = [item for item in contents.items if not item.entry] if contents else []
    reviewed = getattr(dossier.machine, "review", None) if current else None
    return {
        "asked": dossier.request,
        "contents": contents,
        "written": written,
        "sensitive_words": sensitive_words(contents.free_texts if contents else ()),
        "entries": [_reviewed(dossier, row, client, weighed) for row in dossier.items],
        "leaving": leaving,
        "stops": _to_allow(contents, dossier, stops, leaving) if contents and not reviewed else [],
        "unread": reading_of(dossier.machine).unread if current and dossier.machine else 0,
        "current": current,
        "reviewed": reviewed,
        "of_court": _of_court(reviewed.court) if reviewed and reviewed.court else [],
    }


def _reviewed(dossier: Dossier, row: RequestItem, client: str, weighed: Weighed) -> Reviewed:
    entry, prepared = row.entry, dossier.prepared[row.entry_id]
    names = [] if prepared.withheld_whole else possible_names(prepared, client)
    item = Item(row, prepared, names)
    left = [
        _left(item, step, weighed)
        for step in prepared.steps
        if step.does in (Does.LEAVE, Does.PERMITTED)
    ]
    return Reviewed(
        entry.get_kind_display()
        if entry.kind in (Entry.Kind.STATEMENT, Entry.Kind.HELD)
        else f"{entry.get_kind_display()}, {entry.get_nature_display().lower()}",
        entry.happened_on,
        entry.sensitive,
        bool(entry.court_paper),
        prepared.withheld_whole,
        [shown(item, part) for part, text in prepared.texts.items() if text],
        [withheld(item, step) for step in prepared.steps if step.does == Does.WITHHOLD],
        [each for at, each in enumerate(left) if each not in left[:at]],
        list(dict.fromkeys(words_of(prepared, each) for each in names)),
    )


def _left(item: Item, step: Step, weighed: Weighed) -> dict[str, Any]:
    permitted = step.does == Does.PERMITTED
    words = "" if permitted else item.prepared.texts[step.part][step.start : step.end]
    return {
        "words": " ".join(words.split()),
        "permitted": permitted,
        "weighed": weighed.get(step.id, []),
    }


def _weighed(dossier: Dossier) -> Weighed:
    """Return what was weighed, question and answer, by the step that left something in."""
    asked = {**settings.REDACTION_FACTORS, **forms.PERMISSION}
    rows = Weighing.objects.filter(request=dossier.request)
    return {
        row.step_id: [(asked.get(name, name), said) for name, said in row.factors.items()]
        for row in rows
    }


def _to_allow(
    contents: Contents, dossier: Dossier, stops: Sequence[Stop], leaving: Sequence[Leaving]
) -> list[ToAllow]:
    """Return where the words stand that somebody has to say of that they may leave; pages are read only for theirs."""
    on_pages = _on_pages(leaving) if any(stop.is_on_page for stop in stops) else ()
    texts = WhatLeaves(tuple(_typed(contents)), tuple(_copied(contents, dossier)), tuple(on_pages))
    found = [(stop, texts.where(stop)) for stop in stops]
    return [
        ToAllow(
            stop.key,
            places[:MOST_PLACES],
            places[MOST_PLACES:],
            max(0, stop.times - len(places)),
        )
        for stop, places in found
    ]


def _typed(contents: Contents) -> Iterator[Text]:
    yield Text("Why", "#about", contents.purpose)
    for limit in contents.provisos:
        yield Text("Limits", "#about", limit)
    written = (item for item in contents.items if not item.entry)
    for number, item in enumerate(written, start=1):
        yield Text(item.kind, f"#written-{number}", item.body)


def _copied(contents: Contents, dossier: Dossier) -> Iterator[Text]:
    """Yield what the letter says besides: the entries, each by what it is, whom it is about and whom it is for."""
    rows = {str(row.entry_id): (n, row) for n, row in enumerate(dossier.items, start=1)}
    for item in contents.items:
        if item.entry in rows:
            number, row = rows[item.entry]
            for words in (item.kind, item.body, item.opinion_basis):
                yield Text(title_of(row), f"#entry-{number}", words)
    yield Text("About", "#about", contents.concerning)
    for words in (contents.to_name, contents.to_agency):
        yield Text("Whom it is for", "#for", words)


def _on_pages(leaving: Sequence[Leaving]) -> Iterator[Text]:
    """Yield what each page says outside what is covered; nothing of a document that can't be read now."""
    for number, document in enumerate(leaving, start=1):
        try:
            said = document.said()
        except (CannotProcess, SealingError, OSError):
            continue
        for page, words in enumerate(said, start=1):
            yield Text(f"Page {page} of {document.title}", f"#page-{number}-{page}", words)


def _of_court(said: Mapping[str, str]) -> list[tuple[str, str]]:
    """By what a court's words that were typed leave, each answer behind its question."""
    told = {**said}
    if day := told.get("permitted_on"):
        told["permitted_on"] = date_gb(date.fromisoformat(day))
    return [(asked, told[name]) for name, asked in forms.PERMISSION.items() if name in told]
