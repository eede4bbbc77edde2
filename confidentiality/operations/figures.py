"""What is measured: plain numbers from the database, the broker, the cache and the disk, nothing about anybody."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Work:
    """The jobs; seconds are ages, None where there is nothing to be of an age."""

    clock_seconds: float | None  # since a worker last did what beat asked for; None: never yet
    waiting: int
    oldest_seconds: float | None
    stopped: int
    shipped_seconds: float | None  # since every place outside had the whole audit; None: never yet


@dataclass(frozen=True, slots=True)
class Disk:
    """A folder that is written to, and what is free below it, in bytes; a total of 0 where it cannot be looked at."""

    name: str
    free: int
    total: int


def work() -> Work:
    """Return how far the jobs are; answered without an identity, by counts alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.work_figures()")
        return Work(*cursor.fetchone())


@dataclass(frozen=True, slots=True)
class Keys:
    """Master-key epochs by number; None where there is none of the kind."""

    oldest: int | None  # that wraps any key
    newest: int | None
    left_standing: int | None  # wraps nothing any more, and is not destroyed
    drill_seconds: (
        float | None
    )  # since an escrow of the newest was last proved to open; None: never


def keys() -> Keys:
    """Return how it stands with the master keys; answered without an identity, by numbers alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.key_figures()")
        return Keys(*cursor.fetchone())


@dataclass(frozen=True, slots=True)
class Index:
    """The search index's newest complete making (`bits` None: there is none)."""

    bits: int | None
    made_for: int | None  # files
    key_print: str | None
    under_way: bool  # another is being made
    about: int  # files there are, as the database reckons


def index() -> Index:
    """Return how it stands with the search index; answered without an identity, by numbers alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.index_figures()")
        return Index(*cursor.fetchone())


@dataclass(frozen=True, slots=True)
class Mail:
    """Whether a mail server was agreed to, and messages of the last week that it did not take since one was sent."""

    is_set: bool
    undelivered: int
    failure: str  # the newest one's type


def mail() -> Mail:
    """Return how it stands with e-mail; answered without an identity, by a count alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.mail_figures()")
        return Mail(*cursor.fetchone())


def backup_seconds() -> float | None:
    """Return how old the newest backup is that was read back whole; None when none was ever made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.backup_seconds()")
        (seconds,) = cursor.fetchone()
    return None if seconds is None else float(seconds)


def broker_queue() -> int | None:
    """Return how many nudges wait in the broker; None when it does not answer."""

    from confidentiality.celery import app  # a tenth of a second of work, for one page

    def length() -> int:
        with app.connection_for_read() as link:
            link.ensure_connection(max_retries=1, timeout=2)
            channel: Any = link.default_channel  # what it knows depends on the transport
            return int(channel.client.llen(app.conf.task_default_queue))

    return _or_none(length)


def cache_answers() -> bool:
    """Say whether sessions can be kept: the cache stores a value and gives it back."""

    def store() -> bool:
        cache.set("health", 1, 10)
        return bool(cache.get("health") == 1)

    return bool(_or_none(store))


def disks() -> list[Disk]:
    """Return what is free where this machine's processes write, and in the folders that somebody named besides."""
    own = [_disk(name, _existing(folder)) for name, folder in settings.OWN_FOLDERS.items()]
    return [*own, *(_disk(name, Path(name)) for name in settings.WATCHED_FOLDERS)]


def _existing(folder: Path) -> Path:
    return next(each for each in (folder, *folder.parents) if each.exists())


def _disk(name: str, folder: Path) -> Disk:
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return Disk(name, 0, 0)
    return Disk(name, usage.free, usage.total)


def _or_none(ask: Callable[[], Read]) -> Read | None:
    try:
        return ask()
    except (OperationalError, RedisError, OSError):
        return None
