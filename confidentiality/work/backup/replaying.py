"""Doing again, after a restore, what was done between the backup and the loss.

Each room says in its `replay.py` what becomes of each action that the audit knows: done again (`replays`), lost and
reported (`lost`), or of no consequence (`harmless`). A test walks all recorded actions and demands one of the three.
What was lost may have closed something that stands open in the backup: `closes` sees to that.
Only what takes something away from somebody or protects somebody is done again, from ids alone; what people wrote is
nowhere but in the database that was lost.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from uuid import UUID

from django.apps import apps
from django.db import connection

from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.audit.models import Event
from confidentiality.audit.record import record

from .shipped import Shipped

Replayer = Callable[[Shipped], None]
_replayers: dict[str, Replayer] = {}
_lost: dict[str, str] = {}
_harmless: set[str] = set()
_closers: dict[str, list[Replayer]] = {}
log = logging.getLogger(__name__)


class CannotReplay(RuntimeError):
    """It has to be done again and cannot be; the message says in a plain sentence why."""


def replays(*actions: str) -> Callable[[Replayer], Replayer]:
    """Register what does these actions again; it runs as the restorer, one transaction per event.

    It does nothing where the thing stands already or its subject is not in the backup, and raises CannotReplay where
    somebody has to see to it before the doors open.
    """

    def register(replayer: Replayer) -> Replayer:
        for action in actions:
            _new(action)
            _replayers[action] = replayer
        return replayer

    return register


def closes(*actions: str) -> Callable[[Replayer], Replayer]:
    """Register what shuts, after these actions, what they may have shut in words that are lost; they stay lost.

    It runs as what is done again does. Any room may, of another's actions as well.
    """

    def register(closer: Replayer) -> Replayer:
        for action in actions:
            _closers.setdefault(action, []).append(closer)
        return closer

    return register


def lost(words: str, *actions: str) -> None:
    """Say that what these actions wrote is lost with the database, and what to call it in the report."""
    for action in actions:
        _new(action)
        _lost[action] = words


def harmless(*actions: str) -> None:
    """Say that these actions change nothing that a restore could bring back wrongly."""
    for action in actions:
        _new(action)
        _harmless.add(action)


def _new(action: str) -> None:
    if action in known():
        raise ValueError(f"Said twice what becomes of {action}.")


def known() -> set[str]:
    """Return every action of which a room has said what becomes of it."""
    return {*_replayers, *_lost, *_harmless}


def does_something(event: Shipped) -> bool:
    """Say whether a replay would do anything about an event: it is to be done again, or unknown here."""
    load()
    nothing = event.action in _harmless or event.action in _lost
    return event.outcome == "done" and (event.action in _closers or not nothing)


def load() -> None:
    """Import every room's `replay.py`."""
    for config in apps.get_app_configs():
        if find_spec(f"{config.name}.replay"):
            import_module(f"{config.name}.replay")


@dataclass
class Outcome:
    """What became of the events since a backup. Counts by action; `lost` by case file (None: of none) and words."""

    done: Counter[str] = field(default_factory=Counter)
    closed: Counter[str] = field(default_factory=Counter)
    lost: Counter[tuple[UUID | None, str]] = field(default_factory=Counter)
    stuck: list[str] = field(default_factory=list)  # what stands against opening the doors

    @property
    def whole(self) -> bool:
        """Say whether everything that has to be done again was."""
        return not self.stuck


def replay(events: Iterable[Shipped]) -> Outcome:
    """Do again what has to be, in order, and return what became of everything; one event's failure stops no other."""
    load()
    outcome = Outcome()
    held = {event for (event,) in Event.objects.values_list("id")}
    for event in events:
        if event.outcome != "done" or event.id in held:
            continue
        shut = [_done(closer, event, outcome.stuck) for closer in _closers.get(event.action, ())]
        if any(shut):
            outcome.closed[event.action] += 1
        if event.action in _lost:
            outcome.lost[event.file, _lost[event.action]] += 1
        elif event.action in _replayers:
            if _done(_replayers[event.action], event, outcome.stuck):
                outcome.done[event.action] += 1
        elif event.action not in _harmless:
            outcome.stuck.append(
                f"Event {event.n} ({event.action}) is unknown to this version: it was made by a newer one."
            )
    return outcome


def _done(replayer: Replayer, event: Shipped, stuck: list[str]) -> bool:
    """Do it, and say whether that went well; what stands against it is added to `stuck`."""
    try:
        with acting_as(SystemActor.RESTORER):
            replayer(event)
            record("event_replayed", file=event.file, ids=[event.id])
            # what the database would check at the end, so that a failure is this event's alone
            connection.check_constraints()
    except CannotReplay as error:
        stuck.append(f"Event {event.n} ({event.action}): {error}")
    except Exception as error:
        log.exception("An event was not done again.")
        stuck.append(f"Event {event.n} ({event.action}) failed: {type(error).__name__}.")
    else:
        return True
    return False
