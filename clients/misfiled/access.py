"""The doors to what is handed on: what waits for me as lead of the right file, and what I have handed on myself."""

import json
from collections.abc import Set
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils.module_loading import import_string

from clients.contacting.actions import words_elsewhere
from clients.contacting.models import ContactMade
from clients.models import CaseFile, Entry, ThirdPartyRecord
from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from confidentiality.interface.counting import how_many
from confidentiality.sealing.keys import KeyRef, load_keys
from staff.models import Worker

from .models import EndedHanding, Handing, LeftInPackage, LostDiscussion, Parcel

MOST_WAITING = 100


@dataclass(frozen=True)
class Waiting:
    """What waits: parcels for files that I lead, what ended, became of requests and packages, and I handed on."""

    parcels: list[tuple[Parcel, CaseFile]]
    ended: list[EndedHanding]
    left: list[LeftInPackage]
    lost: list[LostDiscussion]
    mine: list[Handing]


def waiting(worker: Worker) -> Waiting:
    """Return what waits for this worker, the oldest first, with its files; recorded."""
    parcels = list(_parcels().order_by("at", "id")[:MOST_WAITING])
    ended = list(_unseen_ended().select_related("file").order_by("at", "id")[:MOST_WAITING])
    left = list(_unseen().select_related("file").order_by("at", "id")[:MOST_WAITING])
    lost = list(
        _unseen_lost().select_related("file", "with_whom").order_by("at", "id")[:MOST_WAITING]
    )
    mine = Handing.objects.filter(by=worker).select_related("file").order_by("at", "id")
    handed = list(mine[:MOST_WAITING])
    own = {each.file_id for each in left} | {each.file_id for each in lost}
    own |= {each.file_id for each in ended} | {each.file_id for each in handed}
    files = CaseFile.objects.in_bulk({parcel.file for parcel in parcels if parcel.file})
    load_keys({KeyRef("file", each) for each in {*files, *own}})
    shown = {each.id for each in parcels} | {each.id for each in ended}
    shown |= {each.id for each in left} | {each.id for each in lost}
    record("parcels_listed", ids=shown)
    found = [(each, files[each.file]) for each in parcels if each.file in files]
    return Waiting(found, ended, left, lost, handed)


def _parcels() -> QuerySet[Parcel]:
    """Return the parcels that are mine to decide about, which of them are only struck out known."""
    own = Handing.objects.filter(id=OuterRef("id"), file=OuterRef("file"))
    return Parcel.objects.annotate(in_wrong_file=Exists(own))


def _unseen_ended() -> QuerySet[EndedHanding]:
    return EndedHanding.objects.filter(seen_at=None)


def _unseen() -> QuerySet[LeftInPackage]:
    return LeftInPackage.objects.filter(seen_at=None)


def _unseen_lost() -> QuerySet[LostDiscussion]:
    return LostDiscussion.objects.filter(seen_at=None)


def count_waiting(worker: Worker) -> Combinable:
    """Return the expression that counts what waits for whoever asks, for the navigation."""
    told = (_unseen_ended(), _unseen(), _unseen_lost())
    return sum((how_many(each) for each in told), start=how_many(Parcel.objects.all()))


def open_parcel(parcel_id: UUID) -> tuple[Parcel, CaseFile]:
    """Return a parcel that is mine to decide about, its words unread, and its file; recorded. Hidden for any other."""
    parcel = _parcels().filter(pk=parcel_id).first()
    file = CaseFile.objects.filter(pk=parcel.file).first() if parcel and parcel.file else None
    if parcel is None or file is None:
        raise Hidden("parcel_hidden")
    record("parcel_opened", file=file.id, ids=[parcel.id])
    return parcel, file


def taken_at_once(parcel: Parcel) -> list[Parcel]:
    """Return the parcels that are taken at one moment with an opened one, it first: what was parted, as far as mine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.parcels_with(%s)", [parcel.pk])
        ids = {row[0] for row in cursor.fetchall()} - {parcel.pk}
    others = Parcel.objects.filter(pk__in=ids).order_by("at", "id") if ids else ()
    return [parcel, *others]


def ended_handing(notice_id: UUID) -> EndedHanding:
    """Return a notice that a handing-on ended, told to me; raises Hidden for any other id."""
    found = EndedHanding.objects.filter(pk=notice_id).first()
    if found is None:
        raise Hidden("ended_handing_hidden")
    return found


def left_in_package(notice_id: UUID) -> LeftInPackage:
    """Return a notice about a package of a file that I lead; raises Hidden for any other id."""
    found = LeftInPackage.objects.filter(pk=notice_id).first()
    if found is None:
        raise Hidden("left_in_package_hidden")
    return found


def lost_discussion(notice_id: UUID) -> LostDiscussion:
    """Return a notice about a discussion that a request lost, told to me; raises Hidden for any other id."""
    found = LostDiscussion.objects.filter(pk=notice_id).first()
    if found is None:
        raise Hidden("lost_discussion_hidden")
    return found


def sign_on(written: Entry | ThirdPartyRecord, worker: Worker, rights: Set[str]) -> dict[str, Any]:
    """Return what the page of something on an opened file shows of its handing-on, or of that of what it corrects.

    `handing` is None where there is none; `takes_back`: whether the worker, with these rights on the file, may.
    """
    root = written.corrects_id or written.id
    asked = Q(record=root) if isinstance(written, ThirdPartyRecord) else Q(entry=root)
    handing = Handing.objects.filter(asked).select_related("by").first()
    may = handing is not None and may_take_back(handing, worker, rights)
    return {"handing": handing, "takes_back": may}


def may_take_back(handing: Handing, worker: Worker, rights: Set[str]) -> bool:
    """Say whether a worker with these rights on its file takes a handing-on back: who said it, or leads the file."""
    return "contribute" in rights and (handing.by_id == worker.pk or "lead" in rights)


@dataclass(frozen=True)
class Along:
    """What goes along when something leaves its file, what is undone, and what is told to whom."""

    parted: int = (
        0  # records that hold what was moved out of it, or the entry that one was moved out of
    )
    further: int = 0  # entries that correct it
    documents: int = 0
    attendances: int = 0  # that its client was at a group session
    consents: int = 0  # that named it
    requests: int = 0  # that picked it and have not left
    packages: list[str] = field(default_factory=list)  # that left with it: recalled
    recalled: list[str] = field(default_factory=list)  # that left with it, and are recalled already
    stayed: list[str] = field(default_factory=list)  # in which it was kept back whole: recalled too
    discussions: int = 0  # requests whose discussion it notes, which have not left
    discussed: list[str] = field(default_factory=list)  # the same, released
    # contacts that it or what hangs below it notes, each with what was written beside it; empty where that is sensitive
    contacts: list[tuple[ContactMade, str]] = field(default_factory=list)


def entry_to_hand_on(file: CaseFile, entry_id: UUID) -> Entry:
    """Return an entry of an opened file, or the one that it corrects, all of which goes; raises Hidden for another."""
    corrected = Entry.objects.filter(file=file, id=entry_id).values("corrects")
    whole = Entry.objects.filter(Q(id=entry_id) | Q(id__in=corrected), file=file, corrects=None)
    found = whole.select_related("author", "handing").first()
    if found is None:
        raise Hidden("entry_hidden", file=file.id)
    found.file = file
    return found


def goes_along(root: Entry | ThirdPartyRecord) -> Along:
    """Return what hangs on an entry of an opened file, for the page before it is handed on."""
    if isinstance(root, ThirdPartyRecord):
        return Along(
            parted=int(getattr(root, "move", None) is not None),
            further=len(root.corrected_by),
            documents=int(getattr(root, "document", None) is not None),
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.hangs_on_misfiled(%s, %s)", [root.id, root.file_id])
        (told,) = cursor.fetchone()
    hangs: dict[str, Any] = json.loads(told) if isinstance(told, str) else (told or {})
    noted = ContactMade.objects.filter(Q(entry=root.id) | Q(entry__corrects=root.id))
    made = noted.select_related("entry").order_by("happened_at", "id")
    rows = Entry.objects.filter(Q(id=root.id) | Q(corrects=root.id), file_id=root.file_id)
    left: dict[str, Any] = import_string(settings.LEFT_IN)(
        root.file, list(rows.values_list("id", flat=True))
    )
    return Along(**hangs, **left, contacts=[(each, _beside(each)) for each in made])


def _beside(contact: ContactMade) -> str:
    entry = contact.entry
    if entry is None or entry.sensitive:
        return ""
    return words_elsewhere(entry.body, contact, stays=True)
