"""The clauses that stand before a disclosure in one list, each with the bases that ask it: the heart of the room.

A rule looks at a `Picture` and yields an `Obstacle` for each thing that is missing; nothing yields nothing. The same
rules run while drafting, at submission, at sign-off and inside the transaction that releases: the stage decides only
which obstacles are due yet. What is unknown is missing, and on a basis that nobody knows every rule is asked.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from disclosures.clauses import (
    agencies,
    childhood,
    consent,
    grounds,
    joint,
    own_file,
    safety,
    whole,
)
from disclosures.clauses.bases import CONSENTED, EVERY, JOINT, REPORTED, TO_OTHERS, URGENT
from disclosures.obstacle import Obstacle, Stage
from disclosures.picture import Basis, Picture
from disclosures.redaction import rules as redaction
from disclosures.signing import approver_in_post, approver_is_another, lead_signed, second_sign_off


def _nothing(_picture: Picture) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A clause, what it asks for in our words, the function that looks, and on which bases it is asked.

    `waits`: where it is urgent it is asked afterwards, within a day. `in_words`: what it misses can still be written
    beside what has left. `on_his`: the clause that asks it on a programme file, where that is another one. `instead`:
    what stands in its place, in words, where it gives way to that.
    """

    clause: str
    asks: str
    check: Callable[[Picture], Iterable[Obstacle]]
    on: frozenset[Basis] = EVERY
    waits: bool = False
    in_words: bool = False
    on_his: str = ""
    instead: Callable[[Picture], str] = _nothing

    def clause_on(self, service: str) -> str:
        """Return the clause that asks it on a file of a service."""
        return self.on_his if self.on_his and service != "iss" else self.clause

    def asked(self, basis: Basis | str | None) -> bool:
        """Whether it is asked on a basis; on one that nobody knows everything is."""
        return basis not in EVERY or basis in self.on

    def found(self, picture: Picture) -> tuple[Obstacle, ...]:
        """Return what it misses in a picture, () where the basis does not ask it."""
        if not self.asked(picture.basis):
            return ()
        found = tuple(self.check(picture))
        if self.on_his:
            clause = self.clause_on(picture.service)
            found = tuple(replace(obstacle, clause=clause) for obstacle in found)
        if self.waits and is_urgent(picture):
            return tuple(replace(obstacle, due=Stage.AFTERWARDS) for obstacle in found)
        return found


@dataclass(frozen=True, slots=True)
class Line:
    """One rule on the task list: what is missing now, and what a later stage will ask for."""

    clause: str
    asks: str
    missing: tuple[Obstacle, ...]
    later: tuple[Obstacle, ...]

    @property
    def met(self) -> bool:
        """True when nothing is missing at any stage."""
        return not self.missing and not self.later


def is_urgent(picture: Picture) -> bool:
    """Whether life goes before procedure: whoever asks says so, and the basis knows it."""
    return picture.urgent and picture.basis in URGENT


def obstacles(picture: Picture, stage: Stage) -> tuple[Obstacle, ...]:
    """All that stands in the way at this stage, in the order of the rules; () means it may go."""
    return tuple(o for rule in RULES for o in rule.found(picture) if o.due <= stage)


def unwritten(picture: Picture) -> tuple[Obstacle, ...]:
    """Return what a release still lacks that can be written beside it, before which nobody's look at it is closed."""
    return tuple(o for rule in RULES if rule.in_words for o in rule.found(picture))


def task_list(picture: Picture, stage: Stage) -> tuple[Line, ...]:
    """Every rule that the basis asks, with what it still misses, met ones included, for the page."""
    asked = (rule for rule in RULES if rule.asked(picture.basis))
    return tuple(_line(rule, picture, stage) for rule in asked)


def _line(rule: Rule, picture: Picture, stage: Stage) -> Line:
    found = rule.found(picture)
    missing = tuple(o for o in found if o.due <= stage)
    later = tuple(o for o in found if o.due > stage)
    return Line(rule.clause_on(picture.service), rule.asks, missing, later)


_OWN = frozenset({Basis.OWN_FILE})
_UNDER_PROTOCOL = frozenset({Basis.JOINT_WORKING})
_UNASKED = TO_OTHERS - JOINT  # the client is not asked first

RULES: tuple[Rule, ...] = (
    Rule("2.1", "A basis that the policy knows", consent.known_basis),
    Rule(
        "2.1",
        "The client's informed consent, as she gave it",
        consent.informed_consent,
        on=CONSENTED,
    ),
    Rule(
        "2.1",
        "Their own consent, or a parent's for a child who still is one",
        childhood.given_for_a_child,
        on=CONSENTED,
    ),
    Rule("2.1", "What leaves is on record, and of this file", consent.picked),
    Rule("2.1", "Only entries that she agreed to", consent.agreed_items, on=CONSENTED),
    Rule(
        "2.1",
        "Newly written only what she agreed may be told",
        consent.agreed_words,
        on=CONSENTED,
    ),
    Rule(
        "3.3.2 a",
        "She asked us to be in touch with them",
        consent.asked_by_the_client,
        on=frozenset({Basis.LIAISON}),
    ),
    Rule(
        "2.2",
        "A written and dated authorisation, on a programme file and to ask others",
        consent.written_authorisation,
        on=CONSENTED,
    ),
    Rule("4.2.1", "On a programme file, one of its few exceptions", grounds.mens_files),
    Rule(
        "3.3.1",
        "Which serious harm to others it could prevent",
        grounds.serious_harm,
        on=frozenset({Basis.SERIOUS_HARM}),
    ),
    Rule(
        "3.1.1",
        "What gives concern for a child",
        grounds.child_protection,
        on=frozenset({Basis.CHILD_PROTECTION}),
    ),
    Rule(
        "3.1.1",
        "The non-abusing parent involved, or why not",
        grounds.non_abusing_parent,
        on=frozenset({Basis.CHILD_PROTECTION}),
        waits=True,
        in_words=True,
    ),
    Rule("4.2.1", "What the threat is, and to whom", grounds.threat, on=frozenset({Basis.THREAT})),
    Rule(
        "3.3.2 b",
        "Which court ordered what, and when",
        grounds.court_order,
        on=frozenset({Basis.COURT_ORDER}),
    ),
    Rule(
        "1.2",
        "A written, certain request under a law they name",
        grounds.lawful_request,
        on=frozenset({Basis.STATUTORY}),
    ),
    Rule(
        "4.3.1",
        "A report that he knows of, each item to the point",
        grounds.progress_report,
        on=frozenset({Basis.PROGRESS_REPORT}),
    ),
    Rule(
        "5.5",
        "A protocol with the agency, in force and known to all in it",
        joint.protocol_in_force,
        on=_UNDER_PROTOCOL,
    ),
    Rule(
        "5.6",
        "A partner agency has our policy, knows what it asks, and can keep to it",
        joint.policy_known,
        on=JOINT,
    ),
    Rule(
        "5.7",
        "Whoever receives it was named at the outset",
        joint.reader_named,
        on=_UNDER_PROTOCOL,
    ),
    Rule(
        "5.8",
        "A partner’s management agreement makes a breach of confidentiality a breach of it",
        joint.breach_clause,
        on=JOINT,
    ),
    Rule("5.2.4", "Somebody has asked to see the file", own_file.asked_for, on=_OWN),
    Rule("5.2.5", "They may see it, or the client says so", own_file.entitled, on=_OWN),
    Rule("5.2.4", "Who they are, and that nobody makes them ask", own_file.who_they_are, on=_OWN),
    Rule("5.2.4", "The notice that we ask for, or its waiver", own_file.notice, on=_OWN),
    Rule("5.2.5", "All that they asked for, and nothing beyond it", own_file.whole_file, on=_OWN),
    Rule(
        "2.1",
        "The client told, or why not",
        grounds.told_or_why_not,
        on=_UNASKED,
        waits=True,
        in_words=True,
    ),
    Rule("3.2.1", "Gone through for what others said and who they are", redaction.gone_through),
    Rule(
        "3.2.1",
        "A family court’s papers with its permission",
        redaction.court_permission,
    ),
    Rule(
        "3.2.1",
        "Read by the machine, and what it found decided",
        redaction.read_by_the_machine,
        waits=True,
    ),
    Rule("3.2.1", "Reviewed by somebody who did not prepare it", redaction.reviewed, waits=True),
    Rule("3.3.2 b", "What may come of it, explored with her", consent.implications, on=CONSENTED),
    Rule(
        "3.3.2 b",
        "Who will read it, and any concern discussed",
        safety.known_readers,
        on=REPORTED,
        waits=True,
    ),
    Rule(
        "3.3.2 b",
        "A concern of who looked at it, discussed or taken back",
        safety.concerns_discussed,
        on=REPORTED,
        waits=True,
    ),
    Rule("3.3.2 c", "Her risk assessed", safety.risk_assessed, on=TO_OTHERS, in_words=True),
    Rule(
        "3.3.2 c",
        "What speaks for and against that, in words",
        safety.risk_reasoned,
        on=TO_OTHERS,
        waits=True,
        in_words=True,
    ),
    Rule(
        "3.3.2 c",
        "Her risk discussed and noted where it rises",
        safety.risk_discussed,
        on=TO_OTHERS,
        waits=True,
        in_words=True,
    ),
    Rule(
        "3.3.2 c",
        "A second sign-off where her risk rises",
        second_sign_off,
        on=TO_OTHERS,
        waits=True,
        in_words=True,
    ),
    Rule("3.3.2 d", "Her limits asked for and kept", consent.provisos, on=CONSENTED),
    Rule("3.3.2 e", "Nothing to a partner or ex-partner", safety.never_to_a_partner),
    Rule(
        "4.1.1",
        "The agency keeps confidences, and we have seen how",
        agencies.assured_agency,
        on=JOINT,
        on_his="4.3.1",
        instead=agencies.instead_of_assurance,
    ),
    Rule(
        "4.1.1",
        "Under which duty they act, where no assurance is asked first",
        agencies.duty_named,
        on=URGENT,
        waits=True,
        in_words=True,
        on_his="4.3.1",
        instead=agencies.instead_of_assurance,
    ),
    Rule(
        "4.1.1",
        "Those who share know how it is protected",
        agencies.sharers_know,
        on=TO_OTHERS,
        on_his="4.3.1",
    ),
    Rule(
        "4.1.1",
        "The client was told what is shared and how it is protected",
        agencies.explained,
        on=JOINT,
        on_his="4.3.1",
    ),
    Rule("4.4.2", "Sensitive facts only where her consent names them", safety.sensitive_facts),
    Rule(
        "1.2",
        "Signed off by a manager who is not the one who asks",
        approver_is_another,
        waits=True,
    ),
    Rule("1.2", "Whoever signed it off is still in post", approver_in_post, waits=True),
    Rule(
        "1.2",
        "The safeguarding or data protection lead, where it is theirs",
        lead_signed,
        waits=True,
        in_words=True,
    ),
    Rule("1.2", "What leaves read from beginning to end", whole.read_whole),
    Rule("1.2", "Told to somebody of whom we know who they are", whole.spoken_to_somebody_known),
)
