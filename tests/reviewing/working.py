"""Rounds of the access review for tests."""

from uuid import UUID

from clients.models import CaseFile
from clients.reviewing import actions
from clients.reviewing.models import Round
from confidentiality.access.identity import acting_as
from tests import cast
from tests.clients.questions import give

__all__ = ["begin", "give", "the_round", "who"]


def who(key: str) -> UUID:
    """Return the id of a cast person."""
    return cast.PEOPLE[key].id


def begin(by: str = "records_admin") -> UUID:
    """Begin a round; return its id."""
    with acting_as(who(by)):
        found = actions.begin(by=cast.worker(by))
    assert found is not None
    return found


def the_round() -> Round:
    """Return the newest round, as whoever acts may see it."""
    return Round.objects.latest("begun_at")


def file(key: str) -> CaseFile:
    """Return a cast file, as whoever acts may see it."""
    return CaseFile.objects.get(id=cast.FILES[key].id)
