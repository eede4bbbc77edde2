"""What people do with one request, each through the product's actions, with no more reads than those need."""

import random
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import DatabaseError, connection

from confidentiality.access.http import Hidden, Refused
from confidentiality.access.identity import acting_as
from disclosures import actions
from disclosures.actions import NotNow, Obstructed
from disclosures.dossier import load_dossier
from disclosures.models import DisclosureRequest, RequestItem, RiskDiscussion, SignOff
from disclosures.picture import Spoken
from disclosures.redaction import actions as redaction
from disclosures.redaction.access import open_workbench
from disclosures.redaction.marks import WEIGHED, Does, Part, Place
from disclosures.redaction.models import RedactionStep
from disclosures.redaction.steps import reading_of
from staff.models import Worker
from tests import cast
from tests.disclosures import story
from tests.disclosures.sides import Side
from tests.disclosures.story import days, who


class Nothing(Exception):
    """There is nothing to do that with."""


REFUSALS = (
    *(NotNow, Obstructed, PermissionDenied, Refused, Hidden),
    *(ObjectDoesNotExist, Nothing),  # not theirs to see, nothing to review yet
)
ON_PURPOSE = frozenset({"42501", "23514"})  # row security and triggers; anything else is a fault


def is_refusal(error: DatabaseError) -> bool:
    """Whether the database refused what somebody may not do, and nothing broke in it."""
    return getattr(error.__cause__, "pgcode", None) in ON_PURPOSE


AS_IT_IS = """SELECT r.state, l.id, c.id IS NOT NULL, (SELECT count(*) FROM readers_ticket t WHERE t.package_id = p.id)
      + (SELECT count(*) FROM delivery_handover h WHERE h.release_id = l.id)
    FROM disclosures_request r LEFT JOIN disclosures_release l ON l.request_id = r.id
    LEFT JOIN disclosures_package p ON p.release_id = l.id LEFT JOIN readers_recall c ON c.release_id = l.id
    WHERE r.id = %s"""


class Hands:
    """One request on one side, and whoever tries something with it."""

    side: Side
    request: UUID
    dice: random.Random

    def __init__(self) -> None:
        """Nobody has acted yet."""
        self._workers: dict[str, Worker] = {}

    @contextmanager
    def acting(self, key: str) -> Iterator[Worker]:
        """Let somebody act."""
        with acting_as(who(key)):
            if key not in self._workers:
                self._workers[key] = cast.worker(key)
            yield self._workers[key]

    def anybody(self) -> str:
        """Give somebody who may try."""
        return self.dice.choice(self.side.people)

    def light(self) -> DisclosureRequest:
        """The request by itself: an action reads the rest anew."""
        return DisclosureRequest.objects.select_related("file").get(id=self.request)

    def as_it_is(self) -> tuple[str, list[UUID], bool, int]:
        """Its state, its releases, whether one was recalled, and how often it was given to somebody."""
        with self.acting(self.side.asker), connection.cursor() as cursor:
            cursor.execute(AS_IT_IS, [self.request])
            rows = cursor.fetchall()
        made = [release for _, release, _, _ in rows if release]
        return rows[0][0], made, any(row[2] for row in rows), sum(row[3] or 0 for row in rows)

    def go_through(self, by: str) -> None:
        """Say of every entry that it was read, and leave in what the machine finds, but for what has to be weighed."""
        with self.acting(by) as worker:
            request = self.light()
            for entry, prepared in load_dossier(story.get(self.request)).prepared.items():
                if not prepared.looked:
                    redaction.take_step(
                        request=request, entry=entry, does=Does.LOOKED, source=prepared.source, by=worker
                    )  # fmt: skip
            for group in open_workbench(story.get(self.request)).groups:
                does = Does.WITHHOLD if group.reason in WEIGHED else Does.LEAVE
                why = "confidence" if does == Does.WITHHOLD else ""
                redaction.decide_group(
                    request=request, key=group.key, does=does, why=why, by=worker
                )

    def withhold(self, by: str, *, whole: bool = False) -> None:
        """Withhold some words of an entry, or all of it; of a sensitive one mostly what makes it so."""
        with self.acting(by) as worker:
            picked = RequestItem.objects.filter(request=self.request).select_related("entry")
            items = list(picked.order_by("entry__written_at"))
            if not items:
                raise Nothing
            entry = self.dice.choice(items).entry
            prepared = load_dossier(story.get(self.request)).prepared[entry.id]
            part = Part.BASIS if entry.basis and self.dice.random() < 0.3 else Part.BODY
            places = [] if whole else [self._some_words(prepared.texts[part], part)]
            why = "sensitive" if entry.sensitive and self.dice.random() < 0.8 else "not_needed"
            redaction.take_step(
                request=self.light(), entry=entry.id, does=Does.WITHHOLD, source=prepared.source,
                places=places, why=why, by=worker,
            )  # fmt: skip

    def _some_words(self, text: str, part: Part) -> Place:
        words = text.split(" ")
        first = self.dice.randrange(len(words))
        last = min(len(words), first + self.dice.randint(1, 4))
        start = len(" ".join(words[:first])) + (1 if first else 0)
        return Place(part, start, start + len(" ".join(words[first:last])))

    def take_back(self, by: str) -> None:
        with self.acting(by) as worker:
            request = self.light()
            held = RedactionStep.objects.filter(request=request, taken_back_at=None)
            steps = sorted(held.values_list("id", flat=True))
            redaction.take_back(
                request=request, by=worker, step=self.dice.choice(steps or [UUID(int=0)])
            )

    def review(
        self, by: str, *, passed: bool = True, harmless: Collection[UUID] | None = None
    ) -> None:
        """Pass, as somebody else, what would leave with all that was found in it; `harmless` None: every cut entry."""
        with self.acting(by) as worker:
            dossier = load_dossier(story.get(self.request))
            if dossier.machine is None:
                raise Nothing
            everything = [item.entry_id for item in dossier.items]
            redaction.review(
                request=dossier.request, content=dossier.digest, passed=passed, words="Look again." * (not passed),
                allowed=[stop.key for stop in reading_of(dossier.machine).stops],
                harmless=everything if harmless is None else harmless, by=worker,
                court={"mention": "She told us of it."},
            )  # fmt: skip

    def decide(
        self, by: str, decision: SignOff.Decision, *, stale: bool = False, sure: bool = True
    ) -> None:
        """Decide about what would leave as it is now, or, where it is stale, as it never was."""
        with self.acting(by) as worker:
            content = "5f" * 32 if stale else load_dossier(story.get(self.request)).digest
            actions.decide(
                request=self.light(), decision=decision, words="Why?", says_not_partner=sure,
                content=content, by=worker,
            )  # fmt: skip

    def sign_rightly(self, by: str) -> None:
        """Sign it off, reviewing first what nobody has reviewed."""
        with self.acting(by):
            machine = load_dossier(story.get(self.request)).machine
        if machine is not None and not hasattr(machine, "review"):
            self.review(by)
        self.decide(by, SignOff.Decision.APPROVE)

    def read(self, by: str) -> None:
        with self.acting(by) as worker:
            content = load_dossier(story.get(self.request)).digest
            actions.read_package(request=self.light(), content=content, by=worker)

    def release(self, by: str, *, ahead: bool = False, **confirms: bool) -> None:
        """Release it, `ahead` of its sign-off or after it; what is told, to somebody who may not be named."""
        with self.acting(by) as worker:
            spoken = None
            request = story.get(self.request) if ahead else self.light()
            if request.manner == "spoken" and self.dice.random() < 0.9:
                known = self.dice.choice(["Rang the number on the register", "She said so", ""])
                spoken = Spoken(story.RECIPIENT, known, days(0))
            given: dict[str, Any] = {"knows_policy": True, "keeps_words": True, **confirms}
            content = load_dossier(request).digest if ahead else ""
            actions.release(request=request, by=worker, content=content, spoken=spoken, **given)

    def discuss(self, by: str, with_whom: str) -> None:
        """Note that raised risk was discussed."""
        with self.acting(by) as worker:
            if RiskDiscussion.objects.filter(request=self.request).exists():
                raise Nothing
            actions.note_discussion(
                request=self.light(), with_whom=cast.worker(with_whom), on=days(0), words="We weighed it.",
                by=worker,
            )  # fmt: skip

    def say_relevance(self, by: str, *, of_all: bool = True) -> None:
        """Say what its entries have to do with ending the abuse."""
        with self.acting(by) as worker:
            picked = RequestItem.objects.filter(request=self.request).order_by("entry__written_at")
            said = dict.fromkeys(picked.values_list("entry_id", flat=True), "What he has learnt")
            if not of_all and said:
                said.popitem()
            actions.say_relevance(request=self.light(), relevance=said, by=worker)
