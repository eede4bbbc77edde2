"""A request's, an approval's and a release's page ask as much of two entries as of fifty."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from clients.actions import add_entry
from confidentiality.access.identity import acting_as
from disclosures.dossier import load_dossier
from disclosures.models import RequestItem
from disclosures.redaction import actions as redaction
from disclosures.redaction.marks import Does
from tests import cast
from tests.disclosures import story
from tests.disclosures.pages import SignedIn, address, step_up
from tests.disclosures.story import ASKER, MANAGER, days, who
from tests.queries import assert_queries_at_most

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.clause("1.2")]
FEW, MANY, MOST = 2, 50, 12


def _questions(visitor: Client, *where: str) -> list[int]:
    """Return how many questions each page asks the second time; fails where they are too many."""
    found = []
    for each in where:
        visitor.get(each)
        with assert_queries_at_most(MOST) as asked:
            assert visitor.get(each).status_code == 200
        found.append(len(asked))
    return found


def _picked(number: int) -> tuple[UUID, tuple[UUID, ...]]:
    """A contact, and so many new entries that are to leave, as they alone were agreed to."""
    with acting_as(who(ASKER)):
        by, file = cast.worker(ASKER), story.file()
        said: dict[str, Any] = {"kind": "call", "nature": "fact", "happened_on": days(-1)}
        wrote = [
            add_entry(file=file, by=by, body=f"She slept {hours} hours.", **said).id
            for hours in range(number)
        ]
    return story.an_agency(name=f"Agency of {number}"), tuple(wrote)


def _go_through(request_id: UUID) -> None:
    """As the story does, with the request read once."""
    with acting_as(who(ASKER)):
        request, by = story.get(request_id), cast.worker(ASKER)
        for entry, prepared in load_dossier(request).prepared.items():
            redaction.take_step(
                request=request, entry=entry, does=Does.LOOKED, source=prepared.source, by=by
            )


def _asked_of_pages(asker: Client, manager: Client, number: int) -> list[int]:
    contact, entries = _picked(number)
    agreed = {"covers": frozenset(entries), "names_sensitive": frozenset()}
    request = story.a_draft(contact, story.a_consent(contact, **agreed), entries=entries)
    with acting_as(who(ASKER)):
        assert RequestItem.objects.filter(request=request).count() == number
    asked = _questions(asker, address("request", request))  # a draft, all of it missing
    _go_through(request)
    story.submit(request)
    story.review(request)
    asked += _questions(asker, address("request", request))
    asked += _questions(manager, address("request", request), address("approval", request))
    story.sign_off(request)
    story.read(request)
    step_up(asker, ASKER)
    return asked + _questions(asker, address("request", request), address("release", request))


def test_pages_ask_as_much_of_two_entries_as_of_fifty(signed_in: SignedIn) -> None:
    asker, manager = signed_in(ASKER), signed_in(MANAGER)
    few = _asked_of_pages(asker, manager, FEW)
    assert _asked_of_pages(asker, manager, MANY) == few
