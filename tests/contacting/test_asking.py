"""Whoever types a blocked number or address in words about a client is told once, before it is saved."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients.contacting.profile import PHONE, Blocked
from clients.diary.models import Appointment
from clients.models import Entry
from clients.tasks.models import Task
from tests.clients.questions import day, path, reference, working_as
from tests.contacting.working import SAFE, SHARED, tell

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.clause("3.3.1")]
SignedIn = Callable[[str], Client]
SHOWN = "A number or address that must not be used"
HIS = "He rang her sister from 0044 7700 900123."
HERS = "Ring her on 07700 900101."
SPELT = "Meet her at 14, LARCH Rd."


def _entry(words: str) -> tuple[str, dict[str, Any]]:
    told = {"kind": "note", "nature": "fact", **day("happened_on", timezone.localdate())}
    return path("add_entry", "amina"), {**told, "body": words}


def _task(words: str) -> tuple[str, dict[str, Any]]:
    due = day("due", timezone.localdate())
    return reverse("tasks:on_file", args=[reference("amina")]), {**due, "words": words}


def _appointment(words: str) -> tuple[str, dict[str, Any]]:
    when = day("day", timezone.localdate() + timedelta(days=3))
    told = {**when, "at": "14:30", "minutes": "60", "place": "office", "words": words}
    return reverse("diary:add_on_file", args=[reference("amina")]), told


KINDS = ((_entry, Entry), (_task, Task), (_appointment, Appointment))


@pytest.mark.parametrize(("form", "model"), KINDS, ids=["entry", "task", "appointment"])
def test_what_is_blocked_is_shown_once_and_nothing_is_refused(
    signed_in: SignedIn, form: Any, model: Any
) -> None:
    tell(SAFE)
    client = signed_in("iss_worker")
    with working_as("iss_worker"):
        before = model.objects.count()

    def sent(words: str, **more: str) -> Any:
        address, told = form(words)
        return client.post(address, {**told, "token": str(uuid4()), **more})

    def kept() -> int:
        with working_as("iss_worker"):
            return int(model.objects.count() - before)

    assert sent(HERS).status_code == 302  # the control
    assert kept() == 1
    for words, sentence in ((HIS, "07700 900123 is blocked: his phone"), (SPELT, "14 Larch Road")):
        shown = sent(words)
        page = shown.content.decode()
        assert shown.status_code == 200, words
        assert SHOWN in page
        assert sentence in page
        assert words in page.replace("&#39;", "'")  # nothing that was typed is lost
    assert kept() == 1
    (mark,) = re.findall(r'name="blocked_shown" value="([^"]+)"', page)
    assert "900123" not in mark
    assert sent(HIS, blocked_shown=mark).status_code == 200  # another one is blocked in these words
    assert sent(SPELT, blocked_shown=mark).status_code == 302
    assert kept() == 2
    # what is blocked since is shown again
    tell(SAFE.__class__(**{**vars(SAFE), "blocked": (SHARED, Blocked(PHONE, "07700 900188"))}))
    assert sent(SPELT, blocked_shown=mark).status_code == 200
    assert kept() == 2


def test_words_on_another_file_are_not_held_against_it(signed_in: SignedIn) -> None:
    tell(SAFE)
    address, told = _task(HIS)
    client = signed_in("iss_worker")
    elsewhere = address.replace(reference("amina"), reference("leila"))
    assert client.post(elsewhere, {**told, "token": str(uuid4())}).status_code == 302
    assert client.post("/today/", {**told, "token": str(uuid4())}).status_code == 302
