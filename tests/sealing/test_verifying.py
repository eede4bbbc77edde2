"""`keys verify` on real rows: silent when all is well, and each planted fault is found."""

import tracemalloc
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from django.conf import settings

from confidentiality.sealing import verifying
from confidentiality.sealing.models import KINDS
from confidentiality.sealing.verifying import Fault, Opener, sealed_columns, sealed_models, verify
from confidentiality.sealing.wrapping import Masters
from tests import cast
from tests.access.attacker import Session, session
from tests.database import logged_in_as
from tests.sealing.masters import new_master

pytestmark = pytest.mark.attack("A5")

AMINA, LEILA = cast.FILES["amina"].id, cast.FILES["leila"].id
WORDS = ("Amina", "Farouk", "Leila", "Haddad")


@pytest.fixture
def owner(committed: str) -> Iterator[Session]:
    with session(committed, "owner") as opened, logged_in_as("owner"):
        yield opened


def faults_after(owner: Session, *statements: tuple[str, list[object]]) -> list[Fault]:
    """Spoil something, and return what is found."""
    for statement, values in statements:
        assert owner.sql(statement, values), "nothing was spoilt"
    owner.link.commit()
    found = list(verify(Opener(Masters(settings.MASTER_KEYS))))
    assert not any(word in str(fault) for fault in found for word in WORDS)
    return found


def test_all_is_well_and_counted(owner: Session) -> None:
    opener = Opener(Masters(settings.MASTER_KEYS))
    assert list(verify(opener)) == []
    for model in sealed_models():
        table = model._meta.db_table
        counts = [f"count({column.column})" for column in sealed_columns(model)]
        ((values,),) = owner.sql(f"SELECT {' + '.join(counts)} FROM {table}")
        assert opener.opened[table] == values
    ((keys,),) = owner.sql("SELECT count(*) FROM keys.sealing_key")
    assert sum(n for what, n in opener.opened.items() if what.endswith(" keys")) == keys
    ((factors,),) = owner.sql("SELECT count(*) FROM mfa_authenticator")
    assert opener.opened["second factors"] == factors


def test_every_sealed_table_is_looked_at() -> None:
    names = {model._meta.db_table for model in sealed_models()}
    assert {"clients_casefile", "clients_entry", "disclosures_package", "imports_row"} <= names


FLIPPED = "UPDATE {0} SET {1} = set_byte({1}, 40, get_byte({1}, 40) # 1) WHERE {2} = %s"
SPOILS: dict[str, tuple[str, list[object], str]] = {
    "flipped": (FLIPPED.format("clients_casefile", "name", "id"), [AMINA], "clients_casefile"),
    "cut": (
        "UPDATE clients_casefile SET name = substr(name, 1, 50) WHERE id = %s",
        [AMINA],
        "clients_casefile",
    ),
    "moved to another column": (
        "UPDATE clients_casefile SET contact = name WHERE id = %s",
        [AMINA],
        "clients_casefile",
    ),
    "moved to another row": (
        "UPDATE clients_casefile SET name = (SELECT name FROM clients_casefile WHERE id = %s) WHERE id = %s",
        [LEILA, AMINA],
        "clients_casefile",
    ),
    "moved to another file": (
        "UPDATE clients_entry SET file_id = %s WHERE file_id = %s",
        [LEILA, AMINA],
        "clients_entry",
    ),
    "in clear": (
        "UPDATE clients_casefile SET name = 'Amina Farouk' WHERE id = %s",
        [AMINA],
        "clients_casefile",
    ),
    "a key that is cut": (
        "UPDATE keys.sealing_key SET wrapped = substr(wrapped, 1, 60) WHERE kind = 'file' AND subject = %s",
        [AMINA],
        "sealing_key",
    ),
    "a key of another epoch": (
        "INSERT INTO keys.sealing_epoch (number, print, began_at) VALUES (5, 'x', now());"
        "UPDATE keys.sealing_key SET epoch = 5 WHERE kind = 'file' AND subject = %s",
        [AMINA],
        "sealing_key",
    ),
    "a key without subject": (
        "UPDATE keys.sealing_key SET subject = gen_random_uuid() WHERE kind = 'third_party' AND subject = %s",
        [AMINA],
        "sealing_key",
    ),
    "a subject without key": (
        "DELETE FROM keys.sealing_key WHERE kind = 'third_party' AND subject = %s",
        [AMINA],
        "clients_casefile",
    ),
    "a second factor that is changed": (
        "UPDATE mfa_authenticator SET data = jsonb_build_object('secret', user_id || ':QUJD')"
        " WHERE user_id = %s AND type = 'totp'",
        [cast.PEOPLE["iss_worker"].id],
        "mfa_authenticator",
    ),
}


@pytest.mark.parametrize("spoil", SPOILS)
def test_each_fault_is_found(owner: Session, spoil: str) -> None:
    statement, values, table = SPOILS[spoil]
    found = faults_after(owner, (statement, values))
    assert table in {fault.table for fault in found}


def test_swapped_keys_are_found_on_both_sides(owner: Session) -> None:
    one, other = owner.sql(
        "SELECT id, wrapped FROM keys.sealing_key WHERE kind = 'file' AND subject IN (%s, %s)",
        [AMINA, LEILA],
    )
    swap = "UPDATE keys.sealing_key SET wrapped = %s WHERE id = %s"
    found = faults_after(owner, (swap, [other[1], one[0]]), (swap, [one[1], other[0]]))
    assert {one[0], other[0]} <= {f.id for f in found if f.table == "sealing_key"}
    assert {AMINA, LEILA} <= {f.id for f in found if f.table == "clients_casefile"}


def test_a_kind_that_no_room_knows_is_found(
    owner: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = [room for room in verifying.rooms() if room.__name__ != "clients.sealed"]
    monkeypatch.setattr(verifying, "rooms", lambda: known)
    found = faults_after(owner)
    assert {fault.id for fault in found} == {"file", "third_party"}


def test_a_wrong_master_key_opens_nothing(owner: Session) -> None:
    opener = Opener(Masters([new_master(1)]))
    found = list(verify(opener))
    ((keys,),) = owner.sql("SELECT count(*) FROM keys.sealing_key")
    assert len([f for f in found if f.table == "sealing_key"]) == keys
    assert sum(opener.opened.values()) == 0


def test_what_is_destroyed_meanwhile_is_no_fault(
    owner: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows were read, and before their keys are, a disposal commits."""
    look_up: Callable[..., object] = Opener.keys

    def dispose_first(self: Opener, refs: object) -> object:
        asked = list(refs)  # type: ignore[call-overload]
        owner.sql("DELETE FROM keys.sealing_key WHERE kind = 'third_party'")
        owner.sql("DELETE FROM clients_thirdpartyrecord")
        owner.link.commit()
        return look_up(self, asked)

    monkeypatch.setattr(Opener, "keys", dispose_first)
    model = next(m for m in sealed_models() if m._meta.db_table == "clients_thirdpartyrecord")
    opener = Opener(Masters(settings.MASTER_KEYS))
    assert list(verifying.verify_columns(model, opener)) == []
    assert opener.opened["clients_thirdpartyrecord"] > 0


def test_memory_stays_flat(owner: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten times the rows, read in small batches, take no more at the peak."""
    monkeypatch.setattr(verifying, "KEYS_A_BATCH", 20)
    peaks = []
    for more in (0, 2000):
        owner.sql(
            "INSERT INTO keys.sealing_key (id, kind, subject, wrapped, epoch)"
            " SELECT gen_random_uuid(), 'package', gen_random_uuid(), repeat('x', 500), 1"
            " FROM generate_series(1, %s)",
            [more],
        )
        owner.link.commit()
        tracemalloc.start()
        opener = Opener(Masters(settings.MASTER_KEYS))
        found = sum(1 for _ in verifying.verify_keys(opener))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert found == more
    assert peaks[1] < peaks[0] + 200_000


def test_a_fault_is_named_by_table_and_id() -> None:
    id_ = UUID(int=1)
    assert str(Fault("clients_entry", id_, "body: does not open")) == (
        f"clients_entry {id_}: body: does not open"
    )


def test_every_kind_of_key_has_a_room_that_knows_whose_it_is() -> None:
    known = {subject.kind for room in verifying.rooms() for subject in room.SUBJECTS}
    assert known == set(KINDS)
