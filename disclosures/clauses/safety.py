"""What keeps people safe whatever the basis: who reads it, her risk, never a partner, sensitive facts. Pure."""

from collections.abc import Iterator
from uuid import UUID

from disclosures.clauses.bases import CONSENTED, EVERY, URGENT
from disclosures.clauses.childhood import lapsed
from disclosures.clauses.consent import broken
from disclosures.clauses.days import by
from disclosures.likeness import heard_by_a_partner, likeness_to_partners, nearest
from disclosures.names import Likeness, parts_of
from disclosures.obstacle import Mender, Obstacle, Stage
from disclosures.picture import Basis, Picture, ProvisoKind
from disclosures.signing import SECOND_OPINION_ROLES, enough, flaws


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
    elif p.concern.raised and not by(p.concern.meeting_on, p.today):
        what = "The concern has not been discussed in a team or case meeting."
        yield Obstacle("3.3.2 b", what, Mender.MANAGER, "concern_undiscussed", due)


def concerns_discussed(p: Picture) -> Iterator[Obstacle]:
    """3.3.2 b: what somebody raised who looked at it went to a meeting since, or they took it back."""
    meeting = p.concern.meeting_on if p.concern.raised else None
    held = by(meeting, p.today)
    if any(not held or meeting is None or meeting < day for day in p.concern.standing):
        what = "A concern of somebody who looked at it was not discussed in a team or case meeting since."
        yield Obstacle("3.3.2 b", what, Mender.MANAGER, "concern_open", Stage.SUBMISSION)


def risk_assessed(p: Picture) -> Iterator[Obstacle]:
    """3.3.2 c: what it does to her safety is thought about each time."""
    if not _assessed(p):
        what = "Nobody has assessed whether this raises the client's risk."
        yield Obstacle("3.3.2 c", what, Mender.WORKER, "risk_unknown", Stage.SUBMISSION)


def risk_reasoned(p: Picture) -> Iterator[Obstacle]:
    """3.3.2 c: a choice without words is no assessment: nobody can weigh it, or answer for it."""
    if p.risk is not None and _assessed(p) and not any(each.isalpha() for each in p.risk.words):
        what = "What speaks for and against a rise of the client's risk is not written down."
        yield Obstacle("3.3.2 c", what, Mender.WORKER, "risk_unreasoned", Stage.SUBMISSION)


def _assessed(p: Picture) -> bool:
    return p.risk is not None and p.risk.assessed and p.risk.raises_risk is not None


def risk_discussed(p: Picture) -> Iterator[Obstacle]:
    """3.3.2 c: where risk rises, a second mind, and a note of it in the file."""
    if p.risk is None or not p.risk.raises_risk:
        return
    due, talk = Stage.SUBMISSION, p.risk.discussion
    requester = p.requester.id if p.requester else None
    if (
        talk is None
        or talk.with_whom is None
        or talk.with_whom == requester
        or talk.role not in SECOND_OPINION_ROLES
        or not by(talk.on, p.today)
    ):
        what = "It raises risk and was not discussed with a manager or senior practitioner."
        yield Obstacle("3.3.2 c", what, Mender.SENIOR, "risk_undiscussed", due)
    elif talk.note is None:
        what = "The discussion of the risk is not noted in the case file."
        yield Obstacle("3.3.2 c", what, Mender.WORKER, "risk_unnoted", due)


def never_to_a_partner(p: Picture) -> Iterator[Obstacle]:
    """3.3.2 e: no partner or ex-partner receives anything, whatever the basis and agency, but a warning (4.2.1 ii)."""

    def stop(what: str, code: str, mender: Mender, due: Stage) -> Obstacle:
        return Obstacle("3.3.2 e", what, mender, code, due)

    if p.read_by_client:
        return  # whose identity another rule asks for
    if p.recipient is None or not p.recipient.name.strip():
        what = "Who at the agency would receive it is not named."
        yield stop(what, "no_recipient", Mender.WORKER, Stage.SUBMISSION)
        return
    if p.recipient.left:
        what = "The recipient works there no longer, or we work with the agency no longer."
        yield stop(what, "recipient_left", Mender.WORKER, Stage.SUBMISSION)
    if p.basis == Basis.THREAT and p.recipient.threatened:
        if p.items:
            what = "Whoever is warned gets a warning alone: nothing of the file goes with it."
            yield stop(what, "warning_not_alone", Mender.WORKER, Stage.DRAFTING)
        elif p.service != "dvpp" and not enough(p):  # on his file she is warned at once
            yield from _warned_on_her_file(p)
        return
    likeness = _likeness_to_partners(p)
    requester = {p.requester.id} if p.requester else set()
    if likeness == Likeness.SAME:
        what = "The recipient, or who reads or hears it, is recorded as a partner or ex-partner of the client."
        yield stop(what, "recipient_is_partner", Mender.NOBODY, Stage.DRAFTING)
    elif likeness == Likeness.ASK:
        if not _made_sure(p) - requester:
            what = "The recipient or a reader may be a partner, or must not know of it: somebody else has to make sure."
            yield stop(what, "recipient_like_partner", Mender.MANAGER, Stage.RELEASE)
    elif not _partners_known(p) and not _made_sure(p):
        what = "No partner is on record: the worker has to ask who the recipient is to her."
        yield stop(what, "partners_unknown", Mender.CLIENT, Stage.SUBMISSION)


def _warned_on_her_file(p: Picture) -> Iterator[Obstacle]:
    """3.3.2 e: it may be he whom somebody calls threatened; until a manager has signed, one asks who it is to her."""
    likeness = _likeness_to_partners(p)
    if likeness == Likeness.SAME:
        what = "Whoever would be warned is on record as a partner or ex-partner: a manager has to sign it off first."
        yield Obstacle("3.3.2 e", what, Mender.MANAGER, "partner_unsigned", Stage.RELEASE)
    elif likeness == Likeness.ASK:
        what = "Whoever would be warned may be a partner or ex-partner: a manager has to sign it off first."
        yield Obstacle("3.3.2 e", what, Mender.MANAGER, "partner_unsure", Stage.RELEASE)
    elif not _partners_known(p) and not _made_sure(p):
        what = "No partner is on record: ask who it is to her that is warned, or have a manager sign it off."
        yield Obstacle("3.3.2 e", what, Mender.WORKER, "warned_unasked", Stage.RELEASE)


def _made_sure(p: Picture) -> frozenset[UUID]:
    """Who says that the recipient is no partner: of who signed it off, those alone whose sign-off holds."""
    return p.says_not_partner | {
        s.approver.id for s in p.sign_offs if s.not_partner and not flaws(p, s)
    }


def _partners_known(p: Picture) -> bool:
    return any(parts_of(name) for name in p.partners.names)


def _likeness_to_partners(p: Picture) -> Likeness:
    """The nearest likeness of the recipient to any partner, by name, number or address, as the machine says it too.

    Who is on the line is one for certain or not at all.
    """
    if p.recipient is None:
        return Likeness.ASK
    if p.spoken and heard_by_a_partner(p.spoken.with_whom, p.spoken.known_by, p.partners):
        return Likeness.SAME
    said = p.redaction.reading.recipient if p.redaction.reading else Likeness.DIFFERENT
    agency = p.agency.name if p.agency else ""
    return nearest({said, likeness_to_partners(p.recipient, agency, p.partners)})


def sensitive_facts(p: Picture) -> Iterator[Obstacle]:
    """4.4.2: a sensitive fact leaves only with a consent that names it; a court's order is the one exception (E14).

    Where it is withheld the rest may go, once somebody else says that the rest holds none.
    """
    if p.read_by_client:
        return  # they are theirs
    due = Stage.SUBMISSION
    unsaid = tuple(i.entry for i in p.items if i.sensitive is None)
    if unsaid:
        what = "Nobody has said whether an entry holds a sensitive fact."
        yield Obstacle("4.4.2", what, Mender.WORKER, "sensitivity_unknown", due, unsaid)
    if p.written.there and p.written.sensitive is None:
        what = "Nobody has said whether what was written for it holds a sensitive fact."
        yield Obstacle("4.4.2", what, Mender.WORKER, "words_unlooked", due)
    if p.basis == Basis.COURT_ORDER and p.grounds.names_sensitive:
        return
    if p.basis == Basis.OWN_FILE and p.own is not None and p.own.names_sensitive:
        return
    judged = p.basis in CONSENTED or p.basis not in EVERY  # then the consent itself is asked for
    named = p.consent.names_sensitive if p.consent and judged else _still_named(p)
    secret = [i for i in p.items if i.sensitive and i.entry not in named]
    if unnamed := tuple(i.entry for i in secret if not i.cut):
        # On an urgent ground she can't be asked first: what they have to know is written without it (E47).
        if p.basis in URGENT:
            what = "An entry holds a sensitive fact that no consent names: leave it out; write what they have to know."
            yield Obstacle("4.4.2", what, Mender.WORKER, "sensitive_urgent", due, unnamed)
        else:
            what = "An entry holds a sensitive fact that the client's consent does not name."
            yield Obstacle("4.4.2", what, Mender.CLIENT, "sensitive_unnamed", due, unnamed)
    if rest := tuple(i.entry for i in secret if i.cut and i.entry not in _said_harmless(p)):
        what = "Nobody else has said that what is left of an entry holds no sensitive fact."
        yield Obstacle("4.4.2", what, Mender.SECOND, "sensitive_rest", Stage.SIGN_OFF, rest)
    if p.written.there and p.written.sensitive:
        what = "What was written for it holds a sensitive fact: it leaves only as an entry that a consent names."
        yield Obstacle("4.4.2", what, Mender.WORKER, "sensitive_words", due)


def _still_named(p: Picture) -> frozenset[UUID]:
    """The entries whose sensitive fact a consent names on another basis: one that stands, within her limits."""
    if p.consent is None or not _stands(p) or p.consent.refused_since or p.consent.agreed_since:
        return frozenset()
    by_itself = (ProvisoKind.NOT_THIS_ITEM, ProvisoKind.OWN_WORDS)
    if any(limit.kind not in by_itself for limit, _stop in broken(p)):
        return frozenset()
    barred = {each.item for each in p.consent.provisos if each.kind == ProvisoKind.NOT_THIS_ITEM}
    return p.consent.names_sensitive - barred


def _said_harmless(p: Picture) -> frozenset[UUID]:
    """The entries of whose rest somebody who did not prepare it says, as it is now, that it holds no sensitive fact."""
    said = p.redaction.review
    if said is None or not said.content or said.content != p.content or not said.passed:
        return frozenset()
    another = p.requester is not None and said.by.id != p.requester.id
    return said.harmless if another and said.by.in_post is True else frozenset()


def _stands(p: Picture) -> bool:
    """Whether there is a consent of this file to this agency that holds today, on whatever basis it leaves."""
    consent = p.consent
    return (
        consent is not None
        and consent.file == p.file
        and not consent.refused
        and consent.withdrawn_at is None
        and by(consent.given_on, p.today)
        and consent.expires_on is not None
        and consent.expires_on >= p.today
        and p.agency is not None
        and consent.to_agency == p.agency.id
        and not lapsed(p, consent)
    )
