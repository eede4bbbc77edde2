"""Start-up refuses secrets that are missing or unsound, each with a sentence that says what to do."""

from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, register


def _hex_key(value: str) -> bool:
    try:
        return len(bytes.fromhex(value)) == 32
    except ValueError:
        return False


@register()
def secrets_are_sound(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse missing or short secrets (they come from the environment, never from a file of ours)."""
    found = _signing_key() if settings.LOGIN == "sequencer" else _keys_that_seal()
    logins = ("web", "worker", "sequencer", "reader", "kiosk")
    none: tuple[str, ...] = ()  # a backup acts for nobody
    wanted = {"owner": logins, "backup": none}.get(settings.LOGIN, (settings.LOGIN,))
    for login in wanted:
        if not _hex_key(settings.IDENTITY_KEYS.get(login, "")):
            name = f"LATCH_IDENTITY_KEY_{login.upper()}"
            found.append(Error(f"{name} must be 64 hexadecimal characters.", id="latch.E004"))
    return found


def _signing_key() -> list[CheckMessage]:
    if _hex_key(settings.AUDIT_SIGNING_KEY):
        return []
    return [
        Error("LATCH_AUDIT_SIGNING_KEY must be 64 hexadecimal characters.", id="latch.E005"),
    ]


def _keys_that_seal() -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if len(settings.SECRET_KEY) < 40:
        found.append(
            Error("LATCH_SECRET_KEY is missing or shorter than 40 characters.", id="latch.E001")
        )
    if not settings.FIELD_ENCRYPTION_KEY:
        found.append(
            Error(
                "LATCH_MASTER_KEYS is missing: nothing could be sealed or opened.", id="latch.E002"
            )
        )
    for key in settings.FIELD_ENCRYPTION_KEY:
        try:
            Fernet(key)
        except ValueError:
            found.append(
                Error(
                    "LATCH_MASTER_KEYS holds something that is not a Fernet key.", id="latch.E003"
                )
            )
    if settings.LOGIN in ("web", "reader") and not _hex_key(settings.READER_KEY):
        found.append(Error("LATCH_READER_KEY must be 64 hexadecimal characters.", id="latch.E008"))
    if settings.LOGIN in ("web", "kiosk") and not _hex_key(settings.KIOSK_KEY):
        found.append(Error("LATCH_KIOSK_KEY must be 64 hexadecimal characters.", id="latch.E009"))
    searches = settings.LOGIN not in ("backup", "reader", "kiosk")
    if searches and not _hex_key(settings.INDEX_KEY):
        found.append(Error("LATCH_INDEX_KEY must be 64 hexadecimal characters.", id="latch.E007"))
    return found
