"""What a restore refuses, and what it says; a refusal changes nothing, a stop leaves the doors closed."""

import io
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pyrage
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from clients.models import CaseFile
from clients.searching import rebuild
from clients.searching.door import search_files
from clients.searching.query import read_query
from confidentiality.access.checks import refuse_unsafe_database
from confidentiality.access.identity import DoorsClosed, SystemActor, acting_as
from confidentiality.audit.sequencer import Sequencer, TwoLogs
from confidentiality.audit.verifier import chain_of
from confidentiality.sealing.errors import SealingError
from confidentiality.work.backup import replaying, restoring
from confidentiality.work.backup.folder import read_manifest, write_manifest
from retention import actions as retaining
from retention.rules import Side
from tests import cast
from tests.audit.working import place, seal_all, sequencing, verified
from tests.database import copy_of_template, logged_in_as, use_database
from tests.retention.working import owner, sweep
from tests.sealing.masters import hold, new_master

from .drill import (
    Backup,
    Places,
    back_up,
    empty_database,
    lose_and_restore,
    newest_in,
    restore,
    set_as_places,
    worker_of,
)

pytestmark = pytest.mark.slow
AMINA, LEILA = cast.FILES["amina"], cast.FILES["leila"]
MANAGER = cast.PEOPLE["iss_manager"]


@pytest.fixture(scope="module")
def kept(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    worker_id: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, Path, Places]]:
    """A database that was backed up, made once: its name, where everything lies, whose identity opens the keys."""
    here = tmp_path_factory.mktemp("kept")
    with django_db_blocker.unblock(), copy_of_template(f"latch_{worker_id}_backed_up") as name:
        with use_database(name), set_as_places(here) as places:
            _back_up_within_work(places, here)
        yield name, here, places


@pytest.fixture
def made(kept: tuple[str, Path, Places], tmp_path: Path) -> Iterator[Backup]:
    """A copy of that backup, its keys' file and what was shipped, for a test to spoil; its database to look at."""
    name, here, _ = kept
    shutil.copytree(here, tmp_path, dirs_exist_ok=True)
    with use_database(name):
        yield newest_in(tmp_path)


@pytest.fixture
def places(kept: tuple[str, Path, Places], tmp_path: Path) -> Places:
    return Places(tmp_path / "data", tmp_path / "keys", kept[2].identity)


@pytest.fixture
def own(committed: str, tmp_path: Path) -> Iterator[tuple[Backup, Places]]:
    """A backup of a database of this test's own, to work on."""
    with set_as_places(tmp_path) as places:
        _back_up_within_work(places, tmp_path)
        yield newest_in(tmp_path), places


def _back_up_within_work(places: Places, log: Path) -> None:
    """Back up, with events shipped before and after."""
    _record()
    seal_all(log)
    back_up(places)
    _record()
    seal_all(log)


def _record(key: str = "iss_manager") -> UUID:
    with acting_as(worker_of(key)):
        file, by = CaseFile.objects.get(id=AMINA.id), cast.worker(key)
        return retaining.place_hold(
            hold_id=uuid4(), file=file, by=by, side=Side.FILE, ground="claim"
        ).id


def _tables() -> int:
    return int(
        str(
            owner("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace")[0][0]
        )
    )


def refused(
    made: Backup, places: Places, shipped: Path | None, words: str, **options: object
) -> None:
    """Expect a refusal before anything was changed."""
    with empty_database() as name, use_database(name):
        with pytest.raises(CommandError, match=words):
            restore(made, places, shipped, **options)
        assert _tables() == 0


# ---- what is no good is refused


def test_a_database_with_anything_in_it_is_refused(
    made: Backup, places: Places, tmp_path: Path
) -> None:
    before = _tables()
    with pytest.raises(CommandError, match="not empty, and a restore never writes over anything"):
        restore(made, places, tmp_path)
    assert _tables() == before


def test_a_damaged_or_missing_part_is_refused(made: Backup, places: Places, tmp_path: Path) -> None:
    dump = made.folder / "data.dump"
    whole = dump.read_bytes()
    dump.write_bytes(whole[:-1])
    refused(made, places, tmp_path, "is damaged")
    dump.write_bytes(whole)
    refused(made, places, tmp_path, "There is no keys' file", keys=tmp_path / "nowhere.keys.age")
    keys = made.keys.read_bytes()
    made.keys.write_bytes(keys[:-1] + bytes([keys[-1] ^ 1]))
    refused(made, places, tmp_path, "is damaged")


def test_the_keys_of_an_older_backup_are_refused(
    made: Backup, places: Places, tmp_path: Path
) -> None:
    older = made.keys.with_name("20200101T000000.000000Z.keys.age")
    shutil.copy(made.keys, older)
    refused(made, places, tmp_path, "is older than the backup", keys=older)


def test_another_identity_is_refused(made: Backup, places: Places, tmp_path: Path) -> None:
    other = Places(places.data, places.keys, pyrage.x25519.Identity.generate())
    refused(made, other, tmp_path, "does not open with this identity")
    (tmp_path / "nonsense").write_text("not an identity")
    refused(made, places, tmp_path, "no offline identity", identity=str(tmp_path / "nonsense"))


def test_master_keys_that_open_nothing_of_the_backup_are_named(
    made: Backup, places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As of a backup of before a rotation, when the former master key is left out."""
    hold(monkeypatch, [new_master(2)])
    with (
        pytest.raises(CommandError, match="LATCH_MASTER_KEYS lacks the master key of epoch 1"),
        lose_and_restore(made, places, tmp_path),
    ):
        pass


def test_a_backup_of_a_newer_version_is_refused(
    made: Backup, places: Places, tmp_path: Path
) -> None:
    manifest = read_manifest(made.folder)
    manifest.migrations["clients"].append("9999_of_tomorrow")
    write_manifest(made.folder, manifest)
    refused(made, places, tmp_path, "does not know clients.9999_of_tomorrow")


def test_only_the_owner_restores(made: Backup, places: Places) -> None:
    with override_settings(LOGIN="worker"), pytest.raises(CommandError, match="LATCH_LOGIN=owner"):
        call_command("restore", made.folder, keys=made.keys)


# ---- a log that is not to be believed


def _drop(lines: list[str]) -> None:
    del lines[-3]


def _edit(lines: list[str]) -> None:
    at = next(i for i, line in reversed(list(enumerate(lines))) if "hold_placed" in line)
    lines[at] = lines[at].replace("hold_placed", "hold_lifted")


def _swap(lines: list[str]) -> None:
    lines[-3], lines[-2] = lines[-2], lines[-3]


def _forge(lines: list[str]) -> None:
    told = json.loads(next(line for line in reversed(lines) if "hold_placed" in line))
    told |= {
        "n": told["n"] + 1,
        "action": "file_destroyed",
        "ids": [str(uuid4()), str(uuid4())],
        "chain": "ab" * 32,
    }
    lines.insert(-1, json.dumps(told))


def _sign_oneself(lines: list[str]) -> None:
    told = json.loads(lines[-1])
    lines[-1] = json.dumps(told | {"signature": "00" * 64})


def _lose_the_beginning(lines: list[str]) -> None:
    del lines[:-3]


@pytest.mark.attack("A8")
@pytest.mark.parametrize("spoil", [_drop, _edit, _swap, _forge, _sign_oneself, _lose_the_beginning])
def test_a_log_with_a_hole_or_a_lie_is_refused(
    made: Backup, places: Places, tmp_path: Path, spoil: Callable[[list[str]], None]
) -> None:
    log = tmp_path / "shipped.jsonl"
    lines = log.read_text().splitlines()
    spoil(lines)
    log.write_text("\n".join(lines) + "\n")
    refused(made, places, tmp_path, "The shipped file is not sound")


def test_a_cut_log_and_none_are_refused(made: Backup, places: Places, tmp_path: Path) -> None:
    refused(made, places, None, "Name the shipped file")
    log = tmp_path / "shipped.jsonl"
    first = log.read_text().splitlines()[:3]
    log.write_text("\n".join(first) + "\n")
    refused(made, places, tmp_path, "It ends at number 3, before the backup's last event")
    log.unlink()
    refused(made, places, tmp_path, "There is no shipped file")


def _add_unsigned(log: Path) -> None:
    """Chain a line on, as whoever can write to the file could without the signing key: Leila's file is destroyed."""
    last = next(
        line for line in map(json.loads, reversed(log.read_text().splitlines())) if "id" in line
    )
    made_up = {name: value for name, value in last.items() if name != "chain"} | {
        "n": last["n"] + 1,
        "id": str(uuid4()),
        "actor": "disposer",
        "person": None,
        "action": "file_destroyed",
        "file": str(LEILA.id),
        "ids": [str(uuid4()), str(uuid4())],
    }
    made_up["chain"] = chain_of(made_up, last["chain"])
    with log.open("a") as file:
        file.write(json.dumps(made_up, separators=(",", ":")) + "\n")


@pytest.mark.attack("A8")
def test_what_is_not_signed_is_not_done_again_unasked(
    made: Backup, places: Places, tmp_path: Path
) -> None:
    log = tmp_path / "shipped.jsonl"
    signed = log.read_bytes()
    _add_unsigned(log)
    asks = r"not signed.*1 × file_destroyed.*--unsigned leave"
    refused(made, places, tmp_path, asks)
    refused(made, places, tmp_path, asks, check=True)
    with lose_and_restore(made, places, tmp_path, unsigned="leave") as said:
        assert "1 events that are not signed were left out" in said
        assert "The doors are open" in said
        assert owner("SELECT count(*) FROM clients_casefile WHERE id = %s", LEILA.id) == [(1,)]
        (reason,) = owner("SELECT reason FROM audit_event WHERE action = 'restored'")
        assert "left out" in str(reason)
        assert log.read_bytes() == signed
        (apart,) = tmp_path.glob("shipped.jsonl.unsigned-*")
        assert "file_destroyed" in apart.read_text()
        seal_all(tmp_path)  # the log goes on after its last signature
    _add_unsigned_again_and_do(made, places, log, signed)


def _add_unsigned_again_and_do(made: Backup, places: Places, log: Path, signed: bytes) -> None:
    log.write_bytes(signed)
    _add_unsigned(log)
    with lose_and_restore(made, places, log.parent, unsigned="do") as said:
        assert "1 × file_destroyed" in said
        assert owner("SELECT count(*) FROM clients_casefile WHERE id = %s", LEILA.id) == [(0,)]


def test_an_operator_may_go_on_and_it_is_on_record(made: Backup, places: Places) -> None:
    """And the positive control of the whole replay: without the log the hold is gone."""
    why = "the log's host burnt too; decided by Ruth Adair"
    with lose_and_restore(made, places, None, although=why) as said:
        assert "NOT DONE AGAIN, as you decided" in said
        assert owner("SELECT reason, actor FROM audit_event WHERE action = 'restored'") == [
            (why, "restorer")
        ]
        assert owner("SELECT count(*) FROM retention_hold") == [(1,)]


def test_a_check_changes_nothing(made: Backup, places: Places, tmp_path: Path) -> None:
    with empty_database() as name, use_database(name):
        assert "2 events were shipped since" in restore(made, places, tmp_path, check=True)
        assert _tables() == 0


# ---- the doors


@pytest.mark.edge("E40")
def test_what_cannot_be_done_again_keeps_the_doors_closed(
    own: tuple[Backup, Places], tmp_path: Path
) -> None:
    """A hold of somebody who is younger than the backup: a person has to see to it."""
    made, places = own
    newcomer = _a_newcomer()
    hold = _record_as(newcomer)
    seal_all(tmp_path)
    with empty_database() as name, use_database(name):
        with pytest.raises(CommandError, match="The doors stay closed"):
            restore(made, places, tmp_path)
        assert owner("SELECT count(*) FROM retention_hold WHERE id = %s", hold) == [(0,)]
        with pytest.raises(ImproperlyConfigured, match="A restore is under way, or has stopped"):
            refuse_unsafe_database()
        with pytest.raises(DoorsClosed), acting_as(worker_of("iss_manager")):
            pass
        with logged_in_as("owner"), override_settings(LOGIN="owner"):
            with pytest.raises(CommandError, match="--although says why"):
                call_command("doors", open=True)
            call_command("doors", open=True, although="placed again by Ruth Adair")
        refuse_unsafe_database()
        with acting_as(worker_of("iss_manager")):
            assert CaseFile.objects.exists()


@pytest.mark.edge("E46")
def test_a_search_index_that_is_not_sound_keeps_the_doors_closed(
    made: Backup, places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever rings would not be found, and nobody would know; made whole, it finds her again."""
    whole = rebuild._rows
    with empty_database() as name, use_database(name):
        monkeypatch.setattr(rebuild, "_rows", lambda *of: list(whole(*of))[1:])
        with pytest.raises(CommandError, match="The doors stay closed"):
            restore(made, places, tmp_path)
        with pytest.raises(ImproperlyConfigured, match="A restore is under way, or has stopped"):
            refuse_unsafe_database()
        monkeypatch.setattr(rebuild, "_rows", whole)
        with logged_in_as("owner"), override_settings(LOGIN="owner"):
            call_command("index", "rebuild", stdout=io.StringIO())
            assert rebuild.verify_index().sound
            call_command("doors", open=True, although="the index is made again")
        with acting_as(worker_of("iss_manager")):
            manager = cast.worker("iss_manager")
            found = search_files(manager, read_query(AMINA.name)).files
            assert [file.id for file in found] == [AMINA.id]


def _a_newcomer() -> UUID:
    who = uuid4()
    owner(
        "INSERT INTO staff_account (id, sign_in_name, password, is_active) VALUES (%s, 'new.one', '', true)",
        who,
    )
    owner(
        "INSERT INTO staff_worker (account_id, display_name, role, service, in_post)"
        " VALUES (%s, 'New One', 'records_admin', '', true)",
        who,
    )
    return who


def _record_as(who: UUID) -> UUID:
    from staff.models import Worker

    with acting_as(who):
        by = Worker.objects.get(account_id=who)
        file = CaseFile.objects.get(id=AMINA.id)
        return retaining.place_hold(
            hold_id=uuid4(), file=file, by=by, side=Side.RECORDS, ground="claim"
        ).id


@pytest.mark.edge("E40")
def test_a_restore_that_dies_leaves_the_doors_closed(
    made: Backup, places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*args: object, **options: object) -> None:
        raise KeyboardInterrupt

    for step in ("_load_keys", "_compare", "replay"):
        monkeypatch.undo()
        monkeypatch.setattr(restoring, step, dies)
        with empty_database() as name, use_database(name):
            with pytest.raises(KeyboardInterrupt):
                restore(made, places, tmp_path)
            with pytest.raises(ImproperlyConfigured):
                refuse_unsafe_database()
            with pytest.raises(DoorsClosed), acting_as(worker_of("iss_manager")):
                pass
            given = {"login": MANAGER.sign_in, "password": cast.password_of(MANAGER)}
            refused = Client().post("/account/login/", given)
            assert (refused.status_code, "latch_session" in refused.cookies) == (503, False)


def test_an_event_that_fails_is_told_and_stops_no_other(
    own: tuple[Backup, Places], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, places = own
    sweep()
    seal_all(tmp_path)
    replaying.load()

    def fails(event: object) -> None:
        raise ZeroDivisionError("Amina Farouk")

    monkeypatch.setitem(replaying._replayers, "file_destroyed", fails)
    with empty_database() as name, use_database(name):
        with pytest.raises(CommandError):
            restore(made, places, tmp_path)
        assert owner("SELECT count(*) FROM retention_hold") == [(2,)]
        assert owner("SELECT reason FROM work_closing") == [("restore",)]


# ---- the rest of the installation goes on


def test_the_audit_goes_on_where_it_was(made: Backup, places: Places, tmp_path: Path) -> None:
    last = int(str(owner("SELECT max(n) FROM audit_seal")[0][0]))
    with lose_and_restore(made, places, tmp_path) as said:
        assert "adopted" in said
        seal_all(tmp_path)
        assert int(str(owner("SELECT max(n) FROM audit_seal")[0][0])) > last
        number = read_manifest(made.folder).audit["number"]
        report = verified(tmp_path, restored=(range(number + 1, last + 1),))
        assert report.findings == []
    with lose_and_restore(made, places, None, although="to see it stand still"), sequencing():
        sequencer = Sequencer([place(tmp_path)])
        with pytest.raises(TwoLogs):
            sequencer.turn()


@pytest.mark.attack("A7")
def test_neither_file_opens_anything_alone(made: Backup, places: Places, tmp_path: Path) -> None:
    with lose_and_restore(made, places, tmp_path):
        with acting_as(AMINA_WORKER):
            assert CaseFile.objects.get(id=AMINA.id).name == AMINA.name  # both together do
        owner("DELETE FROM keys.sealing_key")  # the data alone
        with acting_as(AMINA_WORKER):
            file = CaseFile.objects.get(id=AMINA.id)
            with pytest.raises(SealingError):
                _ = file.name
    with empty_database() as name, use_database(name), logged_in_as("owner"):
        with pytest.raises(Exception, match="failed"):  # the keys alone have no table to go to
            restoring._load_keys(made.keys, places.identity)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname = 'keys'")
            assert cursor.fetchone() == (0,)


AMINA_WORKER = cast.PEOPLE["iss_worker"].id


def test_row_security_is_this_version_s_own(
    made: Backup, places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the identity, given on standard input, is left nowhere."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{places.identity}\n"))
    rights = "SELECT tablename, policyname, cmd, roles::text, qual, with_check FROM pg_policies ORDER BY 1, 2"
    triggers = "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2"
    before = owner(rights), owner(triggers)
    with lose_and_restore(made, places, tmp_path, identity="-"):
        assert (owner(rights), owner(triggers)) == before
        with acting_as(SystemActor.SIGNING_IN):
            assert not CaseFile.objects.exists()


def test_a_grant_that_ended_by_itself_stays_ended(committed: str, tmp_path: Path) -> None:
    ended = timezone.now() - timedelta(minutes=1)
    owner("UPDATE clients_usergrant SET until = %s WHERE content_object_id = %s", ended, AMINA.id)
    seal_all(tmp_path)
    with set_as_places(tmp_path) as places:
        made = back_up(places)
    with lose_and_restore(made, places, tmp_path), acting_as(AMINA_WORKER):
        assert not CaseFile.objects.filter(id=AMINA.id).exists()
