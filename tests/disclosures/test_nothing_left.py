"""A package in which everything is withheld does not leave: its letter would still say whose file there is."""

import pytest

from confidentiality.access.identity import acting_as
from disclosures import actions
from disclosures.actions import Obstructed
from disclosures.dossier import load_dossier
from disclosures.redaction import actions as redaction
from disclosures.redaction.marks import Does
from tests.disclosures import story
from tests.disclosures.story import ASKER, who

pytestmark = [pytest.mark.django_db, pytest.mark.clause("2.1", "3.2.1")]


def test_what_is_withheld_whole_leaves_nothing_to_send() -> None:
    contact = story.an_agency()
    with acting_as(who(ASKER)):
        first = story.entries()[0].id
    request = story.a_draft(contact, story.a_consent(contact), entries=(first,))
    with acting_as(who(ASKER)):
        prepared = load_dossier(story.get(request)).prepared[first]
        redaction.take_step(
            request=story.get(request), entry=first, does=Does.WITHHOLD, why="not_needed",
            source=prepared.source, by=story.worker(ASKER),
        )  # fmt: skip
    with pytest.raises(Obstructed, match="nothing_left"):
        story.submit(request)
    with acting_as(who(ASKER)):  # a word of our own beside it is something
        words = {"text": "She may move in.", "text_sensitive": False}
        says = story.says(contact, story.get(request).consent_id, entries=(first,), **words)
        actions.change_request(request=story.get(request), says=says, by=story.worker(ASKER))
    story.submit(request)
