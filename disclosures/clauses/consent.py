"""What rests on the client's consent: informed, covering what leaves, and kept to (2.1, 2.2, 3.3.2). Pure."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from disclosures.clauses.days import after, by
from disclosures.names import Likeness, called_in, compare_names
from disclosures.obstacle import Mender, Obstacle, Stage
from disclosures.picture import Basis, Manner, Picture, Proviso, ProvisoKind


def known_basis(p: Picture) -> Iterator[Obstacle]:
    """2.1: a disclosure rests on one of the grounds that the policy knows."""
    if p.basis not in set(Basis):
        what = "No basis that the policy knows has been chosen."
        yield Obstacle("2.1", what, Mender.WORKER, "basis_unknown", Stage.SUBMISSION)


def informed_consent(p: Picture) -> Iterator[Obstacle]:
    """2.1: the client decides, informed, for these entries, this agency and this time."""

    def lacks(what: str, code: str) -> Obstacle:
        return Obstacle("2.1", what, Mender.CLIENT, code, Stage.SUBMISSION)

    consent = p.consent
    if consent is None:
        yield lacks("There is no record of the client's consent.", "no_consent")
        return
    if consent.refused:
        yield lacks("The client was asked and refused.", "consent_refused")
    if consent.refused_since:
        what = "The client was asked again since, and refused."
        yield lacks(what, "consent_refused_since")
    if consent.agreed_since == "less":
        day = consent.replaced_on
        rest = f": let it rest on the consent of {day.day} {day:%B %Y}" if day else ""
        mend = rest or ", and that stands no more: see Consents, or ask them again"
        yield lacks(f"The client agreed anew since{mend}.", "agreed_to_less")
    if consent.withdrawn_at is not None:
        yield lacks("The client has withdrawn this consent.", "consent_withdrawn")
    if consent.file != p.file:
        yield lacks("The consent is on another case file.", "consent_other_file")
    if not by(consent.given_on, p.today):
        yield lacks("The day the client agreed is not on record.", "consent_not_given")
    elif by(consent.implications_on, p.today) and after(consent.implications_on, consent.given_on):
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


def picked(p: Picture) -> Iterator[Obstacle]:
    """2.1: it is on record what leaves, and it is of this case file."""
    due, worker = Stage.SUBMISSION, Mender.WORKER
    if not p.items and not p.written.there:
        what = "No entry has been picked, and nothing was written for it."
        yield Obstacle("2.1", what, worker, "nothing_picked", due)
    if p.redaction.nothing_left:
        what = "All that is picked is withheld: nothing would leave but that there is a file."
        yield Obstacle("2.1", what, worker, "nothing_left", due)
    held = tuple(i.entry for i in p.items if i.held)
    if held and p.basis != Basis.OWN_FILE:
        what = "An entry was written out for the client who asked to see the file: it is for them alone."
        yield Obstacle("2.1", what, worker, "held_for_client", due, held)
    foreign = tuple(i.entry for i in p.items if i.file != p.file)
    if foreign:
        what = "An entry that is picked is not on this case file."
        yield Obstacle("2.1", what, worker, "item_of_other_file", due, foreign)


def agreed_items(p: Picture) -> Iterator[Obstacle]:
    """2.1: only entries that the consent covers leave on it."""
    if p.consent is None:
        return
    uncovered = tuple(i.entry for i in p.items if i.entry not in p.consent.covers)
    if uncovered:
        what = "The client did not agree to every entry that is picked."
        due = Stage.SUBMISSION
        yield Obstacle("2.1", what, Mender.CLIENT, "item_not_covered", due, uncovered)


def agreed_words(p: Picture) -> Iterator[Obstacle]:
    """2.1: what is newly written leaves on her consent only where she agreed to what it may tell."""
    if p.consent is not None and p.written.there and not p.consent.new_words.strip():
        what = "The client agreed to entries; nothing says what else may be written."
        yield Obstacle("2.1", what, Mender.CLIENT, "words_not_covered", Stage.SUBMISSION)


def asked_by_the_client(p: Picture) -> Iterator[Obstacle]:
    """3.3.2 a: it was she who asked us to be in touch with the agency."""
    if p.consent is None or not p.consent.at_her_request:
        what = "It is not on record that the client asked us to be in touch with this agency."
        yield Obstacle("3.3.2 a", what, Mender.CLIENT, "not_her_request", Stage.SUBMISSION)


def written_authorisation(p: Picture) -> Iterator[Obstacle]:
    """2.2: a programme file, and whoever asks others, needs it in writing: dated, naming who may receive, and kept.

    A date that somebody typed is no writing: the paper lies on the file, or the client signed on a screen (and 4.2.1).
    """
    if p.service == "iss" and p.basis != Basis.OWN_REQUEST:
        return
    paper = p.consent.authorisation if p.consent else None
    if (
        paper is None
        or not by(paper.dated, p.today)
        or p.agency is None
        or paper.names_agency != p.agency.id
    ):
        what = "No dated written authorisation that names this agency."
        yield Obstacle("2.2", what, Mender.CLIENT, "not_in_writing", Stage.SUBMISSION)
    elif paper.evidence is None:
        what = "Only the date of a written authorisation is on record: neither its paper nor a signature."
        yield Obstacle("2.2", what, Mender.CLIENT, "writing_unseen", Stage.SUBMISSION)


def implications(p: Picture) -> Iterator[Obstacle]:
    """3.3.2 b: what may come of it was talked through with her."""
    if p.consent is None or not by(p.consent.implications_on, p.today):
        what = "What may come of it was not explored with the client."
        yield Obstacle("3.3.2 b", what, Mender.CLIENT, "implications", Stage.SUBMISSION)


def provisos(p: Picture) -> Iterator[Obstacle]:
    """3.3.2 d: she was asked for her limits, and each one is kept."""
    if p.consent is None or not p.consent.limits_asked:
        what = "The client was not asked what limits she sets."
        yield Obstacle("3.3.2 d", what, Mender.CLIENT, "limits_not_asked", Stage.SUBMISSION)
    elif p.consent.agreed_since == "limits":
        what = "The client set limits since, with a later consent: a line manager has to read them."
        yield Obstacle("3.3.2 d", what, Mender.MANAGER, "limits_unread", Stage.RELEASE)
    for _limit, stop in broken(p):
        yield stop


def broken(p: Picture) -> Iterator[tuple[Proviso, Obstacle]]:
    """3.3.2 d: each of her limits that would not be kept, with what stands in the way of that."""
    for limit in p.consent.provisos if p.consent else ():
        stop = _breaks(p, limit)
        if stop is not None:
            yield limit, stop


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
        case Proviso(kind=ProvisoKind.NOT_THIS_PERSON, words=words) if words.strip():
            what = (
                "The client does not want this person to know of it, or somebody called like them."
            )
            kept = _nobody_like(p, words)
            return None if kept else limit(what, "person_barred", Mender.CLIENT, Stage.DRAFTING)
        case Proviso(kind=ProvisoKind.NOT_BEFORE, day=date() as day):
            what = "The client does not want it to go before a day that is still to come."
            kept = p.today >= day
            return None if kept else limit(what, "too_early", Mender.RELEASER, Stage.RELEASE)
        case Proviso(kind=ProvisoKind.NOT_AFTER, day=date() as day):
            what = "The client does not want it to go after a day that has passed."
            kept = p.today <= day
            return None if kept else limit(what, "too_late", Mender.CLIENT, Stage.SUBMISSION)
        case Proviso(kind=ProvisoKind.ONLY_VERBALLY):
            what = "The client agreed to a spoken account only; this is written."
            kept = p.manner == Manner.SPOKEN
            return None if kept else limit(what, "only_verbally", Mender.CLIENT, Stage.SUBMISSION)
        case Proviso(kind=ProvisoKind.OWN_WORDS, words=words) if words.strip():
            what = "The one who releases has not confirmed keeping to the client's own words."
            kept = p.releaser is not None and p.releaser in proviso.acknowledged_by
            return None if kept else limit(what, "words_unread", Mender.RELEASER, Stage.RELEASE)
    what = "A limit that the client set can't be understood."
    return limit(what, "proviso_unknown", Mender.CLIENT, Stage.SUBMISSION)


def _nobody_like(p: Picture, name: str) -> bool:
    """Whether neither the recipient, nor anybody who will read it or is on the line, is called like somebody."""
    named = (p.recipient.name, *p.recipient.aliases) if p.recipient else ()
    known = [each for each in (*named, *p.readers) if each.strip()]
    if p.spoken is not None and called_in(p.spoken.with_whom, name):
        return False
    return all(compare_names(name, each) == Likeness.DIFFERENT for each in known)
