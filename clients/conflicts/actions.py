"""Naming colleagues, stepping back, deciding about a notice; each with its audit event in the same transaction."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from clients.models import CaseFile
from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from staff.models import Worker

from .models import Notice
from .walls import wall_off, wall_off_oneself


def name_colleagues(*, file: CaseFile, colleagues: Iterable[UUID], by: Worker) -> None:
    """Wall colleagues off whom the client knows, at once; they learn nothing, and a line manager decides (E3)."""
    wall_off(file.id, colleagues)
    record("colleagues_named", file=file.id)


def step_back(*, file: CaseFile, by: Worker) -> None:
    """Take oneself off a file whose client one knows; what is to be done with it is its line managers' to say (E2).

    Raises Hidden where they may not view it any more.
    """
    if not wall_off_oneself(file.id):
        raise Hidden("file_hidden", purpose="step_back")
    record("stepped_back", file=file.id)


def settle(*, notice: Notice, lift: bool, by: Worker) -> bool:
    """Confirm a notice, or lift its wall; return False when it was settled meanwhile. The database notes it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.settle_conflict(%s, %s)", [notice.id, lift])
        return bool(cursor.fetchone()[0])
