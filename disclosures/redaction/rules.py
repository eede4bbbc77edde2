"""What clause 3.2.1 asks before anything leaves: prepared by one, read by the machine, reviewed by another. Pure."""

from collections.abc import Iterator
from uuid import UUID

from disclosures.obstacle import Mender, Obstacle, Stage
from disclosures.picture import Picture


def gone_through(p: Picture) -> Iterator[Obstacle]:
    """3.2.1: every entry and page of a document was gone through for what others said, and is this client's (E48)."""
    if p.redaction.unread:
        what = "Not every entry has been gone through for what others said and who they are."
        yield _lacks(what, "not_gone_through", *p.redaction.unread)
    if p.redaction.pages_unseen:
        yield _lacks("A page of a document was taken in and not looked at.", "pages_unseen")
    if p.redaction.handed_on:
        what = "An entry is said to belong in another’s file: withhold all of it until that is settled."
        yield _lacks(what, "handed_on", *p.redaction.handed_on)


def court_permission(p: Picture) -> Iterator[Obstacle]:
    """3.2.1 with E23: nothing of a family court's paper leaves before the court's permission is on record."""
    if held := [entry for entry in p.redaction.court if entry not in p.redaction.permitted]:
        what = "A family court’s paper is in it without the court’s permission: record that, or keep the entry back."
        yield _lacks(what, "court_unpermitted", *held)
    if p.redaction.court_unsaid:
        what = "Nobody has said whether a document of which pages leave is a family court’s paper: say so on its entry."
        yield _lacks(what, "court_unsaid", *p.redaction.court_unsaid)


def is_read(p: Picture) -> bool:
    """Say whether the machine has read what would leave as it is now, a group's entries as a group's (E27)."""
    reading = p.redaction.reading
    return reading is not None and reading.content == p.content != "" and not reading.mistaken


def read_by_the_machine(p: Picture) -> Iterator[Obstacle]:
    """3.2.1: the machine has read what is left, and what it found there is decided."""
    reading = p.redaction.reading
    if reading is None or not is_read(p):
        what = "The machine has not read what would leave as it is now."
        yield _lacks(what, "machine_unread")
        return
    if reading.undecided:
        what = "Something that the machine found is neither withheld nor left in by a decision."
        yield _lacks(what, "undecided", *reading.undecided)
    if reading.failed:
        what = "The recogniser of names failed on an entry. If it does so again, tell whoever looks after the system."
        yield _lacks(what, "recogniser_failed", *reading.failed)


def _lacks(what: str, code: str, *about: UUID) -> Obstacle:
    return Obstacle("3.2.1", what, Mender.WORKER, code, Stage.SUBMISSION, about)


def reviewed(p: Picture) -> Iterator[Obstacle]:
    """3.2.1: somebody who did not prepare it has looked at what leaves, and at all that the machine found in it."""

    def lacks(what: str, code: str, mender: Mender = Mender.SECOND) -> Obstacle:
        return Obstacle("3.2.1", what, mender, code, Stage.SIGN_OFF)

    review = p.redaction.review
    if review is None or not review.content or review.content != p.content:
        yield lacks("Nobody else has looked through what would leave as it is now.", "unreviewed")
        return
    if p.requester is None or review.by.id == p.requester.id:
        yield lacks("Whoever prepared it can’t be the one who reviews it.", "reviewer_prepared")
    if review.by.in_post is not True:
        yield lacks("The one who reviewed it is no longer in post.", "reviewer_left")
    if not review.passed:
        what = "The one who reviewed it sent it back: change what they say."
        yield lacks(what, "review_not_passed", Mender.WORKER)
    if not p.redaction.reviewer_may_sign and any(
        s.approver.id == review.by.id for s in p.sign_offs
    ):
        yield lacks("Here, whoever reviewed it does not sign it off as well.", "reviewer_signed")
