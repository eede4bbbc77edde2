"""The sequencer: numbers and chains events in the background, ships them outside, signs checkpoints.

What it has not sealed it finds by what has no seal yet, never by 'later than the last': a transaction that began
earlier may commit later. Everything it goes by is read anew in each turn, from the database and from the places
it ships to, so that a killed sequencer, or two at once, leave nothing to mend.
"""

import contextlib
import logging
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils import timezone

from confidentiality.access.identity import SystemActor, acting_as

from .models import Checkpoint, Event, Seal
from .shipping import Place, Position, ShippingError
from .verifier import START, Line, key_id, leaf_of, shipped_line, signed_bytes

logger = logging.getLogger(__name__)
LOCK = 0x4C61746368  # the advisory lock that one sequencer holds at a time
BATCH = 1_000
# Most turns look at events of the last hour; the first one, and one in an hour, at all there are.
RECENT = timedelta(hours=1)
LOOK_AT_ALL_EVERY = 3_600.0
TELL_EVERY = 60.0


class TwoLogs(RuntimeError):
    """A place outside holds another log than the database, or a longer one: nobody goes on from there."""


def iso(moment: datetime) -> str:
    """Return a moment as it is hashed and shipped: UTC, microseconds."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def whole(event: Event) -> Line:
    """Return everything that an event says, as its leaf covers it."""
    return {
        "id": str(event.id),
        "at": iso(event.at),
        "person": str(event.person) if event.person else None,
        "actor": event.actor,
        "action": event.action,
        "outcome": event.outcome,
        "file": str(event.file) if event.file else None,
        "ids": event.ids,
        "purpose": event.purpose,
        "reason": event.reason,
        "fields": event.fields,
        "request": str(event.request) if event.request else None,
        "origin": event.origin,
    }


def as_line(checkpoint: Checkpoint) -> Line:
    """Return a checkpoint as it is shipped."""
    return {
        "type": "checkpoint",
        "n": checkpoint.n,
        "chain": checkpoint.chain,
        "at": iso(checkpoint.at),
        "key": checkpoint.key,
        "signature": checkpoint.signature,
    }


def signing_key() -> Ed25519PrivateKey:
    """Return the key of this process."""
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(settings.AUDIT_SIGNING_KEY))


@contextlib.contextmanager
def alone(*, waits: bool = False) -> Iterator[bool]:
    """Act as the sequencer in one transaction; gives False where another sequencer is at work, unless it `waits`."""
    with acting_as(SystemActor.SEQUENCER), connection.cursor() as cursor:
        if waits:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        yield cursor.fetchone()[0]


class Sequencer:
    """One sequencer's turns; `places` are where it ships to."""

    def __init__(self, places: Sequence[Place], *, checkpoint_seconds: float = 60) -> None:
        self.places = places
        self.checkpoint_seconds = checkpoint_seconds
        self._looked_at_all = float("-inf")
        self._looking_from: datetime | None = None  # how far a look at all has come
        self._told_at = float("-inf")
        self._sent: dict[int, tuple[int, int]] = {}  # for places that cannot be asked

    def turn(self, *, sign: bool = False) -> int:
        """Seal one batch, ship what is not outside yet, sign if it is time; return how many were sealed.

        A place that does not take it keeps the others waiting for nothing: its error is raised at the turn's end.
        `sign` signs at once. Raises TwoLogs, ShippingError, or the database's errors; every turn can be repeated.
        """
        sealed = self._seal()
        failed = self._ship()
        if self._sign(at_once=sign):
            # to every place before anybody else has the lock: an upgrade that sees the row takes it to be outside
            with alone(waits=True):
                failed = self._ship()
        if failed is not None:
            raise failed
        self._tell_that_all_is_outside()
        return sealed

    def run_dry(self) -> int:
        """Take turns until nothing is left to seal, sign, and return how many were sealed."""
        self._looked_at_all = float("-inf")
        total = 0
        while sealed := self.turn():
            total += sealed
        self.turn(sign=True)
        return total

    # ---- sealing

    def _seal(self) -> int:
        with alone() as mine:
            if not mine:
                return 0
            self._agree()
            last = Seal.objects.order_by("-n").first()
            n, chain = (last.n, last.chain) if last else (0, START)
            events, seals = self._unsealed(), []
            for event in events:
                n, said = n + 1, whole(event)
                leaf = leaf_of(said)
                chain = shipped_line(n, said, leaf, chain)["chain"]
                seals.append(Seal(n=n, event=event.id, leaf=leaf, chain=chain))
            Seal.objects.bulk_create(seals)
        self._looked(events)
        return len(seals)

    def _unsealed(self) -> list[Event]:
        events = Event.objects.filter(~Exists(Seal.objects.filter(event=OuterRef("id"))))
        if not self._looks_at_all():
            events = events.filter(at__gt=timezone.now() - RECENT)
        elif self._looking_from is not None:
            events = events.filter(at__gte=self._looking_from)
        return list(events.order_by("at", "id")[:BATCH])

    def _looks_at_all(self) -> bool:
        return time.monotonic() - self._looked_at_all >= LOOK_AT_ALL_EVERY

    def _looked(self, events: Sequence[Event]) -> None:
        """Note, once it is committed, how far a look at all has come; what commits behind it is for the next."""
        if not self._looks_at_all():
            return
        self._looking_from = events[-1].at if len(events) == BATCH else None
        if self._looking_from is None:
            self._looked_at_all = time.monotonic()

    def _agree(self) -> None:
        """Raise TwoLogs unless each place ends with something that the database has sealed just so.

        A place that does not answer is asked again in the next turn; where none does, nothing is sealed.
        """
        asked, failed = 0, None
        for place in self.places:
            try:
                at = place.position()
            except ShippingError as error:
                failed = failed or error
                continue
            asked += at is not None
            if at is None or not at.event:
                continue
            seal = Seal.objects.filter(n=at.event).first()
            if seal is None:
                raise TwoLogs(
                    f"What was shipped goes on to {at.event}, and the database does not: was a backup restored?"
                )
            if seal.chain != at.chain:
                raise TwoLogs(f"What was shipped and the database differ at {at.event}.")
        if failed is not None and not asked:
            raise failed

    # ---- shipping

    def _ship(self) -> ShippingError | None:
        """Ship to every place that takes it; return the first place's error that does not."""
        failed = None
        for number, place in enumerate(self.places):
            try:
                while self._ship_batch(number, place):
                    pass
            except ShippingError as error:
                failed = failed or error
        return failed

    def _ship_batch(self, number: int, place: Place) -> bool:
        """Ship at most one batch to a place; say whether there may be more."""
        with alone() as mine:
            if not mine:
                return False
            event, checkpoint = self._reached(number, place)
            lines = _lines_after(event, checkpoint)
            if not lines:
                return False
            place.add(lines)
            events = [line["n"] for line in lines if line["type"] == "event"]
            signed = [line["n"] for line in lines if line["type"] == "checkpoint"]
            self._sent[number] = max([event, *events]), max([checkpoint, *signed])
        return len(events) == BATCH

    def _reached(self, number: int, place: Place) -> tuple[int, int]:
        at = place.position()
        if at is not None:
            return at.event, at.checkpoint
        if number not in self._sent:
            last = Checkpoint.objects.filter(at__lte=_all_was_outside()).order_by("-n").first()
            begins = max(last.n if last else 0, _last_known_from_outside())
            self._sent[number] = begins, begins
        return self._sent[number]

    # ---- signing

    def _sign(self, *, at_once: bool) -> bool:
        with alone() as mine:
            last = Seal.objects.order_by("-n").first() if mine else None
            if last is None or not self._is_outside(last.n):
                return False
            signed, now = Checkpoint.objects.order_by("-n").first(), timezone.now()
            pause = timedelta(seconds=0 if at_once else self.checkpoint_seconds)
            if signed is not None and (signed.n >= last.n or now - signed.at < pause):
                return False
            key = signing_key()
            name = key_id(key.public_key().public_bytes_raw())
            checkpoint = Checkpoint(n=last.n, chain=last.chain, at=now, key=name)
            checkpoint.signature = key.sign(signed_bytes(as_line(checkpoint))).hex()
            Checkpoint.objects.bulk_create([checkpoint])
        return True

    def _is_outside(self, n: int) -> bool:
        """Say whether one place that can be asked holds it; where none can be asked, all have to have taken it."""
        asked = [at.event >= n for at in map(_position, self.places) if at is not None]
        if asked:
            return any(asked)
        return all(self._reached(number, place)[0] >= n for number, place in enumerate(self.places))

    # ---- being watched

    def _tell_that_all_is_outside(self) -> None:
        """Note for the health page, once a minute, that every place outside has everything."""
        if time.monotonic() - self._told_at < TELL_EVERY:
            return
        with alone() as mine, connection.cursor() as cursor:
            if mine:
                cursor.execute(
                    "INSERT INTO work_heartbeat (name, at) VALUES ('shipping', now())"
                    " ON CONFLICT (name) DO UPDATE SET at = excluded.at"
                )
        self._told_at = time.monotonic()


def _all_was_outside() -> datetime:
    """Return when every place was last known to have everything: from there a place that cannot be asked goes on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(at) FROM work_heartbeat WHERE name = 'shipping'")
        (heard,) = cursor.fetchone()
    return heard or datetime.min.replace(tzinfo=UTC)


def _last_known_from_outside() -> int:
    """Return the last number that was adopted after a restore: there is no event of it here to send again."""
    adopted = Seal.objects.filter(~Exists(Event.objects.filter(id=OuterRef("event"))))
    last = adopted.order_by("-n").first()
    return last.n if last else 0


def _position(place: Place) -> Position | None:
    """Return where a place stands; None for one that cannot be asked, the beginning for one that does not answer."""
    try:
        return place.position()
    except ShippingError:
        return Position()


def _lines_after(event: int, checkpoint: int) -> list[Line]:
    """Return the next batch of lines after an event and a checkpoint, in the order of their numbers."""
    seals = list(Seal.objects.filter(n__gt=event).order_by("n")[:BATCH])
    until = seals[-1].n if seals else event
    events = Event.objects.in_bulk([seal.event for seal in seals])
    before = Seal.objects.filter(n=event).values_list("chain", flat=True).first() or START
    lines = []
    for seal in seals:
        if seal.event not in events:
            raise TwoLogs(f"Event {seal.n} was sealed, is not shipped yet, and is gone.")
        line = shipped_line(seal.n, whole(events[seal.event]), seal.leaf, before)
        if line["chain"] != seal.chain:
            raise TwoLogs(f"Event {seal.n} was changed after it was sealed.")
        lines.append(line)
        before = seal.chain
    signed = Checkpoint.objects.filter(n__gt=checkpoint, n__lte=until)
    lines += [as_line(each) for each in signed]
    return sorted(lines, key=lambda line: (line["n"], line["type"] == "checkpoint"))


def describe(error: Exception) -> str:
    """Return why a turn failed, in words that carry no content."""
    known = isinstance(error, (TwoLogs, ShippingError))
    return str(error) if known else type(error).__name__
