"""What a parent agreed to for a child ends by itself when the client is of age; then the client is asked (E7)."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client, override_settings
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from clients.ages import of_age_on
from confidentiality.access.identity import acting_as
from disclosures.actions import NotNow, Obstructed
from disclosures.clauses.bases import CONSENTED
from disclosures.kiosk import actions as at_screen
from disclosures.limits import FOR_A_CHILD
from disclosures.models import Consent, Package
from disclosures.obstacle import Stage
from disclosures.picture import Basis
from disclosures.rules import obstacles
from tests import cast
from tests.disclosures import story
from tests.disclosures.grounds import complete_on
from tests.disclosures.pages import address, consent_form, page
from tests.disclosures.pictures import SECOND, TODAY, consent_with
from tests.disclosures.story import ASKER, who
from tests.readers.outside import give as give_link
from tests.readers.outside import opened

SignedIn = Callable[[str], Client]
pytestmark = [pytest.mark.edge("E7"), pytest.mark.clause("2.1")]
REFERENCE = cast.FILES[story.FILE].reference
SEEN = "Her birth certificate, which names the mother; seen in the office."
STAGES = (Stage.DRAFTING, Stage.SUBMISSION, Stage.SIGN_OFF, Stage.RELEASE)
ENDED = {"child_of_age", "child_unknown"}


def is_of_age(born: date, today: date) -> bool:
    """Eighteen years by the calendar, asked otherwise than the rules ask it."""
    years = today.year - born.year
    reached = (today.month, today.day) >= (born.month, born.day)
    if (born.month, born.day) == (2, 29) and (today.month, today.day) == (2, 28):
        reached = (today + timedelta(days=1)).month == 3  # a year without its own day
    return years - (not reached) >= 18


@given(
    born=st.none() | st.dates(date(2005, 1, 1), date(2011, 1, 1)) | st.just(date(2008, 2, 29)),
    by_parent=st.booleans(),
    basis=st.sampled_from(sorted(CONSENTED)),
    later=st.integers(-400, 400),
)
def test_a_parent_s_consent_counts_at_every_stage_until_the_birthday_and_not_on_it(
    born: date | None, by_parent: bool, basis: Basis, later: int
) -> None:
    day = of_age_on(born, years=18) if born else None
    today = day + timedelta(days=later // 10) if day else TODAY
    p = consent_with(by_parent=by_parent, of_age_on=day)(complete_on(basis))
    p = replace(p, today=today)
    ended = by_parent and (born is None or is_of_age(born, today))
    for stage in STAGES:
        found = {o.code for o in obstacles(p, stage)} & ENDED
        assert bool(found) == ended


@pytest.mark.clause("4.4.2")
@pytest.mark.parametrize("day", [TODAY, TODAY + timedelta(days=1), None])
def test_nor_does_it_name_a_sensitive_fact_any_more_where_the_law_asks(day: date | None) -> None:
    p = complete_on(Basis.CHILD_PROTECTION)
    p = consent_with(by_parent=True, of_age_on=day, names_sensitive=frozenset({SECOND}))(p)
    found = {o.code for o in obstacles(p, Stage.RELEASE)}
    assert found == (set() if day and day > TODAY else {"sensitive_urgent"})


def born(years: int, *, days: int = 0) -> None:
    """Let the client of the story have been born so many years ago, and so many days before that."""
    today = timezone.localdate()
    told = date(today.year - years, today.month, min(today.day, 28)) - timedelta(days=days)
    _set_born(told.isoformat())


def _set_born(told: str) -> None:
    with acting_as(who(ASKER)):
        file = story.file()
        file.date_of_birth = told
        file.save(update_fields=["date_of_birth"])


def for_a_child(contact: UUID, **changes: Any) -> UUID:
    return story.a_consent(contact, authority=SEEN, **changes)


def signed_for_a_child() -> UUID:
    """A request signed off and read, on a parent's consent."""
    contact = story.an_agency()
    request = story.a_draft(contact, for_a_child(contact))
    story.submit(request)
    story.sign_off(request)
    story.read(request)
    return request


@pytest.mark.django_db
def test_the_releasing_transaction_asks_for_the_day_again() -> None:
    born(17)
    request = signed_for_a_child()
    with (
        override_settings(ADULT_YEARS=17),
        pytest.raises(Obstructed) as refused,
    ):  # as if that day had come
        story.release(request)
    assert {o.code for o in refused.value.obstacles} == {"child_of_age"}
    released = story.release(request)
    with acting_as(who(ASKER)):
        letter = Package.objects.get(release=released).letter
        told = "".join(each.extract_text() for each in PdfReader(io.BytesIO(letter)).pages)
        assert FOR_A_CHILD.split(":")[0] in " ".join(told.split())
        assert SEEN not in told


@pytest.mark.django_db
def test_once_the_client_is_of_age_their_own_consent_carries_it() -> None:
    born(17)
    contact = story.an_agency()
    request = story.a_draft(contact, for_a_child(contact))
    with override_settings(ADULT_YEARS=17):
        with pytest.raises(Obstructed) as refused:
            story.submit(request)
        assert {o.code for o in refused.value.obstacles} == {"child_of_age"}
        story.submit(story.a_draft(contact, story.a_consent(contact)))
    _set_born("")
    with pytest.raises(Obstructed) as refused:
        story.submit(request)
    assert {o.code for o in refused.value.obstacles} == {"child_unknown"}


@pytest.mark.django_db
def test_it_is_recorded_for_a_child_alone_and_ends_before_they_are_of_age() -> None:
    contact = story.an_agency()
    with pytest.raises(NotNow, match="is of age since 2 April 2006: ask the client"):
        for_a_child(contact)
    _set_born("")
    with pytest.raises(NotNow, match="has no date of birth"):
        for_a_child(contact)
    born(17, days=340)
    with pytest.raises(NotNow, match="choose an earlier day"):
        for_a_child(contact)
    for_a_child(contact, expires_on=story.days(3))
    for_a_child(contact, expires_on=None)
    with acting_as(who(ASKER)):
        assert {each.authority for each in Consent.objects.all()} == {SEEN}


@pytest.mark.django_db
def test_what_was_released_on_it_goes_to_nobody_any_more_and_is_offered_at_no_screen(
    settings: Any,
) -> None:
    settings.READER_URL = "https://read.latch.example"
    born(17)
    released = story.release(signed_for_a_child())
    with acting_as(who(ASKER)):
        package = Package.objects.get(release=released).id
    give_link(package)
    with acting_as(who(ASKER)):
        package_read = opened(package)
        (agreed,) = at_screen._standing(package_read)
        assert at_screen._told(agreed, package_read)["by_parent"]
    settings.ADULT_YEARS = 17
    with pytest.raises(Obstructed) as refused:
        give_link(package)
    assert {o.code for o in refused.value.obstacles} == {"child_of_age"}
    with acting_as(who(ASKER)):
        assert at_screen._standing(package_read) == []


@pytest.mark.django_db
def test_the_form_asks_who_says_so_where_the_client_may_be_a_child(signed_in: SignedIn) -> None:
    asker, contact = signed_in(ASKER), story.an_agency()
    new, asks = address("record_consent", REFERENCE), "Who says so?"
    assert asks not in page(asker, new)
    form = {**consent_form(contact), "given_by": "parent", "authority": SEEN}
    assert "The client is of age since 2 April 2006" in asker.post(new, form).content.decode()
    _set_born("")
    assert asks in page(asker, new)
    assert "The file has no date of birth" in asker.post(new, form).content.decode()
    born(17)
    missing = asker.post(new, {**form, "authority": " "}).content.decode()
    assert "Write by what authority they agree" in missing
    for shown in (
        page(asker, new),
        missing,
    ):  # it has to be said: never drawn as what may be left out
        assert "how was it seen?" in shown
        assert "how was it seen? (optional)" not in " ".join(shown.split())
    late = {**form, "expires_on-year": story.days(800).year}
    assert "ends before the client is of age" in asker.post(new, late).content.decode()
    assert asker.post(new, form).status_code == 302
    with acting_as(who(ASKER)):
        (consent,) = Consent.objects.all()
        assert consent.authority == SEEN
    shown = page(asker, address("consents", REFERENCE))
    for words in ("A parent or guardian, for a child", SEEN, "Stands"):
        assert words in shown
    assert "for a child in my care" in page(asker, address("sign_consent", REFERENCE, consent.id))
    with override_settings(ADULT_YEARS=17):
        shown = page(asker, address("consents", REFERENCE))
    assert "Ended: ask the client" in shown
    mine = {**consent_form(contact), "given_by": "client", "authority": SEEN}
    assert asker.post(new, mine).status_code == 302
    with acting_as(who(ASKER)):
        assert Consent.objects.filter(authority__isnull=True).count() == 1
