"""Random account changes: nobody ever holds a right that two others did not give them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
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
from staff.models import Account, Role, Team, Worker
from tests import cast
from tests.attacking import sized

KEYS = ("records_admin", "dp_lead", "trustee", "iss_manager", "iss_worker", "iss_colleague")
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

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._undone.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        self.stood = self.standing()
        self.team = self.teams("dp_lead")[0]

    def standing(self) -> dict[str, Standing]:
        """Read how everybody stands, as somebody in post who may see who manages what."""
        through = Account.groups.through.objects
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
                )
                for key in KEYS
            }
        raise AssertionError("nobody is left to decide about accounts")

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

    @rule(by=PERSON, what=st.sampled_from(("role", "active", "team", "outcome", "invited")))
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
            Account.groups.through.objects.create(account_id=me, group_id=self.team)
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
        for key in KEYS:
            if now[key] != before[key]:
                assert done is not None, f"{key} changed by itself"
                by, how, change = done
                assert change.worker_id == IDS[key], "changed by what was about somebody else"
                self.allowed(key, by, how, change, before, reporting)
        assert sum(now[key].in_post and now[key].role in DECIDES for key in KEYS) >= 2

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
            manager = before[asker].role == "line_manager" and reporting[key] == IDS[asker]
            assert before[asker].role in ASKS or (manager and change.kind in BY_A_MANAGER)


@pytest.mark.django_db(transaction=False)
@pytest.mark.clause("1")
def test_nobody_holds_a_right_that_two_others_did_not_give() -> None:
    run_state_machine_as_test(
        AccountsMachine,
        settings=settings(
            max_examples=sized(12, 400),
            stateful_step_count=40,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
