"""Somebody of a partner agency signs in, reads what was released to them by name, and is shut out with the protocol."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from confidentiality.access.identity import OutsideReader, SystemActor, acting_as
from confidentiality.audit.models import Event
from confidentiality.sealing.errors import SealingError
from confidentiality.work.backup.shipped import Shipped
from disclosures import actions
from disclosures.agencies.actions import contact_left
from disclosures.agencyworkers import secrets, totp
from disclosures.agencyworkers.models import AgencySecret, AgencySession, AgencyWorker
from disclosures.agencyworkers.replay import use_up_codes
from disclosures.models import AgencyContact, Package
from disclosures.package import Contents
from disclosures.protocols.models import Protocol
from disclosures.readers.models import OutsideReading, Ticket, Visit
from disclosures.readers.replay import close_link
from tests import cast
from tests.access.attacker import REFUSED, fill, session, token
from tests.agencyworkers.working import PASSWORD, Outsider, ask, decide, end, invited
from tests.attacking import report, sized
from tests.database import copy_of_template, logged_in_as, use_database
from tests.disclosures import story
from tests.disclosures.story import ASKER, MANAGER, who
from tests.protocols import working as protocols
from tests.readers.outside import Reader, let_in, opened, outside, recall
from tests.readers.test_row_security import reached

pytestmark = [pytest.mark.slow, pytest.mark.clause("5.7")]
READ = ("/read/", "/read/package/", "/read/print/")


class World:
    """Two people of one agency in one protocol, a package released to the first, and another agency's package."""

    def __init__(self, name: str) -> None:
        self.database = name
        self.package = story.release(story.a_signed_request()).package.id
        with acting_as(who(ASKER)):
            contact = opened(self.package).release.contact_id
            assert contact is not None
            self.contact: UUID = contact
            agency = opened(self.package).release.agency
            self.colleague = _a_colleague(agency)
        self.foreign = story.release(story.a_signed_request()).package.id
        self.again()

    def again(self) -> None:
        """A new protocol, and both invited under it."""
        self.protocol = protocols.agreed(self.contact, self.colleague)
        self.her, self.him = (
            invited(self.protocol, each) for each in (self.contact, self.colleague)
        )


def _a_colleague(agency: Any) -> UUID:
    made = actions.add_contact(
        agency=agency, name="Jonah Pell", aliases=[], phones=["01632 960124"], by=cast.worker(ASKER)
    )
    return made.id


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> Iterator[World]:
    """A database of this module's own."""
    with (
        django_db_blocker.unblock(),
        copy_of_template(f"latch_{worker_id}_agencyworkers") as name,
        use_database(name),
    ):
        yield World(name)


@pytest.fixture
def fresh(world: World) -> World:
    """The same with a protocol that no test has ended, and nobody invited before."""
    for each in (world.her, world.him):
        end(each.id)
    world.again()
    return world


def a_reader(outsider: Outsider) -> Reader:
    """Somebody who has set up their second factor and signed in."""
    reader = Reader()
    assert outsider.join(reader) == 200
    assert outsider.sign_in(reader) == 302
    return reader


def listed(reader: Reader) -> str:
    """What stands on the list of what is shared with them."""
    return unescape(reader.get("/shared/").content.decode())


def open_it(reader: Reader, package: UUID) -> int:
    """Open a package from the list."""
    return reader.post("/shared/open/", {"package": str(package)}).status_code


def test_they_see_what_was_released_to_them_by_name_and_read_it(fresh: World) -> None:
    with acting_as(who(ASKER)):
        release = opened(fresh.package).release
        contents = Contents.from_stored(opened(fresh.package).contents)
        foreign = opened(fresh.foreign).release.reference
    with outside():
        reader = a_reader(fresh.her)
        page = listed(reader)
        assert release.reference in page
        assert foreign not in page
        assert contents.items[0].body not in page
        assert "Not opened yet" in page
        assert open_it(reader, fresh.package) == 302
        assert reader.get("/read/package/").status_code == 302  # to the terms first
        before, accepted = reader.get("/read/"), reader.accept()
        assert accepted == 302
        whole = unescape(reader.get("/read/package/").content.decode())
        assert contents.items[0].body in whole
        for words in (before.content.decode(), whole):
            assert "new link" not in words  # they never had one
        assert "Opened last" in listed(reader)
        assert reader.get("/read/letter.pdf").status_code == 302  # nothing to download
        # somebody else of the same agency
        other = a_reader(fresh.him)
        assert "Nothing is shared with you now" in listed(other)
        assert open_it(other, fresh.package) == open_it(other, uuid4()) == 404
        # another agency's package, guessed
        assert open_it(reader, fresh.foreign) == 404
    with acting_as(who(ASKER)):
        whats = OutsideReading.objects.filter(package=fresh.package).order_by("-at")
        assert [each.what for each in whats[:2]] == ["opened", "terms"]
        assert Ticket.objects.filter(package=fresh.package, agency_worker=fresh.her.id).exists()
    with logged_in_as("owner"):
        shown = Event.objects.filter(action="agency_list_shown", ids__contains=[str(fresh.her.id)])
        assert shown.exists()


def _protocol_ends(world: World) -> None:
    protocols.end(world.protocol)


def _its_last_day_passes(world: World) -> None:
    with logged_in_as("owner"):
        over = {"starts_on": story.days(-9), "review_on": story.days(-5), "until": story.days(-1)}
        Protocol.objects.filter(id=world.protocol).update(**over)


def _person_ends(world: World) -> None:
    assert end(world.her.id) == "done"


def _leaves(world: World) -> None:
    with acting_as(who(MANAGER)):
        contact = AgencyContact.objects.get(id=world.contact)
        contact_left(contact=contact, by=cast.worker(MANAGER))


def _recalled(world: World) -> None:
    recall(world.package)


@pytest.mark.edge("E21")
@pytest.mark.parametrize(
    "ends", [_protocol_ends, _its_last_day_passes, _person_ends, _leaves, _recalled]
)
def test_an_open_visit_ends_at_once(fresh: World, ends: Any) -> None:
    with outside():
        reader = a_reader(fresh.her)
        assert open_it(reader, fresh.package) == 302
        assert reader.accept() == 302
        assert reader.get("/read/package/").status_code == 200
    with logged_in_as("owner"):
        visit = Visit.objects.filter(ticket__agency_worker=fresh.her.id).get().id
    ends(fresh)
    with outside():
        assert [reader.get(path).status_code for path in READ] == [404] * 3
        with acting_as(OutsideReader(visit)):
            assert not Package.objects.exists()
        assert open_it(reader, fresh.package) in (302, 404)
        assert reader.get("/read/package/").status_code == 404
        if ends is not _recalled:
            assert reader.get("/shared/")["Location"] == "/account/"
            assert fresh.her.sign_in(reader, code=totp.code_at(fresh.her.secret, 0)) == 403
    with logged_in_as("owner"):  # put back what the next test needs
        AgencyContact.objects.filter(id=fresh.contact).update(left_at=None, left_by=None)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM readers_recall")


def test_what_staff_closed_stays_closed_to_whoever_signs_in(fresh: World, signed_in: Any) -> None:
    """Also at the next click, until somebody who may write in the file lets them in again."""
    readers = f"/packages/{fresh.package}/readers/"
    with acting_as(who(ASKER)):
        reference = opened(fresh.package).release.reference
    with outside():
        reader = a_reader(fresh.her)
        assert open_it(reader, fresh.package) == 302
        assert reader.accept() == 302
    page = signed_in(ASKER).get(readers).content.decode()
    assert "Close it to them" in page
    closed = signed_in(ASKER).post(f"/packages/{fresh.package}/readers/take-back/", follow=True)
    assert "They do not find it when they sign in either" in closed.content.decode()
    assert "Let them in again" in closed.content.decode()
    with outside():
        assert reader.get("/read/package/").status_code == 404
        assert reference not in listed(reader)
        assert open_it(reader, fresh.package) == 404
        assert reader.get("/read/package/").status_code == 404
        assert open_it(a_reader(fresh.him), fresh.package) == 404
    again = f"{readers}again/"
    client = signed_in(ASKER)
    seen = re.findall(r'name="closings" value="([^"]+)"', client.get(readers).content.decode())
    for shown, said in (
        ([], "It was closed to them again meanwhile"),
        (seen, "They find it again"),
        (seen, "It is not closed to them"),
    ):
        assert said in client.post(again, {"closings": shown}, follow=True).content.decode()
    with outside():
        assert reference in listed(reader)
        assert open_it(reader, fresh.package) == 302
        assert reader.accept() == 302
        assert reader.get("/read/package/").status_code == 200


@pytest.mark.edge("E51")
def test_after_a_restore_it_is_still_closed_to_them(fresh: World) -> None:
    """Their ticket was lost with the database; that it was closed stands in the shipped audit."""
    with logged_in_as("owner"):
        ticket, before = uuid4(), Ticket.objects.filter(package=fresh.package).count()
        file = Package.objects.get(id=fresh.package).file_id
    event = Shipped(
        n=1, id=uuid4(), at=timezone.now(), person=who(ASKER), actor="", action="reader_link_closed", outcome="done",
        file=file, ids=(ticket, fresh.package),
    )  # fmt: skip
    with logged_in_as("owner"), acting_as(SystemActor.RESTORER):
        close_link(event)
        close_link(event)
        assert Ticket.objects.filter(package=fresh.package).count() == before + 1
    with outside():
        reader = a_reader(fresh.her)
        assert open_it(reader, fresh.package) == 404
    let_in(fresh.package)
    with outside():
        assert open_it(reader, fresh.package) == 302


@pytest.mark.edge("E40")
def test_after_a_restore_codes_that_were_used_since_open_nothing(fresh: World) -> None:
    """They open until their person first signs in, which came after the backup: whoever finds them stays out."""
    codes = fresh.her.codes
    with outside():
        assert fresh.her.join(Reader()) == 200
    event = Shipped(
        n=1, id=uuid4(), at=timezone.now(), person=None, actor="redeemer", action="agency_worker_signed_in",
        outcome="done", file=None, ids=(fresh.her.id, uuid4()),
    )  # fmt: skip
    with logged_in_as("owner"), acting_as(SystemActor.RESTORER):
        use_up_codes(event)
    with outside():
        assert fresh.her.codes == codes
        assert fresh.her.join(Reader()) != 200
        assert fresh.him.join(Reader()) == 200


@pytest.mark.attack("A13")
def test_whatever_is_wrong_is_answered_alike_and_each_code_opens_once(fresh: World) -> None:
    her, nobody = fresh.her, Reader()
    with outside():
        one, other = her.codes
        told = {"name": her.name, "first": one, "second": other, "password": PASSWORD}
        wrong = (
            {**told, "first": "AAAAA-AAAAA"},
            {**told, "second": one},  # one of the two alone
            {**told, "name": "AAAA-AAAA"},
            {**told, "second": ""},
        )
        joined = [nobody.post("/account/join/", each) for each in wrong]
        assert [each.status_code for each in joined] == [403, 403, 403, 200]
        assert len({_without_token(each.content) for each in joined[:3]}) == 1
        reader = a_reader(her)
        cache.clear()
        assert her.join(Reader()) == 403  # whoever has signed in needs no codes any more
        used = totp.code_at(her.secret, max(her.used))
        tries: tuple[dict[str, str], ...] = (
            {"name": "AAAA-AAAA", "password": PASSWORD, "code": "123456"},
            {"name": her.name, "password": PASSWORD, "code": used},  # a second time
            {"name": her.name, "password": "not the one it is", "code": her.code()},
            {"name": her.name, "password": PASSWORD, "code": "٣٤٥٦٧٨"},
            {"name": fresh.him.name, "password": PASSWORD, "code": "123456"},  # never came in
        )
        answers = [nobody.post("/account/", each) for each in tries]
        assert {each.status_code for each in answers} == {403}
        assert len({_without_token(each.content) for each in answers}) == 1
        assert not any(each.cookies.get(settings.AGENCY_COOKIE_NAME) for each in answers)
        assert reader.get("/shared/").status_code == 200
    report("A13", "wrong sign-ins of agency workers", tried=9, refused=9)


def _without_token(page: bytes) -> bytes:
    before, _, after = page.partition(b'csrfmiddlewaretoken" value="')
    return before + after.partition(b'"')[2]


@pytest.mark.attack("A13")
def test_guessing_is_slowed_and_holds_up_nobody_elsewhere(fresh: World) -> None:
    tries = sized(12, 200)
    with outside():
        assert fresh.her.join(Reader()) == 200
        cache.clear()
        guesses = [
            Reader().post("/account/", {"name": fresh.her.name, "password": "x", "code": "1"})
            for _ in range(tries)
        ]
        found = [each.status_code for each in guesses]
        assert found[:5] == [403] * 5
        assert set(found[5:]) == {429}
        elsewhere = Reader()
        elsewhere.defaults["REMOTE_ADDR"] = "192.0.2.7"
        assert fresh.her.sign_in(elsewhere) == 302
    report("A13", "guesses at an agency worker's password", tried=tries, refused=tries)


@pytest.mark.attack("A12")
def test_no_session_is_fixed_kept_or_shared(fresh: World) -> None:
    with outside():
        name = settings.AGENCY_COOKIE_NAME
        reader = Reader()
        assert fresh.her.join(reader) == 200
        reader.cookies[name] = "planted-by-somebody-else"
        assert fresh.her.sign_in(reader) == 302
        mine = reader.cookies[name].value
        assert mine != "planted-by-somebody-else"
        assert reader.cookies[name]["httponly"]
        assert reader.cookies[name]["samesite"] == "Strict"
        # signed in anew elsewhere: the first is over
        second = Reader()
        assert fresh.her.sign_in(second) == 302
        assert reader.get("/shared/").status_code == 302
        assert open_it(second, fresh.package) == 302
        assert second.accept() == 302
        page = second.get("/read/package/")
        assert page["Cache-Control"] == "no-store"
        kept = {each: morsel.value for each, morsel in second.cookies.items()}
        assert second.post("/account/sign-out/").status_code == 302
        for each, value in kept.items():
            second.cookies[each] = value
        assert second.get("/shared/").status_code == 302
        assert second.get("/read/package/").status_code == 404  # Back
    with logged_in_as("owner"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT s::text, c::text FROM agencyworkers_agencysession s, agencyworkers_agencysecret c"
        )
        rows = str(cursor.fetchall())
    for told in (mine, PASSWORD, fresh.her.secret, *fresh.her.codes):
        assert told not in rows


@pytest.mark.attack("A5")
def test_inviting_takes_two_and_a_protocol_that_names_them(fresh: World) -> None:
    end(fresh.her.id)
    asked, _, _ = ask(fresh.protocol, fresh.contact)
    assert decide(asked, by=ASKER)[0] == "hidden"
    assert decide(asked, by="iss_senior")[0] == "hidden"
    assert end(asked, by="iss_colleague") == "refused"
    assert decide(asked, agree=False) == ("done", "")
    own, _, _ = ask(fresh.protocol, fresh.contact, by=MANAGER)
    assert decide(own)[0] == "own"
    assert decide(own, by="dvpp_manager")[0] == "done"
    end(fresh.him.id)
    unnamed = story.an_agency(name="Quay Clinic")
    for contact, until in ((unnamed, 90), (fresh.colleague, 900)):  # after the protocol's last day
        with pytest.raises(DatabaseError, match="row-level security"):
            ask(fresh.protocol, contact, until=until)
    with acting_as(who(MANAGER)):
        assert AgencyWorker.objects.filter(id=own).exists()
        for model in (AgencySecret, AgencySession):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                list(model.objects.all())
    fresh.her = Outsider(own, "", ("", ""))


def test_codes_are_those_of_the_standard() -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B, its last six digits
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        assert totp.code_at(secret, seconds // 30) == code
        assert totp.step_of(secret, code, seconds) == seconds // 30
        assert totp.step_of(secret, code, seconds + 90) is None
    assert totp.step_of(secret, "", 59) is None


def test_a_factor_opens_for_its_own_name_alone() -> None:
    sealed = secrets.seal_factor("7K3M-Q2XP", "GEZDGNBVGY3TQOJQ")
    assert secrets.open_factor("7K3M-Q2XP", sealed) == "GEZDGNBVGY3TQOJQ"
    with pytest.raises(SealingError):
        secrets.open_factor("7K3M-Q2XQ", sealed)
    assert secrets.as_name(" 7k3mq2xp") == "7K3M-Q2XP"


@pytest.mark.attack("A4")
def test_with_sql_of_its_own_a_session_reaches_nothing_but_keys_of_its_packages(
    fresh: World,
) -> None:
    with outside():
        a_reader(fresh.her)
    with logged_in_as("owner"):
        found = AgencySession.objects.get(agency_worker=fresh.her.id, ended_at=None).id
    with (
        copy_of_template(f"{fresh.database}_raw", fresh.database) as name,
        session(name, "owner") as owner,
    ):
        fill(owner)
        owner.link.commit()
        with session(name, "reader") as attacker:
            attacker.use(token(f"agency:{found}", attacker.challenge(), "reader"))
            seen = reached(attacker)
            assert seen.keys() <= {"sealing_key", "organisation_detail", *_FIXED}
            assert attacker.attempt("SELECT subject FROM sealing_key") == [(fresh.package,)]
        for login, who_else in (("web", f"agency:{found}"), ("reader", f"agency:{uuid4()}")):
            with session(name, login) as attacker:
                attacker.use(token(who_else, attacker.challenge(), login))
                said = attacker.attempt("SELECT count(*) FROM sealing_key")
                assert said in (REFUSED, [(0,)])


_FIXED = {"django_content_type", "auth_permission", "django_migrations"}
