"""The doors of allocation: the queue, the team's load, a file that changes hands, and who can take it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from django.db import connection
from django.db.models import Count, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.utils import timezone

from clients.access import open_file
from clients.models import CaseFile, CaseFileUserGrant, Entry
from clients.paging import Position
from confidentiality.access.http import Hidden, Refused
from confidentiality.audit.record import record
from confidentiality.sealing.keys import KeyRef, load_keys
from staff.absence.access import away_until
from staff.access import has_role
from staff.models import Role, Team, Worker

from .models import CaseloadLimit

PAGE = 25
COVER = "cover"  # the reason of a grant that is temporary
BEGINNING = date(1, 1, 1), UUID(int=0)
NOT_YOURS = "The line managers of its team say whose work a case file is."


@dataclass(frozen=True)
class QueuePage:
    """One page of files that nobody leads who could, the oldest first; `after` names the next page."""

    files: list[CaseFile]
    after: Position | None


@dataclass(frozen=True)
class Load:
    """What one worker leads in my teams, of the files that I may view; `away`: the last day, None while they work."""

    worker: Worker
    files: int
    most: int | None  # None: no limit is set
    away: date | None
    in_post: bool

    @property
    def full(self) -> bool:
        """Say whether no further file fits in."""
        return self.most is not None and self.files >= self.most


@dataclass(frozen=True)
class Cover:
    """Who covers a file, and until when."""

    worker_id: UUID
    name: str
    until: datetime


def is_manager(worker: Worker) -> bool:
    """Say whether the worker is a line manager, of their own or by a loan."""
    return has_role(worker, Role.LINE_MANAGER)


def count_waiting(worker: Worker) -> Combinable:
    """Return the expression that counts the files nobody leads, up to a hundred, for the navigation."""
    if not is_manager(worker):
        return Value(0)
    return Func(function="access.count_unallocated", output_field=IntegerField())


def teams_of(worker: Worker) -> list[Team]:
    """Return the teams whose grant a line manager holds; raises Hidden for anybody else."""
    if not is_manager(worker):
        raise Hidden("allocation_hidden")
    return list(Team.objects.filter(user_set=worker.pk).order_by("name"))


def unallocated(worker: Worker, *, after: Position | None = None, size: int = PAGE) -> QueuePage:
    """Return one page of the open files of my teams that nobody leads who could, recorded; raises Hidden.

    No lead, one who has left or is in another team, and one who is kept from the file look alike (E1, E51).
    """
    if not is_manager(worker):
        raise Hidden("allocation_hidden")
    day, last = (after[0].date(), after[1]) if after else BEGINNING
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM access.unallocated(%s, %s)", [day, last])
        ids = [file for (file,) in cursor.fetchall()][: size + 1]
    files = CaseFile.objects.filter(id__in=ids).select_related("lead", "team")
    shown = list(files.order_by("opened_on", "id")[:size])
    load_keys(KeyRef("file", file.id) for file in shown)
    record("unallocated_listed", ids=[file.id for file in shown])
    return QueuePage(shown, _position(shown[-1]) if len(ids) > size and shown else None)


def _position(file: CaseFile) -> Position:
    return datetime.combine(file.opened_on, time(), UTC), file.id


def open_to_allocate(worker: Worker, reference: str) -> CaseFile:
    """Open a file to say whose work it is; raises Hidden, or Refused for whoever is no line manager of its team."""
    file = open_file(worker, reference, purpose="allocate", right="lead")
    if not may_allocate(file):
        raise Refused(NOT_YOURS, "allocation_refused", file=file.id)
    return file


def may_allocate(file: CaseFile) -> bool:
    """Say whether whoever acts may say whose work the file is: a line manager by its team's grant."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.may_allocate(%s)", [file.id])
        return bool(cursor.fetchone()[0])


def who_can_take(files: Iterable[CaseFile], *, as_lead: bool) -> dict[UUID, dict[UUID, bool]]:
    """Return for each file that I lead whether each of its team can take it: yes or no, never why (E1)."""
    ids = [file.id for file in files]
    found: dict[UUID, dict[UUID, bool]] = {file: {} for file in ids}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT file, worker, can FROM access.who_can_take(%s::uuid[], %s)", [ids, as_lead]
        )
        for file, worker, can in cursor.fetchall():
            found[file][worker] = can
    return found


def people_of(ids: Iterable[UUID]) -> list[Worker]:
    """Return workers by name."""
    return list(Worker.objects.filter(pk__in=list(ids)).order_by("display_name"))


def open_counts(teams: Collection[Team]) -> dict[UUID, int]:
    """Return how many open files each worker leads in these teams, of those that whoever acts may view."""
    led = CaseFile.objects.filter(team__in=teams, lead__isnull=False)
    counted = led.exclude(status=CaseFile.Status.CLOSED).order_by().values("lead")
    return dict(counted.annotate(files=Count("id")).values_list("lead", "files"))


def loads(worker: Worker) -> list[Load]:
    """Return what each of my teams' people leads, and who else leads something there; raises Hidden."""
    teams = teams_of(worker)
    counts = open_counts(teams)
    people = Worker.objects.filter(Q(team__in=teams) | Q(pk__in=list(counts)))
    shown = list(people.select_related("caseload_limit", "team").order_by("display_name"))
    away = away_until(each.pk for each in shown)
    record("caseload_listed", ids=[each.pk for each in shown])
    listed = [
        Load(
            worker=each,
            files=counts.get(each.pk, 0),
            most=_most(each),
            away=away.get(each.pk),
            in_post=each.in_post and each.team in teams,
        )
        for each in shown
    ]
    return [load for load in listed if load.in_post or load.files]


def _most(worker: Worker) -> int | None:
    limit: CaseloadLimit | None = getattr(worker, "caseload_limit", None)
    return limit.most if limit else None


def open_member(worker: Worker, member_id: UUID) -> Worker:
    """Return somebody of my teams, with their limit; raises Hidden for any other."""
    teams = teams_of(worker)
    found = Worker.objects.select_related("caseload_limit").filter(pk=member_id, team__in=teams)
    member = found.first()
    if member is None:
        raise Hidden("team_member_hidden")
    return member


def open_hand_over(worker: Worker, lead_id: UUID) -> tuple[Worker, list[CaseFile], bool]:
    """Return whoever leads open files of my teams, the oldest of these files, and whether there are more.

    Raises Hidden for whoever leads none and is of none of them.
    """
    teams = teams_of(worker)
    led = _led_by(lead_id, teams).select_related("team").order_by("opened_on", "id")
    files = list(led[: PAGE + 1])
    lead = Worker.objects.filter(pk=lead_id).first()
    if lead is None or not (files or lead.team_id in {team.pk for team in teams}):
        raise Hidden("team_member_hidden")
    shown = files[:PAGE]
    load_keys(KeyRef("file", file.id) for file in shown)
    record("files_listed", ids=[file.id for file in shown], purpose="hand_over")
    return lead, shown, len(files) > PAGE


def _led_by(lead_id: UUID, teams: Collection[Team]) -> QuerySet[CaseFile]:
    led = CaseFile.objects.filter(team__in=teams, lead=lead_id)
    return led.exclude(status=CaseFile.Status.CLOSED)


def last_handover(file: CaseFile) -> Entry | None:
    """Return the newest handover note of an opened file, or None."""
    notes = Entry.objects.filter(file=file, kind=Entry.Kind.HANDOVER).select_related("author")
    return notes.order_by("-written_at").first()


def covers_of(file: CaseFile) -> list[Cover]:
    """Return who covers an opened file now; whose cover ends first comes first."""
    running = CaseFileUserGrant.objects.filter(
        user_id=OuterRef("pk"), content_object=file, reason=COVER, until__gt=timezone.now()
    )
    ends = Subquery(running.order_by("-until").values("until")[:1])
    people = Worker.objects.annotate(ends=ends).filter(ends__isnull=False).order_by("ends")
    return [Cover(each.pk, each.display_name, each.ends) for each in people]
