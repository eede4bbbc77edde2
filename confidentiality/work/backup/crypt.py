"""The keys' file: encrypted to recipients whose identities are kept offline (the age format)."""

import os
import subprocess
from pathlib import Path
from typing import IO

import pyrage
from django.conf import settings

from .errors import BackupError

HOW = "Make one offline with `age-keygen`."
_NOT_OPENED = "does not open with this identity, or is damaged. Nothing was restored from it."


def recipients() -> list[pyrage.x25519.Recipient]:
    """Return to whom keys are encrypted; raises BackupError when LATCH_KEYS_RECIPIENTS is missing or wrong."""
    if not settings.KEYS_RECIPIENTS:
        raise BackupError(f"LATCH_KEYS_RECIPIENTS names nobody to encrypt the keys to. {HOW}")
    try:
        return [pyrage.x25519.Recipient.from_str(each) for each in settings.KEYS_RECIPIENTS]
    except pyrage.RecipientError:
        raise BackupError(f"LATCH_KEYS_RECIPIENTS holds no age recipient (age1…). {HOW}") from None


def encrypt(source: IO[bytes], target: Path) -> None:
    """Encrypt a stream into a new file; nothing of it lies on the disk in plain."""
    with target.open("xb") as out:
        pyrage.encrypt_io(source, out, recipients())


def read_identity(words: str) -> pyrage.x25519.Identity:
    """Return the identity among the lines of an age identity file; raises BackupError when there is none."""
    lines = [
        line.strip() for line in words.splitlines() if line.strip().startswith("AGE-SECRET-KEY-")
    ]
    try:
        (line,) = lines
        return pyrage.x25519.Identity.from_str(line)
    except (ValueError, pyrage.IdentityError):
        raise BackupError(
            "That is no offline identity: one line AGE-SECRET-KEY-1… is wanted."
        ) from None


def check(source: Path, identity: pyrage.x25519.Identity) -> None:
    """Read a file whole with this identity, keeping nothing; raises BackupError when it does not open."""
    with source.open("rb") as file, Path(os.devnull).open("wb") as nowhere:
        try:
            pyrage.decrypt_io(file, nowhere, [identity])
        except pyrage.DecryptError:
            raise BackupError(f"{source} {_NOT_OPENED}") from None


def decrypt(
    source: Path, process: "subprocess.Popen[bytes]", identity: pyrage.x25519.Identity
) -> None:
    """Decrypt a file into a program's standard input; raises BackupError for another recipient's file."""
    assert process.stdin is not None  # noqa: S101  # started with a pipe
    try:
        with source.open("rb") as file:
            pyrage.decrypt_io(file, process.stdin, [identity])
        process.stdin.close()
        process.stdin = None  # it is told nothing more
    except pyrage.DecryptError:
        raise BackupError(f"{source} {_NOT_OPENED}") from None
