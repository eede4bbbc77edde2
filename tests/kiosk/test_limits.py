"""At the office screen a client makes what they agreed to less, never more; requests under way feel it (3.3.2 d)."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from clients.tasks.models import Task
from confidentiality.access.identity import OfficeReader, acting_as
from confidentiality.audit.models import Event
from confidentiality.interface.filters import date_gb
from disclosures.actions import Obstructed, limit_consent
from disclosures.dossier import load_dossier
from disclosures.kiosk.models import Limit
from disclosures.models import Consent, Package
from disclosures.readers.models import Visit
from tests import cast
from tests.access.attacker import session
from tests.database import copy_of_template, logged_in_as, use_database
from tests.disclosures import story
from tests.disclosures.story import ASKER, who
from tests.kiosk.office import Screen, a_screen, at_office, own_package, reading
from tests.misfiled import working as misfiled
from tests.readers import outside

pytestmark = [pytest.mark.slow, pytest.mark.clause("3.3.2 d"), pytest.mark.clause("5.2.4")]
AGREED = "/read/agreed/"
ASK = "SELECT access.limit_at_office(%s, %s, %s::uuid[], %s::uuid[], %s, %s)"


@pytest.fixture(scope="module")
def cookie(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> Iterator[str]:
    """The cookie of a screen, in a database of this module's own."""
    with (
        django_db_blocker.unblock(),
        copy_of_template(f"latch_{worker_id}_limits") as name,
        use_database(name),
    ):
        yield a_screen()[1]


@pytest.fixture
def sitting(cookie: str) -> tuple[Screen, UUID, UUID]:
    """A request signed off on a consent, and a client who reads their file; the screen, the request, the consent."""
    request = story.a_signed_request()
    with acting_as(who(ASKER)):
        consent = story.get(request).consent_id
    assert consent is not None
    return reading(own_package(), cookie)[0], request, consent


def number_of(consent: UUID) -> int:
    """Return where a consent stands on the list at the screen."""
    with acting_as(who(ASKER)):
        others = Consent.objects.filter(file=cast.FILES["amina"].id, withdrawn_at=None)
        order = others.order_by("-given_on", "-recorded_at").values_list("id", flat=True)
        return list(order).index(consent)


def change(screen: Screen, consent: UUID, how: str, **says: Any) -> int:
    """Confirm a change at the screen; return the answer's status: 302 when it was made."""
    sent = {"consent": str(consent), "how": how, "confirmed": "on", **says}
    with at_office():
        return screen.post(AGREED, sent).status_code


def parts(day: date) -> dict[str, int]:
    """A day as its boxes send it."""
    return {"day-day": day.day, "day-month": day.month, "day-year": day.year}


def stopped(request: UUID) -> set[str]:
    """What stands in the way of releasing it now."""
    with pytest.raises(Obstructed) as raised:
        story.release(request)
    return {each.code for each in raised.value.obstacles}


@pytest.mark.edge("E10")
def test_an_entry_left_out_stops_the_request_that_holds_it_and_the_rest_stands(
    sitting: tuple[Screen, UUID, UUID], signed_in: Callable[[str], Client]
) -> None:
    screen, request, consent = sitting
    with acting_as(who(ASKER)):
        first, second, third = story.entries()[:3]
        before = Consent.objects.get(id=consent)
        tasks = Task.objects.filter(file=cast.FILES["amina"].id).count()
    number = number_of(consent)
    with at_office():
        ways = screen.get(f"{AGREED}?change={number}").content.decode()
        assert "Leave something out" in ways
        page = screen.get(f"{AGREED}?change={number}&how=not_this_item").content.decode()
    assert str(first.id) in page
    assert str(second.id) not in page  # it is not covered
    assert change(screen, consent, "not_this_item", entries=[str(second.id)]) == 200
    assert change(screen, consent, "not_this_item", entries=[]) == 200
    with at_office():  # not sure
        sent = {"consent": str(consent), "how": "not_this_item", "entries": [str(first.id)]}
        assert screen.post(AGREED, sent).status_code == 200
    assert change(screen, consent, "not_this_item", entries=[str(first.id)]) == 302
    with at_office():
        assert "We leave out:" in screen.get(AGREED).content.decode()
    assert "item_barred" in stopped(request)
    with acting_as(who(ASKER)):
        after = Consent.objects.get(id=consent)
        assert {n: v for n, v in vars(after).items() if n[0] != "_"} == {
            n: v for n, v in vars(before).items() if n[0] != "_"
        }  # as it was given
        (limit,) = Limit.objects.filter(consent=consent)
        assert (limit.kind, limit.entry_id) == ("not_this_item", first.id)
        told = Task.objects.filter(file=cast.FILES["amina"].id).order_by("-made_at")
        assert told.count() == tasks + 1
        assert "further limit" in told[0].words
        assert told[0].owner_id == told[0].file.lead_id  # type: ignore[union-attr]
        Task.objects.filter(id=told[0].id).update(done_at=told[0].made_at)
    assert change(screen, consent, "not_this_item", entries=[str(third.id)]) == 302
    with acting_as(who(ASKER)):
        assert Task.objects.get(id=told[0].id).done_at is None  # there is more to look at
    with logged_in_as("owner"):
        assert Event.objects.filter(action="consent_limited_at_office").count() == 2
    shown = signed_in(ASKER).get(f"/files/{cast.FILES['amina'].reference}/consents/")
    assert "The client limited it further afterwards" in shown.content.decode()


def test_an_earlier_end_asks_for_a_new_sign_off_and_never_makes_it_longer(
    sitting: tuple[Screen, UUID, UUID],
) -> None:
    screen, request, consent = sitting
    for refused in (story.days(60), story.days(90), story.days(-1)):
        assert change(screen, consent, "ends", **parts(refused)) == 200
    assert change(screen, consent, "ends", **parts(story.days(20))) == 302
    assert change(screen, consent, "ends", **parts(story.days(30))) == 200  # not back again
    with acting_as(who(ASKER)):
        dossier = load_dossier(story.get(request))
        picture = dossier.picture(None)
        assert picture.consent is not None
        assert picture.consent.expires_on == story.days(20)
        assert dossier.contents is not None
        assert dossier.contents.consent_until == story.days(20).isoformat()
    assert stopped(request)  # what was signed off said another day
    with at_office():
        assert f"until {date_gb(story.days(20))}" in screen.get(AGREED).content.decode()
    assert change(screen, consent, "ends", **parts(story.days(0))) == 302
    number = number_of(consent)
    with at_office():
        page = screen.get(f"{AGREED}?change={number}").content.decode()
    assert "how=ends" not in page
    assert "how=withdraw" in page


def test_only_spoken_a_person_and_a_first_day_stop_a_release_each(cookie: str) -> None:
    tries: tuple[tuple[str, dict[str, Any], str], ...] = (
        ("only_verbally", {}, "only_verbally"),
        ("not_this_person", {"name": "Mina Askew"}, "person_barred"),
        ("not_before", parts(story.days(3)), "too_early"),
    )
    for how, says, code in tries:
        request = story.a_signed_request()
        with acting_as(who(ASKER)):
            consent = story.get(request).consent_id
        assert consent is not None
        screen, _ = reading(own_package(), cookie)
        assert change(screen, consent, how, **says) == 302
        assert code in stopped(request), how
        with at_office():
            assert {
                "only_verbally": "We write nothing",
                "not_this_person": "Mina Askew must not know of it.",
                "not_before": f"nothing before {date_gb(story.days(3))}",
            }[how] in screen.get(AGREED).content.decode()
    with acting_as(who(ASKER)):  # who learns the name is who may read the file
        assert Limit.objects.get(consent=consent, kind="not_before").day == story.days(3)


def test_a_limit_that_was_set_before_is_known_at_the_next_sitting(
    sitting: tuple[Screen, UUID, UUID], cookie: str
) -> None:
    screen, _, consent = sitting
    with acting_as(who(ASKER)):
        first = story.entries()[0]
    assert change(screen, consent, "only_verbally") == 302
    assert change(screen, consent, "not_this_item", entries=[str(first.id)]) == 302
    assert change(screen, consent, "ends", **parts(story.days(10))) == 302
    again, _ = reading(own_package(), cookie)
    number = number_of(consent)
    with at_office():
        page = again.get(f"{AGREED}?change={number}").content.decode()
        assert f"until {date_gb(story.days(10))}" in page
        assert "how=only_verbally" not in page
        left = again.get(f"{AGREED}?change={number}&how=not_this_item").content.decode()
    assert str(first.id) not in left


@pytest.mark.attack("A4")
def test_the_database_takes_only_what_takes_away_and_what_was_offered(
    sitting: tuple[Screen, UUID, UUID],
) -> None:
    """Asked directly, as the client's own visit: a later end, an entry that is not covered, another's consent."""
    _, _, consent = sitting
    other = story.a_consent(story.an_agency(name="Later Housing"))  # since the ticket
    with acting_as(who(ASKER)):
        first, second = story.entries()[:2]
        sat = Visit.objects.latest("began_at").id

    def asked(what: UUID, kind: str, entry: UUID | None = None, day: date | None = None) -> bool:
        with logged_in_as("kiosk"), acting_as(OfficeReader(sat)), connection.cursor() as cursor:
            cursor.execute(ASK, [what, kind, [uuid4()], [entry], day, None])
            return bool(cursor.fetchone()[0])

    refused = (
        (consent, "ends", None, story.days(60)),
        (consent, "ends", None, story.days(400)),
        (consent, "ends", None, None),
        (consent, "not_this_item", second.id, None),
        (consent, "not_this_item", None, None),
        (consent, "not_this_person", None, None),
        (consent, "own_words", None, None),
        (consent, "frobnicate", None, None),
        (other, "only_verbally", None, None),
        (uuid4(), "only_verbally", None, None),
    )
    for each in refused:
        assert not asked(*each), each
    with acting_as(who(ASKER)):
        assert not Limit.objects.filter(consent__in=[consent, other]).exists()
    assert asked(consent, "not_this_item", first.id)
    assert not asked(consent, "not_this_item", first.id)  # once
    assert asked(consent, "only_verbally")
    with acting_as(who(ASKER)):
        Consent.objects.filter(id=consent).update(withdrawn_at=timezone.now())
    assert not asked(consent, "ends", None, story.days(1))


@pytest.mark.edge("E20")
def test_whoever_releases_at_that_moment_is_waited_for(sitting: tuple[Screen, UUID, UUID]) -> None:
    """The release holds the consent's row; a limit comes after it, and shuts what it let out to be read."""
    _, request, consent = sitting
    database = str(connection.settings_dict["NAME"])
    with acting_as(who(ASKER)):
        sat = Visit.objects.latest("began_at").id
    with session(database, "owner") as releasing:
        releasing.sql("SELECT id FROM disclosures_consent WHERE id = %s FOR UPDATE", [str(consent)])
        with pytest.raises(OperationalError):
            _without_patience(sat, consent)
    assert story.release(request).reference


def _without_patience(sat: UUID, consent: UUID) -> None:
    with logged_in_as("kiosk"), acting_as(OfficeReader(sat)), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '300ms'")
        cursor.execute(ASK, [consent, "only_verbally", [uuid4()], [None], None, None])


@pytest.mark.edge("E10")
def test_what_was_released_before_is_not_read_on_screen_any_more(cookie: str) -> None:
    """What the agency reads with us closes, as at a withdrawal: it may hold what is left out now."""
    package = outside.a_package()
    link = outside.give(package)
    with outside.outside():
        reader = outside.Reader()
        assert reader.enter(link.link, link.code) == 302
    with acting_as(who(ASKER)):
        consent = Package.objects.select_related("release").get(id=package).release.consent_id
    assert consent is not None
    screen, _ = reading(own_package(), cookie)
    with outside.outside():
        assert reader.get("/read/").status_code == 200
    assert change(screen, consent, "ends", **parts(story.days(5))) == 302
    with outside.outside():
        assert reader.get("/read/").status_code == 200  # the end is still to come
    assert change(screen, consent, "only_verbally") == 302
    with outside.outside():
        assert reader.get("/read/").status_code == 404
    with pytest.raises(Obstructed) as raised:
        outside.give(package)
    assert "only_verbally" in {each.code for each in raised.value.obstacles}


@pytest.mark.edge("E10")
def test_what_she_told_one_of_us_closes_it_and_stands_on_the_screen(cookie: str) -> None:
    package = outside.a_package()
    link = outside.give(package)
    with outside.outside():
        reader = outside.Reader()
        assert reader.enter(link.link, link.code) == 302
        assert reader.get("/read/").status_code == 200
    with acting_as(who(ASKER)):
        made = Package.objects.select_related("release__consent").get(id=package).release
        assert made.consent
        kind = Limit.Kind.NOT_THIS_PERSON
        limit_consent(consent=made.consent, kind=kind, by=cast.worker(ASKER), name="Bo Marsh")
    with outside.outside():
        assert reader.get("/read/").status_code == 404
    screen, _ = reading(own_package(), cookie)
    with at_office():
        assert "Bo Marsh must not know of it." in screen.get(AGREED).content.decode()


def test_an_entry_that_was_refused_since_is_no_more_told_as_agreed(cookie: str) -> None:
    contact = story.an_agency()
    consent = story.a_consent(contact)
    with acting_as(who(ASKER)):
        first, _second, third = story.entries()[:3]
    refusal = {"refused": True, "names_sensitive": frozenset()}
    story.a_consent(contact, covers=frozenset({first.id}), **refusal)
    screen, _ = reading(own_package(), cookie)
    number = number_of(consent) - 1  # the refusal is no line
    with at_office():
        page = screen.get(f"{AGREED}?change={number}&how=not_this_item").content.decode()
    assert str(third.id) in page
    assert str(first.id) not in page


def test_names_told_in_several_sittings_cost_one_question(
    sitting: tuple[Screen, UUID, UUID], cookie: str
) -> None:
    """Each is sealed under the key of the package that was read."""
    screen, request, consent = sitting
    for name in ("Jo Marsh", "Bo Marsh", "Al Marsh"):
        assert change(screen, consent, "not_this_person", name=name) == 302
        screen = reading(own_package(), cookie)[0]
    with acting_as(who(ASKER)):
        dossier = load_dossier(story.get(request))
        with CaptureQueriesContext(connection) as asked:
            named = [each.words for each in dossier.limits]
        assert named == ["Jo Marsh", "Bo Marsh", "Al Marsh"]
        assert len({each.package_id for each in dossier.limits}) == len(named)
    assert len(asked) == 1


@pytest.mark.edge("E48")
def test_a_limit_on_an_entry_goes_with_it_to_no_other_file(
    sitting: tuple[Screen, UUID, UUID],
) -> None:
    """The entry belongs in another file: that she left it out says nothing there, and keeps it from going in no way."""
    screen, _, consent = sitting
    with acting_as(who(ASKER)):
        first = story.entries()[0]
    assert change(screen, consent, "not_this_item", entries=[str(first.id)]) == 302
    assert misfiled.take(misfiled.hand_on(first.id)) == "taken"
    with acting_as(who(ASKER)):
        assert not Limit.objects.filter(consent=consent).exists()
