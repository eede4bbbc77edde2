"""Each clause that stands before a disclosure, as a small pure function: the heart of the room.

A rule looks at a `Picture` and yields an `Obstacle` for each thing that is missing; nothing yields
nothing. The same rules run while drafting, at submission, at sign-off and inside the transaction
that releases: the stage decides only which obstacles are due yet. What is unknown is missing.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from disclosures.likeness import likeness_to_partners, nearest
from disclosures.names import Likeness, parts_of
from disclosures.obstacle import Mender, Obstacle
from disclosures.picture import Basis, Picture, Proviso, ProvisoKind, Stage
from disclosures.redaction.rules import prepared, reviewed
from disclosures.signing import (
    SECOND_OPINION_ROLES,
    approver_in_post,
    approver_is_another,
    second_sign_off,
    signed_under_an_older_assurance,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A clause, what it asks for in our words, and the function that looks."""

    clause: str
    asks: str
    check: Callable[[Picture], Iterable[Obstacle]]


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


def obstacles(picture: Picture, stage: Stage) -> tuple[Obstacle, ...]:
    """All that stands in the way at this stage, in the order of the rules; () means it may go."""
    return tuple(o for rule in RULES for o in rule.check(picture) if o.due <= stage)


def task_list(picture: Picture, stage: Stage) -> tuple[Line, ...]:
    """Every rule with what it still misses, met ones included, for the page."""
    return tuple(_line(rule, tuple(rule.check(picture)), stage) for rule in RULES)


def _line(rule: Rule, found: tuple[Obstacle, ...], stage: Stage) -> Line:
    missing = tuple(o for o in found if o.due <= stage)
    later = tuple(o for o in found if o.due > stage)
    return Line(rule.clause, rule.asks, missing, later)


def _by(day: date | None, today: date) -> bool:
    """Whether something has happened: it has a day, and the day is not still to come."""
    return day is not None and day <= today


def _after(one: date | None, other: date | None) -> bool:
    """Whether one day is known to be later than the other."""
    return one is not None and other is not None and one > other


# 2.1 ------------------------------------------------------------------------------------------


def informed_consent(p: Picture) -> Iterator[Obstacle]:
    """2.1: the client decides, informed, for these entries, this agency and this time."""

    def lacks(what: str, code: str, mender: Mender = Mender.CLIENT, *about: UUID) -> Obstacle:
        return Obstacle("2.1", what, mender, code, Stage.SUBMISSION, about)

    if p.basis != Basis.INFORMED_CONSENT:
        yield lacks("No basis that this release knows: only informed consent.", "basis_unknown")
    consent = p.consent
    if consent is None:
        yield lacks("There is no record of the client's consent.", "no_consent")
        return
    if consent.withdrawn_at is not None:
        yield lacks("The client has withdrawn this consent.", "consent_withdrawn")
    if consent.file != p.file:
        yield lacks("The consent is on another case file.", "consent_other_file")
    if not _by(consent.given_on, p.today):
        yield lacks("The day the client agreed is not on record.", "consent_not_given")
    elif _by(consent.implications_on, p.today) and _after(
        consent.implications_on, consent.given_on
    ):
        what = "She agreed before it was explored what may come of it: that is not informed."
        yield lacks(what, "consent_uninformed")
    if not consent.why.strip():
        yield lacks("Why it is needed, as the client was told, is not on record.", "no_reason")
    if p.agency is None or consent.to_agency != p.agency.id:
        yield lacks("The client did not agree to this agency.", "consent_other_agency")
    if not consent.agreeing_explained:
        yield lacks("What follows if she agrees was not explained.", "agreeing_unexplained")
    if not consent.refusing_explained:
        yield lacks("What follows if she refuses was not explained.", "refusing_unexplained")
    if consent.expires_on is None:
        yield lacks("How long the consent holds is not on record.", "consent_endless")
    elif consent.expires_on < p.today:
        yield lacks("The consent has expired.", "consent_expired")


def agreed_items(p: Picture) -> Iterator[Obstacle]:
    """2.1: only entries of this case file leave, and only those that the consent covers."""
    due, worker = Stage.SUBMISSION, Mender.WORKER
    if not p.items:
        yield Obstacle("2.1", "No entry has been picked.", worker, "nothing_picked", due)
    foreign = tuple(i.entry for i in p.items if i.file != p.file)
    if foreign:
        what = "An entry that is picked is not on this case file."
        yield Obstacle("2.1", what, worker, "item_of_other_file", due, foreign)
    if p.consent is None:
        return
    uncovered = tuple(i.entry for i in p.items if i.entry not in p.consent.covers)
    if uncovered:
        what = "The client did not agree to every entry that is picked."
        yield Obstacle("2.1", what, Mender.CLIENT, "item_not_covered", due, uncovered)


# 2.2 ------------------------------------------------------------------------------------------


def written_authorisation(p: Picture) -> Iterator[Obstacle]:
    """2.2: a programme file opens only on paper, dated and naming who may receive (and 4.2.1)."""
    if p.service == "iss":
        return
    paper = p.consent.authorisation if p.consent else None
    if (
        paper is None
        or not _by(paper.dated, p.today)
        or p.agency is None
        or paper.names_agency != p.agency.id
    ):
        what = "No dated written authorisation that names this agency."
        yield Obstacle("2.2", what, Mender.CLIENT, "not_in_writing", Stage.SUBMISSION)


# 3.3.2 ----------------------------------------------------------------------------------------


def implications(p: Picture) -> Iterator[Obstacle]:
    """3.3.2 b: what may come of it was talked through with her."""
    if p.consent is None or not _by(p.consent.implications_on, p.today):
        what = "What may come of it was not explored with the client."
        yield Obstacle("3.3.2 b", what, Mender.CLIENT, "implications", Stage.SUBMISSION)


def known_readers(p: Picture) -> Iterator[Obstacle]:
    """3.3.2 b: the worker knows who will read it, and a concern went to a meeting first."""
    due = Stage.SUBMISSION
    if not any(r.strip() for r in p.readers):
        what = "Who will read it at the agency is not named."
        yield Obstacle("3.3.2 b", what, Mender.WORKER, "no_readers", due)
    if not p.knows_readers:
        what = "The worker has not confirmed knowing who will read it."
        yield Obstacle("3.3.2 b", what, Mender.WORKER, "readers_unknown", due)
    if p.concern.raised is None:
        what = "Nobody has said whether there is a concern about sharing this."
        yield Obstacle("3.3.2 b", what, Mender.WORKER, "concern_unknown", due)
    elif p.concern.raised and not _by(p.concern.meeting_on, p.today):
        what = "The concern has not been discussed in a team or case meeting."
        yield Obstacle("3.3.2 b", what, Mender.MANAGER, "concern_undiscussed", due)


def risk_to_her(p: Picture) -> Iterator[Obstacle]:
    """3.3.2 c: risk is assessed each time; where it rises, a second mind and a note in the file."""
    due = Stage.SUBMISSION
    if p.risk is None or not p.risk.assessed or p.risk.raises_risk is None:
        what = "Nobody has assessed whether this raises the client's risk."
        yield Obstacle("3.3.2 c", what, Mender.WORKER, "risk_unknown", due)
        return
    if not p.risk.raises_risk:
        return
    talk = p.risk.discussion
    requester = p.requester.id if p.requester else None
    if (
        talk is None
        or talk.with_whom is None
        or talk.with_whom == requester
        or talk.role not in SECOND_OPINION_ROLES
        or not _by(talk.on, p.today)
    ):
        what = "It raises risk and was not discussed with a manager or senior practitioner."
        yield Obstacle("3.3.2 c", what, Mender.SENIOR, "risk_undiscussed", due)
    elif talk.note is None:
        what = "The discussion of the risk is not noted in the case file."
        yield Obstacle("3.3.2 c", what, Mender.WORKER, "risk_unnoted", due)


def provisos(p: Picture) -> Iterator[Obstacle]:
    """3.3.2 d: she was asked for her limits, and each one is kept."""
    if p.consent is None or not p.consent.limits_asked:
        what = "The client was not asked what limits she sets."
        yield Obstacle("3.3.2 d", what, Mender.CLIENT, "limits_not_asked", Stage.SUBMISSION)
    for proviso in p.consent.provisos if p.consent else ():
        broken = _breaks(p, proviso)
        if broken is not None:
            yield broken


def _breaks(p: Picture, proviso: Proviso) -> Obstacle | None:
    """The obstacle that one proviso raises; one that can't be understood always raises one."""

    def limit(what: str, code: str, mender: Mender, due: Stage, *about: UUID) -> Obstacle:
        return Obstacle("3.3.2 d", what, mender, code, due, about)

    picked = {i.entry for i in p.items}
    match proviso:
        case Proviso(kind=ProvisoKind.NOT_THIS_ITEM, item=UUID() as item):
            what = "The client does not want this entry shared."
            early = Stage.DRAFTING
            kept = item not in picked
            return None if kept else limit(what, "item_barred", Mender.WORKER, early, item)
        case Proviso(kind=ProvisoKind.NOT_THIS_AGENCY, agency=UUID() as agency):
            what = "The client does not want anything shared with this agency."
            kept = p.agency is not None and agency != p.agency.id
            return None if kept else limit(what, "agency_barred", Mender.NOBODY, Stage.DRAFTING)
        case Proviso(kind=ProvisoKind.NOT_BEFORE, day=date() as day):
            what = "The client does not want it to go before a day that is still to come."
            kept = p.today >= day
            return None if kept else limit(what, "too_early", Mender.RELEASER, Stage.RELEASE)
        case Proviso(kind=ProvisoKind.NOT_AFTER, day=date() as day):
            what = "The client does not want it to go after a day that has passed."
            kept = p.today <= day
            return None if kept else limit(what, "too_late", Mender.CLIENT, Stage.SUBMISSION)
        case Proviso(kind=ProvisoKind.ONLY_VERBALLY):
            what = "The client agreed to a spoken account only; a package is written."
            return limit(what, "only_verbally", Mender.CLIENT, Stage.SUBMISSION)
        case Proviso(kind=ProvisoKind.OWN_WORDS, words=words) if words.strip():
            what = "The one who releases has not confirmed keeping to the client's own words."
            kept = p.releaser is not None and p.releaser in proviso.acknowledged_by
            return None if kept else limit(what, "words_unread", Mender.RELEASER, Stage.RELEASE)
    what = "A limit that the client set can't be understood."
    return limit(what, "proviso_unknown", Mender.CLIENT, Stage.SUBMISSION)


def never_to_a_partner(p: Picture) -> Iterator[Obstacle]:
    """3.3.2 e: no partner or ex-partner receives anything, whatever the basis and agency."""

    def stop(what: str, code: str, mender: Mender, due: Stage) -> Obstacle:
        return Obstacle("3.3.2 e", what, mender, code, due)

    if p.recipient is None or not p.recipient.name.strip():
        what = "Who at the agency would receive it is not named."
        yield stop(what, "no_recipient", Mender.WORKER, Stage.SUBMISSION)
        return
    likeness = _likeness_to_partners(p)
    requester = {p.requester.id} if p.requester else set()
    if likeness == Likeness.SAME:
        what = "The recipient is recorded as a partner or ex-partner of the client."
        yield stop(what, "recipient_is_partner", Mender.NOBODY, Stage.DRAFTING)
    elif not any(parts_of(n) for n in p.partners.names):
        if not p.says_not_partner:
            what = "No partner is on record: the worker has to ask who the recipient is to her."
            yield stop(what, "partners_unknown", Mender.CLIENT, Stage.SUBMISSION)
    elif likeness == Likeness.ASK and not p.says_not_partner - requester:
        what = "The recipient may be a partner or ex-partner: somebody else has to make sure."
        yield stop(what, "recipient_like_partner", Mender.MANAGER, Stage.RELEASE)


def _likeness_to_partners(p: Picture) -> Likeness:
    """The nearest likeness of the recipient, under any name or number, to any partner, as the machine says it too."""
    if p.recipient is None:
        return Likeness.ASK
    said = p.redaction.reading.recipient if p.redaction.reading else Likeness.DIFFERENT
    agency = p.agency.name if p.agency else ""
    return nearest({said, likeness_to_partners(p.recipient, agency, p.partners)})


# 4.1.1 ----------------------------------------------------------------------------------------


def assured_agency(p: Picture) -> Iterator[Obstacle]:
    """4.1.1: we have seen, not long ago, how the agency keeps confidences, or it has a duty."""

    def lacks(what: str, code: str, mender: Mender, due: Stage) -> Obstacle:
        return Obstacle("4.1.1", what, mender, code, due)

    if p.agency is None:
        yield lacks("No agency is chosen.", "no_agency", Mender.WORKER, Stage.SUBMISSION)
        return
    if p.agency.statutory_duty.strip():
        return
    seen = p.agency.assurance
    if seen is None or seen.seen_by is None or not _by(seen.seen_on, p.today):
        what = "Nobody here has seen this agency's confidentiality policy."
        yield lacks(what, "no_assurance", Mender.MANAGER, Stage.SUBMISSION)
        return
    if seen.review_on is None or seen.review_on < p.today:
        what = "The agency's assurance has lapsed and needs to be looked at again."
        yield lacks(what, "assurance_lapsed", Mender.MANAGER, Stage.SUBMISSION)
    yield from signed_under_an_older_assurance(p)


def sharers_know(p: Picture) -> Iterator[Obstacle]:
    """4.1.1: whoever shares knows how the agency protects it, and the client was told both."""
    what = "{} has not confirmed knowing how the agency will protect it."
    if p.requester is None or p.requester.id not in p.knows_agency_policy:
        asker, due = what.format("The worker who asks"), Stage.SUBMISSION
        yield Obstacle("4.1.1", asker, Mender.WORKER, "asker_unsure", due)
    if p.releaser is None or p.releaser not in p.knows_agency_policy:
        releaser, due = what.format("The worker who releases"), Stage.RELEASE
        yield Obstacle("4.1.1", releaser, Mender.RELEASER, "releaser_unsure", due)
    if not _by(p.explained_on, p.today):
        untold = "The client was not told what will be shared and how it will be protected."
        yield Obstacle("4.1.1", untold, Mender.CLIENT, "not_explained", Stage.SUBMISSION)


# 4.4.2 ----------------------------------------------------------------------------------------


def sensitive_facts(p: Picture) -> Iterator[Obstacle]:
    """4.4.2: a sensitive fact leaves only with a consent that names it, whatever the basis."""
    due = Stage.SUBMISSION
    unsaid = tuple(i.entry for i in p.items if i.sensitive is None)
    if unsaid:
        what = "Nobody has said whether an entry holds a sensitive fact."
        yield Obstacle("4.4.2", what, Mender.WORKER, "sensitivity_unknown", due, unsaid)
    named = p.consent.names_sensitive if p.consent else frozenset()
    unnamed = tuple(i.entry for i in p.items if i.sensitive and i.entry not in named)
    if unnamed:
        what = "An entry holds a sensitive fact that the client's consent does not name."
        yield Obstacle("4.4.2", what, Mender.CLIENT, "sensitive_unnamed", due, unnamed)


# 1.2 ------------------------------------------------------------------------------------------


def read_whole(p: Picture) -> Iterator[Obstacle]:
    """1.2: somebody has read the package from beginning to end, as it is now."""
    seen = p.reading
    if seen is None or seen.by is None or seen.at is None or seen.at > p.as_of:
        what = "Nobody has confirmed having read the package whole."
        yield Obstacle("1.2", what, Mender.RELEASER, "package_unread", Stage.RELEASE)
    elif not seen.content or seen.content != p.content:
        what = "The package has changed since it was read."
        yield Obstacle("1.2", what, Mender.RELEASER, "package_changed", Stage.RELEASE)


RULES: tuple[Rule, ...] = (
    Rule("2.1", "The client's informed consent, as she gave it", informed_consent),
    Rule("2.1", "Only entries that she agreed to", agreed_items),
    Rule("2.2", "On a programme file, a written and dated authorisation", written_authorisation),
    Rule("3.2.1", "Gone through for what others said and who they are", prepared),
    Rule("3.2.1", "Reviewed by somebody who did not prepare it", reviewed),
    Rule("3.3.2 b", "What may come of it, explored with her", implications),
    Rule("3.3.2 b", "Who will read it, and any concern discussed", known_readers),
    Rule("3.3.2 c", "Her risk assessed, and discussed where it rises", risk_to_her),
    Rule("3.3.2 c", "A second sign-off where her risk rises", second_sign_off),
    Rule("3.3.2 d", "Her limits asked for and kept", provisos),
    Rule("3.3.2 e", "Nothing to a partner or ex-partner", never_to_a_partner),
    Rule("4.1.1", "The agency keeps confidences, and we have seen how", assured_agency),
    Rule("4.1.1", "Those who share know it, and she was told", sharers_know),
    Rule("4.4.2", "Sensitive facts only where her consent names them", sensitive_facts),
    Rule("1.2", "Signed off by a manager who is not the one who asks", approver_is_another),
    Rule("1.2", "Whoever signed it off is still in post", approver_in_post),
    Rule("1.2", "The package read from beginning to end", read_whole),
)
