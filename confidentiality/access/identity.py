"""Who the database works for.

The identity is a transaction-local setting, signed with this login's key for exactly one transaction of one
backend: nobody who reads it elsewhere can use it. Without one, row security shows nothing.
"""

import contextlib
import contextvars
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import ProgrammingError, connection, transaction

from .tokens import key_of_all, token

SETTING = "latch.identity"
CHALLENGE = "SELECT access.challenge(), access.closed_for()"
_LIFTED = ("3F000", "42P01")  # no such schema, no such table: a migration has lifted row security


class SystemActor(StrEnum):
    """The named system actors; each has row policies of its own and may act from one login only."""

    SIGNING_IN = "signing-in"
    DISPATCHER = "dispatcher"
    IMPORTER = "importer"
    DISPOSER = "disposer"
    SEQUENCER = "sequencer"
    KEY_KEEPER = "key-keeper"
    RESTORER = "restorer"
    REMINDER = "reminder"
    MAILER = "mailer"
    INDEXER = "indexer"
    TIMEKEEPER = "timekeeper"
    REDEEMER = "redeemer"
    USHER = "usher"
    NOTIFIER = "notifier"


ACTS_FROM = {
    SystemActor.SIGNING_IN: "web",
    SystemActor.DISPATCHER: "worker",
    SystemActor.IMPORTER: "worker",
    SystemActor.DISPOSER: "worker",
    SystemActor.SEQUENCER: "sequencer",
    SystemActor.KEY_KEEPER: "owner",  # an operator at a command
    SystemActor.RESTORER: "owner",  # no running process: the restore command alone
    SystemActor.REMINDER: "worker",
    SystemActor.MAILER: "worker",
    SystemActor.TIMEKEEPER: "worker",  # of accounts: who stands in from now on, who has not signed in for long
    # Reads every name to make the search index anew: nothing that runs is given that.
    SystemActor.INDEXER: "owner",
    # Who may be told of a man's way through the programme: whoever recorded it learns nothing of that.
    SystemActor.NOTIFIER: "worker",
    SystemActor.REDEEMER: "reader",  # lets outside readers in, by functions alone
    SystemActor.USHER: "kiosk",  # lets clients in at an office screen, likewise
}


@dataclass(frozen=True)
class OutsideReader:
    """Somebody outside who reads one released package, known by the visit that their link opened."""

    visit: UUID

    def __str__(self) -> str:
        """Return how the audit names them."""
        return "reader"


@dataclass(frozen=True)
class AgencyVisitor:
    """Somebody of a partner agency who has signed in, known by their session; they see what was released to them."""

    session: UUID

    def __str__(self) -> str:
        """Return how the audit names them."""
        return "agency"


@dataclass(frozen=True)
class OfficeReader:
    """A client who reads their own package at an office screen, known by the visit that their codes opened."""

    visit: UUID

    def __str__(self) -> str:
        """Return how the audit names them."""
        return "office"


Principal = UUID | SystemActor | OutsideReader | AgencyVisitor | OfficeReader


class IdentityError(RuntimeError):
    """An identity was missing, or another one was already set."""


class DoorsClosed(RuntimeError):
    """The database serves nobody for now: a restore or an upgrade is under way."""


@dataclass(frozen=True)
class OpenedFile:
    """A case file that whoever acts has opened, and by which right."""

    file: UUID
    right: str
    reference: str


@dataclass
class ActingFrame:
    """What belongs to one acting_as block and dies with it: who acts, opened keys and files, the request's id."""

    principal: Principal
    request_id: UUID | None = None
    origin: str = ""
    keys: dict[Any, bytes] = field(default_factory=dict, repr=False)
    opened: list[OpenedFile] = field(default_factory=list, repr=False)
    events: list[Any] | None = field(default=None, repr=False)  # for one insert; None: each its own


_frame: contextvars.ContextVar[ActingFrame | None] = contextvars.ContextVar("frame", default=None)


def current_frame() -> ActingFrame | None:
    """Return the innermost acting_as block's frame, or None outside of one."""
    return _frame.get()


def note_opened(file: UUID, *, right: str, reference: str) -> None:
    """Say that whoever acts has opened this file: what is typed on its pages belongs to it."""
    frame = _frame.get()
    if frame is not None:
        frame.opened.append(OpenedFile(file, right, reference))


def current_principal() -> Principal | None:
    """Return who acts: a person's id, a system actor, an outside reader, or None outside acting_as."""
    frame = _frame.get()
    return frame.principal if frame else None


def owner_key() -> str:
    """Return the migrating owner's identity key: it holds every other login's, so it needs no secret of its own."""
    return key_of_all(settings.IDENTITY_KEYS)


def _key_of_this_connection() -> bytes:
    login = str(connection.settings_dict["USER"]).removeprefix("latch_")
    key = owner_key() if login == "owner" else settings.IDENTITY_KEYS[login]
    return bytes.fromhex(key)


def sign(principal: Principal, challenge: str) -> str:
    """Return the token for `principal`, good for the transaction that gave `challenge`."""
    return token(_named(principal), challenge, _key_of_this_connection())


def _named(principal: Principal) -> str:
    if isinstance(principal, OutsideReader):
        return f"reader:{principal.visit}"
    if isinstance(principal, OfficeReader):
        return f"office:{principal.visit}"
    if isinstance(principal, AgencyVisitor):
        return f"agency:{principal.session}"
    return f"system:{principal}" if isinstance(principal, SystemActor) else f"person:{principal}"


@contextlib.contextmanager
def acting_as(
    principal: Principal, *, request_id: UUID | None = None, origin: str = ""
) -> Iterator[ActingFrame]:
    """Run the block in a transaction in which the database knows `principal`.

    Raises IdentityError if another identity is set already: a stronger identity is never nested inside a
    weaker one, because raw SQL could take it up again later in the same transaction. Raises DoorsClosed while
    the database serves nobody but its owner.
    """
    outer = _frame.get()
    if outer is not None:
        if outer.principal != principal:
            raise IdentityError("Another identity acts already; work for it goes through a job.")
        with transaction.atomic():
            yield outer
        return
    frame = ActingFrame(principal, request_id, origin)
    nested = connection.in_atomic_block  # only tests and data loading have one open already
    with transaction.atomic():
        _set_identity(principal)
        token = _frame.set(frame)
        try:
            yield frame
        finally:
            _frame.reset(token)
        if nested and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config(%s, '', true)", [SETTING])


def _set_identity(principal: Principal) -> None:
    owner = connection.settings_dict["USER"] == "latch_owner"
    with connection.cursor() as cursor:
        try:
            cursor.execute(CHALLENGE)
            challenge, closed = cursor.fetchone()
        except ProgrammingError as error:
            if getattr(error.__cause__, "pgcode", "") not in _LIFTED:
                raise
            raise DoorsClosed("Row security is lifted.") from None
        if closed is not None and not owner:
            raise DoorsClosed("The doors are closed.")
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, sign(principal, challenge)])
