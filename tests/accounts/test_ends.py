"""What ends when somebody leaves or is let in anew, seen past row security as the owner sees it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from clients.models import CaseFileUserGrant
from confidentiality.access.identity import SystemActor, acting_as
from staff.accounts import actions
from staff.accounts.models import Change
from staff.models import Account, Worker
from tests import cast
from tests.addresses import mask
from tests.retention.working import owner
from tests.sessions import Sessions
from tests.signing_in import code_of

from .working import ask, ask_and_agree, decide, opens, read_as, welcome

pytestmark = pytest.mark.clause("1")
WORKER, COLLEAGUE = cast.PEOPLE["iss_worker"].id, cast.PEOPLE["iss_colleague"].id
RECORDS = cast.PEOPLE["records_admin"].id


def test_codes_are_not_good_for_longer_than_a_week(committed: str) -> None:
    change, first, second = ask_and_agree("start", uuid4(), sign_in_name="nora.lind")
    owner(
        "UPDATE accounts_invitation SET expires_at = now() - interval '1 second' WHERE change_id = %s",
        change.id,
    )
    assert not welcome("nora.lind", first, second)


def test_what_waits_too_long_lapses_and_is_asked_anew(committed: str) -> None:
    change, _ = ask("reset", "iss_worker", by="records_admin")
    with pytest.raises(actions.NotAsked, match="Another change waits"):
        ask("leave", "iss_worker", by="hr")
    owner("UPDATE accounts_change SET lapses_at = now() WHERE id = %s", change.id)
    assert decide(change, by="dp_lead")[0] == "lapsed"
    ask("leave", "iss_worker", by="hr")
    with acting_as(RECORDS):
        assert Change.objects.get(id=change.id).outcome == "lapsed"


@pytest.mark.edge("E51")
def test_whoever_leaves_opens_nothing_from_that_moment(committed: str) -> None:
    assert opens(COLLEAGUE) > 0
    grants = CaseFileUserGrant.objects.filter(user_id=COLLEAGUE)
    ask_and_agree("leave", "iss_colleague")
    with acting_as(COLLEAGUE):
        assert not Worker.objects.exists()
        assert not grants.exists()
    assert not read_as("hr", COLLEAGUE).in_post
    ended = owner(
        "SELECT count(*) FROM clients_usergrant WHERE user_id = %s AND until > now()", COLLEAGUE
    )
    assert ended == [(0,)]
    assert owner(
        "SELECT count(*) FROM clients_effectivegrant WHERE user_id = %s AND view_until > now()",
        COLLEAGUE,
    ) == [(0,)]


@pytest.mark.edge("E51")
def test_a_closed_account_is_answered_like_a_wrong_password(committed: str) -> None:
    person, sessions = cast.PEOPLE["iss_colleague"], Sessions()
    right = {"login": person.sign_in, "password": cast.password_of(person)}
    was_in, again = (
        sessions("iss_colleague"),
        sessions("iss_colleague"),
    )  # as two browsers hold it still
    halfway = Client()  # has given the password, and is asked for the code
    assert halfway.post("/account/login/", right).status_code == 302
    ask_and_agree("leave", "iss_colleague")
    answers = [
        Client().post("/account/login/", typed)
        for typed in (right, {**right, "password": "wrong words that wander"})
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    closed, wrong = (mask(answer.content.decode(), "/") for answer in answers)
    assert closed == wrong
    assert was_in.get("/screen/state/").json() == {"state": "ended"}
    assert again.post("/account/login/", right).headers["Location"] == "/account/login/"
    assert again.post("/account/login/", right).status_code == 200
    halfway.post("/account/2fa/authenticate/", {"code": code_of(person)})
    assert halfway.get("/today/").headers["Location"].startswith("/account/login/")


@pytest.mark.edge("E51")
def test_a_manager_who_leaves_manages_no_team(committed: str) -> None:
    manager = cast.PEOPLE["iss_manager"].id
    assert opens(manager) > 0
    ask_and_agree("leave", "iss_manager")
    assert owner("SELECT count(*) FROM staff_account_groups WHERE account_id = %s", manager) == [
        (0,)
    ]
    _, first, second = ask_and_agree("come_back", "iss_manager")
    assert welcome("iss.manager", first, second)
    assert opens(manager) == 0


def test_a_role_is_lent_for_some_days_by_two(committed: str) -> None:
    until = timezone.now() + timedelta(days=2)
    ask_and_agree("lend", "iss_volunteer", place=actions.Place(role="importer"), until=until)
    lent = owner(
        "SELECT role, ends_at FROM staff_roleloan WHERE worker_id = %s",
        cast.PEOPLE["iss_volunteer"].id,
    )
    assert lent == [("importer", until)]
    with pytest.raises(actions.NotAsked):
        ask(
            "lend",
            "iss_volunteer",
            by="hr",
            place=actions.Place(role="importer"),
            until=timezone.now() + timedelta(days=60),
        )


def test_a_reset_takes_password_and_factors_away_at_once(committed: str) -> None:
    before = owner("SELECT password FROM staff_account WHERE id = %s", WORKER)
    _, first, second = ask_and_agree("reset", "iss_worker")
    assert owner("SELECT count(*) FROM mfa_authenticator WHERE user_id = %s", WORKER) == [(0,)]
    assert owner("SELECT password FROM staff_account WHERE id = %s", WORKER) != before
    with acting_as(SystemActor.SIGNING_IN):
        assert not Account.objects.get(pk=WORKER).has_usable_password()
    assert welcome("iss.worker", first, second)
