"""Asking for a change of the organisation's details, deciding it, and the doors to both."""

from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Now
from django.utils import timezone

from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from confidentiality.interface.counting import how_many
from confidentiality.sealing.keys import KeyRef, make_key
from staff.models import Worker

from .fence_sql import DECIDERS
from .models import DetailChange, Kind, MailPassword

MOST_SHOWN = 50
WHY_NOT = {
    "one_change_of_a_detail_waits": "Another change of this waits already. Have it decided, or withdraw it, before"
    " you ask for this one",
    "detail_fits": "That does not fit. Look at how it stands now, and ask again",
}


class NotAsked(Exception):
    """It can't be asked for; `args[0]` says why in a plain sentence."""


def may_change(worker: Worker) -> bool:
    """Say whether the worker asks for changes of details, and decides about others'."""
    return worker.role in DECIDERS


def open_details(worker: Worker) -> None:
    """Let in whoever changes the organisation's details; raises Hidden for everybody else."""
    if not may_change(worker):
        raise Hidden("details_hidden")


def _waiting() -> QuerySet[DetailChange]:
    return DetailChange.objects.filter(outcome="", lapses_at__gt=Now())


def count_waiting(worker: Worker) -> Any:
    """Return how many changes of details wait for the worker's decision, as an expression."""
    if not may_change(worker):
        return Value(0)
    return how_many(_waiting().exclude(asked_by_id=worker.pk))


def waiting_changes(worker: Worker) -> list[DetailChange]:
    """Return the changes that wait, the oldest first; raises Hidden."""
    open_details(worker)
    return list(_waiting().select_related("asked_by").order_by("asked_at", "id"))


def history(worker: Worker) -> list[DetailChange]:
    """Return what was asked and does not wait any more, the newest first; raises Hidden."""
    open_details(worker)
    asked = DetailChange.objects.select_related("asked_by", "decided_by")
    past = asked.exclude(outcome="", lapses_at__gt=timezone.now())
    return list(past.order_by("-asked_at", "id")[:MOST_SHOWN])


def open_change(worker: Worker, change_id: UUID) -> DetailChange:
    """Return one change; raises Hidden for whoever may not see it."""
    open_details(worker)
    found = DetailChange.objects.select_related("asked_by", "decided_by").filter(pk=change_id)
    change = found.first()
    if change is None:
        raise Hidden("detail_change_hidden")
    return change


def ask(
    *, kind: Kind, after: dict[str, Any], by: Worker, subject: str = "", why: str = ""
) -> DetailChange:
    """Ask for a change of a detail; raises NotAsked. Nothing changes until somebody else agrees."""
    change = DetailChange(kind=kind, subject=subject, after=after, why=why, asked_by=by)
    change.before, change.lapses_at = {}, timezone.now()  # the database sets both
    try:
        with transaction.atomic():
            change.save(force_insert=True)
    except IntegrityError as error:
        said = str(error.__cause__.diag.constraint_name)  # type: ignore[union-attr]
        raise NotAsked(WHY_NOT.get(said, WHY_NOT["detail_fits"])) from None
    record("detail_change_asked", ids=[change.id], reason=kind)
    return change


def keep_password(*, words: str, by: Worker) -> UUID:
    """Keep a password for the mail server under a key that no person may read; return its id."""
    password = MailPassword(id=uuid4(), made_by=by)
    make_key(KeyRef("mail", password.id))
    password.words = words
    password.save(force_insert=True)
    record("mail_password_kept", ids=[password.id])
    return password.id


def decide(*, change: DetailChange, agree: bool) -> str:
    """Agree to a change, or refuse it; return 'done' or why not. The database carries it out in the same step."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.decide_detail_change(%s, %s)", [change.id, agree])
        (answer,) = cursor.fetchone()
    return str(answer)


def withdraw(*, change: DetailChange) -> bool:
    """Take back what one has asked for; False when it was decided meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.withdraw_detail_change(%s)", [change.id])
        return bool(cursor.fetchone()[0])
