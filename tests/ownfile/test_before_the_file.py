"""A request that is said to be older than its file is asked about once more: its day starts both clocks (5.2.4)."""

from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from disclosures.ownfile.models import FileRequest
from tests import cast
from tests.clients.questions import file_of, working_as
from tests.ownfile.test_pages import SignedIn, a_day, asked, place, the_request

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.2.4"), pytest.mark.clause("5.2.5")]
AGAIN, TICK = (
    "If they had asked before, tick that at the end",
    "They had asked before this file was",
)


def taken_down() -> int:
    with working_as("iss_worker"):
        return FileRequest.objects.filter(file=cast.FILES["amina"].id).count()


def test_a_day_before_the_file_was_opened_is_asked_about_and_taken_with_a_tick(
    signed_in: SignedIn,
) -> None:
    with working_as("iss_worker"):
        opened_on = file_of("amina").opened_on
    client, before = signed_in("iss_worker"), opened_on - timedelta(days=1)
    said, there = asked(**a_day("asked_on", before)), taken_down()
    assert TICK not in client.get(place("new/")).content.decode()
    for more in ({}, {"before": ""}):
        page = unescape(client.post(place("new/"), {**said, **more}).content.decode())
        assert AGAIN in page
        assert f"{opened_on.day} {opened_on:%B %Y}" in page
        assert TICK in page
    assert taken_down() == there
    assert client.post(place("new/"), {**said, "before": "on"}).status_code == 302
    assert timezone.localdate(the_request().asked_at) == before
    assert taken_down() == there + 1


@pytest.mark.parametrize("later", [0, 1])
def test_the_day_on_which_it_was_opened_and_later_ones_are_taken_at_once(
    signed_in: SignedIn, later: int
) -> None:
    with working_as("iss_worker"):
        on = file_of("amina").opened_on + timedelta(days=later)
    client = signed_in("iss_worker")
    assert client.post(place("new/"), asked(**a_day("asked_on", on))).status_code == 302
    assert timezone.localdate(the_request().asked_at) == on


def test_a_day_to_come_is_refused_whatever_is_ticked(signed_in: SignedIn) -> None:
    tomorrow, there = timezone.localdate() + timedelta(days=1), taken_down()
    said = asked(**a_day("asked_on", tomorrow), before="on")
    assert signed_in("iss_worker").post(place("new/"), said).status_code == 200
    assert taken_down() == there
