"""A comparison of the index looks at whom workers declared, and whom files name as partners, as at the files."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from clients.searching.rebuild import rebuild_index, verify_index
from tests.conflicts.working import a_file
from tests.database import logged_in_as
from tests.declarations.working import declare
from tests.partners.test_following import HIM
from tests.people.working import CHILD, add
from tests.retention.working import owner

pytestmark = [pytest.mark.slow, pytest.mark.edge("E2", "E6")]
WHOSE = {"declared_token": "declared", "partner_token": "about"}
COPIED = {
    "declared_token": "INSERT INTO keys.declared_token (id, person, declared, generation, token)"
    " SELECT gen_random_uuid(), person, {whose}, generation, token + {more}",
    "partner_token": "INSERT INTO keys.partner_token (id, file, about, generation, token)"
    " SELECT gen_random_uuid(), file, {whose}, generation, token + {more}",
}


def _found() -> tuple[int, int, int]:
    with logged_in_as("owner"):
        found = verify_index()
    return found.missing, found.surplus, found.orphans


def _held(table: str, whose: UUID) -> int:
    ((held,),) = owner(f"SELECT count(*) FROM keys.{table} WHERE {WHOSE[table]} = %s", whose)
    return int(str(held))


def _copy(table: str, of: UUID, *, more: int, nobody: str = "") -> None:
    """Write the token of a date of birth again, as of another day, and perhaps as of `nobody` who is there."""
    copied = COPIED[table].format(whose=nobody or WHOSE[table], more=more)
    owner(f"{copied} FROM keys.{table} WHERE {WHOSE[table]} = %s AND token >> 56 = 5 LIMIT 1", of)


@pytest.mark.parametrize("table", COPIED)
def test_what_is_missing_too_much_or_nobodys_is_found(committed: str, table: str) -> None:
    """A second date of birth hides a colleague's own kin from the comparison: it is told, and made whole."""
    a_file("Zoe Pye", partner_names=["Gareth Pryce"])
    declared, partner = declare("hr", "Ines", "Orr", born=date(1990, 5, 1)), add(HIM)
    add(CHILD)  # no partner: looked for by nothing
    whose = declared if table == "declared_token" else partner
    assert _found() == (0, 0, 0)
    held = _held(table, whose)
    _copy(table, whose, more=1)
    assert _found() == (0, 1, 0)
    _copy(table, whose, more=2, nobody=f"'{uuid4()}'")
    assert _found() == (0, 1, 1)
    owner(f"DELETE FROM keys.{table} WHERE {WHOSE[table]} = %s", whose)
    assert _found() == (held, 0, 1)
    with logged_in_as("owner"):
        rebuild_index()
    assert _found() == (0, 0, 0)
    assert _held(table, whose) == held
