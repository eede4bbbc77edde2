"""A recipient comes in with link and code, reads one package, and is shut out at once when it is recalled."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from clients import actions as files
from confidentiality.access.identity import OutsideReader, SystemActor, acting_as
from confidentiality.audit.models import Event
from disclosures.actions import NotNow, Obstructed
from disclosures.models import Package
from disclosures.package import Contents
from disclosures.readers import actions
from disclosures.readers.access import recall_of
from disclosures.readers.codes import (
    link_of,
    print_of_code,
    print_of_cookie,
    print_of_link,
    token_in,
)
from disclosures.readers.models import OutsideReading, Ticket, Visit
from disclosures.readers.outside import entry
from tests import cast
from tests.access.attacker import session
from tests.attacking import report, sized
from tests.clients.questions import file_of
from tests.database import copy_of_template, logged_in_as, use_database
from tests.disclosures import story
from tests.disclosures.story import ASKER, MANAGER, who
from tests.readers.outside import Reader, a_package, give, opened, outside, recall

pytestmark = pytest.mark.slow
READ = ("/read/", "/read/package/", "/read/print/", "/read/letter.pdf")


@pytest.fixture(scope="module")
def package(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> Iterator[UUID]:
    """A released package in a database of this module's own."""
    with (
        django_db_blocker.unblock(),
        copy_of_template(f"latch_{worker_id}_readers") as name,
        use_database(name),
    ):
        yield a_package()


def a_reader(package_id: UUID, **given: Any) -> Reader:
    """Somebody who has come in and accepted the terms."""
    told, reader = give(package_id, **given), Reader()
    with outside():
        assert reader.enter(told.link, told.code) == 302
        assert reader.accept() == 302
    return reader


def statuses(reader: Client) -> list[int]:
    """What each reading page answers."""
    with outside():
        return [reader.get(path).status_code for path in READ]


def the_visit(ticket_id: UUID) -> UUID:
    """The visit that a ticket opened."""
    with logged_in_as("owner"):
        return Visit.objects.get(ticket=ticket_id).id


def change(model: Any, **values: Any) -> None:
    """Change every row of a table as the owner, as time or another process would have."""
    with logged_in_as("owner"):
        model.objects.update(**values)


def test_a_recipient_reads_what_was_released_and_it_is_written_down(package: UUID) -> None:
    told = give(package)
    with acting_as(who(ASKER)):
        contents = Contents.from_stored(opened(package).contents)
        letter = opened(package).letter
    reader = Reader()
    with outside():
        shown = reader.get("/").content.decode()
        assert contents.to_name not in shown
        assert reader.enter(told.link, told.code) == 302
        cover = unescape(reader.get("/read/").content.decode())
        assert contents.items[0].body not in cover
        assert reader.get("/read/package/").status_code == 302  # to the terms first
        with acting_as(OutsideReader(the_visit(told.ticket.id))):
            assert not Package.objects.exists()  # in the database too
        assert reader.accept() == 302
        page = unescape(reader.get("/read/package/").content.decode())
        assert contents.items[0].body in page
        assert contents.to_name not in page.partition("</title>")[0]
        assert reader.get("/read/print/").status_code == 200
        taken = reader.get("/read/letter.pdf")
        assert taken.content == letter
        assert taken["Content-Disposition"].startswith("attachment")
        assert contents.to_name not in taken["Content-Disposition"]
    with acting_as(who(ASKER)):
        register = OutsideReading.objects.filter(package=package).order_by("at")
        assert [each.what for each in register] == ["terms", "opened", "printed", "downloaded"]
    with logged_in_as("owner"):
        found = Event.objects.filter(action="package_read_outside", actor="reader")
        assert sorted(each.reason for each in found) == sorted(each.what for each in register)
        assert {each.file for each in found} == {cast.FILES["amina"].id}


def test_without_leave_there_is_no_letter_to_take(package: UUID) -> None:
    reader = a_reader(package, may_download=False)
    assert statuses(reader) == [200, 200, 200, 302]
    with outside():
        assert "letter.pdf" not in reader.get("/read/package/").content.decode()


@pytest.mark.attack("A12")
def test_a_link_works_once_and_only_together_with_its_code(package: UUID) -> None:
    told = give(package)
    with outside():
        assert (
            Reader().get("/").status_code == 200
        )  # a scanner that follows the link uses nothing up
        assert Reader().enter(told.link, "0000 0001") == 403
        assert Reader().enter("no such link", told.code) == 403
        assert Reader().enter(told.link, told.code.replace(" ", "-")) == 302  # as people type
        assert Reader().enter(told.link, told.code) == 403


@pytest.mark.attack("A13")
def test_five_wrong_codes_close_a_link_and_those_who_should_know_are_told(
    package: UUID, signed_in: Any
) -> None:
    told = give(package)
    wrong = "0000 0002" if told.code != "0000 0002" else "0000 0003"
    with outside():
        refused = [_refused(told.link, wrong) for _ in range(5)]
        right = _refused(told.link, told.code)
        unknown = _refused("z" * 43, told.code)
    assert right.status_code == unknown.status_code == 403
    assert _same_but_token(*(each.content for each in (*refused, right, unknown)))
    for key in (ASKER, MANAGER):
        page = signed_in(key)
        assert b"Closed after wrong codes" in page.get("/reader-links/").content
        assert page.post(f"/reader-links/{told.ticket.id}/seen/").status_code == 302
        assert b"Closed after wrong codes" not in page.get("/reader-links/").content
        assert page.post(f"/reader-links/{told.ticket.id}/seen/").status_code == 404
    assert (
        signed_in("dvpp_manager").post(f"/reader-links/{told.ticket.id}/seen/").status_code == 404
    )
    with logged_in_as("owner"):
        assert Event.objects.filter(action="reader_link_closed", ids=[str(told.ticket.id)]).exists()


def _refused(link: str, code: str) -> Any:
    """The answer to a link and a code that open nothing, its page without the link, which it gives back once."""
    answer = Reader().post("/", {"link": link, "code": code})
    before, given_back, after = answer.content.partition(f'value="{link}"'.encode())
    assert given_back
    answer.content = before + after
    assert link.encode() not in answer.content
    assert code.encode() not in answer.content
    return answer


def _same_but_token(*pages: bytes) -> bool:
    """Say whether pages differ in nothing but their form's token."""
    return (
        len({page.partition(b"csrfmiddlewaretoken")[2].partition(b">")[2] for page in pages}) == 1
    )


@pytest.mark.attack("A1")
def test_whatever_is_wrong_with_a_link_is_answered_alike(package: UUID) -> None:
    """Unknown, used, expired, replaced, taken back, with a wrong code: one answer, to the byte and the header."""
    links = {"replaced": give(package), "used": give(package)}
    with outside():
        assert Reader().enter(links["used"].link, links["used"].code) == 302
    expired = give(package)
    with logged_in_as("owner"):
        Ticket.objects.filter(id=expired.ticket.id).update(expires_at=timezone.now())
    links["expired"] = expired
    with outside():
        answers = {"unknown": _refused(link_of("z" * 43), "1234 5678")}
        for name, told in links.items():
            answers[name] = _refused(told.link, told.code)
    links["taken back"] = told = give(package)
    with acting_as(who(ASKER)):
        actions.take_back(package=opened(package), by=cast.worker(ASKER))
    with outside():
        answers["taken back"] = _refused(told.link, told.code)
    assert {each.status_code for each in answers.values()} == {403}
    assert _same_but_token(*(each.content for each in answers.values()))
    headers = [sorted(dict(each.headers).items()) for each in answers.values()]
    assert all(each == headers[0] for each in headers)


@pytest.mark.attack("A1", "A12")
def test_every_address_in_every_state(package: UUID) -> None:
    """No cookie, a made-up one, staff's, one that was left, idle, too old: all as if nothing were there."""
    nobody, made_up, left, idle, old = (Reader() for _ in range(5))
    made_up.cookies[settings_name()] = "z" * 43
    left = a_reader(package)
    with outside():
        stolen = left.cookies[settings_name()].value
        assert left.get("/leave/").status_code == 200
    back = Reader()
    back.cookies[settings_name()] = stolen
    idle = a_reader(package)
    change(Visit, seen_at=timezone.now() - timedelta(seconds=settings.VISIT_IDLE_SECONDS + 1))
    seen = [statuses(each) for each in (nobody, made_up, left, back, idle)]
    old = a_reader(package)
    change(Visit, until=timezone.now())
    seen.append(statuses(old))
    assert seen == [[404] * 4] * 6
    with outside():
        assert nobody.get("/no/such/page/").content == old.get("/read/package/").content
        assert nobody.get("/read/no/such/").content == made_up.get("/read/").content
        for path in ("/account/login/", "/files/", f"/packages/{package}/", "/metrics/"):
            assert nobody.get(path).status_code == 404
        for path in READ[1:]:
            assert a_status(a_reader_inside(package), path, "post") == 405
        assert nobody.get("/health/").content == b"ok"
        assert nobody.post("/read/", {"accepted": "on"}).status_code == 404


def settings_name() -> str:
    """The name of a visitor's cookie."""
    return "latch_reader"


def a_reader_inside(package_id: UUID) -> Reader:
    """The same as a_reader, from within the readers' process."""
    with logged_in_as("web"):
        told = give(package_id)
    reader = Reader()
    assert reader.enter(told.link, told.code) == 302
    assert reader.accept() == 302
    return reader


def a_status(reader: Client, path: str, method: str) -> int:
    """What one address answers to one method."""
    answer: int = getattr(reader, method)(path).status_code
    return answer


@pytest.mark.attack("A12")
def test_no_session_of_staff_works_there_nor_a_visit_here(package: UUID, signed_in: Any) -> None:
    worker, reader = signed_in(ASKER), a_reader(package)
    there = Reader()
    there.cookies.update(worker.cookies)
    assert statuses(there) == [404] * 4
    here = Client()
    here.cookies.update(reader.cookies)
    assert here.get(f"/packages/{package}/").status_code == 302  # to sign in
    assert worker.get("/read/package/").status_code == 404


@pytest.mark.edge("E21")
@pytest.mark.clause("1.2")
def test_a_recall_shuts_out_at_once_and_the_package_stays(package: UUID, signed_in: Any) -> None:
    own = a_package()
    reader, other = a_reader(own), a_reader(package)
    with acting_as(who(ASKER)):
        before = (opened(own).contents, opened(own).letter)
    assert statuses(reader) == [200] * 4
    asked = signed_in(ASKER).get(f"/packages/{own}/recall/").content.decode()
    assert "A page that stands open on their screen stays until they click on" in asked
    made = recall(own)
    assert statuses(reader) == [404] * 4
    assert statuses(other) == [200] * 4
    with outside():
        gone = reader.get("/read/package/").content
        assert Reader().get("/read/").content == gone
    assert b"it was called back" in gone
    assert b"Ring whoever shared it with you." in gone
    assert b"clause" not in gone
    with pytest.raises(NotNow):
        recall(own)
    with pytest.raises(Obstructed) as raised:
        give(own)
    assert [each.code for each in raised.value.obstacles] == ["recalled"]
    with acting_as(who(ASKER)):
        assert (opened(own).contents, opened(own).letter) == before
        assert Ticket.objects.get(package=own).closed_for == "recalled"
    page = signed_in(ASKER).get(f"/packages/{own}/readers/").content.decode()
    assert "This package was recalled" in page
    assert "a page that stood open on their screen stays until they click on" in page
    assert "It named her sister." in page
    register = signed_in(ASKER).get(f"/files/{cast.FILES['amina'].reference}/disclosures/")
    assert "Recalled" in register.content.decode()
    with acting_as(who(ASKER)):
        made.release = opened(own).release
        begun = actions.begin_correction(recalled=made, request_id=uuid4(), by=cast.worker(ASKER))
        assert begun.contact_id == made.release.contact_id
        assert begun.items.count() == 0
    assert (
        "Corrected disclosures"
        in signed_in(ASKER).get(f"/packages/{own}/readers/").content.decode()
    )


@pytest.mark.edge("E21")
@pytest.mark.parametrize("me", [ASKER, MANAGER, "safeguarding_lead"])
def test_whoever_answers_for_the_file_may_recall(me: str, package: UUID, signed_in: Any) -> None:
    """Its lead, her manager, the safeguarding lead who sees it: whoever released it may be away."""
    own = a_package()
    as_owner(
        f"UPDATE disclosures_release SET released_by_id = '{who('iss_colleague')}'"
        f" WHERE id = (SELECT release_id FROM disclosures_package WHERE id = '{own}')"
    )
    address = f"/packages/{own}/recall/"
    if me == "safeguarding_lead":
        assert signed_in(me).get(address).status_code == 404
        with acting_as(who(ASKER)):
            files.give_to_worker(
                file=file_of("amina"), worker=cast.worker(me), rights=("view",), reason="cover", by=who(ASKER)
            )  # fmt: skip
    said = {"token": str(uuid4()), "reason": "It named her sister.", "confirmed": "on"}
    assert signed_in(me).post(address, said).status_code == 302
    with acting_as(who(ASKER)):
        assert recall_of(opened(own)) is not None


@pytest.mark.edge("E10", "E12", "E13", "E51")
def test_what_has_changed_since_the_release_closes_the_way(package: UUID) -> None:
    """Her consent withdrawn, the giver suspended or without the file: nothing opens; once it is as before, it does."""
    reader, link = a_reader(package), None
    consent = "UPDATE disclosures_consent SET withdrawn_at = {}"
    account = f"UPDATE staff_account SET is_active = {{}} WHERE id = '{who(ASKER)}'"
    grant = f"UPDATE clients_usergrant SET until = {{}} WHERE user_id = '{who(ASKER)}'"
    ended = "now() - interval '1 hour'"
    with logged_in_as("owner"), connections["default"].cursor() as cursor:
        cursor.execute("ALTER TABLE disclosures_consent DISABLE TRIGGER USER")
    for statement, gone, there in (
        (consent, "now()", "NULL"),
        (account, "false", "true"),
        (grant, ended, "NULL"),
    ):
        as_owner(statement.format(gone))
        assert statuses(reader) == [404] * 4, statement
        as_owner(statement.format(there))
        assert statuses(reader) == [200] * 4, statement
    link = give(package)
    as_owner(consent.format("now()"))
    with outside():
        assert Reader().enter(link.link, link.code) == 403
    with pytest.raises(Obstructed) as raised:
        give(package)
    assert "consent_withdrawn" in {each.code for each in raised.value.obstacles}
    as_owner(consent.format("NULL"))
    with outside():
        assert Reader().enter(link.link, link.code) == 302


@pytest.mark.edge("E11")
@pytest.mark.clause("4.1.1")
def test_an_assurance_that_has_lapsed_closes_open_links_until_it_is_renewed(
    package: UUID, signed_in: Any
) -> None:
    """Recorded anew as lapsed, or its day passed: alike for the one inside and the one who comes."""
    with acting_as(who(ASKER)):
        contact = opened(package).release.contact_id
    assert contact is not None
    page = f"/packages/{package}/readers/"
    manager = signed_in(MANAGER)
    assert "has lapsed" not in manager.get(page).content.decode()
    reader = a_reader(package)
    assert statuses(reader) == [200] * 4
    story.assure(contact, seen=-400, review=-1)
    assert statuses(reader) == [404] * 4
    with outside():
        gone = reader.get("/read/").content.decode()
        assert "assurance to us that it keeps confidences has run out: once it is renewed" in gone
    with pytest.raises(Obstructed) as raised:
        give(package)
    assert {each.code for each in raised.value.obstacles} >= {"assurance_lapsed"}
    shown = unescape(manager.get(page).content.decode())
    assert "assurance has lapsed and needs to be looked at again" in shown
    assert "A link that was given opens nothing until this is mended" in shown
    for seen, review in ((-400, 0), (-30, 300)):  # its last day, and renewed
        story.assure(contact, seen=seen, review=review)
        assert statuses(reader) == [200] * 4
    told = give(package)
    story.assure(contact, seen=-400, review=-1)
    with outside():
        assert Reader().enter(told.link, told.code) == 403
    story.assure(contact)
    with outside():
        assert Reader().enter(told.link, told.code) == 302
    story.assure(contact, seen=-400, review=-1)
    assert "until this is mended" in manager.get(page).content.decode()
    assert manager.post(f"{page}take-back/").status_code == 302
    assert "until this is mended" not in manager.get(page).content.decode()  # nobody waits for it
    story.assure(contact)


@pytest.mark.clause("4.1.1")
def test_who_needs_no_assurance_reads_on_without_one(package: UUID) -> None:
    """A duty in law, or a basis that asks for none."""
    reader = a_reader(package)
    assurance = "UPDATE disclosures_agencyassurance SET review_on = {}"
    as_owner(assurance.format("current_date - 2"))
    assert statuses(reader) == [404] * 4
    as_owner("UPDATE disclosures_agency SET statutory_duty = 'Children Act 1989, section 47'")
    assert statuses(reader) == [200] * 4
    as_owner("UPDATE disclosures_agency SET kind = 'partner'")  # which has none
    assert statuses(reader) == [404] * 4
    as_owner("UPDATE disclosures_agency SET kind = 'other'")
    as_owner("UPDATE disclosures_agency SET statutory_duty = '  '")
    assert statuses(reader) == [404] * 4
    keep = "ALTER TABLE disclosures_request {} TRIGGER USER"
    as_owner(keep.format("DISABLE"))
    for basis, open_to in (("threat", 200), ("court_order", 200), ("joint_working", 404)):
        as_owner(f"UPDATE disclosures_request SET basis = '{basis}'")
        assert statuses(reader) == [open_to] * 4, basis
    as_owner("UPDATE disclosures_request SET basis = 'informed_consent'")
    as_owner(keep.format("ENABLE"))
    as_owner(assurance.format("current_date + 300"))
    assert statuses(reader) == [200] * 4


def as_owner(statement: str) -> None:
    """Run one statement as the owner."""
    with logged_in_as("owner"), connections["default"].cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.edge("E20")
@pytest.mark.attack("A11")
def test_redeeming_at_once_lets_one_in(package: UUID) -> None:
    """Many with the same link and code at the same moment: one visit."""
    many, rounds = sized(16, 64), sized(2, 50)
    lost = 0
    for _ in range(rounds):
        told = give(package)
        with outside():
            answers = at_once(many, lambda told=told: _come_in(told.link, told.code))
        assert sum(answer is not None for answer in answers) == 1
        lost += many - 1
    report("A11", "one link redeemed by many at once", tried=rounds * many, refused=lost)


@pytest.mark.edge("E20", "E21")
@pytest.mark.attack("A11")
def test_a_recall_beside_a_redeeming_leaves_nobody_inside(package: UUID) -> None:
    """Raw SQL on both logins at one moment: whoever came in before the recall is shut out by it, nobody comes after."""
    name, rounds, inside = connections["default"].settings_dict["NAME"], sized(1, 25), 0
    readers = sized(8, 63)
    for _ in range(rounds):
        own = a_package()
        told = give(own)
        link, code = print_of_link(token_in(told.link)), print_of_code(told.code)
        with acting_as(who(ASKER)):
            release = opened(own).release_id
        start = threading.Barrier(readers + 1)

        def redeem() -> None:
            with session(name, "reader") as reader:
                reader.act_as("redeemer")
                start.wait()  # noqa: B023  # joined within the turn
                asked = [link, code, str(uuid4()), uuid4().hex]  # noqa: B023
                reader.attempt(
                    "SELECT access.redeem_ticket(%s, %s, %s, %s, interval '1 hour')", asked
                )
                reader.link.commit()

        def call_back() -> None:
            with session(name, "web") as manager:
                manager.act_as(who(MANAGER))
                start.wait()  # noqa: B023
                asked = [str(uuid4()), release, b"sealed"]  # noqa: B023
                done = manager.sql("SELECT access.recall_release(%s, %s, %s)", asked)
                assert done == [("recalled",)]
                manager.link.commit()

        threads = [threading.Thread(target=each) for each in (call_back, *[redeem] * readers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with acting_as(who(ASKER)):
            assert Ticket.objects.get(id=told.ticket.id).closed_for == "recalled"
            assert not Visit.objects.filter(ticket=told.ticket, ended_at=None).exists()
            inside += Visit.objects.filter(ticket=told.ticket).count()
    report(
        "A11",
        "links redeemed beside a recall",
        tried=readers * rounds,
        came_in_before=inside,
        left_inside=0,
    )


def _come_in(link: str, code: str) -> str | None:
    with acting_as(SystemActor.REDEEMER):
        return entry.come_in(link=link, code=code)


def at_once(many: int, work: Any) -> list[Any]:
    """Run the same work many times at the same moment, each on a connection of its own."""
    start, out = threading.Barrier(many), []

    def run() -> None:
        try:
            start.wait()
            out.append(work())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(out) == many
    return out


@pytest.mark.attack("A13")
def test_who_tries_too_often_waits_and_nobody_else(package: UUID) -> None:
    told = give(package)
    with outside():
        tried = [Reader().enter("z" * 43, "1") for _ in range(12)]
        assert tried == [403] * 10 + [429] * 2
        elsewhere = Reader()
        answer = elsewhere.post(
            "/", {"link": told.link, "code": told.code}, REMOTE_ADDR="198.51.100.7"
        )
        assert answer.status_code == 302


@pytest.mark.attack("A2")
def test_link_code_and_cookie_lie_nowhere(package: UUID, caplog: Any) -> None:
    """In no table, no log, no address; a planted one is found."""
    told = give(package)
    reader = Reader()
    with outside(), caplog.at_level("DEBUG"):
        assert reader.enter(told.link, told.code) == 302
        answer = reader.get("/read/")
    cookie = reader.cookies[settings_name()].value
    token, code = token_in(told.link), told.code.replace(" ", "")
    secrets = [token, told.code, code, cookie]
    stored = everything_stored()
    planted = print_of_link(token)
    assert planted in stored
    for secret in secrets:
        assert secret not in stored
        assert secret not in caplog.text
        assert secret not in answer.content.decode()
    assert {print_of_code(told.code), print_of_cookie(cookie)} <= set(stored.split("\x00"))


def everything_stored() -> str:
    """Every value of every column of every table of text, as the owner reads it."""
    out = []
    with logged_in_as("owner"), connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND data_type IN ('text', 'character varying', 'jsonb')"
        )
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT DISTINCT "{column}"::text FROM {table}')
            out += [str(value) for (value,) in cursor.fetchall()]
    return "\x00".join(out)


@pytest.mark.edge("E51")
def test_only_whoever_may_let_in_does_and_only_whoever_may_recalls(
    package: UUID, session_of: Any
) -> None:
    for key, gives, recalls in (
        (ASKER, 200, 200),
        (MANAGER, 200, 200),
        ("iss_colleague", 404, 404),
        ("dvpp_worker", 404, 404),
        ("records_admin", 404, 404),
    ):
        client = session_of(key)
        assert client.get(f"/packages/{package}/readers/link/").status_code == gives, key
        assert client.get(f"/packages/{package}/recall/").status_code == recalls, key
    page = session_of(ASKER).get(f"/packages/{package}/readers/link/").content.decode()
    token = page.partition('name="token" value="')[2].partition('"')[0]
    sent = {"token": token, "knows_them": "on"}
    client = session_of(ASKER)
    shown = client.post(f"/packages/{package}/readers/link/", sent)
    assert f"{settings.READER_URL}/#" in shown.content.decode()
    again = client.post(f"/packages/{package}/readers/link/", sent)
    assert again.status_code == 302  # told once
    assert story.RECIPIENT not in shown.content.decode().partition("</title>")[0]
