"""What a recipient is told of a release, as far as a test needs it."""

from uuid import uuid4

from confidentiality.access.identity import acting_as
from disclosures.delivery import actions
from disclosures.delivery.models import Handover, Notice
from disclosures.models import Release
from tests.disclosures import story
from tests.disclosures.story import ASKER, who


def opened(release: Release) -> Release:
    """A release as whoever acts may read it, with its file and request."""
    return Release.objects.select_related("file", "request", "contact", "agency").get(id=release.id)


def a_notice(release: Release, by: str = ASKER) -> Notice:
    """Tell the recipient that something in it was wrong."""
    with acting_as(who(by)):
        return actions.tell(
            release=opened(release),
            kind=Notice.Kind.CORRECTED,
            words="Her date of birth was wrong. Rung on Monday.",
            key=uuid4(),
            by=story.worker(by),
        )


def handed(
    release: Release,
    place: str = "Brackenfield Housing, 1 High Street, Northtown",
    way: Handover.Way = Handover.Way.POST,
    *,
    by: str = ASKER,
    already: bool = False,
) -> Handover:
    """Hand the paper over."""
    with acting_as(who(by)):
        return actions.hand_over(
            release=opened(release),
            way=way,
            on=story.days(0),
            place=place,
            checked="Rang the number on the register.",
            key=uuid4(),
            by=story.worker(by),
            already=already,
        )
