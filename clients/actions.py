"""Every write to a case file and what is in it, with its audit event in the same transaction."""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from confidentiality.access.grants import RIGHTS
from confidentiality.access.identity import Principal, SystemActor
from confidentiality.audit.record import record
from confidentiality.sealing.keys import KeyRef, make_key
from staff.models import Team, Worker

from .models import CaseFile, CaseFileTeamGrant, CaseFileUserGrant, Entry, ThirdPartyRecord

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that a tired eye takes for another
LOCKS_AFTER = timedelta(hours=24)
TEAM_RIGHTS = ("view", "contribute", "lead")


@dataclass(frozen=True)
class Particulars:
    """What a file says about its client; sealed as it is stored."""

    name: str
    known_as: list[str] = field(default_factory=list)
    date_of_birth: date | None = None
    contact: dict[str, Any] = field(default_factory=dict)
    partner_names: list[str] = field(default_factory=list)


def new_reference() -> str:
    """Return a random reference of eight characters that says nothing, such as 7K3M-Q2XP."""
    drawn = "".join(secrets.choice(LETTERS) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


@cache
def _permission(right: str) -> int:
    # fixed words of this application, the same in every process
    return Permission.objects.values_list("id", flat=True).get(
        codename=RIGHTS[right], content_type__app_label="clients", content_type__model="casefile"
    )


def _giver(by: Principal) -> UUID | None:
    return None if isinstance(by, SystemActor) else by


def give_to_worker(
    *,
    file: CaseFile,
    worker: Worker,
    rights: tuple[str, ...],
    reason: str,
    by: Principal,
    until: datetime | None = None,
) -> None:
    """Grant `rights` on the file to one worker, to `until` or without end. A wall makes them open nothing."""
    CaseFileUserGrant.objects.bulk_create(
        CaseFileUserGrant(
            user_id=worker.pk,
            permission_id=_permission(right),
            content_object=file,
            until=until,
            reason=reason,
            given_by=_giver(by),
        )
        for right in rights
    )
    record("grant_given", file=file.id, ids=[worker.pk], fields=rights, reason=reason)


def give_to_team(
    *, file: CaseFile, team: Team, rights: tuple[str, ...], reason: str, by: Principal
) -> None:
    """Grant `rights` on the file to whoever holds the team grant: the team's line managers."""
    CaseFileTeamGrant.objects.bulk_create(
        CaseFileTeamGrant(
            group_id=team.pk,
            permission_id=_permission(right),
            content_object=file,
            reason=reason,
            given_by=_giver(by),
        )
        for right in rights
    )
    record("team_grant_given", file=file.id, fields=rights, reason=reason)


def open_new_file(
    *,
    service: str,
    particulars: Particulars,
    by: Worker,
    opened_on: date,
    file_id: UUID | None = None,
    reference: str = "",
) -> CaseFile:
    """Open a file in the worker's own service and team, with its keys and first grants (clause 5.2.2).

    `file_id` and `reference` are drawn unless given. Raises PermissionDenied for another service than the
    worker's, or a worker without a team.
    """
    if by.team is None or service != by.service:
        raise PermissionDenied("You can open files in your own service only.")
    file = CaseFile(
        id=file_id or uuid4(),
        reference=reference or new_reference(),
        service=service,
        opened_on=opened_on,
        team=by.team,
        lead=by,
        created_by=by,
    )
    _save_new(file, particulars)
    everything = ("view", "contribute", "third_party", "lead")
    give_to_worker(file=file, worker=by, rights=everything, reason="opened the file", by=by.pk)
    give_to_team(file=file, team=by.team, rights=TEAM_RIGHTS, reason="the file's team", by=by.pk)
    record("file_created", file=file.id)
    return file


def create_imported_file(
    *,
    import_id: UUID,
    service: str,
    team: Team,
    particulars: Particulars,
    opened_on: date,
    status: str,
    left_on: date | None,
) -> CaseFile:
    """Create a file out of an imported row, acting as the importer; its team's managers hold it."""
    file = CaseFile(
        id=uuid4(),
        reference=new_reference(),
        service=service,
        status=status,
        opened_on=opened_on,
        left_on=left_on,
        team=team,
        origin_import=import_id,
    )
    _save_new(file, particulars)
    give_to_team(
        file=file, team=team, rights=TEAM_RIGHTS, reason="imported", by=SystemActor.IMPORTER
    )
    record("file_imported", file=file.id, ids=[import_id])
    return file


def _save_new(file: CaseFile, particulars: Particulars) -> None:
    make_key(KeyRef("file", file.id))
    make_key(KeyRef("third_party", file.id))
    file.name = particulars.name
    file.known_as = particulars.known_as
    file.date_of_birth = particulars.date_of_birth.isoformat() if particulars.date_of_birth else ""
    file.contact = particulars.contact
    file.partner_names = particulars.partner_names
    file.save(force_insert=True)


def add_entry(
    *,
    file: CaseFile,
    by: Worker | None,
    kind: str,
    nature: str,
    body: str,
    happened_on: date | None,
    basis: str = "",
    sensitive_kind: str = "",
    corrects: Entry | None = None,
) -> Entry:
    """Write an entry; `sensitive_kind` marks a sensitive fact (clause 4.4.2). `by` is None for an imported one.

    Raises ValueError for an opinion without its basis (clause 5.2.2).
    """
    if nature == Entry.Nature.OPINION and not basis.strip():
        raise ValueError("An opinion needs its basis (clause 5.2.2).")
    entry = Entry.objects.create(
        file=file,
        kind=kind,
        nature=nature,
        body=body,
        basis=basis,
        happened_on=happened_on,
        author=by,
        sensitive=bool(sensitive_kind),
        sensitive_kind=sensitive_kind,
        corrects=corrects,
    )
    record("entry_added", file=file.id, ids=[entry.id])
    return entry


def is_locked(entry: Entry) -> bool:
    """Say whether the entry can only be corrected by a further one: 24 hours after it was written."""
    return timezone.now() - entry.written_at >= LOCKS_AFTER


def change_entry(*, entry: Entry, by: Worker, body: str, basis: str, happened_on: date) -> None:
    """Mend one's own entry within its first 24 hours; raises PermissionDenied after that or for another's."""
    if entry.author_id != by.pk or is_locked(entry):
        raise PermissionDenied(
            "After 24 hours an entry is corrected by a further entry, by anybody who may write here."
        )
    if entry.nature == Entry.Nature.OPINION and not basis.strip():
        raise ValueError("An opinion needs its basis (clause 5.2.2).")
    entry.body, entry.basis, entry.happened_on = body, basis, happened_on
    entry.save(update_fields=["body", "basis", "happened_on"])
    record(
        "entry_changed", file=entry.file_id, ids=[entry.id], fields=["body", "basis", "happened_on"]
    )


def add_third_party_record(
    *,
    file: CaseFile,
    by: Worker,
    about_whom: str,
    from_whom: str,
    body: str,
    in_confidence: bool,
    safety_critical: bool,
) -> ThirdPartyRecord:
    """Record what somebody else said, apart from the file (clause 3.2.1)."""
    written = ThirdPartyRecord.objects.create(
        file=file,
        author=by,
        about_whom=about_whom,
        from_whom=from_whom,
        body=body,
        in_confidence=in_confidence,
        safety_critical=safety_critical,
    )
    record("third_party_record_added", file=file.id, ids=[written.id])
    return written


def close_file(*, file: CaseFile, by: Worker, left_on: date) -> None:
    """Close the file on the day the person left; the retention clock starts there (clause 5.2.7)."""
    file.status, file.left_on = CaseFile.Status.CLOSED, left_on
    file.save(update_fields=["status", "left_on"])
    record("file_closed", file=file.id, fields=["status", "left_on"])
