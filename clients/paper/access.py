"""The doors to paper folders: those of a file, those one has out, and the labels that a count goes through."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils import timezone

from clients.models import CaseFile
from confidentiality.access.http import Hidden
from confidentiality.interface.counting import how_many
from staff.models import Role, Worker

from .models import Folder, Place, StockTake

COUNTS = (Role.RECORDS_ADMIN, Role.LINE_MANAGER)
MOST_SHOWN = 100
MOST_COUNTED = 400  # folders of one place in one count; more is a place to be divided


def may_count(worker: Worker) -> bool:
    """Say whether the worker keeps places and counts what stands in them."""
    return worker.role in COUNTS


def places() -> list[Place]:
    """Return the places in use, by name."""
    return list(Place.objects.filter(retired_at=None).order_by("name"))


def folders_of(file: CaseFile) -> list[Folder]:
    """Return the paper folders of an opened file, the oldest first."""
    found = Folder.objects.filter(belongs__file=file).select_related("place", "out_to")
    return list(found.order_by("belongs__made_at", "id"))


def folder_of(file: CaseFile, folder: UUID) -> Folder:
    """Return one folder of an opened file; raises Hidden for any other."""
    for each in folders_of(file):
        if each.pk == folder:
            return each
    raise Hidden("folder_hidden", file=file.id)


def _late() -> Q:
    return Q(due_on__lt=timezone.localdate())


@dataclass(frozen=True)
class Register:
    """What the worker's page of paper shows: their own folders out, their people's overdue ones, what is missing."""

    mine: Sequence[Folder]  # with `reference`: None where the file is not open to them any more
    overdue: Sequence[Folder]
    missing: Sequence[Folder]
    places: Sequence[Place]  # with `standing` and `out`


def register(worker: Worker) -> Register:
    """Return what of the register is the worker's: labels, and a reference only where its file is open to them."""
    folders = Folder.objects.select_related("place", "out_to")
    mine = folders.filter(out_to=worker).annotate(reference=F("belongs__file__reference"))
    shown = list(mine.order_by("due_on", "label")[:MOST_SHOWN])
    if not may_count(worker):
        return Register(shown, [], [], [])
    return Register(
        shown,
        list(folders.filter(_late(), out_to__line_manager=worker).order_by("due_on")[:MOST_SHOWN]),
        list(folders.exclude(missing_since=None).order_by("missing_since")[:MOST_SHOWN]),
        list(_counted_places()),
    )


def _counted_places() -> QuerySet[Any]:
    """Return the places with how many folders stand there and are out, counted no further than one count goes."""
    theirs = Folder.objects.filter(place=OuterRef("pk"))
    most = MOST_COUNTED + 1
    counted = Place.objects.filter(retired_at=None).annotate(
        standing=how_many(theirs.filter(out_to=None), most),
        out=how_many(theirs.exclude(out_to=None), most),
    )
    return counted.order_by("name")


def up_to_most(many: int) -> str:
    """Return how many folders as people read it: there is no telling beyond what one count goes through."""
    return str(many) if many <= MOST_COUNTED else f"more than {MOST_COUNTED}"


def count_waiting(worker: Worker) -> Combinable:
    """Return the expression that counts what is overdue or missing for this worker, for the navigation."""
    whose = Q(out_to=worker)
    if not may_count(worker):
        return how_many(Folder.objects.filter(whose & _late()))
    late = (whose | Q(out_to__line_manager=worker)) & _late()
    return how_many(Folder.objects.filter(late | Q(missing_since__isnull=False)))


def open_out(folder: UUID) -> Folder:
    """Return a folder that is out or missing, for whoever may bring it back; raises Hidden for any other."""
    away = Q(out_to__isnull=False) | Q(missing_since__isnull=False)
    found = Folder.objects.filter(away, pk=folder).select_related("place", "out_to").first()
    if found is None:
        raise Hidden("folder_hidden")
    return found


def open_place(worker: Worker, place: UUID) -> Place:
    """Return a place in use, for whoever counts; raises Hidden."""
    found = Place.objects.filter(pk=place, retired_at=None).first() if may_count(worker) else None
    if found is None:
        raise Hidden("place_hidden")
    return found


def standing_in(place: Place) -> list[Folder]:
    """Return the labels that belong into a place, those that are out among them; no case file with any."""
    found = Folder.objects.filter(place=place).select_related("out_to")
    return list(found.order_by("label")[:MOST_COUNTED])


def last_counts(place: Place) -> list[StockTake]:
    """Return the last counts of a place, the latest first."""
    return list(StockTake.objects.filter(place=place).select_related("by").order_by("-at")[:5])


def left_of(file_id: UUID) -> list[Folder]:
    """Return the paper that is still to be destroyed of a case file that was: its disposal is not complete."""
    left = Folder.objects.filter(orphan_of=file_id).select_related("place", "out_to")
    return list(left.order_by("label"))
