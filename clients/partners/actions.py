"""Saying that two files belong together, or do not; the database notes it."""

from datetime import date

from django.db import connection

from clients.models import CaseFile
from confidentiality.access.http import Refused
from confidentiality.sealing.index.keeping import current, tokens
from confidentiality.sealing.index.tokens import exact_terms
from staff.models import Worker

from .fence_sql import ASKS_AN_HOUR
from .models import Tie

TOO_OFTEN = (
    f"You have said {ASKS_AN_HOUR} times within an hour who belongs together, and nobody needs more. Wait, or ask"
    " another line manager."
)


def decide(*, tie: Tie, tied: bool, why: str = "", by: Worker) -> bool:
    """Tie two files, or say why they are not; return False when it was so already, or is not theirs to say."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.decide_tie(%s, %s, %s)", [tie.id, tied, why])
        return bool(cursor.fetchone()[0] == "done")


def tie_by_hand(
    *, file: CaseFile, reference: str, name: str, born: date | None, phone: str, by: Worker
) -> None:
    """Say whose partner the client of an opened file is, known by a reference and two exact details.

    Whether there is such a file is not answered. Raises Refused after too many within an hour (clause 3.3.1).
    """
    generation = current()
    details = sorted(tokens(exact_terms(name, born=born, phone=phone), generation))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.tie_by_hand(%s, %s, %s, %s::bigint[])",
            [file.id, reference, generation.number, details],
        )
        if not cursor.fetchone()[0]:
            raise Refused(TOO_OFTEN, "tie_refused_often", file=file.id)
