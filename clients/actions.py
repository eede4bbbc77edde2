"""Every write to a case file and what is in it, with its audit event in the same transaction."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from confidentiality.access.grants import RIGHTS
from confidentiality.access.http import Hidden, Refused
from confidentiality.access.identity import Principal, SystemActor
from confidentiality.audit.record import record
from confidentiality.interface.drawn import drawn
from confidentiality.sealing.keys import KeyRef, make_key
from staff.declarations.access import has_declared
from staff.declarations.rules import marks_of_file
from staff.models import Team, Worker

from .ages import of_age_in
from .conflicts.walls import wall_off
from .locking import refuse_locked, refuse_theirs
from .models import CaseFile, CaseFileTeamGrant, CaseFileUserGrant, Entry, ThirdPartyRecord
from .people.models import LinkedPerson
from .searching.new import index_new, wait_for_new
from .thirdparty.ties import Ties

KNOWN = (
    "You have declared that you know somebody of this name, number or date of birth: the file was not opened. What you"
    " typed is kept under your drafts. Ask your line manager to have a colleague open it, and say only who is to be"
    " rung. If it is somebody else, correct what you declared under ‘Whom you know’, at the foot of the page."
)
BESIDE = "The client’s own words, to stand beside our record (clause 5.2.5)"
LOOK_AGAIN_AFTER = timedelta(weeks=4)  # a file in which nobody writes for so long needs attention
NEVER = datetime(9999, 12, 31, tzinfo=UTC)  # when a closed file needs attention
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
    return drawn(8)


@cache
def _permission(right: str) -> int:
    # fixed words of this application, the same in every process
    return Permission.objects.values_list("id", flat=True).get(
        codename=RIGHTS[right], content_type__app_label="clients", content_type__model="casefile"
    )


def _giver(by: Principal) -> UUID | None:
    return by if isinstance(by, UUID) else None


def give_to_worker(
    *,
    file: CaseFile,
    worker: Worker,
    rights: tuple[str, ...],
    reason: str,
    by: Principal,
    until: datetime | None = None,
) -> None:
    """Grant `rights` on the file to one worker, to `until` or without end. A wall makes them open nothing.

    A right they hold or held already lasts to the later of the two ends.
    """
    given = {_permission(right) for right in rights}
    grants = CaseFileUserGrant.objects.filter(
        user_id=worker.pk, content_object=file, permission_id__in=given
    )
    held = set(grants.values_list("permission_id", flat=True))
    sooner = grants.filter(until__isnull=False)
    if until is not None:
        sooner = sooner.filter(until__lt=until)
    if held:
        sooner.update(until=until, reason=reason)
    CaseFileUserGrant.objects.bulk_create(
        CaseFileUserGrant(
            user_id=worker.pk,
            permission_id=permission,
            content_object=file,
            until=until,
            reason=reason,
            given_by=_giver(by),
        )
        for permission in sorted(given - held)
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
    walled_off: Iterable[UUID] = (),
) -> CaseFile:
    """Open a file in the worker's own service and team, with its keys and first grants (clause 5.2.2).

    `file_id` and `reference` are drawn unless given; `walled_off` are colleagues whom the client knows (E3). Raises
    PermissionDenied for another service than the worker's, or a worker without a team; Refused where the worker has
    declared to know the client (E2).
    """
    if by.team is None or service != by.service:
        raise PermissionDenied("You can open files in your own service only.")
    _refuse_acquaintance(particulars, by)
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
    index_new(file, partner_names=particulars.partner_names)
    wall_off(file.id, walled_off)
    record("file_created", file=file.id)
    return file


def _refuse_acquaintance(particulars: Particulars, by: Worker) -> None:
    born = particulars.date_of_birth
    marks = marks_of_file(
        names=[particulars.name, *particulars.known_as],
        born=born.isoformat() if born else "",
        phones=particulars.contact.get("phones", []),
    )
    if has_declared(by, marks):
        raise Refused(KNOWN, "file_open_refused")


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
        attention_at=NEVER if status == CaseFile.Status.CLOSED else timezone.now(),
    )
    if status == CaseFile.Status.CLOSED:
        born, left = particulars.date_of_birth, left_on or opened_on
        file.of_age_in = of_age_in(born, left_on=left, years=settings.ADULT_YEARS)
    _save_new(file, particulars)
    give_to_team(
        file=file, team=team, rights=TEAM_RIGHTS, reason="imported", by=SystemActor.IMPORTER
    )
    index_new(file, partner_names=particulars.partner_names)
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
    wait_for_new(file)


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
    court_paper: bool | None = None,
    corrects: Entry | None = None,
    entry_id: UUID | None = None,
    holds_file: bool = True,
) -> Entry:
    """Write an entry; `sensitive_kind` marks a sensitive fact (clause 4.4.2). `by` is None for an imported one.

    `court_paper` marks a family court's (E23), None where nobody has said; `entry_id` is drawn unless given;
    `holds_file` is false for a call taken on duty. Raises ValueError for an opinion without its basis (clause 5.2.2).
    """
    _check_basis(nature, basis)
    entry = Entry.objects.create(
        id=entry_id or uuid4(),
        file=file,
        kind=kind,
        nature=nature,
        body=body,
        basis=basis,
        happened_on=happened_on,
        author=by,
        sensitive=bool(sensitive_kind),
        sensitive_kind=sensitive_kind,
        court_paper=court_paper,
        corrects=corrects,
    )
    record("entry_added", file=file.id, ids=[entry.id])
    if by is not None and holds_file and file.status != CaseFile.Status.CLOSED:
        file.attention_at = timezone.now() + LOOK_AGAIN_AFTER
        file.save(update_fields=["attention_at"])
    return entry


def correct_entry(
    *,
    entry: Entry,
    by: Worker,
    nature: str,
    body: str,
    happened_on: date | None,
    basis: str = "",
    sensitive_kind: str = "",
    court_paper: bool | None = None,
    entry_id: UUID | None = None,
) -> Entry:
    """Correct an entry, locked or not, by a further one; what was written stays (clause 5.2.2).

    A correction of a correction belongs to the first entry; one of a sensitive entry is sensitive itself, one of a
    family court's paper is held as that is (E23). Raises Refused for what the client says of one (E28).
    """
    refuse_theirs(entry)
    return add_entry(
        file=entry.file,
        by=by,
        kind=Entry.Kind.CORRECTION,
        nature=nature,
        body=body,
        happened_on=happened_on,
        basis=basis,
        sensitive_kind=sensitive_kind or kind_of(entry),
        court_paper=court_paper or entry.court_paper or None,
        corrects=entry.corrects or entry,
        entry_id=entry_id,
    )


def kind_of(entry: Entry) -> str:
    """Return the kind of an entry's sensitive fact: its own, or of the one below which two people put it (4.4.2)."""
    own = str(entry.sensitive_kind)
    if not entry.sensitive or own:
        return own
    above = str(entry.corrects.sensitive_kind) if entry.corrects is not None else ""
    return above or Entry.SensitiveKind.OTHER  # whoever wrote that one has taken its kind off since


def put_beside(
    *, entry: Entry, by: Worker, statement: str, said_on: date, sensitive_kind: str = ""
) -> Entry:
    """Put what the client says of an entry beside it, in their own words (E28).

    It is held as sensitive, or as a family court's paper, where the entry is. Raises Refused beside their own words.
    """
    refuse_theirs(entry)
    return add_entry(
        file=entry.file,
        by=by,
        kind=Entry.Kind.STATEMENT,
        nature=Entry.Nature.OPINION,
        body=statement,
        basis=BESIDE,
        happened_on=said_on,
        sensitive_kind=sensitive_kind or kind_of(entry),
        court_paper=entry.court_paper or None,
        corrects=entry.corrects or entry,
    )


def _check_basis(nature: str, basis: str) -> None:
    if nature == Entry.Nature.OPINION and not basis.strip():
        raise ValueError("An opinion needs its basis (clause 5.2.2).")


def change_entry(
    *,
    entry: Entry,
    by: Worker,
    nature: str,
    body: str,
    happened_on: date,
    basis: str = "",
    sensitive_kind: str = "",
) -> None:
    """Mend one's own entry within its first 24 hours; raises Refused after that or for another's.

    Raises ValueError for an opinion without its basis (clause 5.2.2).
    """
    refuse_locked(entry, by)
    _check_basis(nature, basis)
    fields = ["nature", "body", "basis", "happened_on", "sensitive", "sensitive_kind"]
    entry.nature, entry.body, entry.basis, entry.happened_on = nature, body, basis, happened_on
    entry.sensitive, entry.sensitive_kind = bool(sensitive_kind), sensitive_kind
    entry.save(update_fields=fields)
    record("entry_changed", file=entry.file_id, ids=[entry.id], fields=fields)


def refuse_untied(written: ThirdPartyRecord) -> None:
    """Raise Hidden where a record names somebody who has left its file while it was written (E48)."""
    ties = written.ties
    ids = {ties.about, ties.source, *(each.id for each in ties.told)} - {""}
    if ids and LinkedPerson.objects.filter(file=written.file_id, id__in=ids).count() < len(ids):
        raise Hidden("linked_person_hidden", file=written.file_id)


def add_third_party_record(
    *,
    file: CaseFile,
    by: Worker,
    about_whom: str,
    from_whom: str,
    body: str,
    in_confidence: bool,
    safety_critical: bool,
    ties: Ties | None = None,
    corrects: ThirdPartyRecord | None = None,
    record_id: UUID | None = None,
) -> ThirdPartyRecord:
    """Record what somebody else said, apart from the file (clause 3.2.1); `record_id` is drawn unless given.

    `ties` says who of the file's people it is about and from, and who may be told: nobody unless somebody says so.
    """
    written = ThirdPartyRecord.objects.create(
        id=record_id or uuid4(),
        file=file,
        author=by,
        corrects=corrects,
        about_whom=about_whom,
        from_whom=from_whom,
        body=body,
        told=(ties or Ties()).as_json(),
        in_confidence=in_confidence,
        safety_critical=safety_critical,
    )
    refuse_untied(written)
    corrected = [corrects.id] if corrects else []
    record("third_party_record_added", file=file.id, ids=[written.id, *corrected])
    return written
