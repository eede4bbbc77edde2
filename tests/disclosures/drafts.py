"""What a request of the histories says: often all that is needed, now and then something too little or too much."""

import random
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.test import override_settings

from disclosures import actions
from disclosures.actions import ConsentTerms, Particulars
from disclosures.models import AgencyContact, Consent
from disclosures.ownfile import actions as ownfile
from disclosures.picture import Basis, Grounds, Manner, Proviso, ProvisoKind
from tests.clients.questions import file_of
from tests.disclosures import oracle, story
from tests.disclosures.hands import Hands
from tests.disclosures.sides import HERS, HIS, WAYS, Side, entries_of
from tests.disclosures.story import days
from tests.ownfile import working as asking
from tests.protocols import working as protocols

LAW = {
    "law": "Northtown Family Court, FC26P00123",
    "asked_for": "The notes of March",
    "in_writing": True,
}
STROKES = [[[10, 20], [200, 60], [300, 40]]]
FEW_LACK = [False] * 14 + [True, None]
BY_A_PARENT = 0.04  # of the consents, from before the client was of age
RISES = [False] * 7 + [True, True, None]


def begins(dice: random.Random) -> tuple[Side, Basis]:
    """Draw on which file a history begins, and on which ground."""
    side, basis = HIS if dice.random() < 0.3 else HERS, dice.choice(sorted(Basis))
    if basis == Basis.PROGRESS_REPORT and dice.random() < 0.8:
        side = HIS  # only a man's file knows it
    return side, basis


class Drafts(Hands):
    """Draws what somebody says when they begin a request or change it."""

    def __init__(self, seed: int) -> None:
        """Begin with a draft that may lack something."""
        super().__init__()
        self.worried = False  # whether somebody who looked at it has raised a concern
        self.dice = random.Random(seed)
        self.side, self.basis = begins(self.dice)
        self.urgent = self.basis in oracle.FIRST and self.dice.random() < 0.6
        called = self.side.partner if self.dice.random() < 0.05 else story.RECIPIENT
        self.contact = self._agency(called)
        self.consent: UUID | None = None
        if self.basis in oracle.BY_HER or self.dice.random() < 0.2:
            self.consent = self.agree()
        self.protocol: UUID | None = None
        if self.basis == Basis.JOINT_WORKING and self.dice.random() < 0.8:
            self.protocol = protocols.agreed(
                self.contact, clients=self.dice.choice(["both", "both", "iss"])
            )
        self.asked = self._ask_to_see() if self.basis == Basis.OWN_FILE else None
        self.request = self._begin()

    def _agency(self, called: str) -> UUID:
        """Register one, which a manager has looked at or not, with somebody who would receive."""
        with self.acting(self.side.asker) as worker:
            agency = actions.register_agency(name=story.AGENCY, statutory_duty="", by=worker)
            contact = actions.add_contact(
                agency=agency, name=called, aliases=["Mina"], phones=["01632 960123"], by=worker
            )
        if self.dice.random() < 0.9:
            story.assure(contact.id)
        return contact.id

    def _begin(self) -> UUID:
        with self.acting(self.side.asker) as worker:
            if self.asked is not None:
                file = file_of(self.side.file)
                return ownfile.prepare(file=file, request_id=self.asked, by=worker).id
            says = self.says()
            return actions.ask_to_disclose(file=file_of(self.side.file), says=says, by=worker).id

    # ---- what the client said

    def agree(self, **changes: Any) -> UUID:
        """Record a consent of the client, and mostly let them sign it."""
        lacking = {**self._lacking(), **changes}
        with self.acting(self.side.asker) as worker:
            first, _second, third = entries_of(self.side)
            terms = ConsentTerms(
                to_agency=AgencyContact.objects.select_related("agency")
                .get(id=self.contact)
                .agency,
                given_on=days(-2),
                why="Rehousing before the tenancy ends",
                agreeing="The housing officer will know of the violence.",
                refusing="The place on the list stays as it is.",
                implications_on=days(-3),
                limits_asked=True,
                expires_on=days(60),
                covers=frozenset({first.id, third.id}),
                names_sensitive=frozenset({third.id}),
                new_words="A letter about the tenancy",
            )
            terms = replace(terms, **lacking)
            with override_settings(ADULT_YEARS=200 if terms.authority else settings.ADULT_YEARS):
                made = actions.record_consent(file=file_of(self.side.file), terms=terms, by=worker)
        if not terms.refused and self.dice.random() < 0.7:
            self.sign_consent(made.id)
        return made.id

    def sign_consent(self, consent: UUID) -> None:
        """Let the client sign on the screen what they agreed to."""
        with self.acting(self.side.asker) as worker:
            kept = Consent.objects.get(id=consent)
            actions.sign_consent(consent=kept, name="", strokes=STROKES, by=worker)

    def _lacking(self) -> dict[str, Any]:
        complete: dict[str, Any] = {
            "at_her_request": self.dice.random() < 0.9,
            "authorised_on": days(-2) if self.dice.random() < 0.5 else None,
            "provisos": self._limits(),
        }
        if self.dice.random() < BY_A_PARENT:
            complete["authority"] = "A letter of the mother's"
        on_paper = self.basis in oracle.BY_HER and (
            self.side is HIS or self.basis == Basis.OWN_REQUEST
        )
        if on_paper and complete["authorised_on"] and self.dice.random() < 0.8:
            complete["paper"] = story.a_paper(self.side.file, self.side.asker)
        lacks: list[dict[str, Any]] = [{"expires_on": None}, {"limits_asked": False}]
        lacks += [{"agreeing": ""}, {"refusing": ""}, {"implications_on": None}]
        lacks += [{"expires_on": days(-1)}, {"refused": True}, {"names_sensitive": frozenset()}]
        lacks += [{"new_words": ""}]
        return {**complete, **(self.dice.choice(lacks) if self.dice.random() < 0.2 else {})}

    def _limits(self) -> tuple[Proviso, ...]:
        """The limits that the client sets, mostly none."""
        if self.dice.random() < 0.7:
            return ()
        with self.acting(self.side.asker):
            agency = AgencyContact.objects.get(id=self.contact).agency_id
            entry = self.dice.choice(entries_of(self.side)).id
        kind = self.dice.choice(sorted(ProvisoKind))
        said: dict[ProvisoKind, dict[str, Any]] = {
            ProvisoKind.NOT_THIS_ITEM: {"item": entry},
            ProvisoKind.NOT_THIS_AGENCY: {"agency": self.dice.choice([agency, uuid4(), uuid4()])},
            ProvisoKind.NOT_THIS_PERSON: {
                "words": self.dice.choice([story.RECIPIENT, "Oona Brack"])
            },
            ProvisoKind.NOT_BEFORE: {"day": days(self.dice.choice([-1, 0, 1]))},
            ProvisoKind.NOT_AFTER: {"day": days(self.dice.choice([-1, 0, 1]))},
            ProvisoKind.ONLY_VERBALLY: {},
            ProvisoKind.OWN_WORDS: {"words": story.WORDS},
        }
        return (Proviso(kind, **said[kind]),)

    def _ask_to_see(self) -> UUID:
        """Take down that somebody asks to see the file, and mostly who they are."""
        asker = self.dice.choice(["client", "client", "advocate"])
        face = self.dice.choice(["viewing", "viewing", "statutory"])
        early = self.dice.random() < 0.25
        asked = asking.ask(
            self.side.asker, self.side.file, None if early else asking.two_days_ago(),
            face=face, asker=asker, who="" if asker == "client" else "Reed & Co, solicitors",
        )  # fmt: skip
        told = {**asking.SEEN, "coerced": self.dice.random() < 0.15}
        if self.dice.random() < 0.7:
            asking.say(asked, "identity", self.side.asker, self.side.file, **told)
        if asker == "advocate" and self.dice.random() < 0.9:
            named = self.dice.random() < 0.7
            paper: dict[str, Any] = {"how": "A signed letter", "scope": "whole"}
            paper["names_sensitive"] = named
            asking.say(asked, "authority", self.side.asker, self.side.file, **paper)
        return asked

    # ---- what the request says

    def says(self) -> Particulars:
        """What the request says this time; often all that is needed (act as the asker)."""
        first, second, third = entries_of(self.side)
        if self.basis == Basis.OWN_FILE:
            picked = [first, second, third] if self.dice.random() < 0.9 else [first, second]
            called = file_of(self.side.file).name
            reached = {"name": called, "agency": "", "phone": ""}
            every = tuple(each.id for each in picked)
            return Particulars(None, None, every, basis=self.basis, reached=reached)
        named = self.consent is not None or self.dice.random() < 0.1
        said = Particulars(
            contact=AgencyContact.objects.select_related("agency").get(id=self.contact),
            consent=Consent.objects.get(id=self.consent) if self.consent else None,
            entries=(first.id, third.id) if named else (first.id,),
            basis=self.basis,
            manner=Manner.SPOKEN if self.dice.random() < 0.1 else Manner.WRITTEN,
            grounds=self._grounds(),
            readers=(story.RECIPIENT, "her team lead") if self.dice.random() < 0.95 else (),
            knows_readers=self.dice.random() < 0.95,
            knows_policy=self.dice.random() < 0.95,
            says_not_partner=self.side is HIS and self.dice.random() < 0.9,
            concern_raised=self.dice.choice([True, False] if self.worried else FEW_LACK),
            concern_meeting_on=self.dice.choice([None, days(-1), days(0)]),
            explained_on=days(-2) if self.dice.random() < 0.95 else None,
            raises_risk=self.dice.choice(RISES),
            risk_words="He does not know the address.",
        )
        return self._in_haste(said) if self.urgent else said

    def _in_haste(self, said: Particulars) -> Particulars:
        """A warning, to somebody on no register; now and then to whom nothing may go."""
        to_partner = self.dice.random() < 0.1
        reached: dict[str, Any] = dict(story.REACHED)
        if to_partner:
            by_name = {"name": self.side.partner, "phone": "999"}
            reached.update(self.dice.choice([by_name, *({"phone": way} for way in WAYS)]))
        if self.basis == Basis.THREAT and self.dice.random() < 0.3:
            reached["threatened"] = True
        return replace(
            story.urgent(self.basis, grounds=said.grounds, raises_risk=said.raises_risk),
            text_sensitive=self.dice.choice([False, False, False, False, True, None]),
            reached=reached,
            manner=said.manner,
            entries=said.entries if self.dice.random() < 0.2 else (),
            says_not_partner=self.dice.random() < 0.9,
        )

    def _grounds(self) -> Grounds:
        whole: dict[str, Any] = {
            **LAW,
            "why": "He said what he will do to the child",
            "parent": "She was told first",
            "relevance": "It is his plan",
            "told_on": days(-1),
            "dated": days(-3),
            "binds": self.dice.choice([True, False]),
            "names_sensitive": self.dice.random() < 0.5,
        }
        if self.dice.random() < 0.2:
            gone = self.dice.choice(
                ["law", "asked_for", "why", "dated", "binds", "told_on", "parent", "relevance"]
            )
            del whole[gone]
        return Grounds(**whole)
