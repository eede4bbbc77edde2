"""Giving a right that somebody holds already, or held once: it lasts to the later of the two ends."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from clients import actions
from clients.access import rights_on
from clients.models import CaseFileUserGrant
from tests import cast
from tests.clients.questions import file_of, working_as

pytestmark = pytest.mark.django_db
NOW = timezone.now()
ENDED, SOON, LATER = (NOW + timedelta(hours=hours) for hours in (-1, 1, 48))


def _give(until: datetime | None, *rights: str) -> None:
    with working_as("iss_worker") as by:
        actions.give_to_worker(
            file=file_of("amina"),
            worker=cast.worker("iss_senior"),
            rights=rights or ("view",),
            reason="cover",
            by=by.pk,
            until=until,
        )


@pytest.mark.clause("3.3.1")
@pytest.mark.parametrize(
    ("before", "given", "after"),
    [
        (ENDED, SOON, SOON),
        (SOON, LATER, LATER),
        (LATER, SOON, LATER),
        (SOON, None, None),
        (None, SOON, None),
    ],
)
def test_a_right_given_again_lasts_to_the_later_end(
    before: datetime | None, given: datetime | None, after: datetime | None
) -> None:
    _give(before)
    _give(given)
    with working_as("iss_worker"):
        senior = cast.PEOPLE["iss_senior"].id
        (grant,) = CaseFileUserGrant.objects.filter(content_object=file_of("amina"), user_id=senior)
    assert grant.until == after
    with working_as("iss_senior") as senior_worker:
        assert rights_on(senior_worker, file_of("amina")) == {"view"}


def test_a_further_right_is_given_beside_one_that_is_held() -> None:
    _give(None)
    _give(SOON, "view", "contribute")
    with working_as("iss_senior") as worker:
        assert rights_on(worker, file_of("amina")) == {"view", "contribute"}
