"""What would leave, copied text by text; its digest is what people sign off and read."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import accumulate, pairwise
from typing import Any

from django.conf import settings

from confidentiality.interface.filters import date_gb
from disclosures.building.cutting import marked
from disclosures.building.pdf import DocumentItem, PackageData, TextItem

TERMS = (
    "Use this only for the reason named above.",
    "Do not pass it on, and do not tell anybody else that this person is in touch with us.",
    "Keep it where only those who need it can read it, and destroy it when it has served.",
)


# What stands first on the paper of somebody's own file, and on the screen before it (5.2.4, 5.2.5).
RIGHTS = (
    "If something here is wrong, tell us. We put it right, or we keep your own words beside it.",
    "The law lets us leave things out, with a mark or, for a whole part, without one. Ask us to look at that again.",
    "You can ask what a word means, who has read this, and how long we keep it.",
    "If you are not happy with what we did, you can complain to us. We write back within {days} days.",
    "You can also complain to {authority}. You need not ask us first.",
    "Keep this where nobody finds it who should not know of it. If no place is safe, we keep it for you.",
)


@dataclass(frozen=True, slots=True)
class Copied:
    """One entry as it was when it was copied; `happened_on` is an ISO day, or '' if not dated."""

    entry: str
    kind: str
    happened_on: str
    body: str
    opinion_basis: str

    @property
    def body_parts(self) -> list[tuple[bool, str]]:
        """What was written, in parts, each with whether it is the mark of something withheld."""
        return list(marked(self.body))

    @property
    def basis_parts(self) -> list[tuple[bool, str]]:
        """What an opinion rests on, in parts."""
        return list(marked(self.opinion_basis))


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of one document that left: they stand at the end of the letter, document after document."""

    kind: str
    happened_on: str
    count: int


@dataclass(frozen=True, slots=True)
class Contents:
    """All that a package holds and its letter says; days are ISO texts.

    `own`: of somebody's own file. `documents` is there once it was released.
    """

    to_name: str
    to_agency: str
    concerning: str
    purpose: str
    basis: str
    consent_on: str
    consent_until: str
    provisos: tuple[str, ...]
    items: tuple[Copied, ...]
    pages: str = ""  # a digest of which pages of documents leave, and of what is covered on them; '' for none
    own: bool = False
    documents: tuple[Pages, ...] = ()

    def as_stored(self) -> dict[str, Any]:
        """Return what the sealed column of a package keeps."""
        return asdict(self)

    @property
    def dated_items(self) -> list[tuple[Copied, date | None]]:
        """The entries with their days, for pages."""
        return [(item, _day(item.happened_on)) for item in self.items]

    @property
    def numbered_pages(self) -> list[list[int]]:
        """The pages of each document that left, each by its number in the letter, from 1."""
        ends = list(accumulate((each.count for each in self.documents), initial=0))
        return [list(range(start + 1, end + 1)) for start, end in pairwise(ends)]

    @classmethod
    def from_stored(cls, stored: dict[str, Any]) -> "Contents":
        """Return the contents from a package's sealed column."""
        items = tuple(Copied(**item) for item in stored["items"])
        documents = tuple(Pages(**each) for each in stored.get("documents", ()))
        kept = {**stored, "items": items, "documents": documents}
        return cls(**{**kept, "provisos": tuple(stored["provisos"])})

    @property
    def free_texts(self) -> tuple[str, ...]:
        """What was typed and leaves as it stands: why, her limits in her words, what was newly written (4.4.2, 3.2.1).

        All else is a name, a day, a label, or the copy of an entry, in which each place is decided apart.
        """
        written = (item.body for item in self.items if not item.entry)
        return tuple(text for text in (self.purpose, *self.provisos, *written) if text.strip())

    def digest(self, key: bytes) -> str:
        """Return 64 hex digits that only a holder of the case file's key can compare with a text."""
        plain = json.dumps(self.as_stored(), sort_keys=True, ensure_ascii=False)
        return hmac.new(key, plain.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

    def as_paper(
        self,
        *,
        reference: str,
        made_at: datetime,
        organisation: str,
        contact: str,
        documents: Sequence[DocumentItem] = (),
        large: bool = False,
    ) -> PackageData:
        """Return what its paper says; `made_at` is aware and in local time, `documents` are what leaves of those.

        `large` sets it in large print.
        """
        until, given = _day(self.consent_until), _day(self.consent_on)
        ends = (f"The consent that it rests on ends on {date_gb(until)}.",) if until else ()
        return PackageData(
            reference=reference,
            organisation=organisation,
            contact=contact,
            to_name=self.to_name,
            to_agency=self.to_agency,
            concerning=self.concerning,
            purpose=self.purpose,
            basis=f"{self.basis}, given on {date_gb(given)}" if given else self.basis,
            made_at=made_at,
            items=(
                *(
                    TextItem(item.kind, _day(item.happened_on), item.body, item.opinion_basis)
                    for item in self.items
                ),
                *documents,
            ),
            terms=rights() if self.own else (*TERMS, *ends),
            provisos=self.provisos,
            own=self.own,
            large=large,
        )


def rights() -> tuple[str, ...]:
    """Return what somebody who reads their own file may do about it, in plain words."""
    told = {"authority": settings.DATA_PROTECTION_AUTHORITY, "days": settings.COMPLAINT_DAYS}
    return tuple(words.format(**told) for words in RIGHTS)


def _day(iso: str) -> date | None:
    return date.fromisoformat(iso) if iso else None
