"""What a consent covers stands with it, as far as its reader may read of it."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from confidentiality.access.identity import acting_as
from disclosures.access import covered_by
from disclosures.models import Consent, ConsentItem
from tests import cast
from tests.disclosures import story
from tests.disclosures.story import ASKER, who

SignedIn = Callable[[str], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.clause("2.1")]
REFERENCE = cast.FILES[story.FILE].reference
PAGE = reverse("disclosures:consents", args=[REFERENCE])


def test_a_consent_shows_how_many_entries_it_covers_and_which(signed_in: SignedIn) -> None:
    contact = story.an_agency()
    consent = story.a_consent(contact)
    html = signed_in(ASKER).get(PAGE).content.decode()
    assert "2 entries of the file" in html
    with acting_as(who(ASKER)):
        given = Consent.objects.get(id=consent)
        items = covered_by([given])[consent]
        assert len(items) == ConsentItem.objects.filter(consent=consent).count() == 2
        left_out = story.entries()[1]
    for item in items:
        link = reverse("clients:entry", args=[REFERENCE, item.entry_id])
        assert html.count(f'href="{link}"') == 1
    assert reverse("clients:entry", args=[REFERENCE, left_out.id]) not in html
    assert html.count("with the sensitive fact in it") == 1
    assert "<details" in html
    assert "<details open" not in html


def test_a_stranger_reads_of_none(signed_in: SignedIn) -> None:
    consent = story.a_consent(story.an_agency())
    with acting_as(who(ASKER)):
        given = Consent.objects.get(id=consent)
    with acting_as(who("dvpp_worker")):
        assert covered_by([given]) == {consent: []}
    assert signed_in("dvpp_worker").get(PAGE).status_code == 404


def test_more_consents_ask_no_more_of_the_database(signed_in: SignedIn) -> None:
    contact, client = story.an_agency(), signed_in(ASKER)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE).status_code == 200
        return len(queries)

    story.a_consent(contact)
    client.get(PAGE)
    one = asked()
    for _ in range(3):
        story.a_consent(contact)
    assert asked() == one
