"""Closing to somebody of the register of agencies what they could read, until they are let in again (E13, E21).

Whoever releases asks it as well: nothing of `disclosures.actions` is asked here.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from confidentiality.sealing.keys import load_keys
from disclosures.models import Package
from staff.models import Worker
from staff.organisation.in_force import letterhead

from .access import hold_release
from .models import Recall, Ticket


def asked(function: str, *values: Any) -> Any:
    """Ask a function of the database by its name; return its answer."""
    with connection.cursor() as cursor:
        places = ", ".join(["%s"] * len(values))
        cursor.execute(f"SELECT access.{function}({places})", values)  # a name of ours
        (answer,) = cursor.fetchone()
    return answer


def new_ticket(package: Package, ticket_id: UUID, may_download: bool, by: Worker) -> Ticket:
    """Write a ticket to a package for its recipient, who is on the register of agencies."""
    head, release, now = letterhead(), package.release, timezone.now()
    load_keys([package.sealed_under()])
    ticket = Ticket(
        id=ticket_id,
        file_id=package.file_id,
        package=package,
        contact_id=release.contact_id,
        given_by=by,
        given_at=now,
        expires_at=now + timedelta(days=settings.LINK_DAYS),
        may_download=may_download,
        cover={
            "organisation": head.name,
            "contact": head.contact,
            "reference": release.reference,
            "released_on": timezone.localdate(release.released_at).isoformat(),
        },
    )
    ticket.save(force_insert=True)
    return ticket


def keep_out(*, package: Package, why: Ticket.Why, by: Worker) -> bool:
    """Let a package's recipient in nowhere, until they are let in again; False where it is closed for that already.

    Where nothing was open, a way in that is closed at once says so: nobody ever had its link. Each reason is kept, for
    whoever lets them in has to know every one.
    """
    hold_release(package.id)  # nobody gives a link, recalls or closes meanwhile
    closed = Ticket.objects.filter(package=package, closed_for=Ticket.Closed.TAKEN_BACK, why=why)
    if closed.exists():
        return False
    if asked("shut_out_reader", package.id, why) != "closed":
        new_ticket(package, uuid4(), may_download=False, by=by)
        asked("shut_out_reader", package.id, why)
    return True


def standing(file_id: UUID) -> QuerySet[Package]:
    """What was written to somebody of the register of agencies, and stands: what was only told nobody can read."""
    recalled = Recall.objects.filter(release=OuterRef("release"))
    found = Package.objects.filter(~Exists(recalled), file=file_id).select_related("release")
    return found.filter(release__contact__isnull=False, release__letter_sha256__gt="")


def close_all_to(contact_id: UUID | None, *, file_id: UUID, by: Worker) -> None:
    """Close all that stands of a file to somebody of the register who was found to be a partner; None for nobody.

    Found by what the register may not know: the line that they were on, the hand that would take it (E13).
    """
    if contact_id is None:
        return
    for each in standing(file_id).filter(release__contact=contact_id).order_by("release_id"):
        keep_out(package=each, why=Ticket.Why.PARTNER, by=by)
