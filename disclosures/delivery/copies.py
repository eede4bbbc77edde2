"""Copies of somebody's own file, made from what was released and from nothing else (clause 5.2.5)."""

import base64
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone

from disclosures.actions.lock import NotNow
from disclosures.building.pdf import DocumentItem, LetterError, render_package
from disclosures.building.reading import read_again
from disclosures.building.taking import pages_in
from disclosures.models import Package
from disclosures.package import Contents, rights
from staff.organisation.in_force import letterhead

from .models import Handover

PDF, JSON = "application/pdf", "application/json"
FAULTS = "The copy could not be made as it has to be, and none was. Whoever looks after the system has to know."


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy: its bytes, of what type, and how its name ends."""

    data: bytes
    content_type: str
    ending: str


def of(package: Package, form: Handover.Form) -> Copy:
    """Return a copy of a released package that has a letter; raises NotNow where it can't be made."""
    contents, letter = Contents.from_stored(package.contents), package.letter
    if letter is None:
        raise NotNow(FAULTS)
    if form == Handover.Form.DATA:
        return Copy(_data(package.release.reference, contents, letter), JSON, ".json")
    if form == Handover.Form.LARGE:
        return Copy(_large(package, contents, letter), PDF, "-large-print.pdf")
    return Copy(letter, PDF, ".pdf")


def _large(package: Package, contents: Contents, letter: bytes) -> bytes:
    """The same words in large print, and the same pages of documents, taken out of the letter."""
    head, pictures = letterhead(), iter(pages_in(letter))
    documents = [
        DocumentItem(
            each.kind, _day(each.happened_on), tuple(next(pictures) for _ in range(each.count))
        )
        for each in contents.documents
    ]
    paper = contents.as_paper(
        reference=package.release.reference,
        made_at=timezone.localtime(package.release.released_at),
        organisation=head.name,
        contact=head.contact,
        documents=documents,
        large=True,
    )
    try:
        made = render_package(paper, settings.LETTER_FONTS)
    except LetterError as error:
        raise NotNow(str(error)) from None
    if read_again(made).faults:
        raise NotNow(FAULTS)
    return made


def _data(reference: str, contents: Contents, letter: bytes) -> bytes:
    """Plain JSON: all that the paper says and shows, without the ids that we know it by."""
    pictures = (base64.b64encode(each).decode() for each in pages_in(letter))
    told: dict[str, Any] = {
        "reference": reference,
        "about": contents.concerning,
        "for": contents.to_name,
        "entries": [
            {
                "kind": item.kind,
                "happened_on": item.happened_on or None,
                "text": item.body,
                "rests_on": item.opinion_basis or None,
            }
            for item in contents.items
        ],
        "documents": [
            {
                "kind": each.kind,
                "happened_on": each.happened_on or None,
                "pages": [next(pictures) for _ in range(each.count)],  # JPEG, in base64
            }
            for each in contents.documents
        ],
        "what_you_can_do": list(rights()),
    }
    return json.dumps(told, ensure_ascii=False, indent=2).encode()


def _day(iso: str) -> date | None:
    return date.fromisoformat(iso) if iso else None
