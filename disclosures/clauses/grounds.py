"""What each basis other than consent asks to be on record (3.1.1, 3.3.1, 4.2.1, 4.3.1, a court's, the law's). Pure."""

from collections.abc import Iterator

from disclosures.clauses.bases import CONSENTED
from disclosures.clauses.days import by
from disclosures.obstacle import Mender, Obstacle, Stage
from disclosures.picture import Basis, Picture

DUE = Stage.SUBMISSION
_ON_A_MANS_FILE = CONSENTED | {
    Basis.PROGRESS_REPORT,
    Basis.THREAT,
    Basis.CHILD_PROTECTION,
    Basis.COURT_ORDER,
    Basis.OWN_FILE,
}


def mens_files(p: Picture) -> Iterator[Obstacle]:
    """4.2.1: a programme file opens for its exceptions, a report on progress, his own paper; else for law alone."""
    if p.service == "iss":
        if p.basis == Basis.PROGRESS_REPORT:
            what = "Only a programme file knows reports on progress."
            yield Obstacle("4.3.1", what, Mender.NOBODY, "no_programme", Stage.DRAFTING)
        return
    bound = p.basis == Basis.STATUTORY and p.grounds.binds is True
    if p.basis not in _ON_A_MANS_FILE and not bound:
        what = "A man’s file opens on a threat, on his own written word, or where the law leaves no choice."
        yield Obstacle("4.2.1", what, Mender.NOBODY, "mens_exception", DUE)


def serious_harm(p: Picture) -> Iterator[Obstacle]:
    """3.3.1: which serious harm to others it could prevent is on record."""
    if not p.grounds.why.strip():
        what = "Which serious harm to others it could prevent, and how, is not on record."
        yield Obstacle("3.3.1", what, Mender.WORKER, "harm_unsaid", DUE)


def child_protection(p: Picture) -> Iterator[Obstacle]:
    """3.1.1: which concern for which child is on record."""
    if not p.grounds.why.strip():
        what = "What gives concern for a child is not on record."
        yield Obstacle("3.1.1", what, Mender.WORKER, "concern_unsaid", DUE)


def non_abusing_parent(p: Picture) -> Iterator[Obstacle]:
    """3.1.1: every effort was made to involve the parent who does not abuse, or it is said why not."""
    if not p.grounds.parent.strip():
        what = "How the non-abusing parent was involved, or why not, is not on record."
        yield Obstacle("3.1.1", what, Mender.CLIENT, "parent_not_involved", DUE)


def threat(p: Picture) -> Iterator[Obstacle]:
    """4.2.1 ii: what threat it is, and to whom, is on record."""
    if not p.grounds.why.strip():
        what = "What he threatens, and whom, is not on record."
        yield Obstacle("4.2.1", what, Mender.WORKER, "threat_unsaid", DUE)


def court_order(p: Picture) -> Iterator[Obstacle]:
    """3.3.2 b: the court, its order, the day of it and what it orders to its letter are on record (E14)."""
    g = p.grounds
    if not g.law.strip() or not g.asked_for.strip() or not by(g.dated, p.today):
        what = "Which court ordered what, on which day, is not on record."
        yield Obstacle("3.3.2 b", what, Mender.WORKER, "order_unknown", DUE)


def lawful_request(p: Picture) -> Iterator[Obstacle]:
    """1.2: they ask in writing, for something certain, under a law that they name (E22, 4.5.1)."""
    g = p.grounds
    if not g.in_writing or not by(g.dated, p.today):
        what = "There is no written and dated request."
        yield Obstacle("1.2", what, Mender.WORKER, "not_written", DUE)
    if not g.law.strip():
        what = "Under which duty or power they ask is not on record."
        yield Obstacle("1.2", what, Mender.WORKER, "no_power", DUE)
    if not g.asked_for.strip():
        what = "What exactly they ask for is not on record."
        yield Obstacle("1.2", what, Mender.WORKER, "not_specific", DUE)
    if g.binds is None:
        what = "Nobody has said whether the law leaves us a choice."
        yield Obstacle("1.2", what, Mender.MANAGER, "choice_unknown", DUE)


def told_or_why_not(p: Picture) -> Iterator[Obstacle]:
    """2.1: the client is told what leaves without asking them, or it is said whom telling would endanger."""
    if not by(p.grounds.told_on, p.today) and not p.grounds.not_told.strip():
        what = "The client was not told, and why not is not on record."
        yield Obstacle("2.1", what, Mender.CLIENT, "client_untold", DUE)


def progress_report(p: Picture) -> Iterator[Obstacle]:
    """4.3.1: he was told why, and each item has to do with ending his abuse."""
    if not p.grounds.why.strip():
        what = "What the report is for, as he was told, is not on record."
        yield Obstacle("4.3.1", what, Mender.WORKER, "report_unexplained", DUE)
    idle = tuple(i.entry for i in p.items if not i.relevance.strip())
    if idle:
        what = "What an entry has to do with ending his abuse is not on record."
        yield Obstacle("4.3.1", what, Mender.WORKER, "item_irrelevant", DUE, idle)
    if p.written.there and not p.grounds.relevance.strip():
        what = "What the report that we write has to do with ending his abuse is not on record."
        yield Obstacle("4.3.1", what, Mender.WORKER, "report_irrelevant", DUE)
