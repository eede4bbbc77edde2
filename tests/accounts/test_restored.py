"""What a restore does about accounts, by what was shipped since the backup: no right comes back that was taken away."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.utils import timezone

from confidentiality.access.identity import acting_as
from confidentiality.work.backup.replaying import Outcome, replay
from confidentiality.work.backup.shipped import Shipped
from staff.accounts import actions
from tests import cast
from tests.database import logged_in_as, owner
from tests.signing_in import prove_again, sign_in

from .working import ask_and_agree, welcome

pytestmark = [pytest.mark.edge("E40"), pytest.mark.clause("1")]
MANAGER, WORKER = cast.PEOPLE["dvpp_manager"].id, cast.PEOPLE["iss_worker"].id
DECIDERS = ("records_admin", "dp_lead", "hr", "trustee")


def _replayed(*told: tuple[str, *tuple[UUID, ...]]) -> Outcome:
    now = timezone.now()
    events = [
        Shipped(n, uuid4(), now, None, "database", action, "done", None, tuple(ids))
        for n, (action, *ids) in enumerate(told, 1)
    ]
    with logged_in_as("owner"), override_settings(LOGIN="owner"):
        outcome = replay(events)
    assert not outcome.stuck
    return outcome


def _is_in(person: UUID) -> bool:
    ((active, in_post),) = owner(
        "SELECT a.is_active, w.in_post FROM staff_account a JOIN staff_worker w ON w.account_id = a.id"
        " WHERE a.id = %s",
        person,
    )
    assert active == in_post
    return bool(active)


def _has_password(person: UUID) -> bool:
    ((usable,),) = owner("SELECT password NOT LIKE '!%%' FROM staff_account WHERE id = %s", person)
    return bool(usable)


def _factors(person: UUID) -> set[object]:
    return {
        kind for (kind,) in owner("SELECT type FROM mfa_authenticator WHERE user_id = %s", person)
    }


@pytest.mark.parametrize(
    ("told", "is_in", "has_password"),
    [
        ("account_disabled account_enabled", True, True),
        ("account_disabled account_enabled factors_reset", True, False),  # back from leave
        ("account_moved", False, False),
        ("account_enabled account_moved", False, False),
        ("account_moved account_disabled account_enabled", False, False),
        ("account_moved account_disabled account_enabled factors_reset", False, False),
        ("factors_reset account_disabled account_enabled", False, False),
    ],
)
def test_a_suspension_that_was_refused_brings_back_no_role(
    committed: str, told: str, is_in: bool, has_password: bool
) -> None:
    """Which role they have since a move is not told: until two people say so they stay out, whatever came after."""
    assert _is_in(MANAGER)
    assert _has_password(MANAGER)
    _replayed(*((action, MANAGER) for action in told.split()))
    assert (_is_in(MANAGER), _has_password(MANAGER)) == (is_in, has_password)
    assert bool(_factors(MANAGER)) == has_password


@pytest.mark.parametrize(
    ("since", "opens"), [("signed_in", True), ("factors_reset", False), ("welcomed", False)]
)
def test_codes_that_were_replaced_or_used_since_open_nothing(
    committed: str, since: str, opens: bool
) -> None:
    """Whoever finds the slips would choose a password, and add a factor where there is none."""
    _, first, second = ask_and_agree("reset", "iss_worker")
    _replayed((since, WORKER))
    assert welcome("iss.worker", first, second) is opens


def test_codes_of_before_go_and_new_ones_come_by_two(committed: str) -> None:
    ask_and_agree("reset", "iss_worker")
    assert _replayed(("welcomed", WORKER)).closed == {"welcomed": 1}
    _, first, second = ask_and_agree("reset", "iss_worker")
    assert welcome("iss.worker", first, second)


def test_a_password_of_before_opens_nothing_once_it_was_changed(committed: str) -> None:
    """It may have been changed because somebody else had it. The new one is lost; factors stay."""
    before = _factors(WORKER)
    outcome = _replayed(("password_changed", WORKER))
    assert outcome.closed == {"password_changed": 1}
    assert sum(outcome.lost.values()) == 1
    assert (_is_in(WORKER), _has_password(WORKER), _factors(WORKER)) == (True, False, before)
    assert _has_password(MANAGER)


def test_recovery_codes_of_before_open_nothing_once_new_ones_were_made(committed: str) -> None:
    before = _factors(WORKER)
    assert before == _factors(MANAGER) == {"totp", "recovery_codes"}
    assert _replayed(("recovery_codes_made", WORKER)).closed == {"recovery_codes_made": 1}
    assert _factors(WORKER) == before - {"recovery_codes"}
    assert _factors(MANAGER) == before


def _signs_in_by(recovery: str) -> bool:
    person, client = cast.PEOPLE["iss_worker"], Client()
    client.post("/account/login/", {"login": person.sign_in, "password": cast.password_of(person)})
    answer = client.post("/account/2fa/authenticate/", {"code": recovery})
    return answer.status_code == 302


def test_a_recovery_code_that_was_used_since_opens_nothing(committed: str) -> None:
    """Whoever finds the sheet with the one crossed out has the person's password still to know, and no more."""
    with acting_as(WORKER):
        factor = Authenticator.objects.get(user_id=WORKER, type="recovery_codes")
        used, other, *_ = factor.wrap().get_unused_codes()
    backed_up = (
        "UPDATE mfa_authenticator SET data = jsonb_set(data, '{used_mask}', '0') WHERE id = %s"
    )
    assert _signs_in_by(used)
    told = owner(
        "SELECT person, actor, ids ->> 0 FROM audit_event WHERE action = 'recovery_code_used'"
    )
    assert told == [(None, "signing-in", str(WORKER))]
    owner(backed_up, factor.pk)
    assert _replayed(("recovery_code_used", WORKER)).done == {"recovery_code_used": 1}
    assert not _signs_in_by(used)
    assert not _signs_in_by(other)
    assert _factors(MANAGER) == {"totp", "recovery_codes"}


def test_whoever_has_no_recovery_codes_is_told_and_makes_new_ones(committed: str) -> None:
    _replayed(("recovery_code_used", WORKER))
    for key, told in {"iss_worker": True, "dvpp_manager": False}.items():
        client = sign_in(Client(), cast.PEOPLE[key])
        page = client.get("/account/2fa/").content.decode()
        assert ("You have no recovery codes any more" in page) is told
    person, make = cast.PEOPLE["iss_worker"], "/account/2fa/recovery-codes/generate/"
    client = sign_in(Client(), person)
    assert f'href="{make}"' in client.get("/account/2fa/").content.decode()
    prove_again(client, person)
    assert client.post(make).status_code == 302
    assert "recovery_codes" in _factors(WORKER)
    assert "10 left" in client.get("/account/2fa/").content.decode()


@pytest.mark.parametrize("since", ["passkey_removed", "passkey_added", "app_added"])
def test_an_account_without_a_lasting_factor_has_no_password_either(
    committed: str, since: str
) -> None:
    """What she has now is younger than the backup: whoever knew her password would add a factor of their own."""
    owner("DELETE FROM mfa_authenticator WHERE user_id = %s AND type = 'totp'", WORKER)
    passkey = 4711
    if since == "passkey_removed":
        owner(
            "INSERT INTO mfa_authenticator (id, user_id, type, data, created_at)"
            " VALUES (%s, %s, 'webauthn', '{}', now())",
            passkey,
            WORKER,
        )
        _replayed(("recovery_codes_made", WORKER))
        assert (_has_password(WORKER), _factors(WORKER)) == (True, {"webauthn"})
    _replayed((since, WORKER, UUID(int=passkey)))
    assert (_is_in(WORKER), _has_password(WORKER)) == (True, False)
    assert _factors(WORKER) <= {"recovery_codes"}
    _replayed((since, MANAGER, UUID(int=passkey)))
    assert (_has_password(MANAGER), _factors(MANAGER)) == (True, {"totp", "recovery_codes"})
    _, first, second = ask_and_agree("reset", "iss_worker")
    assert welcome("iss.worker", first, second)


def test_where_nobody_who_decides_can_come_in_any_more_two_are_let_in_by_the_command(
    committed: str,
) -> None:
    """They are in post, with no password: the way back is the same as where they have left."""
    people = [cast.PEOPLE[key].id for key in DECIDERS]
    ask_and_agree("reset", "hr")  # can come in still: her codes are open
    _replayed(*(("password_changed", person) for person in people[:2]))
    with logged_in_as("owner"), pytest.raises(CommandError, match="2 people in post"):
        call_command("first_people", "Ann Lee", "Bo Khan")
    _replayed(*(("password_changed", person) for person in people), ("welcomed", people[2]))
    with logged_in_as("owner"):
        call_command("first_people", "Ann Lee", "Bo Khan")


def test_who_decides_but_lost_every_factor_is_shut_out_by_name_and_counts_no_more(
    committed: str,
) -> None:
    """No row says that a telephone was lost: whoever installs says it, and the old password opens nothing either."""
    lost, other = (cast.PEOPLE[key] for key in DECIDERS[:2])
    _replayed(*(("password_changed", cast.PEOPLE[key].id) for key in DECIDERS[2:]))
    say = ("first_people", "Ann Lee", "Bo Khan", "--shut-out")
    with logged_in_as("owner"):
        with pytest.raises(CommandError, match="2 people in post"):
            call_command(*say[:3])
        with pytest.raises(CommandError, match=r"nobody\.here is nobody who decides"):
            call_command(*say, lost.sign_in, "nobody.here")
        with pytest.raises(CommandError, match=r"iss\.worker is nobody who decides"):
            call_command(*say, "iss.worker")
        assert _has_password(lost.id)
        call_command(*say, lost.sign_in.upper())
    assert (_has_password(lost.id), _factors(lost.id)) == (False, set())
    assert (_has_password(other.id), bool(_factors(other.id))) == (True, True)
    told = owner("SELECT actor, ids ->> 0 FROM audit_event WHERE action = 'decider_shut_out'")
    assert told == [("key-keeper", str(lost.id))]
    _replayed(("decider_shut_out", other.id))
    assert (_has_password(other.id), _factors(other.id)) == (False, set())


def test_a_loan_that_was_ended_since_does_not_run_on(committed: str) -> None:
    until = timezone.now() + timedelta(days=20)
    ask_and_agree("lend", "iss_volunteer", place=actions.Place(role="importer"), until=until)
    person = cast.PEOPLE["iss_volunteer"].id
    ((loan,),) = owner("SELECT id FROM staff_roleloan WHERE worker_id = %s", person)
    ask_and_agree("leave", "iss_volunteer")
    told = owner("SELECT ids ->> 0 FROM audit_event WHERE action = 'loan_ended'")
    assert told == [(str(loan),)]
    owner("UPDATE staff_roleloan SET ends_at = %s WHERE id = %s", until, loan)  # as backed up
    assert _replayed(("loan_ended", UUID(str(loan)))).done == {"loan_ended": 1}
    running = "SELECT worker_id FROM staff_roleloan WHERE ends_at > now()"
    assert owner(running) == [(cast.PEOPLE["importer"].id,)]
    assert len(owner("SELECT 1 FROM audit_event WHERE action = 'loan_ended'")) == 1
