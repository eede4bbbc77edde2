"""Every change to an account takes two people, neither of them the one it is about."""

from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.audit.models import Event
from staff.accounts import actions
from staff.accounts.access import open_change, people
from staff.accounts.codes import new_code, print_of
from staff.accounts.models import Change, Invitation
from staff.models import Account, Worker
from tests import cast

from .working import ask, ask_and_agree, decide, opens, read_as, team_of, welcome

pytestmark = [pytest.mark.django_db, pytest.mark.clause("1")]
WORKER, COLLEAGUE = cast.PEOPLE["iss_worker"].id, cast.PEOPLE["iss_colleague"].id
RECORDS = cast.PEOPLE["records_admin"].id


def test_somebody_new_comes_in_by_two_codes_from_two_people() -> None:
    person = uuid4()
    _change, first, second = ask_and_agree("start", person, sign_in_name="nora.lind")
    assert first
    assert second
    assert first != second
    made = read_as("iss_worker", person)
    assert (made.display_name, made.role, str(made.team)) == ("Nora Lind", "iss_worker", "ISS team")
    assert not welcome("nora.lind", first, first)
    assert not welcome("nora.lind", second, new_code())
    assert welcome("Nora.Lind", second.lower(), f" {first} ")
    with acting_as(SystemActor.SIGNING_IN):
        assert Account.objects.get(pk=person).check_password("four words that wander")
    assert not welcome("nora.lind", first, second), "codes open once"
    with acting_as(RECORDS):
        told = set(
            Event.objects.filter(ids__contains=[str(person)]).values_list("action", flat=True)
        )
    assert told >= {"account_change_asked", "account_change_agreed", "welcomed", "factors_reset"}


def test_codes_belong_to_one_person_and_wait_for_the_second() -> None:
    one, other = uuid4(), uuid4()
    first_change, first = ask("start", one, by="records_admin", sign_in_name="nora.lind")
    assert not welcome("nora.lind", first, ""), "nobody has agreed"
    _, second = decide(first_change, by="dp_lead")
    _, theirs, theirs_too = ask_and_agree(
        "start", other, sign_in_name="omar.lind", place={"name": "Omar Lind"}
    )
    assert not welcome("omar.lind", first, second)
    assert not welcome("nora.lind", first, theirs_too)
    assert welcome("omar.lind", theirs, theirs_too)


@pytest.mark.parametrize("kind", ["move", "reset", "leave", "come_back"])
def test_whoever_asked_does_not_agree_nor_whom_it_is_about(kind: str) -> None:
    if kind == "come_back":
        ask_and_agree("leave", "hr")
    change, _ = ask(kind, "hr", by="records_admin")
    assert decide(change, by="records_admin") == ("own", "")
    if kind != "come_back":
        assert decide(change, by="hr") == ("hidden", "")
    assert decide(change, by="iss_manager") == ("hidden", "")
    assert decide(change, by="dp_lead")[0] == "done"
    assert decide(change, by="dp_lead")[0] == "decided"


def test_nobody_asks_about_themselves() -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        ask("move", "records_admin", by="records_admin")


@pytest.mark.parametrize(
    "key", ["iss_worker", "committee", "iss_senior", "iss_volunteer", "safeguarding_lead"]
)
def test_others_ask_for_nothing_and_see_nothing(key: str) -> None:
    change, _ = ask("reset", "iss_colleague", by="records_admin")
    with pytest.raises(DatabaseError), transaction.atomic():
        ask("reset", "iss_volunteer" if key != "iss_volunteer" else "iss_worker", by=key)
    with acting_as(cast.PEOPLE[key].id):
        assert not Change.objects.exists()
        assert not actions.withdraw(change=change, by=cast.worker(key))


def test_a_manager_asks_for_whoever_reports_to_them_and_for_no_more_than_that() -> None:
    change, _ = ask("reset", "iss_worker", by="iss_manager")
    assert decide(change, by="hr")[0] == "done"
    ask("start", uuid4(), by="iss_manager", sign_in_name="nora.lind")
    for kind, about, more in (
        ("reset", "dvpp_worker", {}),
        ("leave", "records_admin", {}),
        ("move", "iss_worker", {}),
        ("lend", "iss_worker", {"place": actions.Place(role="importer"), "until": timezone.now()}),
        ("start", uuid4(), {"sign_in_name": "x", "place": {"role": "line_manager"}}),
        ("start", uuid4(), {"sign_in_name": "x", "place": {"line_manager": None}}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            ask(kind, about, by="iss_manager", **more)
    with acting_as(cast.PEOPLE["iss_manager"].id):
        mine = {each.pk for each in people(cast.worker("iss_manager"))}
    assert WORKER in mine
    assert cast.PEOPLE["dvpp_worker"].id not in mine


def test_what_is_asked_about_somebody_is_hidden_from_them() -> None:
    change, _ = ask("suspend", "hr", by="records_admin")
    other, _ = ask("reset", "dp_lead", by="records_admin")
    with acting_as(cast.PEOPLE["dp_lead"].id):
        assert open_change(cast.worker("dp_lead"), change.id).worker_id == cast.PEOPLE["hr"].id
        assert not Change.objects.filter(id=other.id).exists()


def test_the_audit_tells_a_records_admin_nothing_of_what_is_asked_about_them() -> None:
    def told(whom: UUID) -> set[str]:
        with acting_as(RECORDS):
            found = Event.objects.filter(ids__contains=[str(whom)])
            return set(found.values_list("action", flat=True))

    other = cast.PEOPLE["iss_worker"].id
    for whom in ("iss_worker", "records_admin"):
        change, _ = ask("reset", whom, by="hr")
        decide(change, by="dp_lead", agree=False)
    assert told(other) >= {"account_change_asked", "account_change_refused"}
    assert not told(RECORDS) & {"account_change_asked", "account_change_refused"}


def test_a_refused_or_withdrawn_change_changes_nothing() -> None:
    before = read_as("hr", WORKER)
    for ending in ("refused", "withdrawn"):
        change, _ = ask(
            "move", "iss_worker", by="records_admin", place={"role": "hr", "service": ""}
        )
        if ending == "refused":
            assert decide(change, by="hr", agree=False) == ("done", "")
        else:
            with acting_as(RECORDS):
                assert actions.withdraw(change=change, by=cast.worker("records_admin"))
        assert decide(change, by="dp_lead")[0] == "decided"
        after = read_as("hr", WORKER)
        assert (after.role, after.service) == (before.role, before.service)


def test_whoever_has_left_has_asked_for_nothing() -> None:
    change, _ = ask("reset", "iss_worker", by="hr")
    ask_and_agree("leave", "hr")
    assert decide(change, by="dp_lead")[0] == "asker_left"
    assert decide(change, by="dp_lead", agree=False)[0] == "done"


def test_another_service_ends_what_was_open_in_the_one_before() -> None:
    assert opens(WORKER) > 0
    team = team_of("DVPP team")
    ask_and_agree(
        "move",
        "iss_worker",
        place={"name": "Priya Menon", "role": "dvpp_worker", "service": "dvpp", "team": team},
    )
    assert read_as("hr", WORKER).service == "dvpp"
    assert opens(WORKER) == 0


def test_a_team_is_managed_by_whom_two_others_say() -> None:
    team = team_of("ISS team")
    before = opens(cast.PEOPLE["iss_senior"].id)
    ask_and_agree(
        "move",
        "iss_senior",
        place={"name": "Colette Dunne", "role": "line_manager", "manages": [team.pk]},
    )
    assert opens(cast.PEOPLE["iss_senior"].id) > before
    ask_and_agree(
        "move", "iss_senior", place={"name": "Colette Dunne", "role": "senior_practitioner"}
    )
    assert opens(cast.PEOPLE["iss_senior"].id) == before


@pytest.mark.parametrize("ending", ["agreed", "refused", "withdrawn"])
def test_a_suspension_works_at_once_and_is_confirmed_or_undone(ending: str) -> None:
    assert opens(WORKER) > 0
    change, _ = ask("suspend", "iss_worker", by="iss_manager")
    with acting_as(WORKER):
        assert not Worker.objects.exists()
    if ending == "withdrawn":
        with acting_as(cast.PEOPLE["iss_manager"].id):
            assert actions.withdraw(change=change, by=cast.worker("iss_manager"))
    else:
        assert decide(change, by="hr", agree=ending == "agreed")[0] == "done"
    assert read_as("hr", WORKER).in_post == (ending != "agreed")
    with acting_as(WORKER):
        assert Worker.objects.exists() == (ending != "agreed")


def test_two_are_always_left_who_decide() -> None:
    ask_and_agree("leave", "hr")
    change, _ = ask("leave", "dp_lead", by="records_admin")
    assert decide(change, by="records_admin")[0] == "own"
    assert decide(change, by="trustee")[0] == "done"
    with pytest.raises(actions.NotAsked, match="Too few"):
        ask("suspend", "trustee", by="records_admin")
    assert read_as("records_admin", cast.PEOPLE["trustee"].id).in_post


def test_a_team_is_made_by_two() -> None:
    ask_and_agree("team", None, place=actions.Place(name="Night team", service="iss"))
    assert team_of("Night team").service == "iss"
    again, _ = ask("team", None, by="hr", place=actions.Place(name="Night team", service="iss"))
    assert decide(again, by="dp_lead")[0] == "name_taken"


def test_a_sign_in_name_is_somebody_s_alone() -> None:
    with pytest.raises(actions.NotAsked, match="sign-in name"):
        ask("start", uuid4(), by="hr", sign_in_name="Iss.Worker")


@pytest.mark.attack("A4")
def test_raw_sql_makes_no_account_and_reads_no_code() -> None:
    change, _ = ask("start", uuid4(), by="records_admin", sign_in_name="nora.lind")
    with acting_as(RECORDS):
        for statement in (
            "UPDATE staff_worker SET role = 'hr' WHERE account_id = access.me()",
            "UPDATE staff_account SET is_active = true",
            "INSERT INTO staff_account_groups (account_id, group_id) SELECT access.me(), group_ptr_id FROM staff_team",
            "UPDATE accounts_change SET outcome = 'agreed'",
            "DELETE FROM accounts_change",
            "SELECT * FROM accounts_invitation",
            "UPDATE accounts_invitation SET second = first",
            "SELECT access.carry_out(c, access.me(), '') FROM accounts_change c",
            "SELECT access.end_rights_of(access.me())",
            "SELECT access.take_invitation('iss.worker', 'a', 'b')",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
        with pytest.raises(DatabaseError), transaction.atomic():
            Invitation(
                change=change, person=WORKER, first=print_of("X"), second=print_of("Y")
            ).save(force_insert=True)
        for more in ({"outcome": "agreed"}, {"decided_by_id": WORKER}, {"asked_by_id": WORKER}):
            made = Change(
                kind="leave",
                why="leaves",
                worker_id=COLLEAGUE,
                lapses_at=timezone.now(),
                **({"asked_by_id": RECORDS} | more),
            )
            with pytest.raises(DatabaseError), transaction.atomic():
                made.save(force_insert=True)


def test_a_manager_and_the_last_other_do_not_leave_one_alone() -> None:
    of_hr = {"name": "Stella Whitcombe", "role": "hr", "service": "", "team": None}
    ask_and_agree("move", "hr", place=of_hr)
    for key in ("dp_lead", "trustee"):
        ask_and_agree("leave", key, agreed_by="hr")
    with pytest.raises(actions.NotAsked, match="Too few"):
        ask("suspend", "hr", by="iss_manager")
    change, _ = ask("leave", "hr", by="iss_manager")
    assert decide(change, by="records_admin")[0] == "too_few"
    assert read_as("iss_manager", cast.PEOPLE["hr"].id).in_post


@pytest.mark.attack("A4")
def test_nobody_puts_a_code_of_theirs_under_what_another_asked_for() -> None:
    change, _ = ask("leave", "iss_worker", by="records_admin")
    code = Invitation(change=change, person=WORKER, first=print_of("X"))
    with acting_as(cast.PEOPLE["hr"].id), pytest.raises(DatabaseError), transaction.atomic():
        code.save(force_insert=True)
    with acting_as(RECORDS):
        code.save(force_insert=True)  # the asker's own: it is the asking that counts
