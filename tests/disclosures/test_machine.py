"""Attack A11 on disclosures: generated histories, each release judged by an oracle that knows nothing of the rules."""

import sys
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from disclosures.picture import Basis, Grounds, Proviso, ProvisoKind
from tests.attacking import report, sized
from tests.disclosures import oracle, sides, story
from tests.disclosures.histories import History

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.attack("A11"),
    pytest.mark.clause("1.2"),
]
DONE = {
    "withdraw_consent": "consents withdrawn", "refuse_consent": "asked again and refused",
    "ask_back": "asked back", "raise_concern": "concerns raised", "take_concern_back": "concerns taken back",
    "refuse": "refused for good", "recall": "recalled",
    "speak_with_them": "asked whether somebody makes them ask", "close_asking": "own requests closed",
    "keep_back": "words withheld late", "correct_entry": "entries corrected", "end_protocol": "protocols ended",
}  # fmt: skip
PARTS = 200  # of the whole, so that several processes can share it
HISTORIES, STEPS = sized((2, 30), (2_000, 50))


@pytest.mark.parametrize("part", range(sized(1, PARTS)))
def test_nothing_leaves_without_its_conditions_whatever_people_try(part: int) -> None:
    lived: Counter[str] = Counter()
    sides.write_more()
    for seed in range(part, HISTORIES, sized(1, PARTS)):
        point = transaction.savepoint()
        history = History(seed)
        for _ in range(STEPS):
            history.step()
        lived.update(history.lived, steps=STEPS, histories=1)
        transaction.savepoint_rollback(point)
    report("A11", "steps of disclosures on any basis", tried=lived["steps"], **told(lived))
    assert lived["refused"] > 0


def told(lived: Mapping[str, int]) -> dict[str, int]:
    """Return what is told of histories: what was done in them is, where something rests on it."""
    kinds = (f"left on {basis}" for basis in sorted(Basis))
    files = (f"left of the {side.service} file" for side in (sides.HERS, sides.HIS))
    names = (
        "histories",
        "refused",
        "refused by the database",
        "released",
        *kinds,
        *files,
        "left in part",
        "given",
    )
    done = {words: lived.get(f"did {name}", 0) for name, words in DONE.items()}
    return {**{name: lived.get(name, 0) for name in names}, **done}


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
    "no word of why risk does not rise": {"risk_words": ""},
    "on paper, and told was agreed": {"provisos": (Proviso(ProvisoKind.ONLY_VERBALLY),)},
    "before the day that she named": {"provisos": (Proviso(ProvisoKind.NOT_BEFORE, day=date.max),)},
    "a parent agreed for somebody of age": {"authority": "A letter of the mother's"},
}
SAID = ("basis", "raises_risk", "risk_words")  # of the request, and not of the consent


@pytest.mark.parametrize("fault", list(PLANTED)[:: sized(4, 1)])
def test_the_oracle_sees_what_should_not_have_left(
    fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The positive control: with the rules silent something leaves, and the oracle says so."""
    lacks = dict(PLANTED[fault])
    said = {name: lacks.pop(name) for name in SAID if name in lacks}
    basis = said.get("basis", Basis.INFORMED_CONSENT)
    contact = story.an_agency()
    whole = story.a_consent(contact)
    with override_settings(ADULT_YEARS=200):  # as when it was recorded
        consent = story.a_consent(contact, **lacks) if lacks else whole
    told = Grounds(told_on=story.days(-1)) if basis not in oracle.BY_HER else Grounds()
    says = {**said, "grounds": told}

    def left(consent_id: Any, **said: Any) -> Any:
        request = story.a_draft(contact, consent_id, **said)
        story.submit(request)
        story.sign_off(request)
        story.read(request)
        return story.release(request).request_id

    oracle.allowed(left(whole))  # nothing is missing to the first one
    _silence(monkeypatch)
    with pytest.raises((AssertionError, KeyError)):
        oracle.allowed(left(consent, **says))
    report("A11", f"planted: {fault}", tried=1, found=1)


def _silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing stand in the way of anything."""
    silent: Callable[..., tuple[()]] = lambda *_: ()  # noqa: E731
    monkeypatch.setattr("disclosures.actions.lock.obstacles", silent)
    monkeypatch.setattr("disclosures.actions.decisions.enough", lambda *_: True)
    module = sys.modules["disclosures.actions.release"]  # its name is the function’s in the package
    monkeypatch.setattr(module, "stop_if_found", lambda *_: None)
