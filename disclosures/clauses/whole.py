"""What clause 1.2 asks of whoever lets it leave: read whole, or spoken to somebody who is known. Pure."""

from collections.abc import Iterator

from disclosures.clauses.days import by
from disclosures.obstacle import Mender, Obstacle, Stage
from disclosures.picture import Manner, Picture


def read_whole(p: Picture) -> Iterator[Obstacle]:
    """1.2: somebody has read the package from beginning to end, as it is now."""
    seen = p.reading
    if seen is None or seen.by is None or seen.at is None or seen.at > p.as_of:
        what = "Nobody has confirmed having read the package whole."
        yield Obstacle("1.2", what, Mender.RELEASER, "package_unread", Stage.RELEASE)
    elif not seen.content or seen.content != p.content:
        what = "The package has changed since it was read."
        yield Obstacle("1.2", what, Mender.RELEASER, "package_changed", Stage.RELEASE)


def spoken_to_somebody_known(p: Picture) -> Iterator[Obstacle]:
    """1.2: what is told by word of mouth is told to somebody of whom it is known who they are."""
    if p.manner != Manner.SPOKEN:
        return
    said = p.spoken
    if said is None or not said.with_whom.strip() or not by(said.on, p.today):
        what = "Who was on the line, and when, is not on record."
        yield Obstacle("1.2", what, Mender.RELEASER, "line_unknown", Stage.RELEASE)
    elif not said.known_by.strip():
        what = "How it was known who was on the line is not on record."
        yield Obstacle("1.2", what, Mender.RELEASER, "line_unchecked", Stage.RELEASE)
