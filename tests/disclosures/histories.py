"""Generated histories of one request on any basis: what people try with it, most of it at the wrong moment."""

import random
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import DatabaseError, transaction

from clients.models import Entry
from confidentiality.access.http import Hidden, Refused
from confidentiality.access.identity import acting_as
from disclosures import actions
from disclosures.actions import NotNow, Obstructed, Particulars
from disclosures.dossier import load_dossier
from disclosures.models import Consent, DisclosureRequest, Release, SignOff
from disclosures.picture import Basis, Grounds
from tests.disclosures import oracle, story
from tests.disclosures.story import ASKER, MANAGER, SENIOR, days, who
from tests.protocols import working as protocols

REFUSALS = (
    *(NotNow, Obstructed, PermissionDenied, Refused, Hidden, DatabaseError),
    *(ObjectDoesNotExist, AssertionError),  # nothing to review yet, not theirs to see
)
State = DisclosureRequest.State
LEADS = ("safeguarding_lead", "dp_lead")
PEOPLE = (ASKER, ASKER, MANAGER, MANAGER, SENIOR, *LEADS)
LAW = {
    "law": "Northtown Family Court, FC26P00123",
    "asked_for": "The notes of March",
    "in_writing": True,
}


class History:
    """One request and what people try with it; it looks whenever something has left."""

    def __init__(self, seed: int) -> None:
        """Begin with a draft that may lack something."""
        self.dice = random.Random(seed)
        self.basis = self.dice.choice(sorted(Basis))
        self.urgent = self.basis in oracle.FIRST and self.dice.random() < 0.6
        self.contact = story.an_agency(assured=self.dice.random() < 0.9)
        self.consent: UUID | None = None
        if self.basis in oracle.BY_HER or self.dice.random() < 0.2:
            self.consent = story.a_consent(self.contact, **self._lacking())
        if self.basis == Basis.JOINT_WORKING and self.dice.random() < 0.8:
            self.protocol: UUID | None = protocols.agreed(self.contact)
        else:
            self.protocol = None
        with acting_as(who(ASKER)):
            says, by = self.says(), story.worker(ASKER)
            self.request = actions.ask_to_disclose(file=story.file(), says=says, by=by).id
        self.refused = self.released = 0
        self.stuck = self.gone_through = False

    def _lacking(self) -> dict[str, Any]:
        complete: dict[str, Any] = {
            "at_her_request": self.dice.random() < 0.9,
            "authorised_on": days(-2) if self.dice.random() < 0.9 else None,
        }
        if complete["authorised_on"] and self.dice.random() < 0.9:
            complete["paper"] = story.a_paper()
        lacks: list[dict[str, Any]] = [{"expires_on": None}, {"limits_asked": False}]
        lacks += [{"agreeing": ""}, {"refusing": ""}, {"implications_on": None}]
        lacks += [{"expires_on": days(-1)}, {"refused": True}, {"names_sensitive": frozenset()}]
        return {**complete, **(self.dice.choice(lacks) if self.dice.random() < 0.25 else {})}

    def says(self) -> Particulars:
        """What the request says this time; often all that is needed."""
        named = self.consent is not None or self.dice.random() < 0.1
        first, _second, third = story.entries()[:3]
        said = replace(
            story.says(self.contact, self.consent),
            basis=self.basis,
            entries=(first.id, third.id) if named else (first.id,),
            raises_risk=self.dice.choice([False] * 8 + [True, None]),
            grounds=self._grounds(),
            knows_policy=self.dice.random() < 0.95,
        )
        if self.urgent:
            said = self._in_haste(said)
        return said

    def _in_haste(self, said: Particulars) -> Particulars:
        partner = story.file().partner_names[0]
        return replace(
            story.urgent(self.basis, grounds=said.grounds, raises_risk=said.raises_risk),
            text_sensitive=self.dice.choice([False, False, False, False, True, None]),
            reached={"name": partner} if self.dice.random() < 0.1 else story.REACHED,
            says_not_partner=self.dice.random() < 0.9,
        )

    def _grounds(self) -> Grounds:
        whole: dict[str, Any] = {
            **LAW,
            "why": "He said what he will do to the child",
            "parent": "She was told first",
            "told_on": days(-1),
            "dated": days(-3),
            "binds": self.dice.choice([True, False]),
            "names_sensitive": self.dice.random() < 0.5,
        }
        if self.dice.random() < 0.2:
            gone = self.dice.choice(["law", "asked_for", "why", "dated", "binds", "told_on"])
            del whole[gone]
        return Grounds(**whole)

    def step(self) -> None:
        """Let somebody try something; look whenever something left."""
        trying = self.dice.choice(
            [
                self.go_through, self.submit, self.submit, self.review, self.sign_off,
                self.sign_off, self.sign_off, self.read, self.read, self.release, self.release,
                self.release, self.withdraw, self.assure, self.change, self.ask_back,
                self.correct_entry, self.ahead, self.end_protocol, self.give_up, self.refuse,
            ]
        )  # fmt: skip
        if self.dice.random() < 0.45:
            trying = self.forward
        before = self._releases()
        try:
            with transaction.atomic():
                trying()
        except REFUSALS:
            self.refused += 1
        if self._releases() > before:
            self.released += 1
            oracle.allowed(self.request)

    def _releases(self) -> int:
        with acting_as(who(ASKER)):
            return Release.objects.filter(request_id=self.request).count()

    def forward(self) -> None:
        """Do what is next, as whoever means it well would."""
        with acting_as(who(ASKER)):
            found = story.get(self.request)
            signed = set(
                SignOff.objects.filter(request=found).values_list("approver_id", flat=True)
            )
        if found.state == State.DRAFT and self.stuck:
            self.change()
        elif found.state == State.DRAFT and self.urgent and self.dice.random() < 0.3:
            story.release_ahead(self.request)
        elif found.state == State.DRAFT:
            self._submit_rightly()
        elif found.state == State.SUBMITTED:
            lead = oracle.WHO_SIGNS.get(Basis(found.basis))
            wanted = [MANAGER, *([SENIOR] if found.raises_risk else []), *([lead] if lead else [])]
            left = [each for each in wanted if who(each) not in signed]
            story.sign_off(self.request, (left or wanted)[0], says_not_partner=True)
        elif self.dice.random() < 0.5:
            story.read(self.request)
        else:
            story.release(self.request)

    def anybody(self) -> str:
        """Give somebody who may try."""
        return self.dice.choice(PEOPLE)

    def go_through(self) -> None:
        story.go_through(self.request, self.anybody())

    def _submit_rightly(self) -> None:
        if not self.gone_through:
            story.go_through(self.request)
            self.gone_through = True
        self.stuck = True  # until something is changed, unless it is taken
        with acting_as(who(ASKER)):
            actions.submit(request=story.get(self.request), by=story.worker(ASKER))
        self.stuck = False

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
                says_not_partner=self.dice.random() < 0.9, by=story.worker(by),
            )  # fmt: skip

    def ask_back(self) -> None:
        if self.dice.random() < 0.6:
            return
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
        if self.dice.random() < 0.8 or self.consent is None:
            return
        with acting_as(who(ASKER)):
            consent = Consent.objects.get(id=self.consent)
            actions.withdraw_consent(consent=consent, by=story.worker(ASKER))

    def refuse(self) -> None:
        if self.dice.random() < 0.2:
            story.a_consent(self.contact, refused=True, covers=frozenset())

    def assure(self) -> None:
        if self.dice.random() < 0.5:
            story.assure(self.contact, review=self.dice.choice([300, 300, -1]))

    def change(self) -> None:
        self.stuck = self.gone_through = False
        with acting_as(who(ASKER)):
            found, says = story.get(self.request), self.says()
            actions.change_request(request=found, says=says, by=story.worker(ASKER))

    def correct_entry(self) -> None:
        if self.dice.random() < 0.5:
            return
        with acting_as(who(ASKER)):
            self.stuck = self.gone_through = False
            first: Entry = story.entries()[0]
            first.body += " More."
            first.save(update_fields=["body"])

    def end_protocol(self) -> None:
        if self.protocol is not None and self.dice.random() < 0.3:
            protocols.end(self.protocol)

    def give_up(self) -> None:
        if self.dice.random() < 0.1:
            with acting_as(who(ASKER)):
                actions.withdraw_request(request=story.get(self.request), by=story.worker(ASKER))
