"""What is due of clients' own requests is one list, and asks the database as much whether one waits or scores do."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.clients.questions import reference
from tests.kiosk import office
from tests.ownfile import working
from tests.queries import assert_queries_at_most

pytestmark = [pytest.mark.slow, pytest.mark.clause("5.2.4"), pytest.mark.clause("5.2.5")]
FEW, MANY, MOST = 1, 30, 12
LISTS = ("Open requests", "Complaints without an answer", "Disputes without an answer")


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
    working.all_kinds(FEW)
    lead, manager = signed_in("iss_worker"), signed_in("iss_manager")
    pages = [
        *((lead, "/own-files/"), (manager, "/own-files/")),
        *((lead, f"/files/{reference(key)}/own-file/") for key in working.ON[:1]),
    ]
    few = [questions(*each) for each in pages]
    working.all_kinds(MANY, FEW)
    for _ in range(MANY):
        office.remark(screen, package)
    assert [questions(*each) for each in pages] == few
    shown = lead.get("/own-files/").content.decode()
    for label in LISTS:
        there = shown.partition(f'aria-label="{label}')[2].partition("</ul>")[0]
        assert there.count('<li class="latch-tasks__item">') >= FEW + MANY, label
        assert {reference(key) for key in working.ON} == {
            reference(key) for key in working.ON if reference(key) in there
        }
    written = shown.partition('aria-label="What they wrote at a screen')[2].partition("</ul>")[0]
    assert written.count('<li class="latch-tasks__item">') == FEW + MANY
