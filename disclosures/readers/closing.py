"""Closing to somebody of the register of agencies what they could read, until they are let in again (E13, E21).

Whoever releases asks it as well: nothing of `disclosures.actions` is asked here.
"""

from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from confidentiality.access.http import Hidden
from disclosures.models import Package

from .models import Recall, Ticket


def asked(function: str, *values: Any) -> Any:
    """Ask a function of the database by its name; return its answer."""
    with connection.cursor() as cursor:
        places = ", ".join(["%s"] * len(values))
        cursor.execute(f"SELECT access.{function}({places})", values)  # a name of ours
        (answer,) = cursor.fetchone()
    return answer


def keep_out(*, package: Package, why: Ticket.Why) -> bool:
    """Let a package's recipient in nowhere, until they are let in again; False where that was written already.

    Each reason is kept, for whoever lets them in has to know every one. Raises Hidden where whoever acts may close
    nothing: what has to be closed is not passed over.
    """
    said = asked("shut_out_reader", package.id, why)
    if said not in ("closed", "none"):
        raise Hidden("package_hidden")
    return bool(said == "closed")


def standing(file_id: UUID) -> QuerySet[Package]:
    """What was written to somebody of the register of agencies, and stands: what was only told nobody can read."""
    recalled = Recall.objects.filter(release=OuterRef("release"))
    found = Package.objects.filter(~Exists(recalled), file=file_id).select_related("release")
    return found.filter(release__contact__isnull=False, release__letter_sha256__gt="")


def close_all_to(contact_id: UUID | None, *, file_id: UUID) -> None:
    """Close all that stands of a file to somebody of the register who was found to be a partner; None for nobody.

    Found by what the register may not know: the line that they were on, the hand that would take it (E13). It is
    written of each who finds it, for nothing else tells of it.
    """
    if contact_id is None:
        return
    for each in standing(file_id).filter(release__contact=contact_id).order_by("release_id"):
        keep_out(package=each, why=Ticket.Why.FOUND)
