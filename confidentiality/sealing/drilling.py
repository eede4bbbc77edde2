"""Escrow of the master keys, and the drill that proves it: what lies outside opens what lies here.

Opened master keys live in this process's memory alone; nothing of them is printed, logged or stored.
"""

import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.audit.record import record

from .epoch_register import known_epochs, refuse_to_open_in_part
from .escrow import digest_of, lock_away, open_again
from .models import Escrow
from .verifying import Fault, Opener, rooms, sealed_models, verify_columns
from .wrapping import Masters

ROWS_A_TABLE = 50


def make_escrow(recipients: Sequence[str]) -> tuple[Escrow, bytes]:
    """Return a new escrow of every master key that stands, unsaved, and the file's bytes.

    Raises SealingError for a recipient that is none, or when a master key that wraps keys is not here.
    """
    refuse_to_open_in_part(settings.MASTER_KEYS, "LATCH_MASTER_KEYS")
    ended = {epoch.number for epoch in known_epochs() if epoch.destroyed}
    held = [master for master in settings.MASTER_KEYS if master.epoch not in ended]
    locked = lock_away(held, recipients)
    epochs = sorted(master.epoch for master in held)
    return Escrow(digest=digest_of(locked), recipients=list(recipients), epochs=epochs), locked


def record_escrow(escrow: Escrow) -> None:
    """Keep that an escrow was made, once its file is written."""
    with acting_as(SystemActor.KEY_KEEPER):
        escrow.save(force_insert=True)
        record("keys_escrowed", ids=[escrow.id], reason=_epochs(escrow.epochs))


def open_escrow(locked: bytes, identity: str) -> Opener:
    """Return an opener by the master keys of an escrow.

    Raises SealingError when it does not open, or lacks what this database needs.
    """
    masters = Masters(open_again(locked, identity))
    refuse_to_open_in_part(masters.held, "The escrow")
    return Opener(masters)


def try_rows(opener: Opener) -> Iterator[Fault]:
    """Open rows of every sealed table, from a random place on, by an escrow's master keys; yield what fails.

    Before anybody has written anything, what the first two came in with is all that is sealed: second factors.
    """
    for model in sealed_models():
        before = opener.opened[model._meta.db_table]
        yield from verify_columns(model, opener, after=_anywhere(), most=ROWS_A_TABLE)
        if opener.opened[model._meta.db_table] == before:
            yield from verify_columns(model, opener, most=ROWS_A_TABLE)
    if not opener.opened:
        for room in rooms():
            for check in getattr(room, "CHECKS", ()):
                yield from check(opener)


def record_drill(locked: bytes, opener: Opener) -> Escrow:
    """Keep that an escrow was opened and opened rows; one of which nothing was known is known from now on."""
    epochs = sorted(master.epoch for master in opener.masters.held)
    with acting_as(SystemActor.KEY_KEEPER):
        escrow, _ = Escrow.objects.update_or_create(
            digest=digest_of(locked),
            defaults={"drilled_at": timezone.now()},
            create_defaults={"drilled_at": timezone.now(), "recipients": [], "epochs": epochs},
        )
        record("keys_drilled", ids=[escrow.id], reason=_epochs(epochs))
    return escrow


def last_drill() -> datetime | None:
    """Return when an escrow that holds the newest epoch's master key was last proved to open; None: never.

    For whoever may read escrows: the records admin, the owner.
    """
    newest = max((epoch.number for epoch in known_epochs()), default=0)
    drilled = Escrow.objects.filter(drilled_at__isnull=False, epochs__contains=newest)
    found: datetime | None = (
        drilled.order_by("-drilled_at").values_list("drilled_at", flat=True).first()
    )
    return found


def escrows_holding(epoch: int) -> list[str]:
    """Return the days and digests of the escrows that hold an epoch's master key."""
    kept = Escrow.objects.filter(epochs__contains=epoch).order_by("made_at")
    return [f"{escrow.made_at:%Y-%m-%d} (SHA-256 {escrow.digest[:12]}…)" for escrow in kept]


def _anywhere() -> UUID:
    return UUID(int=secrets.randbits(128))


def _epochs(numbers: Sequence[int]) -> str:
    return "epochs " + ", ".join(str(number) for number in numbers)
