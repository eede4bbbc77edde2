"""Random account changes: nobody ever holds a right that two others did not give them."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from confidentiality.access.identity import acting_as
from staff.accounts import actions
from staff.accounts.models import Change
from staff.deputies import actions as deputies
from staff.deputies.models import Deputyship
from staff.models import Account, Membership, Role, RoleLoan, Team, Worker
from tests import cast
from tests.attacking import sized

KEYS = ("records_admin", "dp_lead", "trustee", "iss_manager", "iss_worker", "iss_colleague")
AN_HOUR = timedelta(hours=1)
IDS = {key: cast.PEOPLE[key].id for key in KEYS}
PERSON = st.sampled_from(KEYS)
KIND = st.sampled_from(("move", "reset", "suspend", "leave", "come_back"))
ROLE = st.sampled_from(("records_admin", "hr", "line_manager", "iss_worker", "outside_approver"))
DECIDES = {"records_admin", "data_protection_lead", "hr", "outside_approver"}
ASKS = DECIDES - {"outside_approver"}
REPORTS = {"iss_worker", "iss_colleague"}  # to the cast's ISS manager
BY_A_MANAGER = {"reset", "suspend", "leave", "come_back"}


@dataclass(frozen=True)
class Standing:
    """What somebody is and may."""

    in_post: bool
    role: str
    service: str
    team: int | None
    manages: frozenset[int]
    lent: frozenset[str] = frozenset()

    def without(self, other: "Standing") -> "Standing":
        """Return the same with no team and no lent role but those that it held before as well."""
        return replace(self, manages=self.manages & other.manages, lent=self.lent & other.lent)


class AccountsMachine(RuleBasedStateMachine):
    """Everybody asks for everything and decides about everything; what changed is held against who did it."""

    def __init__(self) -> None:
        super().__init__()
        self._undone = transaction.atomic()
        self._undone.__enter__()
        self.changes: dict[UUID, Change] = {}
        self.stood: dict[str, Standing] = {}
        self.reporting: dict[str, UUID | None] = {}
        self.done: tuple[str, str, Change] | None = None  # by whom, what, which
        self.ended: set[str] = set()  # who may have lost what was lent to them

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._undone.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        self.stood = self.standing()
        self.team = self.teams("dp_lead")[0]

    def standing(self) -> dict[str, Standing]:
        """Read how everybody stands, as somebody in post who may see who manages what."""
        through = Membership.objects
        for key in KEYS:
            with acting_as(IDS[key]):
                found = {w.pk: w for w in Worker.objects.filter(pk__in=IDS.values())}
                if not found or found[IDS[key]].role not in DECIDES:
                    continue
                manages: dict[UUID, set[int]] = {}
                for account, group in through.values_list("account_id", "group_id"):
                    manages.setdefault(account, set()).add(group)
            self.reporting = {key: found[IDS[key]].line_manager_id for key in KEYS}
            return {
                key: Standing(
                    (w := found[IDS[key]]).in_post,
                    w.role,
                    w.service,
                    w.team_id,
                    frozenset(manages.get(w.pk, ())),
                    self.lent(key),
                )
                for key in KEYS
            }
        raise AssertionError("nobody is left to decide about accounts")

    def lent(self, key: str) -> frozenset[str]:
        """Read what is lent to somebody, as they see it themselves; whoever is not in post holds nothing."""
        with acting_as(IDS[key]):
            running = RoleLoan.objects.filter(ends_at__gt=self.now)
            return frozenset(running.values_list("role", flat=True))

    @property
    def now(self) -> Any:
        """Return the database's time, which stands still within this run's transaction."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT now()")
            return cursor.fetchone()[0]

    def teams(self, by: str) -> list[int]:
        with acting_as(IDS[by]):
            return list(Team.objects.filter(service="iss").values_list("pk", flat=True))

    @rule(by=PERSON, about=PERSON, kind=KIND, role=ROLE, manages=st.booleans())
    def ask(self, by: str, about: str, kind: str, role: str, manages: bool) -> None:
        leads = self.teams(by) if manages and role == Role.LINE_MANAGER else []
        place = actions.Place(name="N", role=role, service="iss", manages=leads)
        try:
            with transaction.atomic(), acting_as(IDS[by]):
                more: dict[str, Any] = {"place": place} if kind == "move" else {}
                worker = Worker(pk=IDS[by])
                change, _ = actions.ask(
                    kind=kind, why="protect", person=IDS[about], by=worker, **more
                )
        except (DatabaseError, actions.NotAsked):
            return
        self.changes[change.pk] = change
        self.done = (by, "asked", change)

    @rule(by=PERSON, about=PERSON, manager=PERSON)
    def ask_for_deputy(self, by: str, about: str, manager: str) -> None:
        try:
            with transaction.atomic(), acting_as(IDS[by]):
                change = deputies.ask_for_deputy(
                    manager=Worker(pk=IDS[manager]),
                    deputy=Worker(pk=IDS[about]),
                    starts_at=None,
                    ends_at=self.now + AN_HOUR,
                    by=Worker(pk=IDS[by]),
                )
        except (DatabaseError, actions.NotAsked):
            return
        self.changes[change.pk] = change
        self.done = (by, "asked", change)

    @precondition(lambda self: self.changes)
    @rule(by=PERSON, which=st.integers(0, 20))
    def end_deputy(self, by: str, which: int) -> None:
        change = list(self.changes.values())[which % len(self.changes)]
        deputyship = Deputyship(pk=change.pk)
        with acting_as(IDS[by]):
            if deputies.end_deputyship(deputyship=deputyship, by=Worker(pk=IDS[by])):
                either = (change.worker_id, change.line_manager_id)
                assert IDS[by] in either or self.stood[by].role in DECIDES
                self.ended.add(next(key for key in KEYS if IDS[key] == change.worker_id))

    @precondition(lambda self: self.changes)
    @rule(by=PERSON, which=st.integers(0, 20), agree=st.booleans())
    def decide(self, by: str, which: int, agree: bool) -> None:
        change = list(self.changes.values())[which % len(self.changes)]
        with acting_as(IDS[by]):
            answer, _ = actions.decide(change=change, agree=agree, by=Worker(pk=IDS[by]))
        if answer == "done":
            self.done = (by, "agreed" if agree else "refused", change)

    @precondition(lambda self: self.changes)
    @rule(by=PERSON, which=st.integers(0, 20))
    def withdraw(self, by: str, which: int) -> None:
        change = list(self.changes.values())[which % len(self.changes)]
        with acting_as(IDS[by]):
            if actions.withdraw(change=change, by=Worker(pk=IDS[by])):
                self.done = (by, "withdrawn", change)

    @rule(
        by=PERSON,
        what=st.sampled_from(("role", "active", "team", "until", "loan", "outcome", "invited")),
    )
    def forge(self, by: str, what: str) -> None:
        with acting_as(IDS[by]):
            try:
                with transaction.atomic():
                    self.forged(what, IDS[by])
            except DatabaseError:
                pass

    def forged(self, what: str, me: UUID) -> None:
        if what == "role":
            Worker.objects.filter(pk=me).update(role="hr")
        elif what == "active":
            Account.objects.update(is_active=True)
        elif what == "team":
            Membership.objects.create(account_id=me, group_id=self.team)
        elif what == "until":
            Membership.objects.update(until=None)
        elif what == "loan":
            RoleLoan.objects.update(ends_at=self.now + 24 * AN_HOUR)
        elif what == "outcome":
            Change.objects.update(outcome="agreed", decided_by_id=me, decided_at=timezone.now())
        else:
            Change(
                kind="move",
                why="duties",
                worker_id=me,
                name="N",
                role="hr",
                asked_by_id=me,
                lapses_at=timezone.now(),
            ).save(force_insert=True)

    @invariant()
    def what_changed_was_given_by_two_others(self) -> None:
        if not self.stood:
            return
        reporting = dict(self.reporting)
        now, before, done = self.standing(), self.stood, self.done
        self.stood, self.done = now, None
        lost, self.ended = self.ended, set()
        if done is not None:  # nobody stands in for whoever has left or has another post
            about = done[2].worker_id
            for change in self.changes.values():
                if change.kind == "deputy" and about == change.line_manager_id:
                    lost.add(next(key for key in KEYS if IDS[key] == change.worker_id))
        for key in KEYS:
            if now[key] != before[key]:
                if key in lost and now[key] == before[key].without(now[key]):
                    continue
                assert done is not None, f"{key} changed by itself"
                by, how, change = done
                assert change.worker_id == IDS[key], "changed by what was about somebody else"
                self.allowed(key, by, how, change, before, reporting)
        # and HR, about whom nobody asks here
        assert 1 + sum(now[key].in_post and now[key].role in DECIDES for key in KEYS) >= 2

    def allowed(
        self,
        key: str,
        by: str,
        how: str,
        change: Change,
        before: dict[str, Standing],
        reporting: dict[str, UUID | None],
    ) -> None:
        asker = next(each for each in KEYS if IDS[each] == change.asked_by_id)
        assert key not in (by, asker), "somebody changed their own"
        if how in ("asked", "withdrawn"):
            assert change.kind == "suspend"
            assert by == asker
        else:
            assert by != asker, "one person alone"
            assert before[by].in_post
            assert before[by].role in DECIDES
        if how in ("asked", "agreed"):
            assert before[asker].in_post
            manager = before[asker].role == "line_manager"
            theirs = reporting[key] == IDS[asker] and change.kind in BY_A_MANAGER
            in_place = change.kind == "deputy" and change.line_manager_id == IDS[asker]
            assert before[asker].role in ASKS or (manager and (theirs or in_place))


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.clause("1")
def test_nobody_holds_a_right_that_two_others_did_not_give() -> None:
    run_state_machine_as_test(
        AccountsMachine,
        settings=settings(
            max_examples=sized(6, 400),
            stateful_step_count=40,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
