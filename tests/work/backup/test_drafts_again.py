"""A draft that was sent since the backup stands again: what it became is lost with the database (E40, 4.6.6)."""

import io
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.test import override_settings

from confidentiality.access.identity import acting_as
from confidentiality.drafts import actions
from confidentiality.drafts.models import Draft
from confidentiality.drafts.place import Place
from confidentiality.drafts.rules import Save
from tests import cast
from tests.audit.working import seal_all
from tests.database import logged_in_as
from tests.drafting import type_an_entry
from tests.drafts.working import words_of

from .drill import Places, back_up, lose_and_restore, newest_in, worker_of

pytestmark = [pytest.mark.slow, pytest.mark.edge("E40"), pytest.mark.clause("4.6.6")]
AMINA, WRITER = cast.FILES["amina"], "iss_worker"


def _send(draft: UUID) -> None:
    with acting_as(worker_of(WRITER)):
        row = Draft.objects.get(id=draft)
        place = Place(
            *(row.id, row.person, row.address, row.route, row.form, row.file, row.needs),
            row.reference,
        )
        actions.send(place, Save(uuid4(), 2, 1))


def test_what_was_sent_is_what_is_left_and_what_was_discarded_is_gone(
    committed: str, places: Places, tmp_path: Path
) -> None:
    sent, discarded = type_an_entry(AMINA, "She rang at"), type_an_entry(AMINA, "Nothing.")
    seal_all(tmp_path)
    made = back_up(places)
    _send(sent)
    with acting_as(worker_of(WRITER)):
        actions.discard(Draft.objects.get(id=discarded))
    assert words_of(WRITER) == []
    seal_all(tmp_path)
    back_up(places)
    with lose_and_restore(made, places, tmp_path) as said:
        assert "The doors are open." in said
        assert words_of(WRITER) == [{"body": "She rang at"}]
        assert "1 × drafts sent, which stand again as they were backed up" in said
    # a newer keys' file has its key no more
    with lose_and_restore(made, places, tmp_path, keys=newest_in(tmp_path).keys) as said:
        assert "The doors are open." in said
        assert words_of(WRITER) == []
        (told,) = (line for line in said.splitlines() if line.startswith("LOST: 1 × drafts that"))
        assert f"whose key was destroyed since: {sent}." in told
        with logged_in_as("owner"), override_settings(LOGIN="owner"):
            call_command("keys", "verify", stdout=io.StringIO())
