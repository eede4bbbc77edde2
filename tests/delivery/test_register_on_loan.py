"""The organisation's register before whoever holds the data protection lead's role on loan, while they do."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from confidentiality.access.identity import acting_as
from disclosures.delivery import access
from staff.models import Role, RoleLoan
from tests.database import logged_in_as
from tests.disclosures import story
from tests.disclosures.pages import page
from tests.disclosures.story import who

SignedIn = Callable[[str], Client]


@pytest.mark.clause("1.2")
def test_the_register_is_open_to_whoever_holds_the_lead_s_role_on_loan(
    committed: str, signed_in: SignedIn
) -> None:
    made = story.release(story.a_signed_request())

    def lent(starts: int, ends: int) -> list[str]:
        days = {
            name: timezone.now() + timedelta(days=n)
            for name, n in (("starts_at", starts), ("ends_at", ends))
        }
        with logged_in_as("owner"):
            RoleLoan.objects.all().delete()
            RoleLoan.objects.create(
                worker_id=who("iss_senior"), role=Role.DATA_PROTECTION_LEAD,
                lent_by_id=who("dp_lead"), approved_by_id=who("records_admin"), **days,
            )  # fmt: skip
        with acting_as(who("iss_senior")):
            return [line.reference for line in access.register(None)[0]]

    assert lent(-2, 1) == [made.reference]
    assert made.reference in page(signed_in("iss_senior"), reverse("delivery:register"))
    assert lent(-2, -1) == lent(1, 2) == []
    assert signed_in("iss_senior").get(reverse("delivery:register")).status_code == 403
