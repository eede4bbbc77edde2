"""What clauses 5.2.4 and 5.2.5 ask before a client, or somebody for them, sees the client's own file. Pure."""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from disclosures.clauses.days import by
from disclosures.obstacle import Mender, Obstacle, Stage
from disclosures.ownfile.picture import Asker, OwnFile
from disclosures.picture import Picture

DUE = Stage.SUBMISSION
WEIGHED = frozenset({Asker.PARENT, Asker.REPRESENTATIVE})


def _lacks(what: str, code: str, mender: Mender, *about: UUID, clause: str = "5.2.4") -> Obstacle:
    return Obstacle(clause, what, mender, code, DUE, about)


def asked_for(p: Picture) -> Iterator[Obstacle]:
    """5.2.4: somebody has asked to see this file, and the request is not closed."""
    yield from _asked_for(p.own, p.file)


def entitled(p: Picture) -> Iterator[Obstacle]:
    """5.2.5: the client sees their file, or somebody whose authority holds today (E7, E8, E29, E31)."""
    yield from _entitled(p.own, p.today)


def who_they_are(p: Picture) -> Iterator[Obstacle]:
    """5.2.4: it is known who they are, and the client was asked alone whether somebody makes them ask (E30)."""
    yield from _who_they_are(p.own, p.today)


def notice(p: Picture) -> Iterator[Obstacle]:
    """5.2.4: we have had the notice that we ask for, or a manager has waived it."""
    yield from _notice(p.own, p.as_of)


def against_reading(
    own: OwnFile | None, *, file: UUID, today: date, as_of: datetime
) -> tuple[Obstacle, ...]:
    """What stands against reading what was released, as things are now: it may be days later (E7, E8, E30)."""
    return (
        *_asked_for(own, file),
        *_entitled(own, today),
        *_who_they_are(own, today),
        *_notice(own, as_of),
    )


def against_copying(own: OwnFile | None, *, file: UUID, today: date) -> tuple[Obstacle, ...]:
    """What stands against a copy of it now; the request may be closed by then (E7, E8)."""
    if own is None or own.file != file:
        return tuple(_asked_for(own, file))
    return (*_entitled(own, today), *_who_they_are(own, today))


def alone(coerced: bool | None, *, supporter: bool) -> Iterator[Obstacle]:
    """5.2.4: nobody whom they bring is beside a client who may be made to ask; an interpreter may be (E30).

    The sentence tells no reason: it stands on a screen that the one beside them may see.
    """
    if coerced is True and supporter:
        what = "They read it with one of us, and an interpreter at most: nobody whom they bring is beside them."
        yield Obstacle("5.2.4", what, Mender.WORKER, "not_alone", Stage.RELEASE)


def _asked_for(own: OwnFile | None, file: UUID) -> Iterator[Obstacle]:
    if own is None or own.file != file:
        what = "There is no request to see this file."
        yield _lacks(what, "not_asked_for", Mender.CLIENT)
    elif not own.open:
        what = "The request to see this file is closed."
        yield _lacks(what, "asking_closed", Mender.NOBODY)


def _entitled(own: OwnFile | None, today: date) -> Iterator[Obstacle]:
    if own is None:
        return
    if own.asker not in set(Asker):
        what = "Who asks to see the file is not on record."
        yield _lacks(what, "asker_unknown", Mender.CLIENT, clause="5.2.5")
        return
    if own.dead and own.asker != Asker.REPRESENTATIVE:
        what = "The client has died: only their personal representative can ask, and a manager decides."
        yield _lacks(what, "client_died", Mender.MANAGER, clause="5.2.5")
    if own.asker == Asker.REPRESENTATIVE and not own.dead:
        what = "A personal representative asks, and it is not on record that the client has died."
        yield _lacks(what, "client_lives", Mender.WORKER, clause="5.2.5")
    if own.asker == Asker.CLIENT:
        return
    if not by(own.authority_on, today):
        what = "That they may ask for the client was not checked, or has lapsed."
        yield _lacks(what, "no_authority", Mender.CLIENT, clause="5.2.5")
    if own.asker in WEIGHED and own.weighed is not True:
        what = "From a parent or a representative a file is withheld until somebody has weighed it and allowed it."
        yield _lacks(what, "unweighed", Mender.MANAGER, clause="5.2.5")


def _who_they_are(own: OwnFile | None, today: date) -> Iterator[Obstacle]:
    if own is None:
        return
    if not by(own.identity_on, today):
        what = "Who they are was not checked."
        yield _lacks(what, "identity_unchecked", Mender.CLIENT)
    if own.asker in WEIGHED:
        return  # there is no client to be asked
    if own.seen_alone is not True or own.coerced is None:
        what = "The client was not asked alone whether somebody makes them ask for it."
        yield _lacks(what, "coercion_unasked", Mender.CLIENT)


def _notice(own: OwnFile | None, as_of: datetime) -> Iterator[Obstacle]:
    if own is None or own.statutory:
        return
    if own.earliest_at is None or as_of < own.earliest_at:
        what = "The notice for seeing a file is not over, and no manager has waived it."
        yield Obstacle("5.2.4", what, Mender.MANAGER, "notice_running", Stage.RELEASE)


def whole_file(p: Picture) -> Iterator[Obstacle]:
    """5.2.5: all that they asked for is gone through, and nothing beyond it (E31, E32, E33).

    What may not be read is withheld there, with its reason; it is not left out by silence.
    """
    own = p.own
    if own is None:
        return
    if own.paper_unread:
        what = "Nobody has said what of a paper folder is on paper alone."
        yield _lacks(what, "paper_unread", Mender.WORKER, clause="5.2.5")
    if own.holdings_out:
        what = (
            "What we hold about the client besides entries was not taken in: "
            "take it into the draft from the request, or take the prepared disclosure back and prepare it anew."
        )
        yield _lacks(what, "holdings_left_out", Mender.WORKER, clause="5.2.5")
    picked = frozenset(i.entry for i in p.items)
    if left_out := own.in_scope - own.conference - picked:
        what = "An entry that was in the file when it was asked for is left out."
        yield _lacks(what, "left_out", Mender.WORKER, *sorted(left_out), clause="5.2.5")
    covered = own.scope if own.scope is not None else picked
    if beyond := picked - covered | picked & own.for_another:
        what = "An entry goes beyond what their authority covers."
        yield _lacks(what, "beyond_scope", Mender.WORKER, *sorted(beyond), clause="5.2.5")
    if untaken := p.redaction.untaken:
        what = "Nobody has said what becomes of a document: take its pages in, or say why it stays behind."
        yield _lacks(what, "document_untaken", Mender.WORKER, *untaken, clause="5.2.5")
    if minutes := picked & own.conference:
        what = "Minutes of a conference are its co-ordinator’s: ask there, and take them out."
        yield _lacks(what, "conference_minutes", Mender.WORKER, *sorted(minutes), clause="3.2.1")
    if unrouted := own.unrouted - picked:
        what = "Conference minutes are left out, and were not sent on to their co-ordinator."
        yield _lacks(what, "minutes_unrouted", Mender.WORKER, *sorted(unrouted), clause="5.2.5")
