"""What a request rests on besides consent, between the sealed column that keeps it and the rules that judge it."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from confidentiality.interface.filters import date_gb
from disclosures.clauses.bases import CONSENTED, URGENT
from disclosures.models import DisclosureRequest
from disclosures.package import Copied
from disclosures.picture import Basis, Grounds, Spoken

_DAYS = ("dated", "told_on", "answer_by")
_KINDS = {
    Basis.THREAT: "Warning",
    Basis.PROGRESS_REPORT: "Report",
    Basis.OWN_REQUEST: "What we ask",
}


def to_stored(grounds: Grounds) -> dict[str, Any]:
    """Return the grounds as a request keeps them; days are ISO texts."""
    kept = asdict(grounds)
    return {**kept, **{name: kept[name].isoformat() if kept[name] else "" for name in _DAYS}}


def grounds_from(stored: Mapping[str, Any] | None) -> Grounds:
    """Return the grounds for the rules; what is not kept is unsaid."""
    kept = {f.name: stored[f.name] for f in fields(Grounds) if stored and f.name in stored}
    days = {name: date.fromisoformat(kept[name]) for name in _DAYS if kept.get(name)}
    return Grounds(**{**kept, **dict.fromkeys(_DAYS), **days})


def spoken_to_stored(spoken: Spoken) -> dict[str, str]:
    """Return who was on the line as a release keeps it."""
    return {**asdict(spoken), "on": spoken.on.isoformat() if spoken.on else ""}


def spoken_from(stored: Mapping[str, str]) -> Spoken:
    """Return who was on the line."""
    day = date.fromisoformat(stored["on"]) if stored["on"] else None
    return Spoken(stored["with_whom"], stored["known_by"], day)


def purpose_of(grounds: Grounds, basis: str) -> str:
    """Return why it leaves, as the paper says it; what stands in place of an assurance is for us alone."""
    law = grounds.law if basis not in URGENT else ""
    asked = (grounds.why, grounds.asked_for, law)
    return "\n".join(words.strip() for words in asked if words.strip())


def written_for(request: DisclosureRequest) -> list[Copied]:
    """Return what was newly written to leave, as the first of the items; [] for nothing."""
    text = (request.text or "").strip()
    if not text:
        return []
    kind = _KINDS.get(Basis(request.basis), "Written for this disclosure")
    return [Copied(entry="", kind=kind, happened_on="", body=text, opinion_basis="")]


def leaves_on_consent(request: DisclosureRequest) -> bool:
    """Whether it rests on what the client agreed to."""
    return request.basis in CONSENTED


def grounds_in_words(grounds: Grounds, duty: str = "") -> list[tuple[str, str]]:
    """Return what a request rests on, label by label, for pages; what nobody has said is left out.

    `duty` is what stands on the register of agencies instead of an assurance.
    """
    bound = {True: "It leaves no choice", False: "It leaves a choice", None: ""}[grounds.binds]
    said = [
        ("Why", grounds.why),
        ("Court, duty, power or emergency", grounds.law),
        ("Their duty in law, in place of an assurance", duty),
        ("It bears the date", date_gb(grounds.dated) if grounds.dated else ""),
        ("It asks for", grounds.asked_for),
        ("The law", bound),
        ("The order", "names the sensitive facts" if grounds.names_sensitive else ""),
        ("The non-abusing parent", grounds.parent),
        ("To do with ending his abuse", grounds.relevance),
        ("The client was told", date_gb(grounds.told_on) if grounds.told_on else ""),
        ("Not told, because", grounds.not_told),
        ("Answer wanted by", date_gb(grounds.answer_by) if grounds.answer_by else ""),
    ]
    return [(label, words) for label, words in said if words.strip()]
