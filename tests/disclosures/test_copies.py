"""Copies of our policy that an agency got, and that what it asks of them was explained (clause 5.6)."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from confidentiality.access.identity import acting_as
from disclosures import actions
from disclosures.models import Agency, AgencyContact, AgencyCopy
from staff.induction.access import current
from tests import cast
from tests.disclosures import story

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.6")]
SignedIn = Callable[[str], Client]


@pytest.fixture
def agency() -> Agency:
    contact = story.an_agency()
    with acting_as(story.who("iss_worker")):
        return AgencyContact.objects.select_related("agency").get(id=contact).agency


def test_the_agency_s_page_says_which_copy_it_got(signed_in: SignedIn, agency: Agency) -> None:
    client, place = signed_in("iss_worker"), f"/agencies/{agency.id}/"
    assert "They have no copy" in client.get(place).content.decode()
    today = timezone.localdate()
    words = {f"given_on-{part}": str(getattr(today, part)) for part in ("day", "month", "year")}
    for _ in range(2):
        assert client.post(place + "copy/", words).status_code == 302
    page = " ".join(client.get(place).content.decode().split())
    assert page.count("Version 1, given") == 1
    assert "What it asks of them was not explained." in page
    assert client.post(place + "copy/", {**words, "given_on-year": "2096"}).status_code == 200


def test_it_is_written_in_one_s_own_name_and_never_changed(agency: Agency) -> None:
    with acting_as(story.who("iss_worker")):
        by, version, today = cast.worker("iss_worker"), current(), timezone.localdate()
        assert version is not None
        actions.record_copy(
            agency=agency, version=version, given_on=today, explained_on=today, by=by
        )
        assert AgencyCopy.objects.filter(agency=agency, recorded_by=by).count() == 1
        for forbidden in (
            lambda: AgencyCopy.objects.update(explained_on=None),
            lambda: AgencyCopy.objects.create(
                agency=agency,
                version=version,
                given_on=today,
                recorded_by_id=story.who("iss_colleague"),
            ),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                forbidden()
