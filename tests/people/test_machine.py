"""Random proposals about who is one person: nothing is merged or taken apart by one alone, and nobody goes missing."""

from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction
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

from clients.people import actions
from clients.people.access import tied_by_id
from clients.people.models import Merge
from confidentiality.access.identity import acting_as
from confidentiality.sealing.errors import SealingError
from tests import cast
from tests.attacking import report, sized

from .working import a_file_of_two, add

TWO = ("iss_worker", "iss_colleague")  # who may write about the file's people
WHO = st.sampled_from((*TWO, *TWO, "iss_manager", "dvpp_worker"))
ONE = st.integers(0, 3)


class MergeMachine(RuleBasedStateMachine):
    """Everybody proposes and decides everything; what came of it is held against a model that has two people in it."""

    decided, refused = 0, 0

    def __init__(self) -> None:
        super().__init__()
        self._undone = transaction.atomic()
        self._undone.__enter__()
        self.into: dict[UUID, UUID] = {}
        self.proposed: dict[UUID, tuple[str, str, UUID, UUID]] = {}  # by whom, what, kept, merged
        self.open: set[UUID] = set()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._undone.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        self.file = a_file_of_two()
        self.people = [add(file=self.file) for _ in range(4)]

    @rule(who=WHO, kind=st.sampled_from(("merge", "split")), one=ONE, other=ONE)
    def propose(self, who: str, kind: str, one: int, other: int) -> None:
        kept, merged = self.people[one], self.people[other]
        with acting_as(cast.PEOPLE["iss_worker"].id):
            tied = tied_by_id(self.file)
        key = uuid4()
        try:
            with acting_as(cast.PEOPLE[who].id), transaction.atomic():
                made = actions.propose_merge(
                    kind=kind,
                    kept=tied[kept],
                    merged=tied[merged],
                    by=cast.worker(who),
                    reason="?",
                    merge_id=key,
                )
        except (DatabaseError, SealingError):
            made = None
        fits = (
            self.into.get(merged) == kept if kind == "split" else not {kept, merged} & {*self.into}
        )
        waits = any(self.proposed[each][3] == merged for each in self.open)
        assert (made is not None) == (who in TWO and fits and kept != merged and not waits)
        if made is not None:
            self.proposed[key] = (who, kind, kept, merged)
            self.open.add(key)

    @precondition(lambda self: self.proposed)
    @rule(who=WHO, agree=st.booleans(), data=st.data())
    def decide(self, who: str, agree: bool, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from([*self.proposed]))
        _, kind, kept, merged = self.proposed[key]
        with acting_as(cast.PEOPLE["iss_worker"].id):
            merge = Merge.objects.get(pk=key)
        with acting_as(cast.PEOPLE[who].id):
            said = actions.decide_merge(merge=merge, agree=agree, by=cast.worker(who))
        assert said == self._expected(who, agree, key)
        type(self).decided += said in Merge.Outcome.values
        type(self).refused += said not in Merge.Outcome.values
        if said in Merge.Outcome.values:
            self.open.discard(key)
        if said == "agreed" and kind == "merge":
            self.into[merged] = kept
        elif said == "agreed":
            del self.into[merged]

    def _expected(self, who: str, agree: bool, key: UUID) -> str:
        by, kind, kept, merged = self.proposed[key]
        if who not in TWO:
            return "hidden"
        if key not in self.open:
            return "decided"
        if not agree:
            return "withdrawn" if who == by else "refused"
        if who == by:
            return "own"
        if kind == "split":
            return "agreed" if self.into.get(merged) == kept else "lapsed"
        return "lapsed" if {kept, merged} & {*self.into} else "agreed"

    @invariant()
    def the_entries_say_the_same(self) -> None:
        with acting_as(cast.PEOPLE["iss_worker"].id):
            tied = tied_by_id(self.file)
            found = {key: each.person.merged_into_id for key, each in tied.items()}
            assert found == {key: self.into.get(key) for key in self.people}
            stand = [each for each in tied.values() if each.person.merged_into_id is None]
            told = sum(len(each.everything_told()) for each in stand)
            assert told == len(self.people), "merged or not, everybody is somewhere, once"


@pytest.mark.slow
@pytest.mark.clause("3.2.1")
@pytest.mark.attack("A11")
@pytest.mark.django_db
def test_one_alone_never_merges() -> None:
    MergeMachine.decided = MergeMachine.refused = 0
    run_state_machine_as_test(
        MergeMachine,
        settings=settings(
            max_examples=sized(6, 400),
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    report(
        "A11",
        "merges",
        tried=MergeMachine.decided + MergeMachine.refused,
        refused=MergeMachine.refused,
    )
    assert MergeMachine.decided > 0
