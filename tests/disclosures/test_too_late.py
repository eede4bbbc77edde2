"""Whoever comes back to what they have sent on is told so, and is not sent to a manager for a right they have."""

from html import unescape

import pytest
from django.urls import reverse

from tests.disclosures.pages import SignedIn
from tests.disclosures.story import ASKER, MANAGER
from tests.disclosures.test_own_requests import submitted

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.clause("1.2", "3.2.1")]


@pytest.mark.parametrize(
    "name", ["disclosures:change_request", "redaction:workbench", "scans:documents"]
)
def test_what_was_sent_on_is_too_late_for_whoever_asked_and_not_allowed_to_others(
    signed_in: SignedIn, name: str
) -> None:
    where = reverse(name, args=[submitted()])
    answer = signed_in(ASKER).get(where)
    mine = unescape(answer.content.decode())
    assert answer.status_code == 403
    assert "You sent this request on" in mine
    assert "line manager" not in mine
    answer = signed_in(MANAGER).get(where)
    theirs = unescape(answer.content.decode())
    assert answer.status_code == 403
    assert "Only the one who asks" in theirs
    assert "the attempt was recorded" in theirs
