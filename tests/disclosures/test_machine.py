"""Attack A11 on disclosures: generated histories, each release judged by an oracle that knows nothing of the rules."""

import random
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import DatabaseError, connection, transaction

from confidentiality.access.http import Hidden, Refused
from confidentiality.access.identity import acting_as
from disclosures import actions
from disclosures.actions import NotNow, Obstructed
from disclosures.dossier import load_dossier
from disclosures.models import Consent, DisclosureRequest, Release, SignOff
from disclosures.picture import Basis
from disclosures.redaction.models import MachineReading
from tests.attacking import report, sized
from tests.disclosures import story
from tests.disclosures.story import ASKER, MANAGER, SENIOR, who

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.attack("A11"),
    pytest.mark.clause("1.2"),
]
HISTORIES, STEPS = sized((2, 30), (2_000, 50))
REFUSALS = (
    *(NotNow, Obstructed, PermissionDenied, Refused, Hidden, DatabaseError),
    *(ObjectDoesNotExist, AssertionError),  # nothing to review yet, not theirs to see
)
PEOPLE = (ASKER, MANAGER, SENIOR)
State = DisclosureRequest.State


class History:
    """One request and what people try with it, most of it at the wrong moment."""

    def __init__(self, seed: int) -> None:
        """Begin with a draft whose consent may lack something."""
        self.dice = random.Random(seed)
        self.contact = story.an_agency(assured=self.dice.random() < 0.9)
        self.urgent = self.dice.random() < 0.2
        self.consent: UUID | None = None
        if self.urgent:
            self.request = story.an_urgent_draft()
        else:
            self.consent = story.a_consent(self.contact, **self._lacking())
            raises = self.dice.random() < 0.2
            self.request = story.a_draft(self.contact, self.consent, raises_risk=raises)
        self.refused = self.released = 0

    def _lacking(self) -> dict[str, Any]:
        lacking: list[dict[str, Any]] = [
            {},
            {},
            {},
            {"expires_on": None},
            {"limits_asked": False},
            {"agreeing": ""},
        ]
        return self.dice.choice(lacking)

    def step(self) -> None:
        """Let somebody try something; look whenever something left."""
        trying = self.dice.choice(
            [
                self.go_through, self.submit, self.submit, self.review, self.sign_off, self.sign_off,
                self.read, self.read, self.release, self.release, self.release, self.withdraw,
                self.assure, self.change, self.ask_back, self.correct_entry, self.ahead,
            ]
        )  # fmt: skip
        before = self._releases()
        try:
            with transaction.atomic():
                trying()
        except REFUSALS:
            self.refused += 1
        if self._releases() > before:
            self.released += 1
            assert self.allowed(), trying.__name__

    def _releases(self) -> int:
        with acting_as(who(ASKER)):
            return Release.objects.filter(request_id=self.request).count()

    def anybody(self) -> str:
        return self.dice.choice(PEOPLE)

    def go_through(self) -> None:
        story.go_through(self.request, self.anybody())

    def submit(self) -> None:
        by = self.anybody()
        with acting_as(who(by)):
            actions.submit(request=story.get(self.request), by=story.worker(by))

    def review(self) -> None:
        story.review(self.request, self.anybody())

    def sign_off(self) -> None:
        by = self.anybody()
        with acting_as(who(by)):
            found = story.get(self.request)
            content = load_dossier(found).digest if self.dice.random() < 0.9 else "5f" * 32
            actions.decide(
                request=found, decision=SignOff.Decision.APPROVE, words="", content=content,
                says_not_partner=True, by=story.worker(by),
            )  # fmt: skip

    def ask_back(self) -> None:
        with acting_as(who(MANAGER)):
            actions.decide(
                request=story.get(self.request), decision=SignOff.Decision.ASK_BACK, words="Why?",
                content="", says_not_partner=False, by=story.worker(MANAGER),
            )  # fmt: skip

    def read(self) -> None:
        story.read(self.request, self.anybody())

    def release(self) -> None:
        knows = self.dice.random() < 0.9
        story.release(self.request, self.anybody(), knows_policy=knows)

    def ahead(self) -> None:
        story.release_ahead(self.request, self.anybody())

    def withdraw(self) -> None:
        if self.dice.random() < 0.6 or self.consent is None:
            return
        with acting_as(who(ASKER)):
            consent = Consent.objects.get(id=self.consent)
            actions.withdraw_consent(consent=consent, by=story.worker(ASKER))

    def assure(self) -> None:
        story.assure(self.contact, review=self.dice.choice([300, 300, -1]))

    def change(self) -> None:
        with acting_as(who(ASKER)):
            found = story.get(self.request)
            says = story.urgent() if self.urgent else story.says(self.contact, self.consent)
            actions.change_request(request=found, says=says, by=story.worker(ASKER))

    def correct_entry(self) -> None:
        with acting_as(who(ASKER)):
            first = story.entries()[0]
            first.body += " More."
            first.save(update_fields=["body"])

    def allowed(self) -> bool:
        """Whether what has just left was allowed, asked of the tables and of nothing that decided it."""
        with acting_as(who(ASKER)):
            made = Release.objects.select_related("request").get(request_id=self.request)
            asked = made.request
            assert asked.state == State.RELEASED
            assert asked.raises_risk is not None
            assert made.knows_policy
            if made.look_by is not None:
                assert asked.urgent
                assert asked.basis in {Basis.THREAT, Basis.CHILD_PROTECTION, Basis.SERIOUS_HARM}
                assert made.released_by_id == asked.requester_id
                return made.look_by == made.released_at + timedelta(hours=24)
            consent = made.consent
            assert consent is not None
            assert consent.withdrawn_at is None
            assert consent.expires_on is not None
            assert consent.limits_asked
            assert consent.agreeing
            return self._signed(made) and self._assured()

    def _signed(self, made: Release) -> bool:
        given = SignOff.objects.filter(request=made.request, decision=SignOff.Decision.APPROVE)
        reading = MachineReading.objects.filter(request=made.request).order_by("-at", "-id").first()
        assert reading is not None
        assert reading.review.passed
        assert reading.review.by_id != made.request.requester_id
        content = reading.content
        valid = {s.approver_id for s in given if s.content == content} - {made.request.requester_id}
        assert who(MANAGER) in valid
        return len(valid) >= (2 if made.request.raises_risk else 1)

    def _assured(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT review_on >= current_date FROM disclosures_agencyassurance a JOIN disclosures_agencycontact c"
                " ON c.agency_id = a.agency_id WHERE c.id = %s ORDER BY recorded_at DESC LIMIT 1",
                [self.contact],
            )
            row = cursor.fetchone()
        return bool(row and row[0])


def _lived(seed: int, steps: int) -> History:
    """Live one history, and leave nothing of it behind."""
    history = History(seed)
    for _ in range(steps):
        history.step()
    return history


def test_nothing_leaves_without_its_conditions_whatever_people_try() -> None:
    steps = refused = released = 0
    for seed in range(HISTORIES):
        point = transaction.savepoint()
        history = _lived(seed, STEPS)
        steps, refused = steps + STEPS, refused + history.refused
        released += history.released
        assert history.released <= 1
        transaction.savepoint_rollback(point)
    report("A11", "steps of disclosures", tried=steps, refused=refused, released=released)
    assert refused > 0


def test_the_oracle_sees_what_should_not_have_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """The positive control: with the rules silent something leaves, and the oracle says so."""
    silent: Callable[..., tuple[()]] = lambda *_: ()  # noqa: E731
    monkeypatch.setattr("disclosures.actions.lock.obstacles", silent)
    module = sys.modules["disclosures.actions.release"]  # its name is the function’s in the package
    monkeypatch.setattr(module, "stop_if_found", lambda *_: None)
    contact = story.an_agency()
    history = History(1)
    history.consent = story.a_consent(contact, limits_asked=False)
    history.request = story.a_draft(contact, history.consent)
    story.submit(history.request)
    story.sign_off(history.request)
    story.release(history.request)
    with pytest.raises(AssertionError):
        assert history.allowed()
