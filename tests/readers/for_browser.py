"""Beside a running demo: released packages with links, for the browser's tests."""

from uuid import UUID, uuid4

from confidentiality.access.identity import acting_as
from disclosures.models import Package
from disclosures.readers import actions
from tests import cast
from tests.disclosures import story
from tests.disclosures.story import ASKER, MANAGER, who


def _opened(package: UUID) -> Package:
    related = Package.objects.select_related("file", "release__agency", "release__contact")
    return related.select_related("release__request", "release__released_by").get(id=package)


def links(count: int) -> None:
    """Release as many packages, give a link to each, and print link, code and package."""
    for _ in range(count):
        package = story.release(story.a_signed_request()).package.id
        with acting_as(who(ASKER)):
            told = actions.give_link(
                package=_opened(package),
                ticket_id=uuid4(),
                may_download=True,
                by=cast.worker(ASKER),
            )
        print(told.link, told.code.replace(" ", ""), package)


def recall_one(package: str) -> None:
    """Recall a package as its manager does."""
    with acting_as(who(MANAGER)):
        actions.recall(
            package=_opened(UUID(package)),
            recall_id=uuid4(),
            reason="It named her sister.",
            by=cast.worker(MANAGER),
        )
