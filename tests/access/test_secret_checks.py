"""What each process asks of its secrets before it starts: every one it uses, none that is another's."""

from collections.abc import Mapping

import pytest
from cryptography.fernet import Fernet
from django.core.checks.registry import registry
from pytest_django import Settings

from confidentiality.access.secret_checks import secrets_are_sound

HEX, OTHER = "ab" * 32, "cd" * 32
SOUND: Mapping[str, object] = {
    "SECRET_KEY": "s" * 40,
    "FIELD_ENCRYPTION_KEY": [Fernet.generate_key().decode() for _ in range(2)],
    "INDEX_KEY": HEX,
    "READER_KEY": HEX,
    "KIOSK_KEY": HEX,
    "AUDIT_SIGNING_KEY": HEX,
    "IDENTITY_KEYS": {
        "web": HEX,
        "worker": OTHER,
        "sequencer": OTHER,
        "reader": OTHER,
        "kiosk": OTHER,
    },
}
LOGINS = ("WEB", "WORKER", "SEQUENCER", "READER", "KIOSK")
IDENTITY = {f"LATCH_IDENTITY_KEY_{login}" for login in LOGINS}
SEALING = {"LATCH_SECRET_KEY", "LATCH_MASTER_KEYS"}
WANTED = {
    "web": {
        *SEALING,
        *("LATCH_INDEX_KEY", "LATCH_IDENTITY_KEY_WEB", "LATCH_READER_KEY", "LATCH_KIOSK_KEY"),
    },
    "kiosk": {*SEALING, "LATCH_IDENTITY_KEY_KIOSK", "LATCH_KIOSK_KEY"},
    "reader": {*SEALING, "LATCH_IDENTITY_KEY_READER", "LATCH_READER_KEY"},
    "worker": {*SEALING, "LATCH_INDEX_KEY", "LATCH_IDENTITY_KEY_WORKER"},
    "owner": {*SEALING, "LATCH_INDEX_KEY", *IDENTITY},
    "backup": SEALING,
    "sequencer": {"LATCH_AUDIT_SIGNING_KEY", "LATCH_IDENTITY_KEY_SEQUENCER"},
}


def found(settings: Settings, login: str, **changed: object) -> dict[str, list[str]]:
    """Return what is told to a process of this login: each setting that is named, with its sentences."""
    for name, value in {**SOUND, "LOGIN": login, **changed}.items():
        setattr(settings, name, value)
    told: dict[str, list[str]] = {}
    for error in secrets_are_sound(None):
        assert error.is_serious()
        told.setdefault(error.msg.partition(" ")[0], []).append(f"{error.id}: {error.msg}")
    return told


@pytest.mark.parametrize("login", WANTED)
def test_each_login_asks_for_what_it_uses(login: str, settings: Settings) -> None:
    assert found(settings, login) == {}
    nothing = {
        "SECRET_KEY": "short",
        "FIELD_ENCRYPTION_KEY": [],
        "INDEX_KEY": "",
        "READER_KEY": "",
        "KIOSK_KEY": "",
        "AUDIT_SIGNING_KEY": "",
    }
    assert set(found(settings, login, **nothing, IDENTITY_KEYS={})) == WANTED[login]


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        (
            "SECRET_KEY",
            "s" * 39,
            "latch.E001: LATCH_SECRET_KEY is missing or shorter than 40 characters.",
        ),
        (
            "FIELD_ENCRYPTION_KEY",
            [],
            "latch.E002: LATCH_MASTER_KEYS is missing: nothing could be sealed or opened.",
        ),
        (
            "FIELD_ENCRYPTION_KEY",
            [Fernet.generate_key().decode(), "no key"],
            "latch.E003: LATCH_MASTER_KEYS holds something that is not a Fernet key.",
        ),
        (
            "IDENTITY_KEYS",
            {"web": HEX[1:]},
            "latch.E004: LATCH_IDENTITY_KEY_WEB must be 64 hexadecimal characters.",
        ),
        (
            "INDEX_KEY",
            "g" * 64,
            "latch.E007: LATCH_INDEX_KEY must be 64 hexadecimal characters.",
        ),
        (
            "READER_KEY",
            "ab" * 31,
            "latch.E008: LATCH_READER_KEY must be 64 hexadecimal characters.",
        ),
        (
            "KIOSK_KEY",
            "",
            "latch.E009: LATCH_KIOSK_KEY must be 64 hexadecimal characters.",
        ),
    ],
)
def test_each_fault_is_told_in_a_sentence(
    setting: str, value: object, sentence: str, settings: Settings
) -> None:
    assert [*found(settings, "web", **{setting: value}).values()] == [[sentence]]


def test_the_sequencer_is_told_of_its_own(settings: Settings) -> None:
    sentence = "latch.E005: LATCH_AUDIT_SIGNING_KEY must be 64 hexadecimal characters."
    assert [*found(settings, "sequencer", AUDIT_SIGNING_KEY=HEX[2:]).values()] == [[sentence]]


def test_it_is_among_what_every_start_asks() -> None:
    assert secrets_are_sound in registry.get_checks()
