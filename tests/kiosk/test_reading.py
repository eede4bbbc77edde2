"""A client reads their own package at an office screen, item by item, with the server's clock as the judge (5.2.4)."""

from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction
from django.db.models import F
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from clients.tasks.models import Task
from confidentiality.access.identity import OfficeReader, acting_as
from confidentiality.audit.models import Event
from disclosures.actions import NotNow, Obstructed
from disclosures.kiosk import actions, rules
from disclosures.kiosk.access import sittings_of
from disclosures.kiosk.models import Limit, Offered, OfficeScreen, Remark, Signature, Sitting
from disclosures.models import Consent, Package
from disclosures.package import Contents
from disclosures.readers.models import OutsideReading, Ticket, Visit
from tests import cast
from tests.database import copy_of_template, logged_in_as, use_database
from tests.disclosures import own, story
from tests.disclosures.story import ASKER, MANAGER, who
from tests.kiosk.office import (
    SCREEN,
    SITTING,
    Screen,
    a_screen,
    at_office,
    give,
    grow,
    own_package,
    reading,
)
from tests.ownfile import working
from tests.queries import assert_queries_at_most
from tests.readers.outside import Reader, a_package, opened, outside, recall

pytestmark = [pytest.mark.slow, pytest.mark.clause("5.2.4")]
READ = ("/read/", "/read/item/", "/read/items/", "/read/agreed/", "/read/sign/")


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> Iterator[tuple[UUID, str]]:
    """A package from a client's own file and a screen, in a database of this module's own."""
    with (
        django_db_blocker.unblock(),
        copy_of_template(f"latch_{worker_id}_kiosk") as name,
        use_database(name),
    ):
        _screen, cookie = a_screen()
        yield own_package(), cookie


def statuses(screen: Client) -> list[int]:
    """What each reading page answers."""
    with at_office():
        return [screen.get(path).status_code for path in READ]


def visit_of(ticket: UUID) -> Visit:
    """The visit that a ticket opened."""
    with logged_in_as("owner"):
        return Visit.objects.select_related("sitting").get(ticket=ticket)


def later(ticket: UUID, seconds: int) -> None:
    """Let time pass over a sitting: what it knows of the past moves back."""
    back, visit = timedelta(seconds=seconds), visit_of(ticket)
    with logged_in_as("owner"):
        Visit.objects.filter(id=visit.id).update(seen_at=F("seen_at") - back)
        Sitting.objects.filter(visit=visit).update(blanked_at=F("blanked_at") - back)


def test_a_client_reads_item_by_item_and_it_is_written_down(world: tuple[UUID, str]) -> None:
    package, cookie = world
    told, screen = give(package), Screen(cookie)
    with acting_as(who(ASKER)):
        contents = Contents.from_stored(opened(package).contents)
        consents = Consent.objects.filter(file=cast.FILES["amina"].id, withdrawn_at=None).count()
    bodies = [item.body for item in contents.items]
    with at_office():
        assert screen.enter(told.staff_code.lower(), told.client_code.replace(" ", "-")) == 302
        first = unescape(screen.get("/read/").content.decode())
        assert not [body for body in bodies if body in first]
        assert screen.get("/read/item/").status_code == 302  # what they may ask for comes first
        with acting_as(OfficeReader(visit_of(told.ticket.id).id)):
            assert not Package.objects.exists()  # in the database too
        assert screen.accept() == 302
        for at, body in enumerate(bodies):
            page = screen.get("/read/item/")
            words = unescape(page.content.decode())
            assert [each for each in bodies if each in words] == [body]
            assert "<title>Reading</title>" in words
            assert page["Cache-Control"] == "no-store"
            assert (
                page["Referrer-Policy"] == "same-origin"
            )  # without one, Chromium sends forms with no origin
            assert (b'value="next"' in page.content) == (at < len(bodies) - 1)
            assert screen.post("/read/item/", {"turn": "next"}).status_code == 302
        assert screen.post("/read/item/", {"words": "That was on a Sunday."}).status_code == 302
        after = screen.get("/read/item/").content.decode()
        assert "That was on a Sunday." in after
        assert "We have kept your words about this page." in after
        assert "about another page" not in after
        screen.post("/read/item/", {"turn": "back"})
        before = screen.get("/read/item/").content.decode()
        assert "That was on a Sunday." not in before
        assert "about this page." not in before
        assert "We have kept your words about another page." in before
        listed = screen.get("/read/items/").content.decode()
        assert listed.count('name="turn"') == len(bodies)
        assert screen.post("/read/sign/", {"name": "Amina"}).status_code == 302
        assert screen.post("/read/sign/", {"name": "Amina"}).status_code == 200  # once
        agreed = screen.get("/read/agreed/").content.decode()
        assert agreed.count("change=") == consents
        assert screen.get("/leave/").status_code == 200
        assert screen.get("/read/item/").status_code == 404
    with acting_as(who(ASKER)):
        register = OutsideReading.objects.filter(package=package).order_by("at")
        assert [each.what for each in register] == ["terms", "opened"]
        assert [each.words for each in Remark.objects.filter(package=package)] == [
            "That was on a Sunday."
        ]
        assert [each.name for each in Signature.objects.filter(package=package)] == ["Amina"]
        found = sittings_of(opened(package))[0]
        assert (found.stands, found.sitting.ended_why) == ("none", "left")
        assert found.sitting.supporter
    with logged_in_as("owner"):
        told_of = set(Event.objects.filter(actor="office").values_list("action", flat=True))
        assert told_of == {"package_read_outside", "remark_left", "reading_signed"}


@pytest.mark.attack("A12", "A13")
def test_codes_open_once_together_here_and_whatever_is_wrong_is_answered_alike(
    world: tuple[UUID, str],
) -> None:
    package, cookie = world
    used, replaced = give(package), None
    with at_office():
        assert Screen(cookie).enter(used.staff_code, used.client_code) == 302
    replaced = give(package)
    expired = give(package)
    with logged_in_as("owner"):
        Ticket.objects.filter(id=expired.ticket.id).update(expires_at=timezone.now())
    tried = [used, replaced, expired]
    with at_office():
        answers = [
            Screen(cookie).post(
                "/", {"staff_code": each.staff_code, "client_code": each.client_code}
            )
            for each in tried
        ]
        answers.append(Screen(cookie).post("/", {"staff_code": "2222-2222", "client_code": "1"}))
    guessed = give(package)
    with at_office():
        for _ in range(rules.WRONG_CODES):
            answers.append(
                Screen(cookie).post(
                    "/", {"staff_code": guessed.staff_code, "client_code": "no code"}
                )
            )
    with at_office():
        answers.append(
            Screen(cookie).post(
                "/", {"staff_code": guessed.staff_code, "client_code": guessed.client_code}
            )
        )
    assert {each.status_code for each in answers} == {403}
    ends = {
        each.content.partition(b"csrfmiddlewaretoken")[2].partition(b">")[2] for each in answers
    }
    assert len(ends) == 1
    assert len({str(sorted(each.headers.items())) for each in answers}) == 1
    with acting_as(who(ASKER)):
        assert Ticket.objects.get(id=guessed.ticket.id).closed_for == "wrong_codes"


@pytest.mark.attack("A1", "A12")
def test_elsewhere_nothing_is_there_and_an_unknown_browser_can_only_become_a_screen(
    world: tuple[UUID, str],
) -> None:
    package, cookie = world
    screen, told = reading(package, cookie)
    sitting = screen.cookies[SITTING].value
    with at_office(KIOSK_NETWORKS=["203.0.113.0/24"]):
        for path in (*READ, "/", "/screen/", "/leave/", "/no/such/"):
            away = screen.get(path)
            assert (away.status_code, away.content) == (404, b"Not found\n")
    with at_office(KIOSK_NETWORKS=[]):  # what two people agreed to: nothing yet
        assert screen.get("/").content == b"Not found\n"
    unknown, made_up = Screen(), Screen("z" * 43)
    for each in (unknown, made_up):
        each.cookies[SITTING] = sitting
        assert statuses(each) == [404] * 5
        with at_office():
            assert each.get("/")["Location"] == "/screen/"
            assert each.get("/screen/").status_code == 200
            assert each.enter(told.staff_code, told.client_code) == 302  # to the same page
            assert each.post("/beat/").status_code == 404
            assert each.post("/screen/", {"code": "2222-2222"}).status_code == 403
    assert statuses(screen) == [200] * 5
    other, _ = a_screen("Green room"), None
    elsewhere = Screen(other[1])
    elsewhere.cookies[SITTING] = sitting  # a sitting belongs to its screen
    assert statuses(elsewhere) == [404] * 5


@pytest.mark.attack("A12")
def test_an_office_visit_is_nobody_with_outside_readers_and_the_other_way_round(
    world: tuple[UUID, str], signed_in: Any
) -> None:
    package, cookie = world
    screen, told = reading(package, cookie)
    visit = visit_of(told.ticket.id).id
    reader = Reader()
    reader.cookies["latch_reader"] = screen.cookies[SITTING].value
    with outside():
        assert reader.get("/read/package/").status_code == 404
        assert reader.enter(told.staff_code, told.client_code) == 403
    worker = signed_in(ASKER)
    for path in READ:
        assert worker.get(path).status_code == 404
    with logged_in_as("owner"):
        assert Visit.objects.filter(id=visit, ended_at=None).exists()
    screen.cookies["latch_session"] = worker.cookies["latch_session"].value
    assert statuses(screen) == [200] * 5


@pytest.mark.edge("E34")
def test_what_nobody_reads_blanks_comes_back_to_its_place_and_ends(world: tuple[UUID, str]) -> None:
    """By the server's clock alone: no script runs here."""
    package, cookie = world
    screen, told = reading(package, cookie)
    ticket = told.ticket.id
    assert visit_of(ticket).until - visit_of(ticket).began_at > timedelta(hours=20)
    with at_office():
        screen.post("/read/item/", {"turn": "next"})
        screen.post("/read/looks/", {"size": "2", "contrast": "on"})
        screen.post("/beat/", headers={"X-Place": "417"})
        before = screen.get("/read/item/").content
        assert b'data-place="417"' in before
    later(ticket, rules.BLANK_AFTER)
    assert statuses(screen)[1] == 200  # what a page tells late is allowed for
    later(ticket, rules.BLANK_AFTER + rules.LATE)
    with at_office():
        with acting_as(OfficeReader(visit_of(ticket).id)):
            assert not Package.objects.exists()  # in the database it is dark already
        for path in READ:
            assert screen.get(path)["Location"] == "/back/"
        assert screen.post("/read/item/", {"words": "Too late."})["Location"] == "/back/"
        assert screen.post("/beat/").json() == {"stands": "blank"}
        assert screen.post("/back/", {"code": "000 00"}).status_code == 403
        assert screen.post("/back/", {"code": told.client_code})["Location"] == "/read/item/"
        after = screen.get("/read/item/").content
    assert _words(after) == _words(before)
    assert b"latch-office--size-2 latch-office--contrast" in after
    with at_office():
        assert screen.post("/blank/").status_code == 302  # as the page itself does
        assert screen.post("/beat/").json() == {"stands": "blank"}
    later(ticket, rules.ENDS_AFTER - 5)
    with at_office():
        assert screen.get("/back/").status_code == 200
    later(ticket, 6)
    with at_office():
        assert screen.post("/back/", {"code": told.client_code})["Location"] == "/leave/"
    assert statuses(screen) == [404] * 5
    assert visit_of(ticket).sitting.ended_why == "time"
    assert not Remark.objects.filter(visit=visit_of(ticket).id).exists()


def _words(page: bytes) -> bytes:
    return page.partition(b"<article")[2].partition(b"</article>")[0]


@pytest.mark.edge("E34")
def test_a_browser_that_died_is_ended_by_the_next_look(
    world: tuple[UUID, str], signed_in: Any
) -> None:
    """Five wrong codes end it as well; staff see each, close it at once, and give another code."""
    package, cookie = world
    _died, told = reading(package, cookie)
    later(told.ticket.id, rules.BLANK_AFTER + rules.LATE + rules.ENDS_AFTER)
    worker, address = signed_in(ASKER), f"/packages/{package}/office/"
    assert "nobody was reading" in worker.get(address).content.decode()
    assert visit_of(told.ticket.id).ended_at is not None
    screen, told = reading(package, cookie)
    with at_office():
        screen.post("/blank/")
    assert "Blank, waits" in worker.get(address).content.decode()
    shown = worker.post(f"{address}{told.ticket.id}/code/").content.decode()
    fresh = shown.partition('id="client-code">')[2].partition("<")[0]
    with at_office():
        assert screen.post("/back/", {"code": told.client_code}).status_code == 403
        assert screen.post("/back/", {"code": fresh}).status_code == 302
        screen.post("/blank/")
        for _ in range(rules.WRONG_CODES):
            screen.post("/back/", {"code": "no code"})
        assert screen.post("/back/", {"code": fresh})["Location"] == "/leave/"
    assert visit_of(told.ticket.id).sitting.ended_why == "wrong_codes"
    screen, told = reading(package, cookie)
    assert "Reading now" in worker.get(address).content.decode()
    assert worker.post(f"{address}{told.ticket.id}/end/").status_code == 302
    assert statuses(screen) == [404] * 5
    assert "Closed by a member of staff" in worker.get(address).content.decode()
    with acting_as(who(ASKER)), pytest.raises(NotNow):
        actions.renew_client_code(
            package=opened(package), ticket_id=told.ticket.id, by=cast.worker(ASKER)
        )


@pytest.mark.edge("E46", "E10")
def test_a_consent_is_withdrawn_at_the_screen_and_its_lead_has_a_task(
    world: tuple[UUID, str],
) -> None:
    """Only one that stood when the ticket was given; made-up ones and those of other files change nothing."""
    package, cookie = world
    a_package()  # with a consent of its own
    screen, _ = reading(package, cookie)
    with acting_as(who(ASKER)):
        standing = list(
            Consent.objects.filter(file=cast.FILES["amina"].id, withdrawn_at=None).values_list(
                "id", flat=True
            )
        )
        tasks = Task.objects.filter(file=cast.FILES["amina"].id).count()
    assert standing
    own, gone = standing[0], {"how": "withdraw", "confirmed": "on"}
    later = story.a_consent(story.an_agency())
    give(own_package())  # which offers that one, and not here
    with at_office():
        page = screen.get("/read/agreed/?change=0&how=withdraw").content.decode()
        assert "Change it now" in page
        for made_up in (package, cast.FILES["daniel"].id, later):
            screen.post("/read/agreed/", {**gone, "consent": made_up})
        screen.post("/read/agreed/", {"consent": own, "how": "withdraw"})  # not sure
    with logged_in_as("owner"):
        assert not Consent.objects.filter(id__in=[own, later], withdrawn_at__isnull=False).exists()
    with at_office():
        for _ in range(2):
            assert screen.post("/read/agreed/", {**gone, "consent": own}).status_code == 302
        assert "do not agree to this any more" in screen.get("/read/agreed/").content.decode()
    with acting_as(who(ASKER)):
        assert Consent.objects.get(id=own).withdrawn_at is not None
        told = Task.objects.filter(file=cast.FILES["amina"].id).order_by("-made_at")
        assert told.count() == tasks + 1
        assert "withdrew their consent" in told[0].words
        assert told[0].owner_id == told[0].file.lead_id  # type: ignore[union-attr]
    with logged_in_as("owner"):
        assert Event.objects.filter(action="consent_withdrawn_at_office").count() == 1


@pytest.mark.edge("E21")
def test_a_recall_a_screen_taken_away_and_another_sitting_end_it_at_once(
    world: tuple[UUID, str],
) -> None:
    package, cookie = world
    screen, told = reading(package, cookie)
    other, theirs = own_package(), a_screen("Red room")
    second, _ = reading(other, theirs[1])
    with acting_as(who(MANAGER)):
        actions.end_screen(
            screen=OfficeScreen.objects.get(id=theirs[0].id), by=cast.worker(MANAGER)
        )
    assert statuses(second) == [404] * 5
    recall(other)
    with pytest.raises(Obstructed) as raised:
        give(other)
    assert [each.code for each in raised.value.obstacles] == ["recalled"]
    third = own_package()
    again, _ = reading(third, cookie)
    assert statuses(screen) == [404] * 5
    assert visit_of(told.ticket.id).sitting.ended_why == "replaced"
    recall(third)
    assert statuses(again) == [404] * 5


def test_only_a_package_from_ones_own_file_is_read_here(world: tuple[UUID, str]) -> None:
    with pytest.raises(Obstructed) as raised:
        give(a_package())
    assert [each.code for each in raised.value.obstacles] == ["not_own_file"]


def test_a_screen_takes_two_people(world: tuple[UUID, str], signed_in: Any) -> None:
    """Whoever asks does not agree; others may not at all; its code works once."""
    with acting_as(who(MANAGER)):
        by = cast.worker(MANAGER)
        asked = actions.ask_for_screen(screen_id=UUID(int=7), room="Attic", by=by)
        assert actions.agree_to_screen(screen=asked, by=by) == ("own", "")
    with acting_as(who(ASKER)):
        assert actions.agree_to_screen(screen=asked, by=cast.worker(ASKER)) == ("hidden", "")
    with acting_as(who("records_admin")):
        said, code = actions.agree_to_screen(screen=asked, by=cast.worker("records_admin"))
    assert said == "done"
    browser = Screen()
    with at_office():
        assert browser.post("/screen/", {"code": code.lower()}).status_code == 302
        assert browser.cookies[SCREEN]["httponly"]
        assert browser.get("/").status_code == 200
        assert Screen().post("/screen/", {"code": code}).status_code == 403


def test_a_page_asks_no_more_of_the_database_where_there_is_more_to_read(
    world: tuple[UUID, str],
) -> None:
    package, cookie = world
    screen, _ = reading(package, cookie)
    asked = []
    for items in (3, 1000):
        grow(package, items)
        with at_office():
            for path in (
                *READ,
                "/read/item/",
            ):  # the second look at an item; the first is put on the register
                with assert_queries_at_most(12) as queries:
                    assert screen.get(path).status_code == 200
                asked.append((items, path, len(queries)))
    per_size = {items: [n for of, _, n in asked if of == items][2:] for items in (3, 1000)}
    assert per_size[3] == per_size[1000]


@pytest.mark.edge("E29", "E31")
@pytest.mark.clause("2.1")
def test_whoever_asks_for_a_client_neither_reads_nor_withdraws_what_she_agreed_to(
    world: tuple[UUID, str],
) -> None:
    """A solicitor, or a father who may see a child's file, is let in to the package and to nothing else."""
    consent = story.a_consent(story.an_agency(name="Marlow House"))
    made = own.released(own.asked_by_a_solicitor(), name="Reed & Co, solicitors")
    with acting_as(who(ASKER)):
        package = Package.objects.get(release=made).id
    given = give(package)
    with acting_as(who(ASKER)):
        sitting = Sitting.objects.get(ticket=given.ticket)
        assert not Offered.objects.filter(sitting=sitting).exists()
        row = Offered(file_id=sitting.file_id, sitting=sitting, consent_id=consent, task=uuid4())
        row.words = b"x"
        with pytest.raises(DatabaseError), transaction.atomic():
            row.save(force_insert=True)
    with at_office():
        screen = Screen(world[1])
        assert screen.enter(given.staff_code, given.client_code) == 302
        assert screen.accept() == 302
        assert "Marlow House" not in screen.get("/read/agreed/").content.decode()
        for how in ("withdraw", "only_verbally"):
            sent = {"consent": str(consent), "how": how, "confirmed": "on"}
            screen.post("/read/agreed/", sent)
    with acting_as(who(ASKER)):
        assert Consent.objects.get(id=consent).withdrawn_at is None
        assert not Limit.objects.exists()


@pytest.mark.edge("E30")
def test_nobody_whom_she_brings_sits_beside_a_client_who_may_be_made_to_ask(
    world: tuple[UUID, str],
) -> None:
    asked = own.asked_for()
    made = own.released(asked)
    with acting_as(who(ASKER)):
        package = Package.objects.get(release=made).id
    working.say(asked, "identity", **{**working.SEEN, "coerced": True})
    with pytest.raises(Obstructed) as found:
        give(package)
    assert {o.code for o in found.value.obstacles} == {"not_alone"}
    give(package, supporter=False)
    working.say(asked, "identity", by=MANAGER, **working.SEEN)
    give(package)


@pytest.mark.edge("E7", "E8", "E30")
def test_a_ticket_is_given_only_while_the_request_stands(world: tuple[UUID, str]) -> None:
    """Last in this file: its client has died."""
    asked = own.asked_for()
    release = own.released(asked)
    with acting_as(who(ASKER)):
        package = Package.objects.get(release=release).id

    def stopped() -> set[str]:
        with pytest.raises(Obstructed) as found:
            give(package)
        return {o.code for o in found.value.obstacles}

    working.say(asked, "identity", **{**working.SEEN, "known": False})
    assert stopped() == {"identity_unchecked"}
    working.say(asked, "identity", **{**working.SEEN, "alone": False})
    assert stopped() == {"coercion_unasked"}
    working.say(asked, "identity", **working.SEEN)
    give(package)
    working.say(asked, "died", when="2026-11-01")
    assert stopped() == {"client_died"}
    working.close(asked, "ended")
    assert stopped() == {"asking_closed", "client_died"}
