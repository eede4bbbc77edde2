"""No copy of somebody's own file is made with what turned out to be another's, or a court's (3.2.1, E23, E48)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from clients.court import say_court_paper
from clients.misfiled.actions import take_back
from clients.misfiled.models import Handing
from clients.models import Entry
from confidentiality.access.identity import acting_as
from confidentiality.audit.models import Event
from disclosures.actions import NotNow
from disclosures.delivery import actions
from disclosures.delivery.models import Handover
from disclosures.models import Release
from tests import cast
from tests.contacting.working import tell
from tests.delivery.delivering import opened
from tests.disclosures import own, story
from tests.disclosures.story import ASKER, who
from tests.misfiled import working as misfiled
from tests.misfiled.test_told import HERS

SignedIn = Callable[[str], Client]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.clause("3.2.1", "5.2.5"),
]
FORMS = list(Handover.Form)


def handed(release: Release, form: Handover.Form) -> UUID:
    """Put a copy of somebody's own file into their hand."""
    said: Any = {"on": story.days(0), "place": "Her hand", "checked": "She was here."}
    with acting_as(who(ASKER)):
        by = cast.worker(ASKER)
        return actions.hand_over(
            release=opened(release), way=Handover.Way.HAND, key=uuid4(), by=by, form=form, **said
        ).id


def refused(release: Release, says: str) -> None:
    """Find no copy made, in whatever form, and that nothing is handed over."""
    for form in FORMS:
        with pytest.raises(NotNow, match=says):
            handed(release, form)


@pytest.mark.edge("E23")
@pytest.mark.edge("E48")
def test_no_copy_is_made_or_handed_over_with_what_is_held(
    committed: str, signed_in: SignedIn
) -> None:
    made, asker = own.released(), signed_in(ASKER)
    with acting_as(who(ASKER)):
        package, first = opened(made).package.id, story.entries()[0].id
    pages = [reverse("delivery:copy", args=[package, handed(made, form)]) for form in FORMS]
    hand_over = reverse("delivery:hand_over", args=[package])
    assert {asker.get(page).status_code for page in pages} == {200}
    misfiled.hand_on(first)
    refused(made, "belong in another’s file")
    for page in pages:
        assert "belong in another’s file" in asker.get(page, follow=True).content.decode()
    said = {
        "way": "hand",
        "place": "Hers",
        "checked": "Here",
        "form": "letter",
        "token": str(uuid4()),
    }
    day = story.days(0)
    on = {"on-day": day.day, "on-month": day.month, "on-year": day.year}
    answer = asker.post(hand_over, {**said, **on})
    assert (answer.status_code, "another’s file" in answer.content.decode()) == (409, True)
    with acting_as(who("records_admin")):
        tried = Event.objects.filter(
            action="disclosure_obstructed", reason="copy", outcome="denied"
        )
        assert [each.fields for each in tried] == [
            ["handed_on"]
        ] * 4  # what was rolled back left none
    with acting_as(who(ASKER)):
        assert take_back(handing=Handing.objects.get(entry=first))
    assert {asker.get(page).status_code for page in pages} == {200}
    with acting_as(who(ASKER)):
        say_court_paper(entry=Entry.objects.get(id=first), it_is=True)
    refused(made, "family court’s paper")
    assert {asker.get(page).status_code for page in pages} == {302}


@pytest.mark.edge("E48")
def test_nor_with_what_was_written_out_of_another_s_telling(committed: str) -> None:
    tell()
    tell(HERS)
    made = own.released()
    tell()
    handed(made, Handover.Form.LETTER)
    misfiled.hand_on_telling(3)
    refused(made, "belong in another’s file")
