"""A client's limits, between the sealed column that keeps them and the rules that judge them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from confidentiality.interface.filters import date_gb
from disclosures.picture import Proviso, ProvisoKind


def to_stored(provisos: Iterable[Proviso]) -> list[dict[str, str]]:
    """Return the limits as the consent keeps them: {"kind", "item", "agency", "day", "words"}."""
    return [
        {
            "kind": str(proviso.kind),
            "item": str(proviso.item or ""),
            "agency": str(proviso.agency or ""),
            "day": proviso.day.isoformat() if proviso.day else "",
            "words": proviso.words,
        }
        for proviso in provisos
    ]


def from_stored(
    stored: Iterable[Mapping[str, Any]], *, acknowledged_by: frozenset[UUID] = frozenset()
) -> tuple[Proviso, ...]:
    """Return the limits for the rules; one of an unknown kind stays, and stands in the way."""
    return tuple(
        Proviso(
            kind=_kind(kept["kind"]),
            item=UUID(kept["item"]) if kept["item"] else None,
            agency=UUID(kept["agency"]) if kept["agency"] else None,
            day=date.fromisoformat(kept["day"]) if kept["day"] else None,
            words=kept["words"],
            acknowledged_by=acknowledged_by,
        )
        for kept in stored
    )


def _kind(word: str) -> ProvisoKind | str:
    return ProvisoKind(word) if word in set(ProvisoKind) else word


def in_words(proviso: Proviso) -> str:
    """Say a limit in a sentence for our own pages."""
    match proviso.kind:
        case ProvisoKind.NOT_THIS_ITEM:
            return "One entry is not to be shared."
        case ProvisoKind.NOT_THIS_AGENCY:
            return "One agency is not to receive anything."
        case ProvisoKind.NOT_THIS_PERSON:
            return f"Not to {proviso.words}."
        case ProvisoKind.ONLY_VERBALLY:
            return "Only by word of mouth."
    return for_letter(proviso) or "A limit that can't be understood."


def for_letter(proviso: Proviso) -> str:
    """Say a limit to the agency; '' for one that would tell it of other entries or agencies."""
    match proviso.kind:
        case ProvisoKind.NOT_BEFORE:
            return f"Not before {date_gb(proviso.day)}."
        case ProvisoKind.NOT_AFTER:
            return f"Not after {date_gb(proviso.day)}."
        case ProvisoKind.OWN_WORDS:
            return f"In their own words: “{proviso.words}”"
    return ""


def to_client(proviso: Proviso) -> str:
    """Say a limit to the client who set it, in plain words; '' for one that names an entry or an agency."""
    match proviso.kind:
        case ProvisoKind.NOT_THIS_PERSON:
            return f"{proviso.words} must not know of it."
        case ProvisoKind.ONLY_VERBALLY:
            return "We only tell them. We write nothing."
        case ProvisoKind.NOT_BEFORE:
            return f"We share nothing before {date_gb(proviso.day)}."
        case ProvisoKind.NOT_AFTER:
            return f"We share nothing after {date_gb(proviso.day)}."
        case ProvisoKind.OWN_WORDS:
            return f"In your own words: “{proviso.words}”"
    return ""
