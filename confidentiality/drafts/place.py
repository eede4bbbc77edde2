"""Where a draft belongs, written into the form that was shown and signed.

The signed place is good for one thing: adding words to that one draft, in the name of the person to whom the form
was shown. Nothing can be read with it. So it needs no session: what is typed is kept also when the session has ended
meanwhile, and whoever else signs in on the same browser writes nothing of their own with it.
"""

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from uuid import UUID, uuid4

from django.core import signing
from django.utils import timezone

SALT = "latch.drafts.place"
GOOD_FOR = 3 * 24 * 60 * 60  # seconds: a page left open over a weekend
LONGEST_ADDRESS = 300


@dataclass(frozen=True)
class Place:
    """One showing of a form: to whom, at which address, in which case file, by which right it was opened.

    `shown` is when what the form began with was shown first: what has left the file since may stand in it.
    """

    draft: UUID
    person: UUID
    address: str
    route: str
    form: str
    file: UUID | None = None
    needs: str = ""
    reference: str = ""
    shown: datetime = field(default_factory=timezone.now, compare=False, repr=False)

    def signed(self) -> str:
        """Return the place as it stands in the page."""
        written = {name: str(value or "") for name, value in asdict(self).items()}
        return signing.dumps(written, salt=SALT)

    def elsewhere(self) -> "Place":
        """Return the same place for another draft."""
        return replace(self, draft=uuid4())

    def address_of_draft(self) -> str:
        """Return the address at which the form is shown with its draft's words."""
        return with_draft(self.address, self.draft)


def read_place(signed: str) -> Place | None:
    """Return the place that was signed here within its time, or None."""
    try:
        read = signing.loads(signed, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    ids = {name: UUID(read[name]) for name in ("draft", "person")}
    file = UUID(read["file"]) if read["file"] else None
    # a page that stays open while the product is upgraded says nothing of it
    shown = datetime.fromisoformat(read["shown"]) if "shown" in read else timezone.now()
    return Place(**{**read, **ids, "file": file, "shown": shown})


def with_draft(address: str, draft: UUID) -> str:
    """Return the address with the draft's id."""
    return f"{address}{'&' if '?' in address else '?'}draft={draft}"
