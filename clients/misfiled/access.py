"""The doors to what is handed on: what waits for me as lead of the right file, and what I have handed on myself."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.expressions import Combinable

from clients.models import CaseFile
from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from confidentiality.interface.counting import how_many
from confidentiality.sealing.keys import KeyRef, load_keys
from staff.models import Worker

from .models import Handing, LeftInPackage, Parcel

MOST_WAITING = 100


@dataclass(frozen=True)
class Waiting:
    """What waits: parcels for files that I lead, packages of mine that held a stranger's, what I handed on."""

    parcels: list[tuple[Parcel, CaseFile]]
    left: list[LeftInPackage]
    mine: list[Handing]


def waiting(worker: Worker) -> Waiting:
    """Return what waits for this worker, the oldest first, with its files; recorded."""
    parcels = list(Parcel.objects.order_by("at", "id")[:MOST_WAITING])
    left = list(_unseen().select_related("file").order_by("at", "id")[:MOST_WAITING])
    mine = Handing.objects.filter(by=worker).select_related("file").order_by("at", "id")
    handed = list(mine[:MOST_WAITING])
    own = {each.file_id for each in left} | {each.file_id for each in handed}
    files = CaseFile.objects.in_bulk({parcel.file for parcel in parcels if parcel.file})
    load_keys({KeyRef("file", each) for each in {*files, *own}})
    shown = {each.id for each in parcels} | {each.id for each in left}
    record("parcels_listed", ids=shown)
    found = [(each, files[each.file]) for each in parcels if each.file in files]
    return Waiting(found, left, handed)


def _unseen() -> QuerySet[LeftInPackage]:
    return LeftInPackage.objects.filter(seen_at=None)


def count_waiting(worker: Worker) -> Combinable:
    """Return the expression that counts what waits for whoever asks, for the navigation."""
    return how_many(Parcel.objects.all()) + how_many(_unseen())


def open_parcel(parcel_id: UUID) -> tuple[Parcel, CaseFile]:
    """Return a parcel for a file that I lead, its words unread, and the file; recorded. Raises Hidden for any other."""
    parcel = Parcel.objects.filter(pk=parcel_id).first()
    file = CaseFile.objects.filter(pk=parcel.file).first() if parcel and parcel.file else None
    if parcel is None or file is None:
        raise Hidden("parcel_hidden")
    record("parcel_opened", file=file.id, ids=[parcel.id])
    return parcel, file


def left_in_package(notice_id: UUID) -> LeftInPackage:
    """Return a notice about a package of a file that I lead; raises Hidden for any other id."""
    found = LeftInPackage.objects.filter(pk=notice_id).first()
    if found is None:
        raise Hidden("left_in_package_hidden")
    return found
