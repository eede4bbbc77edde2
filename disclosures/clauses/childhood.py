"""A consent that a parent gave for a child counts until the child is of age; then the client's own (2.1, E7). Pure."""

from collections.abc import Iterator

from disclosures.clauses.days import by
from disclosures.obstacle import Mender, Obstacle, Stage
from disclosures.picture import ConsentPicture, Picture


def lapsed(p: Picture, consent: ConsentPicture) -> bool:
    """Whether a parent gave it, and the client is of age, or nobody knows that they are not."""
    return consent.by_parent and (consent.of_age_on is None or by(consent.of_age_on, p.today))


def given_for_a_child(p: Picture) -> Iterator[Obstacle]:
    """2.1, E7: what a parent agreed to ends by itself on the day on which the child is of age."""
    consent = p.consent
    if consent is None or not lapsed(p, consent):
        return
    due, client = Stage.DRAFTING, Mender.CLIENT
    if consent.of_age_on is None:
        what = "Given by a parent, and the file has no date of birth: ask the client."
        yield Obstacle("2.1", what, client, "child_unknown", due)
        return
    since = f"{consent.of_age_on.day} {consent.of_age_on:%B %Y}"
    what = f"Given by a parent; the client is of age since {since}: ask the client."
    yield Obstacle("2.1", what, client, "child_of_age", due)
