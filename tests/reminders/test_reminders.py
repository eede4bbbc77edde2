"""Reminders, from an address to a message that a real mail server has taken; each test with commits of its own."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.operations import figures, health
from confidentiality.sealing.models import Key
from confidentiality.work.models import Job
from staff.organisation.models import Kind
from staff.reminders import access, actions, mail, replay, tasks
from staff.reminders.models import Address, Choice, Message
from tests import cast
from tests.accounts.working import ask_and_agree
from tests.breaches import working as breaches
from tests.database import logged_in_as
from tests.organisation.working import SERVER, agreed
from tests.reminders.post_office import PostOffice, open_office
from tests.reminders.working import address_of, an_address, choose, code_of, confirm, note
from tests.retention.working import do_jobs, let_time_pass, owner
from tests.tasks.working import a_task

pytestmark = [pytest.mark.clause("3.3.1"), pytest.mark.clause("5.1.1")]
MORNING = datetime(2026, 11, 26, 8, 5, tzinfo=UTC)


def by(office: PostOffice) -> None:
    """Let two people agree to this mail server."""
    agreed(Kind.EMAIL, {**SERVER, "port": office.port})


def look() -> None:
    """Let beat look whom to remind, at this moment, and do what that asks for."""
    with logged_in_as("worker"):
        tasks.remind()
    do_jobs()


def at_any_hour(key: str) -> None:
    """Let somebody be due now: their hour is the first of the day."""
    choose(key, 0, urgent=True)


def messages() -> list[tuple[str, str]]:
    return [(str(kind), str(state)) for kind, state in owner(
        "SELECT kind, state FROM reminders_message ORDER BY asked_at, kind"
    )]  # fmt: skip


def test_an_address_counts_by_the_code_that_was_sent_to_it(committed: str) -> None:
    with open_office() as office:
        by(office)
        first = note("iss_worker")
        do_jobs()
        ((to, raw),) = office.taken
        assert to == [address_of("iss_worker")]
        sent = code_of(first)
        assert sent in raw.decode()
        assert confirm("iss_colleague", first, sent) == "over", "somebody else's"
        assert confirm("iss_worker", first, "22222-22222") == "wrong"
        assert confirm("iss_worker", first, sent.lower()) == "done"
        assert confirm("iss_worker", first, sent) == "over", "codes open once"
        second = note("iss_worker", "elsewhere@example.org")
        with acting_as(cast.PEOPLE["iss_worker"].id):
            mine = access.mine(cast.worker("iss_worker"))
            assert mine.address is not None
            assert mine.address.words == address_of("iss_worker"), "until the code is typed"
        assert confirm("iss_worker", second, code_of(second)) == "done"
        with acting_as(cast.PEOPLE["iss_worker"].id):
            assert [each.words for each in Address.objects.all()] == ["elsewhere@example.org"]
        assert owner("SELECT count(*) FROM keys.sealing_key WHERE kind = 'address'") == [(1,)]
        third = note("iss_worker", "third@example.org")
        for _ in range(5):
            assert confirm("iss_worker", third, "22222-22222") == "wrong"
        assert confirm("iss_worker", third, code_of(third)) == "over", "too many tries"


@pytest.mark.attack("A10")
def test_what_was_sealed_by_hand_goes_to_nobody(committed: str) -> None:
    with open_office() as office:
        by(office)
        note("iss_worker", "a@example.org, b@example.org")
        do_jobs()
        assert office.taken == []
        assert messages() == [("code", "dropped")]


def test_what_waits_is_said_once_a_day_and_nothing_else(committed: str) -> None:
    with open_office() as office:
        by(office)
        for key in ("iss_worker", "iss_colleague"):
            an_address(key)
            at_any_hour(key)
        do_jobs()
        office.taken.clear()
        a_task(words="Ring Amina Yusuf about the court.")
        for _ in range(3):
            look()
        ((to, raw),) = office.taken
        assert to == [address_of("iss_worker")], "nothing waits for the other"
        (message,) = office.messages
        assert message["Subject"] == "Something waits for you in Latch"
        body = message.get_payload()
        assert str(body).replace("\r\n", "\n") == (
            "Something waits for you in Latch.\n\nhttp://localhost:8000\n"
        )
        for word in (b"Amina", b"court", b"task", b"1"):
            assert word not in raw.partition(b"\r\n\r\n")[2]
        assert ("daily", "sent") in messages()


@pytest.mark.parametrize("how", ["never", "erased", "left", "none"])
def test_who_wants_none_gets_none(committed: str, how: str) -> None:
    with open_office() as office:
        by(office)
        a_task()
        if how != "none":
            an_address("iss_worker")
        at_any_hour("iss_worker")
        do_jobs()
        office.taken.clear()
        if how == "never":
            choose("iss_worker")
        if how == "erased":
            with acting_as(cast.PEOPLE["iss_worker"].id):
                actions.erase_addresses()
        if how == "left":
            ask_and_agree("leave", "iss_worker")
            assert owner("SELECT count(*) FROM reminders_address") == [(0,)]
        look()
        assert office.taken == []


def test_what_the_server_does_not_take_is_tried_again_and_shown(committed: str) -> None:
    with open_office() as office:
        by(office)
        an_address("iss_worker")
        at_any_hour("iss_worker")
        do_jobs()
        office.taken.clear()
        a_task()
        office.refuses = True
        look()
        assert messages()[-1] == ("daily", "waiting")
        (paused,) = owner(
            "SELECT not_before > now() + interval '50 seconds' FROM work_job WHERE state = 'waiting'"
        )
        assert paused == (True,)
        office.refuses = False
        let_time_pass()
        do_jobs()
        assert len(office.taken) == 1
        assert messages()[-1] == ("daily", "sent")
    owner("UPDATE reminders_choice SET looked_on = NULL")
    owner("UPDATE reminders_message SET slot = 'daily of yesterday' WHERE slot IS NOT NULL")
    look()  # the server is gone
    for _ in range(6):
        let_time_pass()
        do_jobs()
    assert messages()[-1] == ("daily", "failed")
    assert owner("SELECT failure FROM reminders_message WHERE state = 'failed'") == [
        ("ConnectionRefusedError",)
    ]
    assert health.judge_mail(figures.mail()).level == health.Level.ATTENTION
    with acting_as(cast.PEOPLE["records_admin"].id):
        assert Message.objects.count() == 1
    with acting_as(cast.PEOPLE["iss_colleague"].id):
        assert not Message.objects.exists()


@pytest.mark.attack("A16")
def test_a_worker_that_dies_while_it_sends_sends_nothing_twice(
    committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_office() as office:
        by(office)
        an_address("iss_worker")
        at_any_hour("iss_worker")
        do_jobs()
        office.taken.clear()
        a_task()
        sending = mail.send

        def dies(server: mail.Server, message: EmailMessage) -> None:
            sending(server, message)
            raise KeyboardInterrupt

        monkeypatch.setattr(mail, "send", dies)
        with pytest.raises(KeyboardInterrupt):
            look()
        monkeypatch.undo()
        assert len(office.taken) == 1
        owner("UPDATE work_job SET lease_until = NULL WHERE state = 'running'")
        do_jobs()
        assert len(office.taken) == 1
        assert messages()[-1] == ("daily", "unsure")


def test_what_is_urgent_comes_at_once_and_not_again_for_hours(committed: str) -> None:
    with open_office() as office:
        by(office)
        an_address("safeguarding_lead")
        choose("safeguarding_lead", urgent=True)
        an_address("dp_lead")
        choose("dp_lead", urgent=True)
        do_jobs()
        office.taken.clear()
        look()
        assert office.taken == []
        breaches.report(danger="yes")
        for _ in range(3):
            look()
        assert sorted(to for (to,), _ in office.taken) == [
            address_of("dp_lead"),
            address_of("safeguarding_lead"),
        ]
        assert {message["Subject"] for message in office.messages} == {
            "Something waits for you in Latch"
        }


def test_who_is_due_is_asked_in_two_questions_however_many_there_are(committed: str) -> None:
    for key in ("iss_worker", "iss_colleague", "iss_senior"):
        an_address(key)
        choose(key, 8)
    choose("iss_senior", 9, urgent=True)
    with logged_in_as("worker"), acting_as(SystemActor.MAILER):
        due = {each.worker: each for each in access.due_now(MORNING)}
        assert {cast.PEOPLE[key].id for key in ("iss_worker", "iss_colleague")} == {
            who for who, each in due.items() if each.daily
        }
        assert due[cast.PEOPLE["iss_senior"].id].urgent
        late = {each.worker for each in access.due_now(MORNING + timedelta(hours=1)) if each.daily}
        assert len(late) == 3
        Choice.objects.filter(worker=cast.PEOPLE["iss_worker"].id).update(looked_on=MORNING.date())
        again = {each.worker for each in access.due_now(MORNING) if each.daily}
        assert again == {cast.PEOPLE["iss_colleague"].id}
    for (
        person
    ) in cast.PEOPLE.values():  # nothing that anybody is reminded of is beyond the worker's login
        with logged_in_as("worker"), acting_as(person.id):
            access.what_waits(person.id)


@pytest.mark.clause("5.10")
def test_what_is_overdue_waits_too(committed: str) -> None:
    colleague = cast.PEOPLE["iss_colleague"].id

    def waits() -> bool:
        with logged_in_as("worker"), acting_as(colleague):
            return access.what_waits(colleague).anything

    years = "interval '30 years'"
    assert not waits()
    for table, columns in (
        ("declarations_statement", ("at",)),
        ("training_training", ("held_on", "good_until")),
    ):
        for sign in "-+":
            sets = ", ".join(f"{column} = {column} {sign} {years}" for column in columns)
            owner(f"UPDATE {table} SET {sets}")
            assert waits() == (sign == "-"), table
    owner("DELETE FROM induction_acknowledgement")
    assert waits()


@pytest.mark.attack("A4")
@pytest.mark.django_db
def test_an_address_is_its_person_s_and_nobody_lets_it_count_without_the_code() -> None:
    address = note("iss_worker")
    tries = (
        "UPDATE reminders_address SET confirmed_at = now()",
        "DELETE FROM reminders_address",
        "SELECT words FROM reminders_code",
        "UPDATE reminders_code SET tries = 0",
        "INSERT INTO reminders_message (id, kind, worker_id, slot, state, tries, failure, asked_at)"
        f" VALUES (gen_random_uuid(), 'daily', '{cast.PEOPLE['iss_worker'].id}', 'x', 'waiting', 0, '', now())",
        "INSERT INTO work_job (id, kind, subject, asked_by, state, done, total, attempts, failure, created_at,"
        f" not_before) VALUES (gen_random_uuid(), 'reminders.send', gen_random_uuid(),"
        f" '{cast.PEOPLE['records_admin'].id}', 'waiting', 0, 0, 0, '', now(), now())",
    )
    for key in ("iss_worker", "iss_manager", "records_admin"):
        with acting_as(cast.PEOPLE[key].id):
            for statement in tries:
                try:
                    with transaction.atomic(), connection.cursor() as cursor:
                        cursor.execute(statement)
                        found = cursor.fetchall() if cursor.description else []
                except DatabaseError:
                    continue
                assert found == [], statement
            assert Address.objects.filter(id=address.id).exists() == (key == "iss_worker")
            own = Key.objects.filter(kind="address", subject=address.id).exists()
            assert own == (key == "iss_worker")
            assert not Key.objects.filter(kind="mail").exists()


@pytest.mark.attack("A10")
@pytest.mark.django_db
def test_nobody_sends_mail_to_strangers_all_day() -> None:
    for number in range(5):
        note("iss_worker", f"stranger{number}@example.org")
    with pytest.raises(actions.TooMany):
        note("iss_worker", "stranger6@example.org")
    with acting_as(cast.PEOPLE["iss_worker"].id):
        kinds = set(Job.objects.values_list("kind", flat=True))
        assert kinds == {"reminders.send"}
        with pytest.raises(actions.TooMany):
            actions.ask_for(kind=Message.Kind.TRIAL, by=cast.worker("iss_worker"))


def test_an_address_that_was_erased_is_erased_again_after_a_restore(committed: str) -> None:
    address = an_address("iss_worker")

    class Told:
        ids = (UUID(str(address.id)),)

    with logged_in_as("owner"), acting_as(SystemActor.RESTORER):
        replay.erase_address(Told())  # type: ignore[arg-type]
    assert owner("SELECT count(*) FROM reminders_address") == [(0,)]
    assert owner("SELECT count(*) FROM keys.sealing_key WHERE kind = 'address'") == [(0,)]
