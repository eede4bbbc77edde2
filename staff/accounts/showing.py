"""How people and changes to their accounts are put into words."""

from typing import NamedTuple

from confidentiality.interface.filters import datetime_gb
from staff.models import Membership, Service, Team, Worker

from .access import asks_for_everybody, may_ask
from .models import Change

Kind = Change.Kind
NONE = "None"


class Row(NamedTuple):
    """One thing about somebody: as it is, and as it would be."""

    label: str
    now: str
    then: str

    @property
    def differs(self) -> bool:
        """Say whether it would be another."""
        return self.now != self.then


def has_left(person: Worker) -> bool:
    """Say whether two agreed that somebody leaves, for whoever may see that: a closed account may be suspended only."""
    ends = Change.objects.filter(
        worker_id=person.pk, outcome=Change.Outcome.AGREED, kind__in=(Kind.LEAVE, Kind.COME_BACK)
    )
    last = ends.order_by("-decided_at").values_list("kind", flat=True).first()
    return last == Kind.LEAVE


def offered(person: Worker, worker: Worker) -> list[str]:
    """Return which changes of this person's account the worker may ask for as things stand, worst last."""
    if person.pk == worker.pk or not may_ask(worker):
        return []
    if not person.in_post:
        return [Kind.COME_BACK] if has_left(person) else [Kind.COME_BACK, Kind.LEAVE]
    everything = [Kind.MOVE, Kind.LEND] if asks_for_everybody(worker) else []
    return [*everything, Kind.RESET, Kind.SUSPEND, Kind.LEAVE]


def managed_by(person: Worker) -> list[Team]:
    """Return the teams that somebody manages themselves, not as a deputy, for whoever may see that."""
    mine = Membership.objects.filter(account_id=person.pk, until=None).values("group_id")
    return list(Team.objects.filter(pk__in=mine).order_by("name"))


def _place(
    name: str, role: str, service: str, team: Team | None, manager: Worker | None, manages: str
) -> dict[str, str]:
    return {
        "Name": name,
        "Role": role,
        "Service": service,
        "Team": str(team or NONE),
        "Line manager": str(manager or NONE),
        "Manages": manages or NONE,
    }


def _now(person: Worker) -> dict[str, str]:
    return _place(
        person.display_name,
        person.get_role_display(),
        Service(person.service).label,
        person.team,
        person.line_manager,
        ", ".join(team.name for team in managed_by(person)),
    )


def _then(change: Change) -> dict[str, str]:
    manages = Team.objects.filter(pk__in=change.manages).order_by("name")
    return _place(
        change.name,
        change.get_role_display(),
        Service(change.service).label,
        change.team,
        change.line_manager,
        ", ".join(team.name for team in manages),
    )


def as_place(person: Worker) -> list[tuple[str, str]]:
    """Return what somebody does here, label and words; their name stands above it."""
    return list(_now(person).items())[1:]


def differences(change: Change) -> list[Row]:
    """Return what a change would make of somebody, beside what is so now."""
    if change.kind == Kind.START:
        found = [Row("Sign-in name", NONE, change.sign_in_name)]
        return found + [Row(label, NONE, then) for label, then in _then(change).items()]
    if change.kind == Kind.MOVE and change.worker is not None:
        now = _now(change.worker)
        return [Row(label, now[label], then) for label, then in _then(change).items()]
    if change.kind == Kind.LEND:
        until = datetime_gb(change.until) if change.until else NONE
        return [Row("Role lent", NONE, f"{change.get_role_display()}, until {until}")]
    if change.kind == Kind.DEPUTY:
        return _as_deputy(change)
    if change.kind == Kind.TEAM:
        return [Row("Team", NONE, change.name), Row("Service", NONE, change.get_service_display())]
    return []


def _as_deputy(change: Change) -> list[Row]:
    teams = Team.objects.filter(pk__in=change.manages).order_by("name")
    said = {
        "Stands in for": str(change.line_manager or NONE),
        "Role lent": change.get_role_display(),
        "Teams": ", ".join(team.name for team in teams) or NONE,
        "From": datetime_gb(change.starts_at) if change.starts_at else "As soon as it is agreed to",
        "Until": datetime_gb(change.until) if change.until else NONE,
    }
    return [Row(label, NONE, then) for label, then in said.items()]
