"""Who sees what of retention, and the picture that plan, pages and disposal all decide on."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Case, Count, Q, Value, When
from django.utils import timezone

from clients.access import open_file
from clients.models import CaseFile, EffectiveGrant
from clients.paging import Position
from confidentiality.access.http import Hidden, Refused
from confidentiality.access.identity import note_opened
from confidentiality.audit.record import record
from confidentiality.sealing.keys import KeyRef, load_keys
from confidentiality.work.models import Job
from disclosures.ownfile.disposal import asked_for
from staff.access import has_role
from staff.models import Role, Worker

from .models import CASE_FILES, Certificate, Disposal, Hold, ScheduleRule, Sweep
from .rules import (
    Decision,
    FileState,
    Life,
    Reason,
    Side,
    decide,
    forecast,
    latest_leaving_due,
    may_lift,
)

LOOKED_AT = (
    *("id", "reference", "person", "status", "left_on", "of_age_in"),
    *("origin_import", "reviewed_at"),
)
PAGE = 25
SHOWN = 100
HORIZONS = (
    ("The next 30 days", timedelta(days=30)),
    ("The next 90 days", timedelta(days=90)),
    ("The next 365 days", timedelta(days=365)),
)
LIFTED_BY = {
    Side.FILE: "This hold was placed by those who work with the file; a line manager of its team lifts it.",
    Side.RECORDS: "This hold was placed by the records admin, who lifts it.",
}


# ---- the picture


def schedule() -> ScheduleRule:
    """Return the rule for case files (clause 5.2.7)."""
    return ScheduleRule.objects.get(record_class=CASE_FILES)


def decide_all(*, as_of: date, until: date, years: int) -> list[Decision]:
    """Decide, as of one day, about every file that may come due by `until` or whose day of leaving is missing.

    Sorted by due day and reference. The sweep and the page both ask this, so that they cannot differ. In four
    queries; runs as the disposer or a records admin, nobody else sees every file.
    """
    left = Q(left_on__lte=latest_leaving_due(until, years))
    missing = Q(status=CaseFile.Status.CLOSED, left_on=None)
    candidates = CaseFile.objects.filter(left | missing)
    files = CaseFile.objects.filter(person__in=candidates.values("person")).only(*LOOKED_AT)
    decisions = [
        decide(life, file.id, as_of=as_of, years=years)
        for life in _lives(list(files))
        for file in life.files
    ]
    return sorted(decisions, key=lambda d: (d.due_on or date.max, d.file.reference))


def lock_life(file_id: UUID) -> Life | None:
    """Return the life that a file belongs to, all its files locked until the transaction ends, or None if gone.

    Whoever places a hold, closes or reopens one of the files waits, or is waited for and then seen.
    """
    person = CaseFile.objects.filter(id=file_id).values_list("person", flat=True).first()
    if person is None:
        return None
    locked = CaseFile.objects.filter(person=person).only(*LOOKED_AT).order_by("id")
    files = list(locked.select_for_update())
    if all(file.id != file_id for file in files):
        return None
    return _lives(files)[0]


def _lives(files: Collection[CaseFile]) -> list[Life]:
    ids = [file.id for file in files]
    stands = Hold.objects.filter(lifted_at=None, file__in=ids)
    held = frozenset(stands.values_list("file_id", flat=True))
    waited = frozenset(asked_for(ids))
    by_person: dict[UUID, list[CaseFile]] = {}
    for file in files:
        by_person.setdefault(file.person, []).append(file)
    linked = _linked_to_active(by_person.keys())
    return [
        Life(tuple(_state(file) for file in own), held, person in linked, waited)
        for person, own in by_person.items()
    ]


def _state(file: CaseFile) -> FileState:
    return FileState(
        id=file.id,
        reference=file.reference,
        status=file.status,
        left_on=file.left_on,
        imported=file.origin_import is not None,
        reviewed=file.reviewed_at is not None,
        of_age_in=file.of_age_in,
    )


def _linked_to_active(persons: Collection[UUID]) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.linked_to_active(%s::uuid[])", [list(persons)])
        return {person for (person,) in cursor.fetchall()}


# ---- doors of the records admin


@dataclass(frozen=True)
class Overview:
    """What the records admin's first page shows, as of one day. `coming`: how many come due within how long."""

    rule: ScheduleRule
    years: int
    others: list[tuple[ScheduleRule, int]]
    due: list[Decision]
    waiting: list[Decision]
    undated: int
    coming: list[tuple[str, int]]
    holds: list[Hold]
    sweeps: list[Sweep]
    certificates: list[Certificate]


@dataclass(frozen=True)
class SweepResult:
    """A sweep with what became of its files; `shown` are the first of them, those that were not destroyed first."""

    sweep: Sweep
    counts: dict[str, int]
    shown: list[Disposal]
    certificates: dict[UUID, UUID]  # of a file, by its id


@dataclass(frozen=True)
class CertificatePage:
    """One page of certificates, the newest first; `after` names the next page."""

    certificates: list[Certificate]
    after: Position | None


def open_retention(worker: Worker) -> None:
    """Let the records admin in; raises Hidden for everybody else."""
    if not has_role(worker, Role.RECORDS_ADMIN):
        raise Hidden("retention_hidden")


def open_overview(worker: Worker, *, as_of: date) -> Overview:
    """Return what is due, what waits and why, holds, the last sweeps and certificates; raises Hidden.

    The references shown are recorded (clause 5.2.7).
    """
    open_retention(worker)
    rules = {each.record_class: each for each in ScheduleRule.objects.order_by("name")}
    rule = rules.pop(CASE_FILES)
    years = rule.years_on(as_of)
    decisions = decide_all(as_of=as_of, until=as_of + HORIZONS[-1][1], years=years)
    due, waiting = [d for d in decisions if d.due], [d for d in decisions if d.waits]
    horizons = {name: as_of + ahead for name, ahead in HORIZONS}
    holds = Hold.objects.filter(lifted_at=None).select_related("file", "placed_by")
    record("retention_listed", ids=[d.file.id for d in (due[:SHOWN] + waiting[:SHOWN])])
    return Overview(
        rule=rule,
        years=years,
        others=[(each, each.years_on(as_of)) for each in rules.values()],
        due=due,
        waiting=waiting,
        undated=sum(
            Reason.DATE_UNCONFIRMED in d.reasons for d in decisions if d.file.left_on is None
        ),
        coming=list(forecast(decisions, horizons).items()),
        holds=list(holds.order_by("placed_at")[:SHOWN]),
        sweeps=list(Sweep.objects.select_related("job", "asked_by").order_by("-asked_at")[:5]),
        certificates=list(Certificate.objects.order_by("-destroyed_at", "-id")[:5]),
    )


def count_due(worker: Worker, *, as_of: date) -> int:
    """Return how many files a sweep would destroy now; raises Hidden."""
    open_retention(worker)
    years = schedule().years_on(as_of)
    return sum(d.due for d in decide_all(as_of=as_of, until=as_of, years=years))


def schedule_of(worker: Worker) -> list[ScheduleRule]:
    """Return how long each class of records is kept; raises Hidden."""
    open_retention(worker)
    return list(ScheduleRule.objects.order_by("name"))


def open_period(worker: Worker, record_class: str) -> ScheduleRule:
    """Return how long one class of records is kept, to ask for another period; raises Hidden."""
    open_retention(worker)
    found = ScheduleRule.objects.filter(record_class=record_class).first()
    if found is None:
        raise Hidden("period_hidden")
    return found


def sweep_under_way(worker: Worker) -> Sweep | None:
    """Return a sweep that waits or runs, or None; raises Hidden."""
    open_retention(worker)
    under_way = (Job.State.WAITING, Job.State.RUNNING)
    return Sweep.objects.filter(ended_at=None, job__state__in=under_way).first()


def open_sweep(worker: Worker, sweep_id: UUID) -> SweepResult:
    """Return a sweep with its job and what became of its files; raises Hidden."""
    open_retention(worker)
    sweep = Sweep.objects.select_related("job", "asked_by").filter(id=sweep_id).first()
    if sweep is None:
        raise Hidden("sweep_hidden")
    counted = sweep.disposals.order_by().values("outcome").annotate(files=Count("id"))
    last = Case(When(outcome=Disposal.Outcome.DESTROYED, then=Value(1)), default=Value(0))
    shown = list(sweep.disposals.order_by(last, "reference")[:SHOWN])
    certificates = sweep.certificates.filter(file_id__in=[each.file_id for each in shown])
    return SweepResult(
        sweep=sweep,
        counts={row["outcome"]: row["files"] for row in counted},
        shown=shown,
        certificates=dict(certificates.values_list("file_id", "id")),
    )


def certificates_in(worker: Worker, *, after: Position | None) -> CertificatePage:
    """Return one page of certificates; raises Hidden."""
    open_retention(worker)
    found = Certificate.objects.all()
    if after is not None:
        at, last_id = after
        found = found.filter(Q(destroyed_at__lt=at) | Q(destroyed_at=at, id__lt=last_id))
    page = list(found.order_by("-destroyed_at", "-id")[: PAGE + 1])
    shown = page[:PAGE]
    more = (shown[-1].destroyed_at, shown[-1].id) if len(page) > PAGE else None
    return CertificatePage(shown, more)


def open_certificate(worker: Worker, certificate_id: UUID) -> Certificate:
    """Return a certificate with its sweep and record that it was read; raises Hidden."""
    open_retention(worker)
    found = Certificate.objects.select_related("sweep__asked_by").filter(id=certificate_id).first()
    if found is None:
        raise Hidden("certificate_hidden")
    record("certificate_opened", ids=[found.id])
    return found


# ---- doors to holds, from either side


def side_of(worker: Worker) -> Side:
    """Return from which side the worker places holds: the records admin from theirs, others through the file."""
    return Side.RECORDS if has_role(worker, Role.RECORDS_ADMIN) else Side.FILE


def open_for_hold(worker: Worker, reference: str | None, *, side: Side) -> CaseFile | None:
    """Return the file to place a hold on; clause 5.2.7.

    Who leads the file, and the line managers of its team, come through the file's own door: raises Hidden or Refused
    as that does. The records admin knows every reference: None means that there is no file of this one.
    """
    if side == Side.RECORDS:
        file = CaseFile.objects.only(*LOOKED_AT).filter(reference=reference).first()
        if file is not None:
            note_opened(file.id, right="records", reference=file.reference)
        return file
    if reference is None:
        raise Hidden("file_hidden", purpose="hold")
    return open_file(worker, reference, purpose="hold", right="lead")


def open_file_holds(worker: Worker, reference: str) -> tuple[CaseFile, list[tuple[Hold, bool]]]:
    """Return a file with its holds, the newest first, and whether the worker may lift each.

    For whoever decides about the file; raises Hidden or Refused.
    """
    file = open_file(worker, reference, purpose="hold", right="lead")
    holds = Hold.objects.filter(file=file).select_related("placed_by", "lifted_by")
    shown = list(holds.order_by("-placed_at"))
    for hold in shown:
        hold.file = file
    lifts = _lifts(worker)
    return file, [(hold, lifts(hold)) for hold in shown]


def open_hold(worker: Worker, hold_id: UUID) -> Hold:
    """Return a hold that stands, for somebody who may lift it; raises Hidden, or Refused if it is not theirs."""
    holds = Hold.objects.select_related("file", "placed_by", "lifted_by")
    hold = holds.filter(id=hold_id, lifted_at=None).first()
    if hold is None:
        raise Hidden("hold_hidden")
    if not _lifts(worker)(hold):
        raise Refused(LIFTED_BY[Side(hold.side)], "hold_refused", file=hold.file_id)
    if hold.side == Side.FILE:
        hold.file = open_file(worker, hold.file.reference, purpose="hold", right="lead")
    else:
        note_opened(hold.file_id, right="records", reference=hold.file.reference)
    return hold


def _lifts(worker: Worker) -> Callable[[Hold], bool]:
    """Return the test whether the worker may lift a hold; whether they lead its file is for its door to say."""
    records_admin = has_role(worker, Role.RECORDS_ADMIN)
    manages = has_role(worker, Role.LINE_MANAGER)
    return lambda hold: may_lift(
        placed_from=Side(hold.side),
        placed_by_me=hold.placed_by_id == worker.pk,
        records_admin=records_admin,
        manages=manages,
    )


# ---- doors to the one review of imported files


@dataclass(frozen=True)
class ReviewPage:
    """One page of files that wait for their review, who left first comes first; `after` names the next page."""

    files: list[CaseFile]
    after: Position | None


def files_to_review(worker: Worker, *, after: Position | None) -> ReviewPage:
    """Return one page of the imported, closed files that wait for this line manager's review, and record it.

    Driven from their own grants, like the list of files. Raises Hidden for anybody who is no line manager.
    """
    if not has_role(worker, Role.LINE_MANAGER):
        raise Hidden("reviews_hidden")
    now = timezone.now()
    grants = EffectiveGrant.objects.filter(
        user_id=worker.pk, view_until__gt=now, lead_until__gt=now, **_waits_for_review("file__")
    )
    if after is not None:
        left, last_id = after[0].date(), after[1]
        grants = grants.filter(
            Q(file__left_on__gt=left) | Q(file__left_on=left, file_id__gt=last_id)
        )
    found = list(grants.select_related("file").order_by("file__left_on", "file_id")[: PAGE + 1])
    shown = [grant.file for grant in found[:PAGE]]
    load_keys(KeyRef("file", file.id) for file in shown)
    record("files_listed", ids=[file.id for file in shown], purpose="review")
    more = len(found) > PAGE
    return ReviewPage(shown, _position(shown[-1]) if more else None)


def open_for_review(worker: Worker, reference: str) -> CaseFile:
    """Open a file that waits for its review, as a line manager who leads it; raises Hidden or Refused."""
    if not has_role(worker, Role.LINE_MANAGER):
        raise Hidden("reviews_hidden")
    file = open_file(worker, reference, purpose="review", right="lead")
    if not CaseFile.objects.filter(id=file.id, **_waits_for_review("")).exists():
        raise Hidden("review_hidden", file=file.id)
    return file


def _waits_for_review(prefix: str) -> dict[str, object]:
    return {
        f"{prefix}origin_import__isnull": False,
        f"{prefix}status": CaseFile.Status.CLOSED,
        f"{prefix}left_on__isnull": False,
        f"{prefix}reviewed_at": None,
    }


def _position(file: CaseFile) -> Position:
    assert file.left_on is not None  # noqa: S101 - the list holds dated files only
    return datetime.combine(file.left_on, time(), UTC), file.id
