"""Why a package is recalled is for staff: no recipient, no notice and no corrected package ever holds it (E21)."""

from uuid import uuid4

import pytest
from django.db import connection

from confidentiality.access.identity import acting_as
from disclosures.delivery.models import Notice
from disclosures.dossier import load_dossier
from disclosures.readers import actions
from tests import cast
from tests.disclosures import story
from tests.disclosures.story import ASKER, who
from tests.readers.outside import a_package, opened, recall

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WHY = "It named her sister."


@pytest.mark.edge("E21")
@pytest.mark.clause("3.2.1", "4.4.2")
def test_why_it_was_recalled_is_in_nothing_that_leaves() -> None:
    package = a_package()
    made = recall(package)
    with acting_as(who(ASKER)):
        assert made.reason == WHY
        assert not Notice.objects.exists()  # what they are told is written, and weighed, apart
        made.release = opened(package).release
        by = cast.worker(ASKER)
        begun = actions.begin_correction(recalled=made, request_id=uuid4(), by=by)
        dossier = load_dossier(story.get(begun.id))
        assert dossier.contents is not None
        assert WHY not in str(dossier.contents.as_stored())


@pytest.mark.edge("E21")
@pytest.mark.clause("3.2.1")
def test_no_process_in_which_others_read_may_ask_for_it() -> None:
    asked = "SELECT has_column_privilege(%s, 'public.readers_recall', 'reason', 'SELECT')"
    may = {}
    for login in ("web", "reader", "kiosk"):
        with connection.cursor() as cursor:
            cursor.execute(asked, [f"latch_{login}"])
            (may[login],) = cursor.fetchone()
    assert may == {"web": True, "reader": False, "kiosk": False}
