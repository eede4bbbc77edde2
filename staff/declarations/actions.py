"""Declaring whom one knows, correcting and ending it, and saying that it is everybody; each with its audit event.

What follows for case files the database does by itself, in the same transaction, and shows to nobody here.
"""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from confidentiality.audit.record import record
from confidentiality.sealing.keys import make_key
from staff.models import Worker

from .models import Declared, Statement
from .terms import keep_tokens

SEALED = ["relation", "given_name", "family_name", "other_names", "date_of_birth", "phone"]


@dataclass(frozen=True)
class Said:
    """What is declared of one person; sealed as it is stored."""

    relation: str
    given_name: str = ""
    family_name: str = ""
    other_names: list[str] = field(default_factory=list)
    date_of_birth: date | None = None
    phone: str = ""


def _fill(declared: Declared, said: Said) -> None:
    declared.relation = said.relation
    declared.given_name, declared.family_name = said.given_name, said.family_name
    declared.other_names = said.other_names
    declared.date_of_birth = said.date_of_birth.isoformat() if said.date_of_birth else ""
    declared.phone = said.phone


def declare(*, declared_id: UUID, said: Said, by: Worker) -> Declared:
    """Declare that one knows somebody: their case files, now and to come, are walled off from this moment (E2)."""
    declared = Declared(id=declared_id, worker=by)
    make_key(declared.sealed_under())
    _fill(declared, said)
    declared.save(force_insert=True)
    keep_tokens(declared)
    record("conflict_declared", ids=[declared.id])
    return declared


def correct(*, declared: Declared, said: Said, by: Worker) -> None:
    """Correct what is declared; walls that stand stay until a manager decides."""
    _fill(declared, said)
    declared.save(update_fields=SEALED)
    keep_tokens(declared)
    record("conflict_corrected", ids=[declared.id])


def end(*, declared: Declared, by: Worker) -> None:
    """Take back what is declared, for good; walls that stand stay until a manager decides. The database notes it."""
    Declared.objects.filter(id=declared.id).delete()


def state(*, by: Worker) -> None:
    """Say that what is declared is everybody, or that there is nobody; good for the time that the settings say."""
    statement = Statement(worker=by)
    statement.save(force_insert=True)
    record("conflicts_stated", ids=[statement.id])
