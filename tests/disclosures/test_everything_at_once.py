"""Attack A11: a request signed, released, recalled, its consent withdrawn and its protocol ended at one moment."""

import sys
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connections, transaction

from confidentiality.access.identity import acting_as
from disclosures import actions
from disclosures.actions import NotNow, Obstructed
from disclosures.asked import whole_requests
from disclosures.dossier import load_dossier
from disclosures.models import Consent, DisclosureRequest, Package, SignOff
from disclosures.picture import Basis
from disclosures.protocols.models import Protocol
from disclosures.readers.models import Recall
from tests import cast
from tests.attacking import report, sized
from tests.database import owner
from tests.disclosures import story
from tests.disclosures.story import ASKER, MANAGER, SENIOR, who
from tests.disclosures.test_many_at_once import left, until_both
from tests.protocols import working as protocols
from tests.readers import outside

pytestmark = [
    pytest.mark.attack("A11"),
    pytest.mark.edge("E10", "E20", "E21"),
    pytest.mark.clause("1.2", "2.1"),
    pytest.mark.slow,
]
MANY = sized(8, 64)
KINDS = ("manager", "release", "early", "withdraw", "senior", "end", "release", "recall")
# What each that is done leaves in the audit
SAYS = {
    "sign": "disclosure_decided",
    "release": "disclosure_released",
    "withdraw": "consent_withdrawn",
    "end": "protocol_ended",
    "recall": "package_recalled",
}
SIGNERS = ("manager", "senior")
DOES = {**dict.fromkeys(SIGNERS, "sign"), "early": "release"}
REFUSALS = (NotNow, Obstructed, ObjectDoesNotExist)


class Crowd:
    """A request that two have to sign, whose risk was discussed, and everybody who is about to do something with it."""

    def __init__(self) -> None:
        """Submitted, reviewed and read: nothing is missing but the signatures."""
        contact = story.an_agency(name="Brackenfield Housing")
        self.protocol = protocols.agreed(contact)
        self.consent = story.a_consent(contact)
        risk = {"basis": Basis.JOINT_WORKING, "raises_risk": True}
        self.request = story.a_draft(contact, self.consent, **risk)
        with acting_as(who(ASKER)):
            actions.note_discussion(
                request=story.get(self.request), with_whom=cast.worker(SENIOR), on=story.days(0),
                words="We weighed it.", by=cast.worker(ASKER),
            )  # fmt: skip
        story.submit(self.request)
        story.review(self.request)
        story.read(self.request)
        with acting_as(who(MANAGER)):
            self.content = load_dossier(story.get(self.request)).digest
        self.before = in_the_audit()
        self.kinds = [KINDS[number % len(KINDS)] for number in range(MANY)]
        self.did, self.refused, self.broken = Counter[str](), 0, list[Exception]()
        self.one = threading.Lock()
        self.signed, self.begun, self.released = (threading.Event() for _ in range(3))
        self.unsigned = sum(kind in SIGNERS for kind in self.kinds)

    # ---- what each does; whether it was done is said by its answer

    def sign(self, by: str) -> bool:
        with acting_as(who(by)):
            actions.decide(
                request=story.get(self.request), decision=SignOff.Decision.APPROVE, words="",
                content=self.content, says_not_partner=True, by=cast.worker(by),
            )  # fmt: skip
        return True

    def release(self, *, early: bool = False) -> bool:
        with acting_as(who(ASKER)):
            found, by = story.get(self.request), cast.worker(ASKER)
            if not early:
                self.begun.set()
            actions.release(request=found, knows_policy=True, keeps_words=True, by=by)
        return True

    def withdraw(self) -> bool:
        with acting_as(who(ASKER)):
            consent = story.get(self.request).consent
            assert consent is not None
            actions.withdraw_consent(consent=consent, by=cast.worker(ASKER))
        return True

    def end(self) -> bool:
        return protocols.end(self.protocol) == "done"

    def recall(self) -> bool:
        with acting_as(who(MANAGER)):
            package = Package.objects.get(release__request=self.request).id
        outside.recall(package)
        return True

    # ---- all of them

    def rush(self, *, after: bool) -> None:
        """Let everybody begin at one moment; whoever would stop it waits, `after`, until a release has begun."""
        start = threading.Barrier(MANY)
        waits = {"release": self.signed, "recall": self.released}
        if after:
            waits |= {"withdraw": self.begun, "end": self.begun}

        def run(kind: str) -> None:
            start.wait()
            if kind in waits:
                waits[kind].wait(60)
            try:
                self.attempt(kind)
            except Exception as error:
                self.broken.append(error)
            finally:
                self.tell(kind)
                connections.close_all()

        threads = [threading.Thread(target=run, args=[kind]) for kind in self.kinds]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not self.broken, self.broken

    def attempt(self, kind: str) -> None:
        """Do it in a transaction of its own; what was done is counted once that is committed."""
        works: dict[str, Callable[[], bool]] = {
            "manager": lambda: self.sign(MANAGER), "senior": lambda: self.sign(SENIOR), "release": self.release,
            "early": lambda: self.release(early=True), "withdraw": self.withdraw, "end": self.end,
            "recall": self.recall,
        }  # fmt: skip
        try:
            with transaction.atomic():
                done = works[kind]()
        except REFUSALS:
            done = False
        with self.one:
            self.did[DOES.get(kind, kind)] += done
            self.refused += not done

    def tell(self, kind: str) -> None:
        """Let those go who wait for this one."""
        with self.one:
            self.unsigned -= kind in SIGNERS
            if not self.unsigned:
                self.signed.set()
        if kind == "release":
            self.released.set()

    def judge(self) -> bool:
        """Hold what came of it against the tables, the oracle and the audit; say whether it left."""
        made = left(self.request)  # allowed by each rule at its moment, and one package at most
        with acting_as(who(ASKER)):
            consent = Consent.objects.get(id=self.consent)
            ended = Protocol.objects.get(id=self.protocol).ended_at
            signed = SignOff.objects.filter(request=self.request).count()
            recalls = Recall.objects.filter(release__request=self.request).count()
        assert consent.withdrawn_at is not None
        assert ended is not None
        if made is not None:
            assert made.released_at < min(consent.withdrawn_at, ended)
        assert self.did == Counter(
            sign=signed, release=made is not None, withdraw=1, end=1, recall=recalls
        )
        assert recalls <= (made is not None)
        told = in_the_audit() - self.before
        assert told == Counter({SAYS[what]: times for what, times in (+self.did).items()})
        return made is not None


def in_the_audit() -> Counter[str]:
    """How often each of these stands in the audit as done."""
    rows = owner(
        "SELECT action, count(*) FROM audit_event WHERE outcome = 'done' AND action = ANY(%s) GROUP BY action",
        list(SAYS.values()),
    )
    return Counter({str(action): int(str(times)) for action, times in rows})


def test_whatever_comes_first_one_package_at_most_leaves_as_it_was_signed(committed: str) -> None:
    total, refused = Counter[str](), 0

    def race(turn: int) -> bool:
        nonlocal refused
        crowd = Crowd()
        crowd.rush(after=bool(turn % 2))
        total.update(crowd.did)
        refused += crowd.refused
        return crowd.judge()

    first = until_both(race)
    report(
        "A11", "signed, released, recalled, withdrawn and ended at once",
        tried=MANY * len(first), rounds=len(first), refused=refused, **total,
    )  # fmt: skip


def test_a_release_that_holds_nothing_still_is_seen(
    committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The positive control: unlocked, it looks at the consent, lets it be withdrawn, and leaves."""
    module = sys.modules["disclosures.actions.release"]  # its name is the function’s in the package
    crowd, withdrawn = Crowd(), threading.Event()
    stop = module.stop_if_obstructed

    def unlocked(request_id: UUID, *, states: object) -> DisclosureRequest:
        return whole_requests().get(id=request_id)

    def looks_and_waits(*args: Any) -> None:
        stop(*args)
        looked.set()
        assert withdrawn.wait(60)

    looked = threading.Event()
    monkeypatch.setattr(module, "lock_request", unlocked)
    monkeypatch.setattr(module, "stop_if_obstructed", looks_and_waits)
    for by in ("manager", "senior"):
        crowd.attempt(by)

    def withdraw() -> None:
        looked.wait(60)
        crowd.attempt("withdraw")
        connections.close_all()
        withdrawn.set()

    beside = threading.Thread(target=withdraw)
    beside.start()
    crowd.attempt("release")
    beside.join()
    crowd.attempt("end")
    assert crowd.did["release"] == 1
    # a consent that is withdrawn names no sensitive fact either
    with pytest.raises(AssertionError, match=r"withdrawn|a sensitive fact that nobody named"):
        crowd.judge()
    report("A11", "planted: a release that holds nothing still", tried=1, found=1)
