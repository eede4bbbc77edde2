"""What of handing over, notices and registers may be read, each through a door that is there already."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from clients.models import CaseFile
from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from confidentiality.sealing.keys import load_keys
from disclosures.access import releases_on
from disclosures.afterwards import Words
from disclosures.clauses.bases import BASES, URGENT
from disclosures.grounds import grounds_from
from disclosures.models import Agency, Release, SaidAfter
from disclosures.picture import Basis

from .models import Handover, Notice
from .rules import client_may_know

PAGE = 50


def handovers_of(release: Release) -> list[Handover]:
    """Return how a release got to its recipient, the newest first."""
    return list(Handover.objects.filter(release=release).select_related("by").order_by("-at"))


def notices_of(release: Release) -> list[Notice]:
    """Return what its recipient was told of a release afterwards, the newest first."""
    return list(Notice.objects.filter(release=release).select_related("by").order_by("-at"))


def told_of_danger(release: Release) -> list[Release]:
    """Return what of the file of an opened release told somebody of a danger, the oldest first.

    Without what somebody was told already that it was false.
    """
    told = Release.objects.filter(file=release.file_id, request__basis__in=URGENT)
    untold = told.exclude(notices__kind=Notice.Kind.FALSE_THREAT)
    related = untold.select_related("agency", "contact", "request")
    found = list(related.order_by("released_at"))
    load_keys(key for each in found for key in each.recipient_keys())
    return found


def kept_on(release: Release, kept_id: UUID) -> Handover | Notice:
    """Return a handover or notice of an opened release; raises Hidden for any other."""
    found = (
        Handover.objects.filter(release=release, id=kept_id).first()
        or Notice.objects.filter(release=release, id=kept_id).first()
    )
    if found is None:
        raise Hidden("package_hidden", file=release.file_id)
    return found


def copy_on(release: Release, handover_id: UUID) -> Handover:
    """Return a recorded copy of somebody's own file; raises Hidden for any other handover."""
    found = Handover.objects.filter(release=release, id=handover_id).first()
    if found is None or release.request.basis != Basis.OWN_FILE:
        raise Hidden("package_hidden", file=release.file_id)
    return found


def for_the_client(file: CaseFile) -> list[Release]:
    """Return what a client may read in the register of an opened file, the newest first.

    Without what would endanger somebody, and without a number or count by which it could be missed. Of what went first
    they may have been told since.
    """
    since = SaidAfter.objects.filter(file=file)
    told = {each.release_id for each in since if Words.from_stored(each.says).told_on}
    shown = [r for r in releases_on(file) if r.id in told or _may_be_shown(r)]
    record("client_register_opened", file=file.id, ids=[release.id for release in shown])
    return shown


def _may_be_shown(release: Release) -> bool:
    asked = release.request
    first = asked.told_already or release.look_by is not None
    told = first and release.consent_id is None  # a consent on record is what the client agreed to
    return client_may_know(asked.basis, grounds_from(asked.grounds), told=told)


@dataclass(frozen=True)
class Line:
    """One release on the organisation's register: when, on what ground and to which agency, never of whom."""

    reference: str
    released_at: datetime
    basis: str
    manner: str
    agency: str
    look_by: datetime | None
    upheld: bool | None
    against: bool
    recalled_at: datetime | None


def register(before: datetime | None) -> tuple[list[Line], datetime | None]:
    """Return a page of the organisation's register, the newest first, and from where the next goes on, or None.

    Empty for whoever is not the data protection lead. Records that it was shown.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.register_of_disclosures(%s, %s)", [before, PAGE + 1])
        rows = cursor.fetchall()
    shown, more = rows[:PAGE], len(rows) > PAGE
    agencies = Agency.objects.in_bulk({row[4] for row in shown if row[4]})
    load_keys(agency.sealed_under() for agency in agencies.values())
    record("register_of_disclosures_opened", ids=list(agencies))
    lines = [_line(row, agencies) for row in shown]
    return lines, lines[-1].released_at if more else None


def _line(row: tuple[Any, ...], agencies: dict[UUID, Agency]) -> Line:
    reference, at, basis, manner, agency, *rest = row
    label = BASES[Basis(basis)].label if basis in BASES else "Unknown ground"
    named = agencies[agency].name if agency in agencies else "Somebody on no register"
    return Line(reference, at, label, manner, named, *rest)
