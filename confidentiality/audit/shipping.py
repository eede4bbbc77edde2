"""Taking the log outside: an append-only file, or syslog on this host or another.

`LATCH_AUDIT_SHIP_TO` names the places, separated by commas: a path, or `syslog+unix:///dev/log`,
`syslog+udp://host:port`, `syslog+tcp://host:port`.
"""

import json
import os
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Protocol
from urllib.parse import urlsplit

from .verifier import Line, read_lines, said_in

BLOCK = 1 << 16
SYSLOG_PRIORITY = 13 * 8 + 6  # the facility 'log audit', informational


class ShippingError(RuntimeError):
    """A place took nothing; it is tried again."""


@dataclass(frozen=True)
class Position:
    """How far a place has come: the last event with its chain hash, the last checkpoint."""

    event: int = 0
    chain: str = ""
    checkpoint: int = 0


class Place(Protocol):
    """Somewhere outside the database."""

    def position(self) -> Position | None:
        """Return how far it has come; None where that cannot be asked. Raises ShippingError."""

    def add(self, lines: Iterable[Line]) -> None:
        """Add lines at the end, for good. Raises ShippingError."""


def places(names: Iterable[str], *, rotate_bytes: int) -> list[Place]:
    """Return the places of `LATCH_AUDIT_SHIP_TO`. Raises ValueError for one of no known kind."""
    return [
        Syslog(name) if name.startswith("syslog+") else ShippedFile(Path(name), rotate_bytes)
        for name in names
    ]


def shipped_files(path: Path) -> list[Path]:
    """Return the files of a shipped log in order, full ones first: `name.<first number>` and then `name`."""
    full = [each for each in path.parent.glob(f"{path.name}.*") if each.suffix[1:].isdigit()]
    files = sorted(full, key=lambda each: int(each.suffix[1:]))
    return [*files, path] if path.exists() else files


def set_apart_after(path: Path, n: int) -> Path:
    """Take the lines after number `n`, and what was signed of it, off a file's end; return the file they are kept in.

    Raises ShippingError where they begin in a file that was set aside, or nothing may be taken off.
    """
    apart = path.with_name(f"{path.name}.unsigned-{n + 1}")
    try:
        with path.open("r+b") as file:
            at = read = 0
            # what a crash has torn is passed over, as it was when it was believed
            for line in read_lines([file]):
                read = line["n"]
                if read > n:
                    break
                at = file.tell()
            if not read:
                raise ValueError
            if at == 0:
                raise ShippingError(
                    f"{path} begins after number {n}: cut the file before it by hand."
                )
            file.seek(at)
            with apart.open("xb") as kept:
                kept.write(file.read())
                kept.flush()
                os.fsync(kept.fileno())
            file.truncate(at)
            os.fsync(file.fileno())
        _sync_folder(path.parent)
    except (OSError, KeyError, TypeError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else "a line is damaged"
        raise ShippingError(f"{path} could not be cut after number {n}: {said}") from None
    return apart


class ShippedFile:
    """A file of JSON lines that only grows. A full one is set aside under the number it begins with.

    After a loss it may be what a syslog kept, heads and all: it goes on behind that.
    """

    def __init__(self, path: Path, rotate_bytes: int) -> None:
        self.path, self.rotate_bytes = path, rotate_bytes
        self._known: tuple[tuple[int, int], Position] | None = None

    def position(self) -> Position:
        """Return how far the file has come, read from its end if anybody else has touched it."""
        try:
            if self._known is None or self._known[0] != self._mark():
                _mend(self.path)
                self._known = self._mark(), self._read()
        except OSError as error:
            raise ShippingError(f"{self.path}: {error.strerror}") from None
        return self._known[1]

    def add(self, lines: Iterable[Line]) -> None:
        """Append lines and wait until the disk has them."""
        at = self.position()
        try:
            with self._open() as file:
                for line in lines:
                    file.write(json.dumps(line, separators=(",", ":")).encode() + b"\n")
                    at = _after(at, line)
                file.flush()
                os.fsync(file.fileno())
            self._known = self._mark(), at
            if self.path.stat().st_size >= self.rotate_bytes:
                self._set_aside()
        except OSError as error:
            self._known = None
            raise ShippingError(f"{self.path}: {error.strerror}") from None

    def _open(self) -> BinaryIO:
        new = not self.path.exists()
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        if new:
            _sync_folder(self.path.parent)
        return os.fdopen(handle, "ab")

    def _mark(self) -> tuple[int, int]:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return 0, 0
        return found.st_ino, found.st_size

    def _read(self) -> Position:
        at = Position()
        for file in reversed(shipped_files(self.path)):
            at = _end_of(file, at)
            if at.event and at.checkpoint:
                break
        return at

    def _set_aside(self) -> None:
        with self.path.open("rb") as file:
            first = next(line["n"] for line in read_lines([file]))
        self.path.rename(self.path.with_name(f"{self.path.name}.{first}"))
        _sync_folder(self.path.parent)
        self._known = self._mark(), self._known[1] if self._known else Position()


def _after(at: Position, line: Line) -> Position:
    if line["type"] == "checkpoint":
        return Position(at.event, at.chain, line["n"])
    return Position(line["n"], line["chain"], at.checkpoint)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _mend(path: Path) -> None:
    """Take a line that a crash has torn off the file's end; where nothing may be taken, end the line there.

    The event is then written again whole: a torn line is always the beginning of the next.
    """
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            whole = _last_line_end(file.fileno(), size)
    except FileNotFoundError:
        return
    if whole == size:
        return
    try:
        os.truncate(path, whole)
    except PermissionError:  # append only, for the kernel too
        with path.open("ab") as file:
            file.write(b"\n")


def _last_line_end(handle: int, size: int) -> int:
    end = size
    while end > 0:
        begin = max(0, end - BLOCK)
        found = os.pread(handle, end - begin, begin).rfind(b"\n")
        if found >= 0:
            return begin + found + 1
        end = begin
    return 0


def _end_of(path: Path, at: Position) -> Position:
    """Complete a position from a file's end; lines of any length, blocks read backwards."""
    with path.open("rb") as file:
        begin, rest = file.seek(0, os.SEEK_END), b""
        while begin > 0 and not (at.event and at.checkpoint):
            step = min(BLOCK, begin)
            begin -= step
            first, *whole = (os.pread(file.fileno(), step, begin) + rest).split(b"\n")
            for raw in reversed(whole if begin else [first, *whole]):
                at = _before(at, raw)
            rest = first
    return at


def _before(at: Position, raw: bytes) -> Position:
    try:
        line = said_in(raw)
    except ValueError:
        return at  # the last newline's nothing, or a torn line
    if line["type"] == "checkpoint":
        return at if at.checkpoint else Position(at.event, at.chain, line["n"])
    return at if at.event else Position(line["n"], line["chain"], at.checkpoint)


class Syslog:
    """RFC 5424 messages, one per line; over TCP with octet counting (RFC 6587).

    Nobody answers whether they were kept. After a restart it begins after the last checkpoint from when every place
    had everything, so the last lines may come twice, and none is left out.
    """

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.kind = parts.scheme.removeprefix("syslog+")
        if self.kind not in ("unix", "udp", "tcp") or (self.kind != "unix" and not parts.port):
            raise ValueError(f"{address} is no address of a syslog: see docs/operations.md.")
        self.host, self.port = parts.hostname or "", parts.port or 0
        self.address: Any = parts.path if self.kind == "unix" else (self.host, self.port)
        self._link: socket.socket | None = None

    def position(self) -> None:
        """A syslog cannot be asked."""

    def add(self, lines: Iterable[Line]) -> None:
        """Send lines. Raises ShippingError when the other side is not there."""
        try:
            link = self._link or self._connect()
            for line in lines:
                words = syslog_message(line)
                link.sendall(b"%d " % len(words) + words if self.kind == "tcp" else words)
        except OSError as error:
            self.close()
            raise ShippingError(f"syslog ({self.kind}): {error.strerror or error}") from None

    def close(self) -> None:
        """Let go of the connection."""
        if self._link is not None:
            self._link.close()
            self._link = None

    def _connect(self) -> socket.socket:
        if self.kind == "tcp":
            link = socket.create_connection(self.address, timeout=10)
        else:
            family = socket.AF_UNIX if self.kind == "unix" else self._family()
            link = socket.socket(family, socket.SOCK_DGRAM)
            link.connect(self.address)
        self._link = link
        return link

    def _family(self) -> socket.AddressFamily:
        return socket.getaddrinfo(self.host, self.port)[0][0]


def syslog_message(line: Line) -> bytes:
    """Return one RFC 5424 message that carries the line as it stands in the file."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    head = f"<{SYSLOG_PRIORITY}>1 {now} {socket.gethostname()} latch-audit {os.getpid()}"
    words = json.dumps(line, separators=(",", ":"))
    return f"{head} {line['type']} - {words}".encode()
