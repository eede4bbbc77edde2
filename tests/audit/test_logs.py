"""Logs: what happened and where, without an address, a parameter or an exception's words."""

import json
import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from confidentiality.audit.logs import BareFormatter, JsonFormatter, WithoutRequests
from tests import cast

CANARY = "Canary O’Malley"


@pytest.fixture(params=[BareFormatter, JsonFormatter])
def lines(request: pytest.FixtureRequest) -> Iterator[StringIO]:
    """Everything that is logged while the test runs, as the product would write it."""
    out = StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(request.param())
    handler.addFilter(WithoutRequests())
    loggers = [
        logging.getLogger(name) for name in ("", "django", "gunicorn.error", "latch.answers")
    ]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    yield out
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


@pytest.mark.django_db
@pytest.mark.attack("A2")
@pytest.mark.parametrize("sent", ["path", "query", "host", "body", "header"])
def test_nothing_that_a_visitor_sends_is_logged(sent: str, lines: StringIO) -> None:
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    if sent == "path":
        client.get(f"/files/{CANARY}/")
    elif sent == "query":
        client.get("/nowhere/", {"q": CANARY})
    elif sent == "host":
        client.get("/", headers={"Host": "canary.example.org"})
    elif sent == "body":
        client.post("/account/login/", {"login": CANARY, "password": CANARY})
    else:
        client.get("/nowhere/", headers={"Referer": CANARY})
    text = lines.getvalue()
    assert "answered" in text or "refused or failed" in text
    assert "anary" not in text
    assert "Malley" not in text


@pytest.mark.django_db
@pytest.mark.attack("A2")
def test_an_address_that_is_there_is_logged_as_its_view(lines: StringIO) -> None:
    reference = cast.FILES["amina"].reference
    Client().get(f"/files/{reference}/")
    assert reference not in lines.getvalue()
    assert "answered" in lines.getvalue()


@pytest.mark.attack("A2")
def test_gunicorn_s_own_lines_quote_no_address_and_no_words(lines: StringIO) -> None:
    """It writes the address of a request that broke off, and the exception with what it says."""
    logger = logging.getLogger("gunicorn.error")
    assert not logger.propagate
    written: Any = settings.LOGGING["loggers"]
    assert written[logger.name]["handlers"] == ["console"]
    try:
        raise ValueError(CANARY)
    except ValueError:
        logger.exception("Error handling request /files/%s/", CANARY)
    text = lines.getvalue()
    assert "A request failed, or a process at its start" in text
    assert "ValueError" in text
    assert "anary" not in text


def test_an_exception_is_its_type_and_places_in_json_too() -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        import sys

        record = logging.LogRecord(
            "any", logging.ERROR, __file__, 1, "It failed", (), sys.exc_info()
        )
    record.view = "clients:file"
    line = json.loads(JsonFormatter().format(record))
    assert line["exception"].startswith("ValueError")
    assert "test_logs.py" in line["exception"]
    assert line["view"] == "clients:file"
    assert CANARY not in json.dumps(line, ensure_ascii=False)
