"""What was still written down of a release that went first: the words that it lacked, beside what was said then."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils import timezone

from confidentiality.interface.filters import date_gb
from disclosures.grounds import grounds_from
from disclosures.models import DisclosureRequest, RiskDiscussion
from disclosures.picture import (
    AgencyPicture,
    Concern,
    Discussion,
    Partners,
    Picture,
    Recipient,
    Redaction,
    Risk,
    SignOff,
    WorkerPicture,
)
from staff.models import Worker

_WHAT_LEFT = "what left"
# What somebody who looks at what went first may find of it
OPINIONS = {"yes": "It was right to let it go", "no": "It should not have gone like this"}


@dataclass(frozen=True, slots=True)
class Talk:
    """With whom the risk of what has left was discussed, when, and what was said (3.3.2 c)."""

    with_whom: Worker
    on: date
    words: str


@dataclass(frozen=True, slots=True)
class Words:
    """What one person wrote beside a release; None and '' where they say nothing.

    `raises_risk` and `risk_words` are of 3.3.2 c, and so are `discussed`, with whom and when, and `opinion`, the second
    one of somebody who may sign off; `parent` is of 3.1.1, `told_on` and `not_told` of 2.1, `law` of 4.1.1.
    """

    raises_risk: bool | None = None
    risk_words: str = ""
    parent: str = ""
    told_on: date | None = None
    not_told: str = ""
    law: str = ""
    discussed: str = ""
    opinion: bool | None = None
    opinion_words: str = ""

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
            "law": self.law,
            "discussed": self.discussed,
            "opinion": self.opinion,
            "opinion_words": self.opinion_words,
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
        opinion = "" if self.opinion is None else OPINIONS["yes" if self.opinion else "no"]
        said = [
            ("Whether it raises her risk", rises),
            ("What speaks for and against a rise", self.risk_words),
            ("Discussed, and noted in the case file", self.discussed),
            ("Another’s opinion", opinion),
            ("Reasons of that opinion", self.opinion_words),
            ("The non-abusing parent", self.parent),
            ("The client was told", date_gb(self.told_on) if self.told_on else ""),
            ("Not told, because", self.not_told),
            ("Their duty or power in law, or the emergency", self.law),
        ]
        return [(label, words) for label, words in said if words.strip()]


def picture_of_words(
    request: DisclosureRequest,
    today: date,
    *,
    talk: RiskDiscussion | None = None,
    others: Iterable[WorkerPicture] = (),
    agency: AgencyPicture | None = None,
) -> Picture:
    """Return what the rules look at that ask for what can be written yet: of all else nobody has said anything.

    `others` are those who, besides whoever released it, have given an opinion or are to close their look: they looked
    at what left, as whoever signs off looks at what would leave.
    """
    discussion = Discussion(talk.with_whom_id, talk.role, talk.on, talk.note_id) if talk else None
    raises, now = request.raises_risk, timezone.now()
    risk = Risk(raises is not None, raises, discussion, request.risk_words)
    return Picture(
        file=request.file_id,
        service=request.file.service,
        basis=request.basis,
        items=(),
        content=_WHAT_LEFT,
        requester=WorkerPicture(request.requester_id, "", "", in_post=None),
        sign_offs=tuple(SignOff(each, now, _WHAT_LEFT) for each in others),
        releaser=None,
        agency=agency,
        recipient=Recipient("", threatened=bool((request.reached or {}).get("threatened"))),
        partners=Partners(),
        consent=None,
        risk=risk,
        concern=Concern(None),
        readers=(),
        knows_readers=False,
        explained_on=None,
        redaction=Redaction((), None, None),
        reading=None,
        as_of=now,
        today=today,
        grounds=grounds_from(request.grounds),
        urgent=request.urgent,
    )


def rises(request: DisclosureRequest, said: Iterable[Words]) -> bool | None:
    """Whether somebody has said, then or since, that it may raise her risk; None while nobody has said anything."""
    risk = with_words(picture_of_words(request, timezone.localdate()), said).risk
    return risk.raises_risk if risk else None


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
                law=_both(grounds.law, words.law),
            ),
        )
    return picture


def _either(one: bool | None, other: bool | None) -> bool | None:
    """Whether anybody says that it rises; None while nobody has said anything."""
    said = {one, other} - {None}
    return True in said if said else None


def _both(one: str, other: str) -> str:
    return "\n".join(each for each in (one.strip(), other.strip()) if each)
