"""Master keys for tests: giving this process others than it began with, and telling what became of every key."""

from collections.abc import Sequence
from uuid import UUID

import encrypted_model_fields.fields as library
import pytest
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

from confidentiality.sealing.epochs import MasterKey
from confidentiality.sealing.wrapping import Masters
from tests.access.attacker import Session


def new_master(epoch: int) -> MasterKey:
    """Return a fresh master key."""
    return MasterKey(epoch, Fernet.generate_key().decode())


def hold(monkeypatch: pytest.MonkeyPatch, held: Sequence[MasterKey]) -> Masters:
    """Let this process hold these master keys, as if LATCH_MASTER_KEYS had said so at its start."""
    fernets = [Fernet(master.key) for master in held]
    monkeypatch.setattr(settings, "MASTER_KEYS", tuple(held))
    monkeypatch.setattr(settings, "FIELD_ENCRYPTION_KEY", [master.key for master in held])
    monkeypatch.setattr(library, "CRYPTER", MultiFernet(fernets))
    return Masters(held)


def setting_of(held: Sequence[MasterKey]) -> str:
    """Return LATCH_MASTER_KEYS for these master keys."""
    return ",".join(f"{master.epoch}:{master.key}" for master in held)


def raw_keys(owner: Session, masters: Masters) -> dict[UUID, bytes]:
    """Return every subject's key by its row's id, each opened once, by the master key that its row names.

    Raises SealingError for a key that was lost, wrapped twice or swapped.
    """
    rows = owner.sql("SELECT id, kind, subject, epoch, wrapped FROM keys.sealing_key")
    owner.link.commit()
    return {
        id_: masters.unwrap(kind, UUID(str(subject)), epoch, wrapped)
        for id_, kind, subject, epoch, wrapped in rows
    }
