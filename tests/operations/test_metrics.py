"""Figures for programs: by token only, and without anybody in them."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from confidentiality.embedded.state import PROJECT
from tests import cast

TOKEN = "a-token-of-the-tests-and-of-nothing-else"


def scrape(client: Client, token: str | None) -> tuple[int, str]:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    answer = client.get(reverse("operations:metrics"), headers=headers)
    return answer.status_code, answer.content.decode()


@pytest.mark.django_db
@override_settings(METRICS_TOKEN=TOKEN)
def test_whoever_shows_the_token_gets_figures(client: Client) -> None:
    client.get(reverse("account_login"))
    status, text = scrape(client, TOKEN)
    assert status == 200
    assert 'latch_health{part="Database"} 0.0' in text
    assert 'latch_answers_total{method="GET",status="2xx",view="account_login"}' in text
    assert "latch_jobs_waiting 0.0" in text


@pytest.mark.django_db
@pytest.mark.attack("A1")
@pytest.mark.parametrize("token", [None, "", "wrong", TOKEN + "x", TOKEN[:-1], "ü"])
def test_without_it_there_is_no_such_page(client: Client, token: str | None) -> None:
    with override_settings(METRICS_TOKEN=TOKEN):
        assert scrape(client, token)[0] == 404


@pytest.mark.django_db
@pytest.mark.parametrize("token", [None, ""])
def test_an_installation_without_a_token_gives_nothing(client: Client, token: str | None) -> None:
    with override_settings(METRICS_TOKEN=""):
        assert scrape(client, token)[0] == 404


@pytest.mark.django_db
@pytest.mark.attack("A2")
@override_settings(METRICS_TOKEN=TOKEN)
def test_no_address_reference_or_person_is_in_the_figures(
    client: Client, signed_in: Callable[[str], Client]
) -> None:
    reference = cast.FILES["amina"].reference
    assert signed_in("iss_worker").get(f"/files/{reference}/").status_code == 200
    client.get(f"/files/{reference}/", {"reference": "Canary Name"})
    client.get("/canary-path/")
    text = scrape(client, TOKEN)[1]
    assert 'view="clients:file"' in text
    assert 'view="none"' in text
    for canary in (reference, "Canary", "canary-path", str(cast.PEOPLE["iss_worker"].id)):
        assert canary not in text


def test_what_several_processes_counted_is_added_up(tmp_path: Path) -> None:
    def run(code: str) -> str:
        before = "import django; django.setup(); from confidentiality.operations import metrics;"
        return subprocess.run(
            [sys.executable, "-c", before + code],
            env=os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)},
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    for _ in range(2):
        run("metrics.ANSWERS.labels('a', 'GET', '2xx').inc()")
    told = run("metrics.Gauges.collect = lambda self: []; print(metrics.exposition().decode())")
    assert 'latch_answers_total{method="GET",status="2xx",view="a"} 2.0' in told
