"""What a letter asks the database once the client has limited what it rests on (3.3.2 d)."""

from uuid import UUID

import pytest

from confidentiality.access.identity import acting_as
from disclosures.actions import limit_consent
from disclosures.dossier import load_dossier
from disclosures.kiosk.models import Limit
from disclosures.models import Consent
from disclosures.picture import Proviso, ProvisoKind
from disclosures.readers.actions import note_limits_read
from tests import cast
from tests.disclosures import story
from tests.disclosures.pages import SignedIn, address
from tests.disclosures.story import ASKER, MANAGER, who
from tests.disclosures.test_pages import few_queries
from tests.kiosk import office
from tests.readers.outside import opened


@pytest.mark.slow
@pytest.mark.clause("3.3.2 d")
@pytest.mark.parametrize("key", [ASKER, MANAGER])
def test_a_paper_asks_no_more_where_its_consent_was_limited_since(
    key: str, committed: str, signed_in: SignedIn
) -> None:
    """On the consent itself, by us and at an office screen; and by later ones beside it, which a manager read."""
    released, client = story.release(story.a_signed_request()), signed_in(key)
    assert released.contact_id
    assert released.consent_id
    letter = address("letter", released.package.id)
    with few_queries():
        assert client.get(letter)["Content-Type"] == "application/pdf"
    named = Proviso(ProvisoKind.NOT_THIS_PERSON, words="Bo Marsh")
    with acting_as(who(ASKER)):
        kept = Consent.objects.select_related("file").get(id=released.consent_id)
        limit_consent(
            consent=kept, kind=Limit.Kind.NOT_THIS_PERSON, by=cast.worker(ASKER), name="Jo Marsh"
        )
    at_a_screen(kept.id, "Al Marsh")
    later = [story.a_consent(released.contact_id, provisos=(named,), beside=True) for _ in range(2)]
    with acting_as(who(MANAGER)):
        note_limits_read(package=opened(released.package.id), read=later)
    with few_queries():
        assert client.get(letter)["Content-Type"] == "application/pdf"
    with acting_as(who(ASKER)):
        consent = load_dossier(story.get(released.request_id)).picture().consent
        limits = [each.words for each in consent.provisos] if consent else []
    assert limits[-4:] == ["Jo Marsh", "Al Marsh", "Bo Marsh", "Bo Marsh"]


def at_a_screen(consent: UUID, name: str) -> None:
    """Let the client say at an office screen who must not know of what rests on a consent."""
    screen, _ = office.reading(office.own_package(), office.a_screen()[1])
    says = {"consent": str(consent), "how": "not_this_person", "name": name, "confirmed": "on"}
    with office.at_office():
        assert screen.post("/read/agreed/", says).status_code == 302
