"""An upgrade: refused when there would be no way back, whole when it ends, closed doors when it fails."""

import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from clients.models import CaseFile
from confidentiality import version
from confidentiality.access import doors
from confidentiality.access.identity import DoorsClosed, acting_as
from confidentiality.audit.record import record
from confidentiality.audit.sequencer import Sequencer
from confidentiality.sealing import storage
from confidentiality.work.backup import upgrading
from confidentiality.work.backup.errors import BackupError
from confidentiality.work.backup.folder import backups_in, keys_file
from tests import cast
from tests.audit.working import place, seal_all, sequencing
from tests.clients.questions import file_of, working_as
from tests.database import logged_in_as, use_database
from tests.retention.working import owner
from tests.uploading import a_document

from .drill import Backup, Places, empty_database, restore

WORKER = cast.PEOPLE["iss_worker"].id
pytestmark = pytest.mark.slow


def upgrade(*arguments: str) -> None:
    """Run the command as the operator does."""
    with logged_in_as("owner"), override_settings(LOGIN="owner"):
        call_command("upgrade", *arguments, verbosity=0)


def _forget_the_last_migration() -> None:
    """Bring the database back to the version before: a migration that no row security rests on is undone."""
    with logged_in_as("owner"):
        call_command("migrate", "wording", "0001", verbosity=0)
    owner("DELETE FROM wording_wordingterm")
    assert owner("SELECT count(*) FROM wording_wordingterm") == [(0,)]


def _number_without_signing(log: Path) -> None:
    """Stop the sequencer within the minute between two signatures."""
    seal_all(log)
    with acting_as(WORKER):
        record("enquiries_listed")
    with sequencing():
        assert Sequencer([place(log)], checkpoint_seconds=3600).turn() == 1


def test_it_goes_through_and_opens_the_doors(
    committed: str, places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    terms = owner("SELECT count(*) FROM wording_wordingterm")
    _forget_the_last_migration()
    upgrade()
    assert owner("SELECT count(*) FROM wording_wordingterm") == terms
    assert owner("SELECT count(*) FROM work_closing") == [(0,)]
    assert len(backups_in(places.data)) == 1
    assert owner("SELECT reason FROM audit_event WHERE action = 'upgraded'") == [(version(),)]
    with acting_as(WORKER):
        assert CaseFile.objects.exists()
    # nothing tells tokens that an older version made, those of partners among them, but comparing them all
    assert "`manage.py index verify`" in capsys.readouterr().out


def test_what_runs_of_the_old_version_is_stopped_before_the_doors_open(
    committed: str, places: Places, tmp_path: Path
) -> None:
    """It never serves on the new tables; until then it says that the doors are closed."""
    seen = tmp_path / "seen"
    stop = tmp_path / "stop"
    stop.write_text(f"#!/bin/sh\necho stopped >{seen}\nenv >>{seen}\n")
    stop.chmod(0o700)
    watched: list[Any] = []
    opening = doors.open_again

    def open_again() -> None:
        watched.extend([seen.exists(), owner("SELECT reason FROM work_closing")])
        opening()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(doors, "open_again", open_again)
        upgrade("--stop", f"{stop} latch.target")
    assert watched == [True, [("upgrade",)]]
    told = seen.read_text()
    assert told.startswith("stopped\n")
    assert "LATCH_" not in told, "no key is told to what is stopped"


def test_what_cannot_be_stopped_keeps_the_doors_closed(committed: str, places: Places) -> None:
    for stop in ("false", "/no/such/program"):
        with pytest.raises(CommandError, match="could not be stopped") as raised:
            upgrade("--stop", stop)
        assert "The doors stay closed." in str(raised.value)
    with pytest.raises(DoorsClosed), acting_as(WORKER):
        pass
    upgrade()
    assert owner("SELECT count(*) FROM work_closing") == [(0,)]


def test_documents_that_are_lost_do_not_stop_it_and_are_told(
    committed: str, places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    """What its backup lacks must not count as backed up, and whoever upgrades must hear of it."""
    with working_as("iss_worker") as by:
        lost = a_document(file_of("leila"), by).id
    storage.documents().delete(storage.name_of(lost))
    upgrade()
    said = capsys.readouterr().out
    assert "It is kept, and lacks documents" in said
    assert f"read there: {lost}. `manage.py keys verify` says which. Bring them back" in said
    assert owner("SELECT count(*) FROM work_backup") == [(0,)]
    assert owner("SELECT count(*) FROM work_closing") == [(0,)]


def test_a_check_lists_what_waits_and_changes_nothing(
    committed: str, places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    _forget_the_last_migration()
    upgrade("--check")
    assert "wording.0002_list" in capsys.readouterr().out
    assert owner("SELECT count(*) FROM work_closing") == [(0,)]
    assert backups_in(places.data) == []


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"LOGIN": "worker"}, "LATCH_LOGIN=owner"),
        ({"BACKUP_DIR": ""}, "two places"),
        ({"PG_BIN": "/nowhere"}, "was not found"),
        ({"KEYS_RECIPIENTS": []}, "names nobody"),
        ({"BACKUP_DIR": "/proc/nowhere"}, "No backup can be written to /proc"),
        ({"KEYS_BACKUP_DIR": "/proc/nowhere"}, "No backup can be written to /proc"),
    ],
)
def test_without_a_way_back_nothing_begins(
    committed: str, places: Places, changed: dict[str, Any], words: str
) -> None:
    with (
        logged_in_as("owner"),
        override_settings(**{"LOGIN": "owner", **changed}),
        pytest.raises(CommandError, match=words),
    ):
        call_command("upgrade")
    assert owner("SELECT count(*) FROM work_closing") == [(0,)]


def test_nor_without_the_backup_s_password(
    committed: str, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LATCH_DB_PASSWORD_BACKUP")
    with pytest.raises(CommandError, match="Set LATCH_DB_PASSWORD_BACKUP"):
        upgrade()
    assert owner("SELECT count(*) FROM work_closing") == [(0,)]


def test_nor_without_a_password_that_lets_it_in(
    committed: str, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LATCH_DB_PASSWORD_BACKUP", "wrong")
    with pytest.raises(CommandError, match="latch_backup cannot read this database"):
        upgrade("--check")


def test_nor_with_less_room_than_the_database_takes(
    committed: str, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    ((whole,),) = owner("SELECT pg_database_size(current_database())")
    monkeypatch.setattr(upgrading, "LEAST_FREE", 0)
    free = shutil.disk_usage("/")._replace(free=int(str(whole)) - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: free)
    with pytest.raises(CommandError, match="make room first"):
        upgrade("--check")


def test_nor_on_a_full_disk(
    committed: str, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upgrading, "LEAST_FREE", 1 << 60)
    with pytest.raises(CommandError, match="make room first"):
        upgrade()


def test_a_database_newer_than_the_code_is_refused(committed: str, places: Places) -> None:
    owner(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('clients', '9999_of_tomorrow', now())"
    )
    with pytest.raises(CommandError, match="newer than this version"):
        upgrade()


def test_unsound_settings_are_refused(committed: str, places: Places) -> None:
    with override_settings(DEMO=False), pytest.raises(CommandError, match="not sound"):
        upgrade("--check")


def test_doors_that_a_restore_closed_are_not_opened_by_an_upgrade(
    committed: str, places: Places
) -> None:
    doors.close("restore", using="owner")
    with pytest.raises(CommandError, match="A restore is under way"):
        upgrade()
    assert owner("SELECT reason FROM work_closing") == [("restore",)]


def test_a_backup_that_fails_leaves_closed_doors_and_the_way_back(
    committed: str, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LATCH_DB_PASSWORD_BACKUP", "wrong")
    monkeypatch.setattr(upgrading, "_try_backup_login", lambda: None)  # it goes wrong after that
    with pytest.raises(CommandError, match="No backup could be made") as raised:
        upgrade()
    assert "nothing was changed" in str(raised.value)
    assert "manage.py doors --open --although " in str(raised.value)
    with pytest.raises(DoorsClosed), acting_as(WORKER):
        pass
    monkeypatch.undo()
    upgrade()  # forward: the same command again
    assert owner("SELECT count(*) FROM work_closing") == [(0,)]


def test_a_migration_that_fails_is_gone_back_on(
    committed: str, places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The way back: the doors stay closed, and the backup made behind them brings everything back.

    Nobody seals or signs once they are closed; what was numbered within the last minute is signed before.
    """
    _number_without_signing(tmp_path)
    monkeypatch.setattr(time, "sleep", lambda _: seal_all(tmp_path))
    before = owner("SELECT count(*), max(reference) FROM clients_casefile")

    def fails() -> None:
        owner("UPDATE clients_casefile SET reference = left(md5(reference), 9)")
        raise BackupError("It is not right.")

    monkeypatch.setattr(upgrading, "_look", fails)
    with pytest.raises(CommandError, match="The doors stay closed") as raised:
        upgrade()
    folder = backups_in(places.data)[-1]
    assert f"manage.py restore {folder}" in str(raised.value)
    assert owner("SELECT count(*), max(reference) FROM clients_casefile") != before
    made = Backup(folder, keys_file(places.keys, folder.name))
    with empty_database() as name, use_database(name):
        assert "The doors are open." in restore(made, places, tmp_path)
        assert owner("SELECT count(*), max(reference) FROM clients_casefile") == before
        with acting_as(WORKER):
            assert CaseFile.objects.get(id=cast.FILES["amina"].id).name == "Amina Farouk"


def test_it_does_not_begin_while_what_is_numbered_is_not_signed(
    committed: str, places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _number_without_signing(tmp_path)
    monkeypatch.setattr(upgrading, "SIGNED_WITHIN", 0)
    with pytest.raises(CommandError, match="numbered and not signed"):
        upgrade()
    assert owner("SELECT count(*) FROM work_closing") == [(0,)]
    assert backups_in(places.data) == []
    with acting_as(WORKER):
        assert CaseFile.objects.exists()
    doors.close(
        "upgrade", using="owner"
    )  # begun by the version before, and behind them nobody signs
    upgrade()
    assert owner("SELECT count(*) FROM work_closing") == [(0,)]


def test_a_table_without_row_security_does_not_open_the_doors(
    committed: str, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = call_command

    def migrate_badly(name: str, *args: Any, **options: Any) -> None:
        real(name, *args, **options)
        if name == "migrate":
            owner("ALTER TABLE clients_entry NO FORCE ROW LEVEL SECURITY")

    monkeypatch.setattr(upgrading, "call_command", migrate_badly)
    with pytest.raises(CommandError, match="clients_entry is without row security"):
        upgrade()
    assert owner("SELECT reason FROM work_closing") == [("upgrade",)]
