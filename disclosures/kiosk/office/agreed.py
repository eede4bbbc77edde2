"""What a client agreed to, and how they change it at the screen: it can only become less (2.1, 3.3.2 d)."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.utils import timezone

from confidentiality.interface.filters import date_gb
from confidentiality.sealing.fields import sealed_for
from disclosures.limits import as_proviso
from disclosures.provisos import to_client

from ..models import Limit, Sitting

Kind = Limit.Kind
WITHDRAW = "withdraw"


@dataclass(frozen=True)
class Covered:
    """One entry that a consent covers and the package shows."""

    id: str
    kind: str
    day: date | None

    @property
    def title(self) -> str:
        """What it is called, as on its own page."""
        return f"{self.kind}, {date_gb(self.day)}" if self.day else self.kind


@dataclass(frozen=True)
class Agreed:
    """One consent as the client is told of it, with what was set in this sitting."""

    id: str
    to: str
    since: date
    until: date | None
    why: str
    new_words: str  # what may be newly written for it
    withdrawn: bool
    limits: list[str]
    left_out: list[Covered]
    covered: list[Covered]  # what can still be left out
    spoken: bool  # nothing is written any more
    by_parent: bool  # somebody agreed for them while they are a child

    @property
    def ways(self) -> list[str]:
        """How it can be changed now."""
        today = timezone.localdate()
        can = {
            Kind.NOT_THIS_ITEM: bool(self.covered),
            Kind.ONLY_VERBALLY: not self.spoken,
            Kind.ENDS: self.until is None or self.until > today,
        }
        return [WITHDRAW, *(str(kind) for kind in Kind if can.get(kind, True))]


def agreed_to(sitting: Sitting) -> list[Agreed]:
    """Return what the client agreed to when the ticket was given, each as it stands since."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.withdrawn_of_offered()")
        gone = {str(each) for (each,) in cursor.fetchall()}
    since = list(Limit.objects.filter(visit=sitting.visit_id).order_by("at", "id"))
    told: list[dict[str, Any]] = sitting.ticket.cover["agreed"]
    return [
        _as_it_stands(
            each, [s for s in since if str(s.consent_id) == each["id"]], each["id"] in gone
        )
        for each in told
    ]


def _as_it_stands(told: dict[str, Any], since: list[Limit], withdrawn: bool) -> Agreed:
    out = {str(each.entry_id) for each in since if each.kind == Kind.NOT_THIS_ITEM}
    ends = [each.day for each in since if each.kind == Kind.ENDS and each.day]
    until = date.fromisoformat(told["until"]) if told["until"] else None
    items = [
        Covered(each["id"], each["kind"], date.fromisoformat(each["day"]) if each["day"] else None)
        for each in told.get("items", ())
    ]
    provisos = (as_proviso(each) for each in since if each.kind != Kind.ENDS)
    return Agreed(
        id=told["id"],
        to=told["to"],
        since=date.fromisoformat(told["since"]),
        until=min([*ends, *([until] if until else [])], default=None),
        why=told["why"],
        new_words=told.get("new_words", ""),
        withdrawn=withdrawn,
        limits=[*told.get("limits", ()), *(said for each in provisos if (said := to_client(each)))],
        left_out=[each for each in items if each.id in out],
        covered=[each for each in items if each.id not in out],
        spoken=bool(told.get("spoken")) or any(s.kind == Kind.ONLY_VERBALLY for s in since),
        by_parent=bool(told.get("by_parent")),
    )


def withdraw(consent: UUID) -> bool:
    """Withdraw one of them, for good; False where it is none of these, or was withdrawn already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.withdraw_at_office(%s)", [consent])
        (done,) = cursor.fetchone()
    return bool(done)


def limit(
    sitting: Sitting,
    consent: UUID,
    kind: Kind,
    *,
    entries: list[UUID] | None = None,
    day: date | None = None,
    name: str = "",
) -> bool:
    """Set a limit on one of them, for good; False where the database finds that it takes nothing away."""
    about: list[UUID | None] = [*entries] if entries else [None]
    ids = [uuid4() for _ in about]
    made = Limit(id=ids[0], package_id=sitting.ticket.package_id)
    made.words = name or None
    words = bytes(sealed_for(made, "words")) if name else None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.limit_at_office(%s, %s, %s::uuid[], %s::uuid[], %s, %s)",
            [consent, str(kind), ids, about, day, words],
        )
        (done,) = cursor.fetchone()
    return bool(done)
