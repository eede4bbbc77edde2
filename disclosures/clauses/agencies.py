"""What clause 4.1.1, and 4.3.1 on a programme file, asks of the agency that would receive, and of who shares. Pure."""

from collections.abc import Iterator

from disclosures.clauses.days import by
from disclosures.obstacle import Mender, Obstacle, Stage
from disclosures.picture import Picture
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
