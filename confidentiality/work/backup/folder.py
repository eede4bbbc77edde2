"""A backup as it lies on a disk: one folder with a manifest, and the keys' file in another place.

    <LATCH_BACKUP_DIR>/20261125T210000.071512Z/manifest.json    what it is, and the hash of each part
                                             data.dump        every row but those of the schema `keys`
                                             uploads/…        sealed documents, as they lie in the storage
    <LATCH_KEYS_BACKUP_DIR>/20261125T210000.071512Z.keys.age    the rows of the schema `keys`, to an offline recipient

A folder under its own name is whole: it is written under another and renamed when it has been read back.
"""

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

from .errors import BackupError

FORMAT = 1
MANIFEST, DATA, UPLOADS, KEYS = "manifest.json", "data.dump", "uploads", ".keys.age"
HALF_MADE = ".half-made-"
_BLOCK = 1024 * 1024


@dataclass(frozen=True)
class Part:
    """One file of a backup: its hash (hexadecimal SHA-256) and its size in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `audit` is the last numbered event that its snapshot holds (0: none)."""

    name: str
    made_at: str  # ISO, UTC: when the snapshot was taken
    product: str
    server: str
    migrations: dict[str, list[str]]
    audit: dict[str, Any]  # {"number": int, "chain": hexadecimal}
    rows: dict[str, int]  # of some tables, to compare after a restore
    keys: Part
    parts: dict[str, Part] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def at(self) -> datetime:
        """Return when the snapshot was taken."""
        return datetime.fromisoformat(self.made_at)


def part_of(path: Path) -> Part:
    """Return the hash and size of a file, reading it whole."""
    with path.open("rb") as file:
        return part_in(file)


def part_in(file: IO[bytes]) -> Part:
    """Return the hash and size of what an open file holds."""
    digest, size = hashlib.sha256(), 0
    while block := file.read(_BLOCK):
        digest.update(block)
        size += len(block)
    return Part(digest.hexdigest(), size)


def is_whole(path: Path, told: Part) -> bool:
    """Return whether a file is what was told of it; one that is gone, or that the disk cannot read, is not."""
    try:
        return part_of(path) == told
    except OSError:
        return False


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest with a hash of itself, and have everything in the folder reach the disk."""
    told = asdict(manifest)
    text = json.dumps(told | {"print": _print_of(told)}, indent=1, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    (folder / MANIFEST).chmod(0o600)
    for path in sorted(folder.rglob("*")):
        sync(path)


def _print_of(told: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def sync(path: Path) -> None:
    """Have a file or folder reach the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_manifest(folder: Path) -> Manifest:
    """Return a backup's manifest; raises BackupError when there is none that this version can read."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if told.pop("print") != _print_of(told):
            raise ValueError
        if told["format"] != FORMAT:
            raise BackupError(
                f"{folder} was made by another version of Latch: restore it with that."
            )
        told["keys"] = Part(**told["keys"])
        told["parts"] = {name: Part(**part) for name, part in told["parts"].items()}
        return Manifest(**told)
    except FileNotFoundError:
        raise BackupError(f"{folder} holds no backup: there is no {MANIFEST} in it.") from None
    except (OSError, ValueError, TypeError, KeyError):
        raise BackupError(f"{folder / MANIFEST} is damaged: take another backup.") from None


def verify(
    folder: Path, manifest: Manifest, *, only: str | None = None, spared: str | None = None
) -> list[str]:
    """Read every part (or `only` one) back; raises BackupError for a missing, changed or additional file.

    Of parts below `spared` those that are missing, changed or not to be read are returned instead.
    """
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {
        MANIFEST
    }
    below = {name for name in manifest.parts if spared and name.startswith(f"{spared}/")}
    damaged = below - there
    if odd := sorted((there ^ set(manifest.parts)) - damaged):
        raise BackupError(f"{folder} is not whole: {len(odd)} files differ, {odd[0]} among them.")
    for name, part in manifest.parts.items():
        if only not in (None, name) or name in damaged or is_whole(folder / name, part):
            continue
        if name not in below:
            raise BackupError(f"{folder / name} is damaged: take another backup.")
        damaged.add(name)
    return sorted(damaged)


def keys_file(keys_folder: Path, name: str) -> Path:
    """Return where the keys of a backup lie."""
    return keys_folder / f"{name}{KEYS}"


def backups_in(folder: Path) -> list[Path]:
    """Return the whole backups in a folder, the oldest first."""
    return sorted(path.parent for path in folder.glob(f"[0-9]*/{MANIFEST}"))


def hand_over(made: Path) -> None:
    """Give what root made (an upgrade's backup) to the account of its folder, which has to remove it one day."""
    if os.geteuid() != 0:
        return
    keeper = made.parent.stat()
    for path in (made, *made.rglob("*")):
        os.chown(path, keeper.st_uid, keeper.st_gid, follow_symlinks=False)


def prune(
    folder: Path, keys_folder: Path, *, days: int | None, keys_days: int, now: datetime
) -> list[Path]:
    """Remove what has outlived its days, and what was left half made a day ago; return it. The newest of each stays.

    Without `days` every backup stays, and its keys' file goes in its own time.
    Raises BackupError for a backup that this account may not remove: it would lie there for ever, unseen.
    """
    for path in sorted(folder.glob("[0-9]*/")):
        if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
            raise BackupError(
                f"{path} belongs to another account and outlives its days: chown -R it to this one."
            )
    pruned = [*_left_half_made(folder, now), *_left_half_made(keys_folder, now)]
    if days is not None:
        pruned += _outlived(backups_in(folder), now - timedelta(days=days))
    pruned += _outlived(sorted(keys_folder.glob(f"[0-9]*{KEYS}")), now - timedelta(days=keys_days))
    for path in pruned:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    return pruned


def _left_half_made(folder: Path, now: datetime) -> Iterator[Path]:
    """Yield what no backup is being made of any more: another may be, beside the one that prunes."""
    for path in folder.glob(f"{HALF_MADE}*"):
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < (now - timedelta(days=1)).timestamp():
                yield path


def _outlived(found: list[Path], before: datetime) -> Iterator[Path]:
    for path in found[:-1]:
        made = datetime.strptime(path.name[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        if made < before:
            yield path
