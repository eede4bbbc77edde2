"""A consent whose place a later one took is told from one that stands, wherever somebody chooses one (2.1)."""

import re
from html import unescape
from typing import Any
from uuid import UUID

import pytest

from confidentiality.access.identity import acting_as
from confidentiality.interface.filters import date_gb
from disclosures.actions import Obstructed, withdraw_consent
from disclosures.models import Consent
from tests import cast
from tests.disclosures import story
from tests.disclosures.pages import REFERENCE, SignedIn, address, page
from tests.disclosures.story import ASKER, days, who
from tests.disclosures.test_pages import few_queries

pytestmark = [pytest.mark.django_db, pytest.mark.clause("2.1")]
TAKES = "It takes the place of what they agreed to before with this agency."
BESIDE = "What they agreed to before with this agency stands beside it."


def agreed(contact: UUID, on: int, **terms: Any) -> UUID:
    return story.a_consent(contact, given_on=days(on), implications_on=days(on), **terms)


def shown(signed_in: SignedIn) -> list[tuple[str, str]]:
    """Of each consent on the page, the newest first: its badge, and what it says of those before it."""
    browser = signed_in(ASKER)
    with few_queries():
        html = page(browser, address("consents", REFERENCE))
    found = []
    for section in unescape(html).split('aria-label="Consent ')[1:]:
        (badge,) = re.findall(r'class="latch-badge[^>]*>([^<]*)', section.split("</h2>")[0])
        found.append((badge, next((each for each in (TAKES, BESIDE) if each in section), "")))
    return found


def test_the_page_tells_what_was_replaced_from_what_stands(signed_in: SignedIn) -> None:
    contact, other = story.an_agency(), story.an_agency(name="Quay Clinic")
    agreed(contact, -9)
    agreed(other, -8)
    assert shown(signed_in) == [("Stands", ""), ("Stands", "")]
    agreed(contact, -7, beside=True)
    assert shown(signed_in) == [("Stands", BESIDE), ("Stands", ""), ("Stands", "")]
    agreed(contact, -6)
    agreed(contact, -3)
    agreed(contact, -2, refused=True)
    replaced = f"Replaced {date_gb(days(-3))}"
    assert shown(signed_in) == [
        ("Refused", ""),
        ("Stands", TAKES),
        (replaced, TAKES),
        (replaced, ""),
        ("Stands", ""),
        (replaced, ""),
    ]


def test_one_that_was_withdrawn_says_so_and_still_replaces(signed_in: SignedIn) -> None:
    contact = story.an_agency()
    first = agreed(contact, -9)
    agreed(contact, -5)
    third = agreed(contact, -5)  # written down later on the same day
    for each in (first, third):
        with acting_as(who(ASKER)):
            withdraw_consent(consent=Consent.objects.get(id=each), by=cast.worker(ASKER))
    assert shown(signed_in) == [
        ("Withdrawn", TAKES),
        (f"Replaced {date_gb(days(-5))}", TAKES),
        ("Withdrawn", ""),
    ]


@pytest.mark.parametrize("name", ["ask_to_disclose", "record_told"])
def test_the_request_tells_them_apart_where_one_is_chosen(name: str, signed_in: SignedIn) -> None:
    contact = story.an_agency()
    first, second = agreed(contact, -9), agreed(contact, -3)
    html = unescape(page(signed_in(ASKER), address(name, REFERENCE, "informed_consent")))
    said = {key: re.search(rf'value="{key}"[^>]*>\s*([^<]*)', html) for key in (first, second)}
    was, stands = said[first], said[second]
    assert was is not None
    assert stands is not None
    to, day = f"o {story.AGENCY}, given on", date_gb(days(-3))
    assert was[1].strip() == f"Replaced {day}: t{to} {date_gb(days(-9))}"
    assert stands[1].strip() == f"T{to} {day}"


def test_the_refusal_names_the_consent_that_took_its_place(signed_in: SignedIn) -> None:
    contact = story.an_agency()
    request = story.a_draft(contact, agreed(contact, -9))
    with acting_as(who(ASKER)):
        first = story.entries()[0].id
    agreed(contact, -5, covers=frozenset({first}))
    agreed(contact, -3, covers=frozenset({first}))
    agreed(contact, -1, beside=True)
    agreed(story.an_agency(name="Quay Clinic"), -1)
    with pytest.raises(Obstructed) as raised:
        story.submit(request)
    (less,) = (o for o in raised.value.obstacles if o.code == "agreed_to_less")
    day = days(-3)
    assert f"agreed anew on {day.day} {day:%B %Y}, and not to all of this" in less.what_is_missing
    html = unescape(page(signed_in(ASKER), address("request", request)))
    assert less.what_is_missing in html
