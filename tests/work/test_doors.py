"""While the doors are closed the database itself serves nobody, and people are told in a plain sentence."""

import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, override_settings

from clients.models import CaseFile
from confidentiality.access import doors
from confidentiality.access.checks import refuse_unsafe_database
from confidentiality.access.identity import DoorsClosed, SystemActor, acting_as
from confidentiality.access.installing import install
from confidentiality.work.tasks import find_waiting_jobs
from tests import cast
from tests.access.attacker import REFUSED, session
from tests.database import logged_in_as
from tests.drafts.working import showing
from tests.retention.working import ask_for_sweep, owner

WORKER = cast.PEOPLE["iss_worker"].id


@pytest.fixture
def closed(committed: str) -> str:
    doors.close("upgrade", using="owner")
    return committed


def test_nobody_is_served(committed: str, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("iss_worker")
    assert client.get("/files/").status_code == 200
    page = showing(client, f"/files/{cast.FILES['amina'].reference}/entries/new/")
    typed = {"place": page.place, "writer": page.writer, "serial": 1, "base": 0, "words": []}
    doors.close("upgrade", using="owner")
    answer = client.post("/drafts/save/", json.dumps(typed), content_type="application/json")
    assert answer.status_code == 503  # the page goes on trying
    for path in ("/files/", "/account/login/"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
        assert b"closed for a short while" in answer.content
    assert Client().get("/health/").content == b"the doors are closed"
    doors.open_again(using="owner")
    assert client.get("/files/").status_code == 200
    assert Client().get("/health/").status_code == 200


def test_nobody_acts_in_the_database(closed: str) -> None:
    with pytest.raises(DoorsClosed), acting_as(WORKER):
        pass
    for login, who in (("web", WORKER), ("worker", SystemActor.DISPATCHER)):
        with session(closed, login) as attacker:
            attacker.act_as(who)  # signed by the right key, past all our code
            for table in ("clients_casefile", "work_job", "sealing_key"):
                assert attacker.attempt(f"SELECT count(*) FROM {table}") in (REFUSED, [(0,)])
            assert attacker.attempt("SELECT access.me()") == REFUSED
    with logged_in_as("owner"), acting_as(WORKER):
        assert CaseFile.objects.exists()  # the owner works on


def test_whoever_is_in_the_middle_of_something_is_stopped(committed: str) -> None:
    with session(committed, "web") as reader:
        reader.act_as(WORKER)
        assert reader.sql("SELECT count(*) FROM clients_casefile") != [(0,)]
        doors.close("upgrade", using="owner")
        assert reader.attempt("SELECT count(*) FROM clients_casefile") == REFUSED


def test_no_process_starts(closed: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="An upgrade is under way"):
        refuse_unsafe_database()
    with (
        logged_in_as("worker"),
        override_settings(LOGIN="worker"),
        pytest.raises(ImproperlyConfigured, match="An upgrade"),
    ):
        refuse_unsafe_database()


def test_jobs_wait(committed: str) -> None:
    sweep_id = ask_for_sweep()
    doors.close("upgrade", using="owner")
    with logged_in_as("worker"):
        find_waiting_jobs()
    waits = "SELECT state, attempts FROM work_job WHERE subject = %s"
    assert owner(waits, sweep_id) == [("waiting", 0)]
    doors.open_again(using="owner")
    with logged_in_as("worker"):
        find_waiting_jobs()
    assert owner(waits, sweep_id)[0][0] == "done"


def test_row_security_installed_anew_does_not_open_them(closed: str) -> None:
    install("owner")
    with pytest.raises(DoorsClosed), acting_as(WORKER):
        pass
    doors.close("restore", using="owner")
    assert owner("SELECT reason FROM work_closing") == [("upgrade",)]


def test_lifted_row_security_is_a_closed_door_too(committed: str) -> None:
    owner("DROP SCHEMA access CASCADE")
    with pytest.raises(DoorsClosed), acting_as(uuid4()):
        pass


def test_they_are_closed_for_a_known_reason(committed: str) -> None:
    with pytest.raises(ValueError, match="holiday"):
        doors.close("holiday", using="owner")
