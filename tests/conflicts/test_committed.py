"""On committed data: nothing is missed between two connections, and what goes with a file or a leaver goes whole."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction

from clients.searching.rebuild import rebuild_index, verify_index
from confidentiality.access.identity import acting_as
from tests import cast
from tests.accounts.working import ask_and_agree
from tests.allocation.working import at_once
from tests.attacking import report, sized
from tests.clients.questions import give, working_as
from tests.conflicts.working import MANAGER, a_file, notices, sees, settle, who
from tests.database import logged_in_as
from tests.declarations.working import declare, declared_by, end
from tests.retention.working import a_file as a_due_file
from tests.retention.working import owner, sweep

pytestmark = [pytest.mark.slow, pytest.mark.edge("E2")]
KIN = "iss_senior"
WALLS = (
    "SELECT count(*) FROM clients_wall WHERE user_id = %s AND file_id = %s AND kind = 'conflict'"
)


def in_between(
    first: Callable[[], object], second: Callable[[], object], *, patience: float = 0.7
) -> tuple[list[object], bool]:
    """Begin `first`, let `second` run beside it, then commit the first; return what came, and whether it waited."""
    done = threading.Event()
    out: list[object] = []

    def run() -> None:
        try:
            out.append(second())
        finally:
            done.set()
            connections.close_all()

    with transaction.atomic():
        made = first()
        thread = threading.Thread(target=run)
        thread.start()
        waited = not done.wait(patience)
    thread.join()
    return [made, *out], waited


@pytest.mark.attack("A17")
def test_a_declaration_and_a_new_file_never_miss_each_other(committed: str) -> None:
    """Whichever begins first, the second waits for its end, and sees it; and many at once, in no order."""
    (file, _), waited = in_between(lambda: a_file("Zoe Pye"), lambda: declare(KIN, "Zoe", "Pye"))
    assert waited
    assert owner(WALLS, who(KIN), file) == [(1,)]
    (_, file), waited = in_between(lambda: declare(KIN, "Ines", "Orr"), lambda: a_file("Ines Orr"))
    assert waited
    assert owner(WALLS, who(KIN), file) == [(1,)]
    # the control: two files do not wait for each other
    _, waited = in_between(lambda: a_file("Ada Pye"), lambda: a_file("Ada Orr"), patience=20)
    assert not waited
    rounds = sized(4, 100)
    for number in range(rounds):
        _all_at_once(f"Zed{'abcdefghij'[number % 10]}{'klmnopqrst'[number // 10]}")
    report("A17", "a declaration beside a new file", rounds=rounds, missed=0)


def _all_at_once(name: str) -> None:
    """Open a file of this name while two people declare it."""
    file, *others = at_once(
        lambda: a_file(f"{name} Marsh"),
        lambda: declare(KIN, name, "Marsh"),
        lambda: declare("hr", name, "Marsh"),
    )
    assert not [each for each in (file, *others) if isinstance(each, Exception)]
    for key in (KIN, "hr"):
        assert owner(WALLS, who(key), file) == [(1,)]


def test_two_managers_lift_two_reasons_at_once_and_the_wall_goes(committed: str) -> None:
    give("amina", KIN, "view")
    declare(KIN, "Amina", "Farouk")
    declare(KIN, "Amina", "Farouk", phone="07700 900155")
    one, other = notices()
    done, waited = in_between(lambda: settle(one, lift=True), lambda: settle(other, lift=True))
    assert (done, waited) == ([True, True], True)
    assert sees(KIN, cast.FILES["amina"].id)


@pytest.mark.edge("E51")
def test_a_leaver_takes_the_declaration_along_and_leaves_the_wall(committed: str) -> None:
    declared = declare(KIN, "Amina", "Farouk")
    (notice,) = notices()
    assert settle(notice, lift=False)
    ask_and_agree("leave", KIN)
    for table, column in (
        ("declarations_declared", "worker_id"),
        ("declarations_statement", "worker_id"),
        ("declared_token", "person"),
    ):
        assert owner(f"SELECT count(*) FROM {table} WHERE {column} = %s", who(KIN)) == [(0,)]
    assert owner("SELECT count(*) FROM sealing_key WHERE subject = %s", declared) == [(0,)]
    assert owner(WALLS, who(KIN), cast.FILES["amina"].id) == [(1,)]
    assert notices() == []
    ask_and_agree("come_back", KIN)
    with acting_as(who(KIN)):
        assert declared_by(KIN) == []


@pytest.mark.clause("5.2.7")
def test_a_disposal_takes_its_notices_and_tells_nobody(committed: str) -> None:
    file = a_due_file(name="Ottoline Vance")
    declare(KIN, "Ottoline", "Vance")
    assert len(notices()) == 1
    sweep()
    for table in ("conflicts_notice", "clients_wall"):
        assert owner(f"SELECT count(*) FROM {table} WHERE file_id = %s", file) == [(0,)]
    with working_as(MANAGER):
        assert notices() == []


def test_an_index_that_is_made_anew_knows_whom_somebody_declared(committed: str) -> None:
    """Nothing is compared again while it is made, and everything afterwards."""
    declare(KIN, "Zoe", "Pye")
    homonym = declare(KIN, "Leila", "Haddad")
    (notice,) = notices()
    assert settle(notice, lift=True)
    with logged_in_as("owner"):
        rebuild_index()
        assert verify_index().sound
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT generation FROM declared_token")
            assert cursor.fetchall() == [(2,)]
    assert notices() == []
    file = a_file("Zoe Pye")
    assert [each.file_id for each in notices()] == [file]
    end(KIN, homonym)
    assert owner("SELECT count(*) FROM declared_token WHERE declared = %s", homonym) == [(0,)]
