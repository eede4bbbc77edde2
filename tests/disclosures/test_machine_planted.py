"""The oracle of the histories sees what leaves in part, is read by its client, or is given once it may not be."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, islice
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from confidentiality.access.identity import acting_as
from disclosures import actions
from disclosures.afterwards import Talk, Words
from disclosures.delivery.actions import hand_over
from disclosures.delivery.models import Handover
from disclosures.dossier import load_dossier
from disclosures.models import Consent, Release, SignOff
from disclosures.picture import Basis
from disclosures.redaction import actions as redaction
from disclosures.redaction.marks import Does, Part, Place
from disclosures.rules import Rule
from tests import cast
from tests.attacking import report, sized
from tests.delivery.delivering import opened
from tests.disclosures import drafts, oracle, own, sides, story
from tests.disclosures.histories import History
from tests.disclosures.story import ASKER, who
from tests.ownfile import working
from tests.readers import outside

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.attack("A11"),
    pytest.mark.clause("1.2"),
]


def _released(monkeypatch: pytest.MonkeyPatch) -> tuple[Release, UUID]:
    contact = story.an_agency()
    consent = story.a_consent(contact)
    request = story.a_draft(contact, consent)
    story.submit(request)
    story.sign_off(request)
    story.read(request)
    return story.release(request), consent


def a_word_that_was_withheld(monkeypatch: pytest.MonkeyPatch, *, fault: bool) -> None:
    contact = story.an_agency()
    request = story.a_draft(contact, story.a_consent(contact))
    with acting_as(who(ASKER)):
        first = story.entries()[0]
        dossier = load_dossier(story.get(request))
        redaction.take_step(
            request=dossier.request, entry=first.id, does=Does.WITHHOLD, why="not_needed",
            source=dossier.prepared[first.id].source, places=[Place(Part.BODY, 7, 11)], by=cast.worker(ASKER),
        )  # fmt: skip
    if fault:
        monkeypatch.setattr("disclosures.redaction.marks.cut", lambda text, spans: text)
    story.submit(request)
    story.sign_off(request)
    story.read(request)
    story.release(request)
    assert oracle.allowed(request)  # in part


def a_concern_that_nobody_answered(monkeypatch: pytest.MonkeyPatch, *, fault: bool) -> None:
    contact = story.an_agency()
    consent = story.a_consent(contact)
    request = story.a_draft(contact, consent)
    story.submit(request)
    story.sign_off(request, decision=SignOff.Decision.CONCERN)
    if fault:
        monkeypatch.setattr("disclosures.actions.lock.obstacles", lambda *_: ())
    else:
        with acting_as(who(ASKER)):
            met = {"concern_raised": True, "concern_meeting_on": story.days(0)}
            says, by = story.says(contact, consent, **met), cast.worker(ASKER)
            actions.change_request(request=story.get(request), says=says, by=by)
    story.submit(request)
    story.sign_off(request)
    story.read(request)
    story.release(request)
    oracle.allowed(request)


def a_link_after_she_withdrew(monkeypatch: pytest.MonkeyPatch, *, fault: bool) -> None:
    made, consent = _released(monkeypatch)
    if fault:
        with acting_as(who(ASKER)):
            kept = Consent.objects.get(id=consent)
            actions.withdraw_consent(consent=kept, by=cast.worker(ASKER))
        monkeypatch.setattr("disclosures.readers.actions.obstacles", lambda *_, **__: ())
    outside.give(made.package.id)
    oracle.given(made.request_id)


def a_link_after_a_recall(monkeypatch: pytest.MonkeyPatch, *, fault: bool) -> None:
    made, _ = _released(monkeypatch)
    outside.give(made.package.id)
    if fault:
        outside.recall(made.package.id)
    oracle.given(made.request_id)


def her_file_before_the_notice(monkeypatch: pytest.MonkeyPatch, *, fault: bool) -> None:
    asked = working.ask(asked_at=None if fault else working.two_days_ago())
    working.say(asked, "identity", **working.SEEN)
    if fault:
        monkeypatch.setattr("disclosures.actions.lock.obstacles", lambda *_: ())
    oracle.allowed(own.released(asked).request_id)


def her_file_in_part(monkeypatch: pytest.MonkeyPatch, *, fault: bool) -> None:
    asked = own.asked_for()
    with acting_as(who(ASKER)):
        first = [entry.id for entry in story.entries()[:1]]
    if fault:
        monkeypatch.setattr("disclosures.actions.lock.obstacles", lambda *_: ())
    more = {"entries": first} if fault else {}
    oracle.allowed(own.released(asked, **more).request_id)


def a_copy_while_she_may_be_made_to_ask(monkeypatch: pytest.MonkeyPatch, *, fault: bool) -> None:
    asked = own.asked_for()
    made = own.released(asked)
    if fault:
        working.say(asked, "identity", **{**working.SEEN, "coerced": True})
        monkeypatch.setattr("disclosures.delivery.actions.stop_unless_copied", lambda *_: None)
    with acting_as(who(ASKER)):
        hand_over(
            release=opened(made), way=Handover.Way.HAND, on=story.days(0), place="Into her hand",
            checked="She was here.", key=uuid4(), by=cast.worker(ASKER), form=Handover.Form.DATA,
        )  # fmt: skip
    oracle.given(made.request_id)


def a_risk_that_one_alone_looked_at(monkeypatch: pytest.MonkeyPatch, *, fault: bool) -> None:
    made = story.release_ahead(story.an_urgent_draft(raises_risk=True))
    key, opinion = ("iss_worker", None) if fault else (story.SENIOR, True)
    if fault:
        monkeypatch.setattr("disclosures.actions.afterwards.lacking", lambda *_: ())
    with acting_as(who(ASKER)):
        talk = Talk(cast.worker(story.SENIOR), story.days(0), "We weighed it.")
        by = cast.worker(ASKER)
        actions.say_after(release=made, words=Words(), talk=talk, key=uuid4(), by=by)
    with acting_as(who(key)):
        by, words = cast.worker(key), Words(opinion=opinion, opinion_words="Seen.")
        actions.say_after(release=made, words=words, key=uuid4(), by=by)
    with acting_as(who(story.MANAGER)):
        by = cast.worker(story.MANAGER)
        actions.look_after(release=made, upheld=True, words="Right.", by=by)
        oracle.looked(made)


PLANTED = (
    a_word_that_was_withheld, a_concern_that_nobody_answered, a_link_after_she_withdrew, a_link_after_a_recall,
    her_file_before_the_notice, her_file_in_part, a_copy_while_she_may_be_made_to_ask,
    a_risk_that_one_alone_looked_at,
)  # fmt: skip


@pytest.mark.parametrize("planted", PLANTED[:: sized(2, 1)], ids=lambda each: each.__name__)
def test_the_oracle_sees_it(planted: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing where everything is as it should be."""
    planted(monkeypatch, fault=False)
    with pytest.raises(AssertionError):
        planted(monkeypatch, fault=True)
    report("A11", f"planted: {planted.__name__.replace('_', ' ')}", tried=1, found=1)


@dataclass(frozen=True)
class Fault:
    """A rule that is gone from the product, and the words with which the oracle notices."""

    named: str
    code: str  # of the obstacle that is never found
    noticed: str
    on: frozenset[Basis]  # the grounds that know it
    often: dict[str, Any]  # what is drawn more often than usually, so that it is found soon
    first: int  # from which seed on it is looked for


LOOKED_AT = {"give_link": 1, "hand_paper": 0, "recall": 0, "look_after": 2, "say_after": 4}
FAULTS = (
    Fault(
        "a parent agreed for somebody of age", "child_of_age", "a parent agreed for no child",
        frozenset(oracle.BY_HER), {"drafts.BY_A_PARENT": 0.9}, sized(10, 0),
    ),
    Fault(
        "a risk that one alone looked at", "second_sign_off", "only one looked at a risk that rises",
        frozenset(oracle.FIRST), {"drafts.RISES": [True], "histories.AFTERWARDS": LOOKED_AT}, sized(124, 0),
    ),
)  # fmt: skip
WITHIN, STEPS = 60, 50  # histories, and steps of each


def _seeds(fault: Fault) -> Iterator[int]:
    """The seeds of histories on a ground that knows the rule."""
    seeds = (s for s in count(fault.first) if drafts.begins(random.Random(s))[1] in fault.on)
    return islice(seeds, WITHIN)


def _lives(seed: int) -> str | None:
    """Let a history run; return what the oracle noticed, None for nothing, and leave no trace of it."""
    point = transaction.savepoint()
    try:
        history = History(seed)
        for _ in range(STEPS):
            history.step()
    except AssertionError as noticed:
        return str(noticed)
    finally:
        transaction.savepoint_rollback(point)
    return None


@pytest.mark.parametrize("fault", FAULTS, ids=lambda each: each.named.replace(" ", "_"))
def test_the_machine_comes_upon_it(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    """By itself, within so many histories; with the rule in its place the same history finds nothing."""
    sides.write_more()
    for name, value in fault.often.items():
        monkeypatch.setattr(f"tests.disclosures.{name}", value)
    whole = Rule.found
    with monkeypatch.context() as planted:
        planted.setattr(
            Rule, "found", lambda self, p: tuple(o for o in whole(self, p) if o.code != fault.code)
        )
        found = next(
            ((n, s) for n, s in enumerate(_seeds(fault), 1) if fault.noticed in (_lives(s) or "")),
            None,
        )
    assert found is not None, f"not within {WITHIN} histories"
    histories, seed = found
    assert _lives(seed) is None
    report("A11", f"planted for the machine: {fault.named}", tried=histories, found=1)
