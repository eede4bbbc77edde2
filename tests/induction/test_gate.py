"""Whoever owes the policy reaches the policy and their own account; nothing typed is lost on the way (E49)."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlparse

import pytest
from django.test import Client, override_settings

from tests import cast

from .working import publish

pytestmark = [pytest.mark.clause("1"), pytest.mark.clause("5.1.1")]
READ = "/policy/text/"
FILE = f"/files/{cast.FILES['amina'].reference}/"
SignedIn = Callable[[str], Client]


def acknowledge(client: Client, number: int, **more: str) -> str:
    answer = client.post(READ, {"agreed": "on", "version": str(number), **more})
    return answer.headers.get("Location", "")


@pytest.mark.edge("E49")
def test_a_new_version_at_night_locks_nobody_out(committed: str, signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    publish()
    assert client.get(FILE).status_code == 200
    assert "There is a new version" in client.get(READ).content.decode()
    assert acknowledge(client, 2, next=FILE) == FILE
    assert "You have said that you will keep to this version" in client.get(READ).content.decode()


@pytest.mark.edge("E49")
@override_settings(POLICY_GRACE_DAYS=0)
def test_after_the_grace_nothing_opens_and_nothing_is_lost(
    committed: str, signed_in: SignedIn
) -> None:
    client = signed_in("iss_worker")
    form = client.get(FILE + "entries/new/").content.decode()
    kept = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
    publish()
    assert _next(client.get(FILE).headers["Location"]) == FILE
    answer = client.post(FILE + "entries/new/", kept | {"body": "She rang at four."})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(READ)
    onward = acknowledge(client, 2, next=_next(answer.headers["Location"]))
    assert "She rang at four." in client.get(onward).content.decode()


def _next(location: str) -> str:
    return parse_qs(urlparse(location).query)["next"][0]


def test_what_was_not_read_is_not_acknowledged(committed: str, signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    publish()
    publish("# 1 Another\n\nText.", written_by="records_admin", by="dp_lead")
    assert acknowledge(client, 2).startswith(READ)
    assert "A newer version is in force" in client.get(READ).content.decode()
    assert acknowledge(client, 3, next="https://elsewhere.example/") == "/"


def test_without_the_tick_nothing_is_noted(committed: str, signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    publish()
    answer = client.post(READ, {"version": "2"})
    assert answer.status_code == 200
    assert "Error: " in answer.content.decode()
    assert "There is a new version" in client.get(READ).content.decode()
