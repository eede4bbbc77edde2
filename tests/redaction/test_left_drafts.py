"""What is typed while something is weighed is read by the right to what others said alone (3.2.1, E51)."""

from collections.abc import Callable

import pytest
from django.test import Client

from clients.leaving.access import left_drafts
from confidentiality.access.identity import acting_as
from confidentiality.drafts.models import Draft
from disclosures.redaction.marks import Part
from tests import cast
from tests.accounts.working import ask_and_agree
from tests.disclosures.story import ASKER, MANAGER, who
from tests.drafts.working import drafts_of, showing
from tests.redaction.working import SAID, TOLD, a_request, prepared_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.clause("3.2.1"),
    pytest.mark.edge("E51"),
]
WHY = "Her sister keeps the list, and she agrees."


def left_to_the_manager() -> list[str]:
    with acting_as(who(MANAGER)):
        return [each.draft.route for each in left_drafts(cast.worker(MANAGER))]


@pytest.mark.parametrize("page", ["weigh", "permission"])
def test_who_leads_the_file_without_the_right_reads_nothing_of_it(
    page: str, signed_in: Callable[[str], Client]
) -> None:
    request = a_request(TOLD)
    (item,) = prepared_of(request)
    start = item.texts[Part.BODY].index(SAID)
    at = f"/disclosures/{request}/prepare/{item.entry}/{page}/"
    if page == "weigh":
        at += f"body/{start}/{start + len(SAID)}/"
    client = signed_in(ASKER)
    shown = showing(client, at)
    assert shown.save(client, **{shown.form.words[0]: WHY})["state"] == "kept"
    (draft,) = drafts_of(ASKER)
    assert draft.needs == Draft.Needs.THIRD_PARTY
    ask_and_agree("leave", ASKER, by="hr")
    assert left_to_the_manager() == []
