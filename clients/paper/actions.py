"""Every write to the register of paper, with its audit event."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from clients.models import CaseFile
from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from confidentiality.interface.drawn import drawn
from staff.models import Worker

from .models import Folder, FolderOfFile, Place, StockTake
from .rules import Known, judge


class NotThere(Exception):
    """Somebody else has the folder out by now."""


class Taken(Exception):
    """Another place has this name."""


def new_label() -> str:
    """Return a random label of six characters that says nothing, such as K7Q-2MX."""
    return drawn(6)


def add_folder(*, file: CaseFile, place: UUID, by: Worker, folder_id: UUID) -> Folder:
    """Put a paper folder of a file on the register, under a label drawn for it (clause 5.2.3)."""
    FolderOfFile(folder_id=folder_id, file=file, made_by=by).save(force_insert=True)
    folder = Folder(id=folder_id, label=new_label(), place_id=place)
    folder.save(force_insert=True)
    record("paper_folder_added", file=file.id, ids=[folder.id])
    return folder


def take_out(*, folder: Folder, file: CaseFile, due_on: date, by: Worker) -> None:
    """Take a folder out of its place, to be back by a day; raises NotThere if somebody else has it."""
    mine = Folder.objects.filter(pk=folder.pk, out_to=None)
    if not mine.update(out_to=by, out_since=timezone.now(), due_on=due_on, missing_since=None):
        raise NotThere
    record("paper_taken_out", file=file.id, ids=[folder.id])


def bring_back(*, folder: UUID, place: UUID) -> None:
    """Put a folder back into a place; raises Hidden when it is not out any more, or not for whoever acts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.bring_back(%s, %s)", [folder, place])
        (done,) = cursor.fetchone()
    if not done:
        raise Hidden("folder_hidden")


def count(
    *, place: Place, shown: Collection[UUID], found: Collection[UUID], by: Worker
) -> StockTake:
    """Note a stock-take of a place: of the folders `shown`, those `found` are in it, the others are not.

    One that is found was brought back, whoever had it out. One that is not and is not out is missing. What was taken
    out, brought back or moved after it was shown is left as it is.
    """
    locked = Folder.objects.select_for_update(of=("self",)).filter(place=place, pk__in=shown)
    known = [
        Known(each.pk, out=each.out_to_id is not None, missing=each.missing_since is not None)
        for each in locked
    ]
    judged = judge(known, found)
    for folder in judged.back:
        bring_back(folder=folder, place=place.pk)
    newly = Folder.objects.filter(pk__in=judged.missing, missing_since=None)
    newly.update(missing_since=timezone.now())
    numbers = {name: len(getattr(judged, name)) for name in ("there", "out", "missing")}
    taken = StockTake(place=place, by=by, **numbers)
    taken.save(force_insert=True)
    record("paper_counted", ids=[taken.id, place.id, *judged.missing])
    return taken


def keep_place(*, place: Place, name: str, retire: bool = False) -> None:
    """Add a place, rename it, or take one that holds nothing out of use. Raises Taken for a name that is in use."""
    place.name = name
    if retire:
        place.retired_at = timezone.now()
    try:
        with transaction.atomic():
            place.save()
    except IntegrityError:
        raise Taken from None
    record("paper_place_kept", ids=[place.id])
