"""What was still written down of a release that went first: the words that it lacked, beside what was said then."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils import timezone

from confidentiality.interface.filters import date_gb
from disclosures.grounds import grounds_from
from disclosures.models import DisclosureRequest
from disclosures.picture import Concern, Partners, Picture, Redaction, Risk


@dataclass(frozen=True, slots=True)
class Words:
    """What one person wrote beside a release; None and '' where they say nothing.

    `raises_risk` and `risk_words` are of 3.3.2 c, `parent` of 3.1.1, `told_on` and `not_told` of 2.1.
    """

    raises_risk: bool | None = None
    risk_words: str = ""
    parent: str = ""
    told_on: date | None = None
    not_told: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is said."""
        return self == Words()

    def as_stored(self) -> dict[str, Any]:
        """Return the words as a sealed column keeps them."""
        day = self.told_on.isoformat() if self.told_on else ""
        return {
            "raises_risk": self.raises_risk,
            "risk_words": self.risk_words,
            "parent": self.parent,
            "told_on": day,
            "not_told": self.not_told,
        }

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> "Words":
        """Return the words from their sealed column."""
        day = date.fromisoformat(stored["told_on"]) if stored["told_on"] else None
        return cls(**{**stored, "told_on": day})

    @property
    def in_words(self) -> list[tuple[str, str]]:
        """Return what is said, label by label, for pages."""
        rises = {True: "It may", False: "It may not", None: ""}[self.raises_risk]
        said = [
            ("Whether it raises her risk", rises),
            ("What speaks for and against a rise", self.risk_words),
            ("The non-abusing parent", self.parent),
            ("The client was told", date_gb(self.told_on) if self.told_on else ""),
            ("Not told, because", self.not_told),
        ]
        return [(label, words) for label, words in said if words.strip()]


def picture_of_words(request: DisclosureRequest, today: date) -> Picture:
    """Return what the rules that ask for words look at: of all else nobody has said anything."""
    risk = Risk(request.raises_risk is not None, request.raises_risk, words=request.risk_words)
    return Picture(
        file=request.file_id,
        service="",
        basis=request.basis,
        items=(),
        content="",
        requester=None,
        sign_offs=(),
        releaser=None,
        agency=None,
        recipient=None,
        partners=Partners(),
        consent=None,
        risk=risk,
        concern=Concern(None),
        readers=(),
        knows_readers=False,
        explained_on=None,
        redaction=Redaction((), None, None),
        reading=None,
        as_of=timezone.now(),
        today=today,
        grounds=grounds_from(request.grounds),
        urgent=request.urgent,
    )


def with_words(picture: Picture, said: Iterable[Words]) -> Picture:
    """Return the picture with what was written since; what was said at the release stays, and a risk that rises too."""
    for words in said:
        risk, grounds = picture.risk or Risk(assessed=False, raises_risk=None), picture.grounds
        rises = _either(risk.raises_risk, words.raises_risk)
        picture = replace(
            picture,
            risk=replace(
                risk,
                assessed=rises is not None,
                raises_risk=rises,
                words=_both(risk.words, words.risk_words),
            ),
            grounds=replace(
                grounds,
                parent=_both(grounds.parent, words.parent),
                told_on=grounds.told_on or words.told_on,
                not_told=_both(grounds.not_told, words.not_told),
            ),
        )
    return picture


def _either(one: bool | None, other: bool | None) -> bool | None:
    """Whether anybody says that it rises; None while nobody has said anything."""
    said = {one, other} - {None}
    return True in said if said else None


def _both(one: str, other: str) -> str:
    return "\n".join(each for each in (one.strip(), other.strip()) if each)
