"""A consent whose place a later one took is told from one that stands, wherever somebody chooses one (2.1)."""

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest

from clients.duty.door import open_on_duty, search_on_duty
from confidentiality.access.identity import acting_as
from confidentiality.interface.filters import date_gb
from disclosures.access import consents_on_duty
from disclosures.actions import Obstructed, limit_consent, withdraw_consent
from disclosures.dossier import load_dossier
from disclosures.kiosk import actions as at_screen
from disclosures.kiosk.models import Limit
from disclosures.models import Consent
from tests import cast
from tests.disclosures import story
from tests.disclosures.pages import REFERENCE, SignedIn, address, page
from tests.disclosures.story import ASKER, days, who
from tests.disclosures.test_pages import few_queries
from tests.readers.outside import opened

pytestmark = [pytest.mark.django_db, pytest.mark.clause("2.1")]
TAKES = "It takes the place of what they agreed to before with this agency."
BESIDE = "What they agreed to before with this agency stands beside it."


def agreed(contact: UUID, on: int, **terms: Any) -> UUID:
    return story.a_consent(contact, given_on=days(on), implications_on=days(on), **terms)


def refused(contact: UUID, on: int, *entries: UUID) -> None:
    """Asked again, the client says no: to these entries, or to everything."""
    agreed(contact, on, refused=True, covers=frozenset(entries), names_sensitive=frozenset())


def withdrawn(consent: UUID) -> None:
    with acting_as(who(ASKER)):
        withdraw_consent(consent=Consent.objects.get(id=consent), by=cast.worker(ASKER))


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
        (f"Refused in part {date_gb(days(-2))}", TAKES),
        (replaced, TAKES),
        (replaced, ""),
        ("Stands", ""),
        (replaced, ""),
    ]


def test_a_refusal_of_an_entry_ends_what_covers_it_in_part(signed_in: SignedIn) -> None:
    contact = story.an_agency()
    with acting_as(who(ASKER)):
        first, second, third = (each.id for each in story.entries()[:3])
    agreed(contact, -9, covers=frozenset({first, second}))
    agreed(contact, -8, covers=frozenset({second}), names_sensitive=frozenset(), beside=True)
    agreed(story.an_agency(name="Quay Clinic"), -8)
    refused(contact, -4, first, third)
    in_part = (f"Refused in part {date_gb(days(-4))}", "")
    assert shown(signed_in) == [("Refused", ""), ("Stands", ""), ("Stands", BESIDE), in_part]
    agreed(contact, -3, beside=True)  # of the same: that one stands
    assert shown(signed_in)[0] == ("Stands", BESIDE)
    refused(contact, -2)
    gone = f"Refused {date_gb(days(-2))}"
    assert [badge for badge, _ in shown(signed_in)] == [
        *("Refused", gone, "Refused", "Stands", gone, gone)
    ]


@pytest.mark.parametrize("how", ["withdrawn", "ended", "refused", "replaced"])
def test_what_does_not_stand_stands_beside_nothing(how: str, signed_in: SignedIn) -> None:
    contact = story.an_agency()
    first = agreed(contact, -9, expires_on=days(-7) if how == "ended" else days(60))
    if how == "replaced":
        withdrawn(agreed(contact, -8))
    if how == "withdrawn":
        withdrawn(first)
    if how == "refused":
        refused(contact, -8)
    agreed(contact, -5, beside=True)
    (newest, *older) = shown(signed_in)
    assert newest == ("Stands", "")
    assert not [badge for badge, _ in older if badge == "Stands"]
    agreed(contact, -4, beside=True)
    assert shown(signed_in)[0] == ("Stands", BESIDE)


def test_no_office_screen_offers_what_was_replaced_or_refused_since() -> None:
    contact, other = story.an_agency(), story.an_agency(name="Quay Clinic")
    package = story.release(story.a_signed_request()).package.id

    def offered() -> set[UUID]:
        with acting_as(who(ASKER)):
            return {each.id for each in at_screen._standing(opened(package))} - {rests_on}

    with acting_as(who(ASKER)):
        rests_on = Consent.objects.get().id
    first, second = agreed(contact, -9), agreed(other, -9)
    beside = agreed(contact, -8, beside=True)
    assert offered() == {first, second, beside}
    third = agreed(contact, -5)
    assert offered() == {second, third}
    with acting_as(who(ASKER)):
        entry = story.entries()[0].id
    refused(other, -4, entry)
    assert offered() == {second, third}  # it still stands for the rest
    refused(other, -3)
    assert offered() == {third}


@pytest.mark.edge("E10")
def test_on_duty_only_what_stands_is_read_out() -> None:
    contact, other = story.an_agency(), story.an_agency(name="Quay Clinic")
    agreed(contact, -9)
    once, beside = agreed(other, -9), agreed(other, -9, beside=True)
    amina = cast.FILES[story.FILE]

    def read_out() -> set[UUID]:
        with acting_as(who("iss_colleague")):
            by = cast.worker("iss_colleague")
            found = search_on_duty(name="Amina", born=amina.born, phone="", by=by)
            assert found is not None
            return {each.id for each in consents_on_duty(open_on_duty(by, found, purpose="duty"))}

    last = agreed(contact, -5)
    assert read_out() == {last, once, beside}
    with acting_as(who(ASKER)):
        entry = story.entries()[0].id
    refused(other, -4, entry)
    assert read_out() == {last, once, beside}
    refused(other, -3)
    assert read_out() == {last}


def test_one_that_was_withdrawn_says_so_and_still_replaces(signed_in: SignedIn) -> None:
    contact = story.an_agency()
    first = agreed(contact, -9)
    agreed(contact, -5)
    third = agreed(contact, -5)  # written down later on the same day
    withdrawn(first)
    withdrawn(third)
    assert shown(signed_in) == [
        ("Withdrawn", TAKES),
        (f"Replaced {date_gb(days(-5))}", TAKES),
        ("Withdrawn", ""),
    ]


@pytest.mark.parametrize("name", ["ask_to_disclose", "record_told"])
def test_the_request_tells_them_apart_where_one_is_chosen(name: str, signed_in: SignedIn) -> None:
    contact = story.an_agency()
    first, second = agreed(contact, -9), agreed(contact, -3)
    with acting_as(who(ASKER)):
        entry = story.entries()[0].id
    html = unescape(page(signed_in(ASKER), address(name, REFERENCE, "informed_consent")))
    said = {key: re.search(rf'value="{key}"[^>]*>\s*([^<]*)', html) for key in (first, second)}
    was, stands = said[first], said[second]
    assert was is not None
    assert stands is not None
    to, day = f"o {story.AGENCY}, given on", date_gb(days(-3))
    assert was[1].strip() == f"Replaced {day}: t{to} {date_gb(days(-9))}"
    assert stands[1].strip() == f"T{to} {day}"
    for about, what in (([entry], "Refused in part"), ([], "Refused")):
        refused(contact, -1, *about)
        html = unescape(page(signed_in(ASKER), address(name, REFERENCE, "informed_consent")))
        now = re.search(rf'value="{second}"[^>]*>\s*([^<]*)', html)
        assert now is not None
        assert now[1].strip() == f"{what} {date_gb(days(-1))}: t{to} {day}"


def less_of(request: UUID) -> str:
    """What stands in the way of a request that rests on a consent to which others were agreed since."""
    with pytest.raises(Obstructed) as raised:
        story.submit(request)
    (less,) = (o for o in raised.value.obstacles if o.code == "agreed_to_less")
    return less.what_is_missing


def rests_on(day: date) -> str:
    return f"agreed anew since: let it rest on the consent of {day.day} {day:%B %Y}."


def test_the_refusal_names_the_consent_that_took_its_place(signed_in: SignedIn) -> None:
    contact = story.an_agency()
    request = story.a_draft(contact, agreed(contact, -9))
    with acting_as(who(ASKER)):
        first = story.entries()[0].id
    agreed(contact, -5, covers=frozenset({first}))
    agreed(contact, -3, covers=frozenset({first}))
    agreed(contact, -1, beside=True)
    agreed(story.an_agency(name="Quay Clinic"), -1)
    less = less_of(request)
    assert rests_on(days(-3)) in less
    html = unescape(page(signed_in(ASKER), address("request", request)))
    assert less in html


@pytest.mark.parametrize("how", ["withdrawn", "ended", "refused"])
def test_the_refusal_names_no_consent_that_stands_no_more(how: str) -> None:
    contact = story.an_agency()
    request = story.a_draft(contact, agreed(contact, -9))
    withdrawn(agreed(contact, -5))
    last = agreed(contact, -3, expires_on=days(-1 if how == "ended" else 60))  # of the same
    if how != "ended":
        assert rests_on(days(-3)) in less_of(request)
    if how == "withdrawn":
        withdrawn(last)
    if how == "refused":
        refused(contact, -2)
    assert less_of(request) == (
        "The client agreed anew since, and that stands no more: see Consents, or ask them again."
    )


def test_one_that_was_limited_to_today_is_not_rested_on_tomorrow() -> None:
    contact = story.an_agency()
    request = story.a_draft(contact, agreed(contact, -9))
    last = agreed(contact, -3)
    with acting_as(who(ASKER)):
        kept, by = Consent.objects.get(id=last), cast.worker(ASKER)
        limit_consent(consent=kept, kind=Limit.Kind.ENDS, by=by, day=days(0))
        today = load_dossier(story.get(request))
        tomorrow = replace(today, as_of=today.as_of + timedelta(days=1))
        rests = [each.picture().consent for each in (today, tomorrow)]
    assert [each.replaced_on for each in rests if each] == [days(-3), None]
