"""The pages of account changes, by somebody who asks, somebody who decides, and whoever is let in."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.work.backup.shipped import Shipped
from staff.accounts import replay
from staff.accounts.models import Change
from tests import cast
from tests.database import logged_in_as
from tests.retention.working import owner
from tests.staff.with_passkeys import forget_failures

from .working import ask, decide

pytestmark = pytest.mark.clause("1")
SignedIn = Callable[[str], Client]
CODE = re.compile(r'<p class="latch-code">([0-9A-Z]{5}-[0-9A-Z]{5})</p>')
PASSWORD = "four words that wander"
WELCOME = "/account/welcome/"
WORKER = cast.PEOPLE["iss_worker"].id


@pytest.fixture(autouse=True)
def begin(committed: str) -> None:
    """Let no test fail by the wrong codes of the one before."""
    forget_failures()


def code_on(page: bytes) -> str:
    (code,) = CODE.findall(page.decode())
    return str(code)


def come_in(first: str, second: str, **more: str) -> str:
    said = {"sign_in_name": "nora.lind", "first": first, "second": second}
    answer = Client().post(WELCOME, said | {"password": PASSWORD, "again": PASSWORD} | more)
    return answer.content.decode() if answer.status_code == 200 else answer.headers["Location"]


def test_somebody_new_is_asked_for_agreed_to_and_comes_in(
    committed: str, session_of: SignedIn
) -> None:
    said = {
        "name": "Nora Lind",
        "sign_in_name": "nora.lind",
        "role": "iss_worker",
        "service": "iss",
        "why": "starts",
    }
    answer = session_of("records_admin").post("/people/new/", said)
    first = code_on(answer.content)
    with acting_as(cast.PEOPLE["hr"].id):
        change = Change.objects.get(sign_in_name="nora.lind")
    page = f"/people/changes/{change.pk}/"
    assert "Decide" not in session_of("records_admin").get(page).content.decode()
    shown = session_of("hr").get(page).content.decode()
    assert "Nora Lind" in shown
    assert first not in shown
    answer = session_of("hr").post(page, {"decision": "agree"})
    second = code_on(answer.content)
    assert "no-store" in answer.headers["Cache-Control"]
    assert CODE.search(session_of("hr").get(page).content.decode()) is None
    assert "don’t belong to this sign-in name" in come_in(first, first)
    assert "Type the same password twice" in come_in(first, second, again="x")
    assert "too short" in come_in(first, second, password="short", again="short")
    assert come_in(first, second) == "/account/login/"
    new = Client()
    answer = new.post("/account/login/", {"login": "nora.lind", "password": PASSWORD})
    assert answer.status_code == 302
    assert new.get("/").headers["Location"].startswith("/account/2fa/")


def test_a_change_needs_a_fresh_proof(committed: str, signed_in: SignedIn) -> None:
    answer = signed_in("records_admin").post(
        f"/people/{WORKER}/leave/", {"why": "leaves", "sure": "on"}
    )
    assert answer.headers["Location"].startswith("/account/2fa/reauthenticate/")
    change, _ = ask("reset", "iss_worker", by="hr")
    answer = signed_in("records_admin").post(f"/people/changes/{change.pk}/", {"decision": "agree"})
    assert answer.headers["Location"].startswith("/account/2fa/reauthenticate/")


@pytest.mark.edge("E51")
def test_a_leaver_s_next_click_finds_nobody(
    committed: str, signed_in: SignedIn, session_of: SignedIn
) -> None:
    leaver = signed_in("iss_worker")
    file = f"/files/{cast.FILES['amina'].reference}/"
    assert leaver.get(file).status_code == 200
    session_of("hr").post(f"/people/{WORKER}/leave/", {"why": "leaves", "sure": "on"})
    assert leaver.get(file).status_code == 200, "nobody has agreed"
    with acting_as(cast.PEOPLE["records_admin"].id):
        change = Change.objects.get(kind="leave", outcome="")
    session_of("records_admin").post(f"/people/changes/{change.pk}/", {"decision": "agree"})
    assert leaver.get(file).headers["Location"].startswith("/account/login/")
    assert "Account closed" in session_of("hr").get(f"/people/{WORKER}/").content.decode()


def test_a_suspension_is_seen_and_undone(
    committed: str, signed_in: SignedIn, session_of: SignedIn
) -> None:
    session_of("iss_manager").post(f"/people/{WORKER}/suspend/", {"why": "protect", "sure": "on"})
    assert signed_in("iss_worker").get("/files/").status_code == 302
    assert "Suspended already" in session_of("hr").get("/people/").content.decode()
    assert "People (1)" in session_of("hr").get("/policy/text/").content.decode()
    with acting_as(cast.PEOPLE["hr"].id):
        change = Change.objects.get(kind="suspend")
    session_of("iss_manager").post(f"/people/changes/{change.pk}/withdraw/")
    with acting_as(WORKER):
        assert cast.worker("iss_worker").in_post


def test_one_s_own_page_offers_nothing(committed: str, session_of: SignedIn) -> None:
    mine = cast.PEOPLE["hr"].id
    assert (
        "Nobody changes their own account"
        in session_of("hr").get(f"/people/{mine}/").content.decode()
    )
    for kind in ("move", "reset", "suspend", "leave", "lend"):
        assert session_of("hr").get(f"/people/{mine}/{kind}/").status_code == 404


def test_what_can_t_be_asked_is_said_and_nothing_is_lost(
    committed: str, session_of: SignedIn
) -> None:
    ask("reset", "iss_worker", by="hr")
    answer = session_of("records_admin").post(
        f"/people/{WORKER}/leave/", {"why": "leaves", "sure": "on"}
    )
    assert "Another change waits for this person" in answer.content.decode()
    said = {"name": "Nora", "sign_in_name": "ISS.worker", "role": "iss_worker", "why": "starts"}
    page = session_of("records_admin").post("/people/new/", said).content.decode()
    assert "Use small letters" in page
    assert "works for one of the services" in page
    assert 'value="Nora"' in page


def test_a_decision_that_comes_too_late_is_said(committed: str, session_of: SignedIn) -> None:
    change, _ = ask("reset", "iss_worker", by="hr")
    decide(change, by="dp_lead", agree=False)
    answer = session_of("records_admin").post(
        f"/people/changes/{change.pk}/", {"decision": "agree"}, follow=True
    )
    assert "Somebody else has decided about it meanwhile" in answer.content.decode()


def test_the_first_people_come_by_a_command_when_too_few_decide(
    committed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with logged_in_as("owner"), pytest.raises(CommandError, match="4 people in post"):
        call_command("first_people", "Ann Lee", "Bo Khan")
    owner(
        "UPDATE staff_account SET is_active = false WHERE sign_in_name IN ('hr', 'dp.lead', 'trustee')"
    )
    with logged_in_as("owner"):
        call_command("first_people", "Ann Lee", "Bo Khan")
    told = capsys.readouterr().out
    (first, second), (other, _) = re.findall(r"codes (\S+) and (\S+)", told)
    assert "sign-in name ann.lee" in told
    assert "don’t belong" in come_in(first, other, sign_in_name="ann.lee")
    assert come_in(first, second, sign_in_name="ann.lee") == "/account/login/"


@pytest.mark.edge("E40")
def test_a_restore_brings_back_no_password_and_no_role_that_was_taken_away(committed: str) -> None:
    now = timezone.now()
    for action, does in (
        ("factors_reset", replay.reset_factors),
        ("account_moved", replay.close_account),
    ):
        told = Shipped(1, uuid4(), now, None, "database", action, "done", None, (WORKER,))
        with logged_in_as("owner"), acting_as(SystemActor.RESTORER):
            does(told)
    assert owner("SELECT is_active FROM staff_account WHERE id = %s", WORKER) == [(False,)]
    assert owner("SELECT in_post FROM staff_worker WHERE account_id = %s", WORKER) == [(False,)]
    assert owner("SELECT count(*) FROM mfa_authenticator WHERE user_id = %s", WORKER) == [(0,)]
    assert owner("SELECT password LIKE '!%%' FROM staff_account WHERE id = %s", WORKER) == [(True,)]


def test_one_changes_one_s_own_password_and_is_signed_out_elsewhere(
    committed: str, session_of: SignedIn, signed_in: SignedIn
) -> None:
    here, there = session_of("iss_worker"), signed_in("iss_worker")
    now = cast.password_of(cast.PEOPLE["iss_worker"])
    assert there.get("/account/password/").headers["Location"].startswith("/account/2fa/reauth")
    said = {"current": "not it at all", "password": PASSWORD, "again": PASSWORD}
    assert "That is not your password" in here.post("/account/password/", said).content.decode()
    said["current"] = now
    short = said | {"password": "short", "again": "short"}
    assert "too short" in here.post("/account/password/", short).content.decode()
    assert there.get("/files/").status_code == 200
    answer = here.post("/account/password/", said)
    assert answer.headers["Location"] == "/account/2fa/"
    assert here.get("/files/").status_code == 200
    assert there.get("/files/").headers["Location"].startswith("/account/login/")
    anew = Client()
    assert anew.post("/account/login/", {"login": "iss.worker", "password": now}).status_code == 200
    told = {"login": "iss.worker", "password": PASSWORD}
    assert anew.post("/account/login/", told).status_code == 302
