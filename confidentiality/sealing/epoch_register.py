"""Which epochs of master keys this database knows, and whether the configured ones fit it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.audit.record import record

from .epochs import KnownEpoch, MasterKey, new_epochs, refuse_uncovered
from .errors import SealingError
from .models import Epoch
from .wrapping import Masters

_DOCUMENT = "See docs/operations.md, 'Keys'."


def refuse_unfit_master_keys() -> None:
    """Stop a process whose master keys do not open every key of its database, before it can do anything.

    Raises ImproperlyConfigured with what to do.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, print, destroyed, used FROM access.master_epochs()")
        rows = cursor.fetchall()
    known = [KnownEpoch(number, kept, gone) for number, kept, gone, _ in rows if kept]
    try:
        refuse_uncovered(known, [row[0] for row in rows if row[3]], settings.MASTER_KEYS)
    except ValueError as refused:
        raise ImproperlyConfigured(f"LATCH_MASTER_KEYS {refused} {_DOCUMENT}") from None


def known_epochs() -> list[KnownEpoch]:
    """Return what is known of every epoch, oldest first."""
    kept = Epoch.objects.order_by("number")
    return [KnownEpoch(e.number, e.print, e.destroyed_at is not None) for e in kept]


def register_epochs(held: tuple[MasterKey, ...]) -> list[int]:
    """Make the epochs of `held` known, as the owner; return the new ones' numbers.

    A number is given to a key for good, so a key that opens nothing of what its number already wraps is refused.
    Raises SealingError with a sentence when `held` contradicts what is known.
    """
    with transaction.atomic():
        try:
            fresh = new_epochs(known_epochs(), held)
        except ValueError as refused:
            raise SealingError(f"LATCH_MASTER_KEYS {refused} {_DOCUMENT}") from None
        for master in fresh:
            _refuse_unproved(master)
        Epoch.objects.bulk_create(Epoch(number=m.epoch, print=m.print) for m in fresh)
    return [master.epoch for master in fresh]


def _refuse_unproved(master: MasterKey) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, subject, wrapped FROM keys.sealing_key WHERE epoch = %s LIMIT 1",
            [master.epoch],
        )
        row = cursor.fetchone()
    if row is not None:
        Masters([master]).unwrap(row[0], row[1], master.epoch, row[2])


@dataclass(frozen=True)
class EpochState:
    """How it stands with one epoch: how many keys its master key wraps, and whether that key is here."""

    epoch: Epoch
    keys: int
    held: bool


def epoch_states() -> list[EpochState]:
    """Return every epoch, oldest first, as the owner."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT epoch, count(*) FROM keys.sealing_key GROUP BY epoch")
        counts = dict(cursor.fetchall())
    held = {master.epoch for master in settings.MASTER_KEYS}
    return [
        EpochState(epoch, counts.get(epoch.number, 0), epoch.number in held)
        for epoch in Epoch.objects.order_by("number")
    ]


def epochs_in_use_at(moment: datetime) -> list[Epoch]:
    """Return the epochs that stood at `moment`, oldest first: copies of keys made before then open by them alone."""
    began = Epoch.objects.filter(began_at__lte=moment)
    standing = began.filter(Q(destroyed_at=None) | Q(destroyed_at__gt=moment))
    return list(standing.order_by("number"))


def refuse_to_open_in_part(held: Sequence[MasterKey], what: str) -> None:
    """Raise SealingError, which names `what` holds them, unless these master keys open every key here; as the owner."""
    used = [state.epoch.number for state in epoch_states() if state.keys]
    try:
        refuse_uncovered(known_epochs(), used, held)
    except ValueError as refused:
        raise SealingError(f"{what} {refused}") from None


def refuse_to_destroy(number: int, masters: Masters) -> None:
    """Raise SealingError, with the reason, unless epoch `number` may be destroyed."""
    state = next((s for s in epoch_states() if s.epoch.number == number), None)
    if state is None:
        raise SealingError(f"There is no epoch {number}.")
    if state.epoch.destroyed_at is not None:
        raise SealingError(f"Epoch {number} was destroyed already.")
    if masters.first == number:
        raise SealingError(f"Epoch {number} wraps new keys. Put a newer master key in front first.")
    if state.keys:
        raise SealingError(
            f"{state.keys} keys are still wrapped by epoch {number}. Run `manage.py keys rotate` first."
        )


def destroy_epoch(number: int, masters: Masters) -> None:
    """Write down that an epoch's master key is gone for good: from now on no key can be wrapped by it.

    Waits for whoever is making a key. Raises SealingError as `refuse_to_destroy` does.
    """
    with acting_as(SystemActor.KEY_KEEPER), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE keys.sealing_key IN SHARE ROW EXCLUSIVE MODE")
        refuse_to_destroy(number, masters)
        Epoch.objects.filter(number=number).update(destroyed_at=timezone.now())
        record("epoch_destroyed", reason=f"epoch {number}")
