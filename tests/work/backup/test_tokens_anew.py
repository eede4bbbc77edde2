"""After a restore what workers declared, and whom files name as partners, is what the rows say, and nothing older."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from clients.searching import rebuild
from confidentiality.access.identity import acting_as
from confidentiality.sealing.index.tokens import bits_for
from confidentiality.work.backup import making
from staff.declarations import actions
from staff.models import Worker
from tests.audit.working import seal_all
from tests.conflicts.working import a_file
from tests.declarations.working import correct, declare
from tests.partners.test_following import HIM
from tests.people.working import add, change
from tests.retention.working import owner

from .drill import Places, back_up, lose_and_restore, newest_in, worker_of

pytestmark = [pytest.mark.slow, pytest.mark.edge("E2", "E40")]
KIN, BORN = "hr", date(1990, 5, 1)
WALLED = "SELECT user_id FROM clients_wall WHERE file_id = %s AND kind = 'conflict'"


@pytest.fixture(autouse=True)
def keys_of_an_earlier_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the keys' file bring tokens along, as those of earlier versions do."""
    monkeypatch.setattr(making, "NO_INDEX", ("--exclude-table=keys.search_*",))


def _walled_from(file: UUID) -> list[object]:
    return [each for (each,) in owner(WALLED, file)]


def test_who_declared_her_is_walled_off_whatever_tokens_are_as_long_now(
    committed: str, places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index that was made for fewer files has shorter tokens than the one that is made at the restore."""
    declare(KIN, "Zoe", "Pye", born=BORN)
    seal_all(tmp_path)
    made = back_up(places)
    assert _walled_from(a_file("Zoe Pye", date_of_birth=BORN)) == [worker_of(KIN)]
    seal_all(tmp_path)
    monkeypatch.setattr(rebuild, "bits_for", lambda files: bits_for(files) + 1)
    with lose_and_restore(made, places, tmp_path):
        assert owner("SELECT number, bits FROM keys.search_generation") == [(1, 11)]
        assert _walled_from(a_file("Zoe Pye", date_of_birth=BORN)) == [worker_of(KIN)]


def test_what_is_younger_than_the_data_leaves_no_token(
    committed: str, places: Places, tmp_path: Path
) -> None:
    """With a newer keys' file: a birth that was corrected since, a partner who was changed, and a new colleague's."""
    declared = declare(KIN, "Zoe", "Pye", born=BORN)
    partner = add(HIM)
    tokens = _tokens()
    seal_all(tmp_path)
    made = back_up(places)
    correct(KIN, declared, given_name="Zoe", family_name="Pye", date_of_birth=date(1991, 6, 2))
    assert change(partner, replace(HIM, family="Marsh"))
    _declare_as_a_newcomer("Ines", "Orr")
    seal_all(tmp_path)
    back_up(places)
    newer = newest_in(tmp_path).keys
    with lose_and_restore(made, places, tmp_path, keys=newer) as said:
        assert "The doors are open." in said
        assert _walled_from(a_file("Ines Orr")) == []
        assert _walled_from(a_file("Zoe Pye", date_of_birth=BORN)) == [worker_of(KIN)]
        assert _tokens() == tokens


def _tokens() -> list[tuple[object, ...]]:
    """Return what the index holds of declared persons and of partners."""
    return [
        *owner("SELECT person, declared, generation, token FROM keys.declared_token ORDER BY 2, 4"),
        *owner("SELECT file, about, generation, token FROM keys.partner_token ORDER BY 1, 2, 4"),
    ]


def _declare_as_a_newcomer(given: str, family: str) -> None:
    """Let somebody declare a person who came to work here after the backup."""
    who = uuid4()
    owner(
        "INSERT INTO staff_account (id, sign_in_name, password, is_active) VALUES (%s, 'new.one', '', true)",
        who,
    )
    owner(
        "INSERT INTO staff_worker (account_id, display_name, role, service, in_post)"
        " VALUES (%s, 'New One', 'hr', '', true)",
        who,
    )
    with acting_as(who):
        said = actions.Said("kin", given, family)
        actions.declare(declared_id=uuid4(), said=said, by=Worker.objects.get(account_id=who))
