"""The two doors to case files. Every route that touches a file or anything in it goes through one of them."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from confidentiality.access.fence import UNTIL
from confidentiality.access.http import Hidden, Refused
from confidentiality.access.identity import note_opened
from confidentiality.audit.record import record
from confidentiality.sealing.keys import KeyRef, load_keys
from staff.models import Service, Worker

from .emergency.models import EmergencyAccess
from .emergency.walls import tell_of_wall
from .explaining.models import Explanation
from .grants import EffectiveGrant
from .locking import ASKED_FOR
from .models import CaseFile, Entry, ThirdPartyRecord
from .paging import Position
from .turns.models import Turn

Written = TypeVar("Written", Entry, ThirdPartyRecord)

NEEDS = {
    "view": "read it",
    "contribute": "write in it",
    "third_party": "read what others said",
    "lead": "decide about it",
}


class HiddenFile(Hidden):
    """No file with this reference that whoever asks may know of; a manager learns of a try behind a wall (E2)."""

    def __init__(self, reference: str, *, purpose: str) -> None:
        super().__init__("file_hidden", purpose=purpose)
        self.reference = reference

    def write_down(self) -> None:
        """Write it down, and tell of it where a conflict's wall stands; asked alike of what never was."""
        super().write_down()
        tell_of_wall(self.reference)


@dataclass(frozen=True)
class FilePage:
    """One page of the files open to a worker, first what needs attention; `after` names the next page."""

    grants: list[EffectiveGrant]
    after: Position | None


@dataclass(frozen=True)
class EntryPage:
    """One page of a file's entries, the newest first; `after` names the next page."""

    entries: list[Entry]
    after: Position | None


@dataclass(frozen=True)
class ThirdPartyPage:
    """One page of a file's third-party records, the newest first; `after` names the next page."""

    records: list[ThirdPartyRecord]
    after: Position | None


def may_open_files(worker: Worker) -> bool:
    """Say whether the worker may open a new file: they belong to a team of one of the two services."""
    return worker.team is not None and worker.service in (Service.ISS, Service.DVPP)


def _holding(worker: Worker) -> Q:
    return Q(user_id=worker.pk, view_until__gt=timezone.now())


def rights_on(worker: Worker, file: CaseFile) -> set[str]:
    """Return which of view, contribute, third_party and lead the worker holds on the file now.

    `emergency` is among them while their emergency access to it lasts, `turn` while they are on it by a turn.
    """
    asked = F("file__contact_standing__ask_again_on")
    grant = _grants_of(worker).filter(file_id=file.id).annotate(ask_again_on=asked).first()
    if grant is None:
        return set()
    file.ask_again_on = grant.ask_again_on  # for the box on every page of the file, in one question
    return _rights_by(grant)


def rights_at_door(worker: Worker, file: CaseFile) -> Set[str]:
    """Return the rights that the file's door has just found, or ask for those that hold now."""
    found = file.rights_at_door
    return found if found is not None else rights_on(worker, file)


def _grants_of(worker: Worker) -> QuerySet[Any]:
    """Return the worker's grants that hold now, each with whether an emergency access or a turn of theirs runs."""
    used = EmergencyAccess.objects.filter(
        file_id=OuterRef("file_id"), worker_id=worker.pk, until__gt=timezone.now()
    )
    turn = Turn.objects.filter(
        file_id=OuterRef("file_id"), manager_id=worker.pk, ended_at=None, until__gt=timezone.now()
    )
    grants = EffectiveGrant.objects.filter(_holding(worker))
    return grants.annotate(in_emergency=Exists(used), in_turn=Exists(turn))


def _rights_by(grant: Any) -> set[str]:
    now = timezone.now()
    held = {r for r, column in UNTIL.items() if (end := getattr(grant, column)) and end > now}
    held |= {"emergency"} if grant.in_emergency else set()
    return held | ({"turn"} if grant.in_turn else set())


def open_file(worker: Worker, reference: str, *, purpose: str, right: str = "view") -> CaseFile:
    """Open the case file with this reference for `purpose` and record it.

    `right` is view, contribute, third_party or lead. Raises Hidden (404) when the worker may not know of it or it
    does not exist, the two being one answer; Refused (403) only for a file the worker can view. Clause 3.3.1.
    """
    explained = Explanation.objects.filter(file_id=OuterRef("file_id"))
    grant = (
        _grants_of(worker)
        .filter(file__reference=reference)
        .select_related("file", "file__lead", "file__team", "file__contact_standing")
        .annotate(explained=Exists(explained))
        .first()
    )
    if grant is None:
        raise HiddenFile(reference, purpose=purpose)
    end = getattr(grant, UNTIL[right])
    if end is None or end <= timezone.now():
        raise Refused(
            f"You can see this file, but you have no grant to {NEEDS[right]}.",
            "file_refused",
            file=grant.file_id,
        )
    record("file_opened", file=grant.file_id, purpose=purpose)
    note_opened(grant.file_id, right=right, reference=reference)
    file: CaseFile = grant.file
    file.policy_explained, file.rights_at_door = grant.explained, frozenset(_rights_by(grant))
    return file


def files_open_to(worker: Worker, *, after: Position | None = None, size: int = 25) -> FilePage:
    """Return one page of the files the worker may view, driven from their own grants, and record what was shown.

    `after` is the last page's position (attention time, file id); clause 3.3.1.
    """
    grants = EffectiveGrant.objects.filter(_holding(worker))
    if after is not None:
        at, file_id = after
        grants = grants.filter(Q(attention_at__gt=at) | Q(attention_at=at, file_id__gt=file_id))
    found = list(
        grants.select_related("file", "file__lead").order_by("attention_at", "file_id")[: size + 1]
    )
    shown, more = found[:size], len(found) > size
    load_keys(KeyRef("file", grant.file_id) for grant in shown)
    record("files_listed", ids=[grant.file_id for grant in shown])
    last = shown[-1] if more else None
    return FilePage(shown, (last.attention_at, last.file_id) if last else None)


def _within(file: CaseFile) -> QuerySet[Entry]:
    # A few people write a file's entries: one object each, where a join would make one an entry.
    return (
        Entry.objects.filter(file_id=file.id)
        .select_related("corrects", "document", "handing")
        .annotate(asked_for=ASKED_FOR)
        .prefetch_related("author", "taken_over_by")
    )


def _with_corrections(file: CaseFile, shown: list[Entry]) -> list[Entry]:
    """Give each entry what corrects it, in one question that grows no longer with the page (newest first)."""
    if not shown:
        return shown
    corrections = Entry.objects.filter(
        file_id=file.id,
        corrects__file_id=file.id,
        corrects__written_at__range=(shown[-1].written_at, shown[0].written_at),
    )
    of: dict[UUID | None, list[Entry]] = {}
    corrections = corrections.annotate(asked_for=ASKED_FOR)
    for each in corrections.select_related("author", "document").order_by("written_at", "id"):
        of.setdefault(each.corrects_id, []).append(each)
    for entry in shown:
        entry.corrected_by = of.get(entry.id, [])
    return shown


def entries_in(file: CaseFile, *, after: Position | None = None, size: int = 30) -> EntryPage:
    """Return one page of an opened file's entries, corrections attached, and record which were shown.

    Sensitive ones are among them unopened (clause 4.4.2): `open_entry` opens them.
    """
    entries = _before(_within(file), after)
    found = list(entries.order_by("-written_at", "-id")[: size + 1])
    shown = _with_corrections(file, found[:size])
    corrections = [each.id for entry in shown for each in entry.corrected_by]
    record("entries_listed", file=file.id, ids={*(entry.id for entry in shown), *corrections})
    return EntryPage(shown, _position(shown) if len(found) > size else None)


def entry_in(file: CaseFile, entry_id: UUID) -> Entry:
    """Return an entry of an opened file, its body unread; raises Hidden for any other id."""
    entry = _within(file).filter(id=entry_id).first()
    if entry is None:
        raise Hidden("entry_hidden", file=file.id)
    entry.file = file
    return _with_corrections(file, [entry])[0]


def open_entry(entry: Entry, *, purpose: str) -> None:
    """Record that an entry is opened, and what for: asked of whoever opens a sensitive one (clause 4.4.2)."""
    record("entry_opened", file=entry.file_id, ids=[entry.id], purpose=purpose)


def third_party_records_in(
    file: CaseFile, *, after: Position | None = None, size: int = 30
) -> ThirdPartyPage:
    """Return one page of the third-party records of a file opened with that right (clause 3.2.1), recorded."""
    records = _before(_said_in(file), after)
    found = list(records.order_by("-written_at", "-id")[: size + 1])
    shown = _with_what_corrects(found[:size])
    record("third_party_records_listed", file=file.id, ids=[each.id for each in shown])
    return ThirdPartyPage(shown, _position(shown) if len(found) > size else None)


def third_party_record_in(file: CaseFile, record_id: UUID) -> ThirdPartyRecord:
    """Return a record of a file opened with that right, and record that it was opened; raises Hidden for another id."""
    found = _said_in(file).select_related("move__entry").filter(id=record_id).first()
    if found is None:
        raise Hidden("third_party_record_hidden", file=file.id)
    found.file = file
    record("third_party_record_opened", file=file.id, ids=[found.id])
    return _with_what_corrects([found])[0]


def _said_in(file: CaseFile) -> QuerySet[ThirdPartyRecord]:
    return file.third_party_records.select_related("author", "corrects", "document", "handing")


def _with_what_corrects(shown: list[ThirdPartyRecord]) -> list[ThirdPartyRecord]:
    of: dict[UUID | None, list[ThirdPartyRecord]] = {}
    further = ThirdPartyRecord.objects.filter(corrects__in=[each.id for each in shown])
    for each in further.select_related("author").order_by("written_at", "id") if shown else ():
        of.setdefault(each.corrects_id, []).append(each)
    for each in shown:
        each.corrected_by = of.get(each.id, [])
    return shown


def _before(rows: QuerySet[Written], after: Position | None) -> QuerySet[Written]:
    if after is None:
        return rows
    at, key = after
    return rows.filter(Q(written_at__lt=at) | Q(written_at=at, id__lt=key))


def _position(shown: Sequence[Written]) -> Position:
    return shown[-1].written_at, shown[-1].id
