"""What clause 4.1.1, and 4.3.1 on a programme file, asks of the agency that would receive, and of who shares. Pure."""

from collections.abc import Iterator

from disclosures.clauses.bases import URGENT
from disclosures.clauses.days import by
from disclosures.obstacle import Mender, Obstacle, Stage
from disclosures.picture import Basis, Picture
from disclosures.signing import signed_under_an_older_assurance


def assured_agency(p: Picture) -> Iterator[Obstacle]:
    """4.1.1: we have seen, not long ago, how the agency keeps confidences, or it has a duty."""

    def lacks(what: str, code: str, mender: Mender, due: Stage) -> Obstacle:
        return Obstacle("4.1.1", what, mender, code, due)

    if p.agency is None:
        yield lacks("No agency is chosen.", "no_agency", Mender.WORKER, Stage.SUBMISSION)
        return
    if p.agency.duty:
        return
    seen = p.agency.assurance
    if seen is None or seen.seen_by is None or not by(seen.seen_on, p.today):
        what = "Nobody here has seen this agency's confidentiality policy."
        yield lacks(what, "no_assurance", Mender.MANAGER, Stage.SUBMISSION)
        return
    if seen.review_on is None or seen.review_on < p.today:
        what = "The agency's assurance has lapsed and needs to be looked at again."
        yield lacks(what, "assurance_lapsed", Mender.MANAGER, Stage.SUBMISSION)
    yield from signed_under_an_older_assurance(p)


def duty_named(p: Picture) -> Iterator[Obstacle]:
    """4.1.1: where a life goes before an assurance, it is said under which duty they act, or what the emergency is.

    Whoever is threatened is warned whoever they are.
    """
    warned = p.basis == Basis.THREAT and p.recipient is not None and p.recipient.threatened
    named = p.grounds.law.strip() or (p.agency is not None and p.agency.duty)
    if not named and not warned and not _assured(p):
        what = (
            "Under which duty or power in law they act, or what the emergency is, is not on record."
        )
        yield Obstacle("4.1.1", what, Mender.WORKER, "duty_unsaid", Stage.SUBMISSION)


def _assured(p: Picture) -> bool:
    """Whether we have seen how the agency keeps confidences, and that holds today."""
    seen = p.agency.assurance if p.agency else None
    return (
        seen is not None
        and seen.seen_by is not None
        and by(seen.seen_on, p.today)
        and seen.review_on is not None
        and seen.review_on >= p.today
    )


def instead_of_assurance(p: Picture) -> str:
    """Return what stands where no assurance is asked, as the record says it; '' for nothing."""
    if p.agency is not None and p.agency.duty:
        return f"No assurance is asked of them: they act under a duty in law, {p.agency.duty}."
    said = p.grounds.law.strip()
    return f"No assurance is asked of them: {said}" if said and p.basis in URGENT else ""


def sharers_know(p: Picture) -> Iterator[Obstacle]:
    """4.1.1: whoever shares knows how it will be protected there."""
    what = "{} has not confirmed knowing how the agency will protect it."
    if p.requester is None or p.requester.id not in p.knows_agency_policy:
        asker, due = what.format("The worker who asks"), Stage.SUBMISSION
        yield Obstacle("4.1.1", asker, Mender.WORKER, "asker_unsure", due)
    if p.releaser is None or p.releaser not in p.knows_agency_policy:
        releaser, due = what.format("The worker who releases"), Stage.RELEASE
        yield Obstacle("4.1.1", releaser, Mender.RELEASER, "releaser_unsure", due)


def explained(p: Picture) -> Iterator[Obstacle]:
    """4.1.1, 4.3.1: the client was told what will be shared, why, and how it will be protected."""
    if not by(p.explained_on, p.today):
        untold = "The client was not told what will be shared and how it will be protected."
        yield Obstacle("4.1.1", untold, Mender.CLIENT, "not_explained", Stage.SUBMISSION)
