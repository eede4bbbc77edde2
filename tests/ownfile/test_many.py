"""What is due of clients' own requests is one list, and asks the database as much whether one waits or scores do."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from clients.models import Entry
from disclosures.ownfile import redress
from tests.clients.questions import file_of, reference, working_as
from tests.kiosk import office
from tests.ownfile import working
from tests.queries import assert_queries_at_most

pytestmark = [pytest.mark.slow, pytest.mark.clause("5.2.4"), pytest.mark.clause("5.2.5")]
FEW, MANY, MOST = 1, 30, 12
ON = ("amina", "leila", "due")
LISTS = ("Open requests", "Complaints without an answer", "Disputes without an answer")


def all_kinds(count: int, first: int = 0) -> None:
    """Let so many requests, complaints and disputes wait, on three files in turn, each day another's."""
    for number in range(first, first + count):
        key, ago = ON[number % len(ON)], timedelta(days=number)
        working.ask(key=key, asked_at=timezone.now() - ago)
        day = timezone.localdate() - ago
        with working_as("iss_worker") as by:
            file = file_of(key)
            redress.complain(
                file=file, request=None, received_on=day, about=None, words="Too slow.", key=uuid4(), by=by
            )  # fmt: skip
            entry = Entry.objects.filter(file=file, corrects=None).earliest("written_at")
            redress.dispute(
                entry=entry, statement="Not so.", received_on=day, key=uuid4(), by=by
            )  # fmt: skip


def questions(client: Client, path: str) -> int:
    """Return how many questions a page asks the second time; fails where they are too many."""
    client.get(path)
    with assert_queries_at_most(MOST) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_the_lists_ask_as_much_however_much_is_due(
    committed: str, signed_in: Callable[[str], Client]
) -> None:
    package = office.own_package()
    screen, _ = office.reading(package, office.a_screen()[1])
    office.remark(screen, package)
    all_kinds(FEW)
    lead, manager = signed_in("iss_worker"), signed_in("iss_manager")
    pages = [
        *((lead, "/own-files/"), (manager, "/own-files/")),
        *((lead, f"/files/{reference(key)}/own-file/") for key in ON[:1]),
    ]
    few = [questions(*each) for each in pages]
    all_kinds(MANY, FEW)
    for _ in range(MANY):
        office.remark(screen, package)
    assert [questions(*each) for each in pages] == few
    shown = lead.get("/own-files/").content.decode()
    for label in LISTS:
        there = shown.partition(f'aria-label="{label}')[2].partition("</ul>")[0]
        assert there.count('<li class="latch-tasks__item">') >= FEW + MANY, label
        assert {reference(key) for key in ON} == {
            reference(key) for key in ON if reference(key) in there
        }
    written = shown.partition('aria-label="What they wrote at a screen')[2].partition("</ul>")[0]
    assert written.count('<li class="latch-tasks__item">') == FEW + MANY
