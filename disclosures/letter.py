"""The letter that goes with a package: a tagged PDF/UA-1, the same bytes for the same data.

Typst gets its data as JSON text and only ever sets it as text, so what a client or worker wrote
can't become markup. No name is in the title or anywhere in the metadata.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from disclosures.building.pdf import MARKING
from disclosures.building.setting import LetterError, set_in_type

_TEMPLATE = Path(__file__).parent / "letters" / "disclosure.typ"

__all__ = ["LetterData", "LetterError", "LetterItem", "render_letter"]


@dataclass(frozen=True, slots=True)
class LetterItem:
    """One disclosed text: what it is, when it happened, and for an opinion what it rests on.

    `happened_on` is None where nobody recorded a day.
    """

    kind: str
    happened_on: date | None
    body: str
    opinion_basis: str = ""


@dataclass(frozen=True, slots=True)
class LetterData:
    """All that a letter says. `made_at` is the only clock it knows (aware, in local time)."""

    reference: str
    organisation: str
    contact: str
    to_name: str
    to_agency: str
    concerning: str
    purpose: str
    basis: str
    consent_on: date
    made_at: datetime
    items: tuple[LetterItem, ...]
    terms: tuple[str, ...]
    provisos: tuple[str, ...] = ()


def render_letter(data: LetterData, fonts: Path) -> bytes:
    """Return the letter as PDF bytes, set in the typefaces found in `fonts`.

    A character that no typeface has is printed as its Unicode number in brackets instead of
    stopping the letter. Raises LetterError when the folder holds no typeface or typst fails.
    """
    return set_in_type(_words(data), _TEMPLATE, fonts)


def _words(data: LetterData) -> dict[str, Any]:
    """What the template is given: ready sentences, so that it decides nothing."""
    return {
        "title": f"Disclosure {data.reference}",
        "marking": MARKING,
        "reference": data.reference,
        "organisation": data.organisation,
        "address": [data.to_name, data.to_agency, _day(data.made_at)],
        "heading": "Information shared in confidence",
        "facts": [
            ["Reference", data.reference],
            ["About", data.concerning],
            ["Why it is shared", data.purpose],
            ["Basis", f"{data.basis}, given on {_day(data.consent_on)}"],
        ],
        "items": [_item(n, item) for n, item in enumerate(data.items, start=1)],
        "terms": list(data.terms),
        "provisos": list(data.provisos),
        "contact": data.contact,
        "unprintable": False,
    }


def _item(number: int, item: LetterItem) -> dict[str, str]:
    when = f"of {_day(item.happened_on)}" if item.happened_on else "without a date"
    heading = f"{number}. {item.kind} {when}"
    return {"heading": heading, "body": item.body, "basis": item.opinion_basis}


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
