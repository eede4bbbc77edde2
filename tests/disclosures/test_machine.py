"""Attack A11 on disclosures: generated histories, each release judged by an oracle that knows nothing of the rules."""

import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from disclosures.picture import Basis, Grounds
from tests.attacking import report, sized
from tests.disclosures import oracle, story
from tests.disclosures.histories import History

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.attack("A11"),
    pytest.mark.clause("1.2"),
]
PARTS = 40  # of the whole, so that several processes can share it
HISTORIES, STEPS = sized((2, 30), (2_000, 50))


@pytest.mark.parametrize("part", range(sized(1, PARTS)))
def test_nothing_leaves_without_its_conditions_whatever_people_try(part: int) -> None:
    lived: Counter[str] = Counter()
    for seed in range(part, HISTORIES, sized(1, PARTS)):
        point = transaction.savepoint()
        history = History(seed)
        for _ in range(STEPS):
            history.step()
        assert history.released <= 1
        lived.update(steps=STEPS, histories=1, refused=history.refused, released=history.released)
        lived[f"left on {history.basis}"] += history.released
        transaction.savepoint_rollback(point)
    report("A11", "steps of disclosures on any basis", tried=lived.pop("steps"), **lived)
    assert lived["refused"] > 0


PLANTED: dict[str, dict[str, Any]] = {
    "her limits were not asked for": {"limits_asked": False},
    "a sensitive fact that she did not name": {"names_sensitive": frozenset()},
    "she did not ask for it": {"basis": Basis.LIAISON},
    "no paper": {"basis": Basis.OWN_REQUEST},
    "no protocol": {"basis": Basis.JOINT_WORKING},
    "no lead signed": {"basis": Basis.STATUTORY},
    "no ground": {"basis": Basis.SERIOUS_HARM},
    "a report from her file": {"basis": Basis.PROGRESS_REPORT},
    "one sign-off where risk rises": {"raises_risk": True},
}


@pytest.mark.parametrize("fault", list(PLANTED)[:: sized(4, 1)])
def test_the_oracle_sees_what_should_not_have_left(
    fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The positive control: with the rules silent something leaves, and the oracle says so."""
    lacks = dict(PLANTED[fault])
    basis, risk = lacks.pop("basis", Basis.INFORMED_CONSENT), lacks.pop("raises_risk", False)
    contact = story.an_agency()
    whole = story.a_consent(contact)
    consent = story.a_consent(contact, **lacks) if lacks else whole
    told = Grounds(told_on=story.days(-1)) if basis not in oracle.BY_HER else Grounds()
    says = {"basis": basis, "raises_risk": risk, "grounds": told}

    def left(consent_id: Any, **said: Any) -> Any:
        request = story.a_draft(contact, consent_id, **said)
        story.submit(request)
        story.sign_off(request)
        story.read(request)
        return story.release(request).request_id

    oracle.allowed(left(whole))  # nothing is missing to the first one
    silent: Callable[..., tuple[()]] = lambda *_: ()  # noqa: E731
    monkeypatch.setattr("disclosures.actions.lock.obstacles", silent)
    monkeypatch.setattr("disclosures.actions.decisions.enough", lambda *_: True)
    module = sys.modules["disclosures.actions.release"]  # its name is the function’s in the package
    monkeypatch.setattr(module, "stop_if_found", lambda *_: None)
    with pytest.raises((AssertionError, KeyError)):
        oracle.allowed(left(consent, **says))
    report("A11", f"planted: {fault}", tried=1, found=1)
