"""A backup: two files of one snapshot, made by a login that only reads, read back before it counts."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pyrage
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import override_settings

from confidentiality.work.backup import crypt
from confidentiality.work.backup.errors import BackupError
from confidentiality.work.backup.folder import hand_over, keys_file, prune, read_manifest, verify
from confidentiality.work.backup.programs import program, run
from tests.access.attacker import REFUSED, session
from tests.database import logged_in_as
from tests.retention.working import owner

from .drill import Backup, Places, back_up, on_a_bad_sector


@pytest.fixture
def made(committed: str, places: Places) -> Backup:
    return back_up(places)


def _plain(made: Backup) -> str:
    with logged_in_as("backup"):
        return run("pg_restore", "--file=-", made.folder / "data.dump")


def test_it_is_whole_and_known(made: Backup) -> None:
    manifest = read_manifest(made.folder)
    verify(made.folder, manifest)
    assert manifest.rows["clients_casefile"] == 6
    assert manifest.migrations["work"][-1].startswith("00")
    assert owner("SELECT name, keys FROM work_backup") == [(manifest.name, manifest.keys.sha256)]
    assert owner("SELECT actor, outcome FROM audit_event WHERE action = 'backup_made'") == [
        ("backup", "done")
    ]
    kinds = {
        path.stat().st_mode & 0o077 for path in [made.folder, *made.folder.iterdir(), made.keys]
    }
    assert kinds == {0}


@pytest.mark.clause("5.2.7")
def test_the_data_holds_no_key_and_the_keys_lie_encrypted(made: Backup, places: Places) -> None:
    ((wrapped, reference),) = owner(
        "SELECT k.wrapped, c.reference FROM keys.sealing_key k JOIN clients_casefile c ON c.id = k.subject LIMIT 1"
    )
    data, keys = _plain(made), made.keys.read_bytes()
    assert str(reference) in data
    assert str(wrapped) not in data
    assert str(wrapped).encode() not in keys
    opened = BytesIO()
    with made.keys.open("rb") as file:
        pyrage.decrypt_io(file, opened, [places.identity])
    dump = made.folder.parent / "opened.dump"
    dump.write_bytes(opened.getvalue())
    with logged_in_as("backup"):
        told = run("pg_restore", "--file=-", dump)
    assert str(wrapped) in told  # the key is there, for who has the offline identity
    assert str(reference) not in told
    # and no index of names: whoever restores makes it anew
    tokens = owner(
        "SELECT (SELECT count(*) FROM keys.search_token), count(*) FROM keys.partner_token"
    )
    assert all(tokens[0])
    assert re.findall(r"^COPY (\S+) ", told, re.M) == [
        *("keys.sealing_epoch", "keys.sealing_escrow", "keys.sealing_key"),
    ]


def test_its_process_holds_no_key_that_opens_anything(committed: str, places: Places) -> None:
    """Run as cron does, with nothing in its environment but what the operations page names."""
    named = ("LATCH_DB_HOST", "LATCH_DB_PORT", "LATCH_DB_PASSWORD_BACKUP", "LATCH_SECRET_KEY")
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "confidentiality.settings.production",
        "LATCH_LOGIN": "backup",
        "LATCH_DB_NAME": committed,
        "LATCH_BACKUP_DIR": str(places.data),
        "LATCH_KEYS_BACKUP_DIR": str(places.keys),
        "LATCH_KEYS_RECIPIENTS": settings.KEYS_RECIPIENTS[0],
        **{name: os.environ[name] for name in named},
    }
    ran = subprocess.run(
        [sys.executable, "manage.py", "backup"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "read back whole" in ran.stdout
    assert owner("SELECT count(*) FROM work_backup") == [(1,)]


def test_another_identity_opens_nothing(made: Backup) -> None:
    sink = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    with pytest.raises(BackupError, match="does not open with this identity"):
        crypt.decrypt(made.keys, sink, pyrage.x25519.Identity.generate())
    sink.kill()
    sink.communicate()


@pytest.mark.parametrize("name", ["data.dump", "manifest.json"])
def test_one_changed_byte_is_found(made: Backup, name: str) -> None:
    path = made.folder / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(BackupError, match=r"damaged|not whole"):
        verify(made.folder, read_manifest(made.folder))


@pytest.mark.parametrize("name", ["data.dump", "manifest.json"])
def test_one_on_a_bad_sector_is_told_in_a_sentence(made: Backup, name: str) -> None:
    manifest = read_manifest(made.folder)
    on_a_bad_sector(made.folder / name)
    with pytest.raises(BackupError, match=f"{name} is damaged: take another backup"):
        verify(made.folder, manifest if name == "data.dump" else read_manifest(made.folder))


def test_a_missing_or_additional_file_is_found(made: Backup) -> None:
    manifest = read_manifest(made.folder)
    (made.folder / "more").write_text("more")
    with pytest.raises(BackupError, match="not whole"):
        verify(made.folder, manifest)
    (made.folder / "more").unlink()
    (made.folder / "data.dump").unlink()
    with pytest.raises(BackupError, match="not whole"):
        verify(made.folder, manifest)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"KEYS_RECIPIENTS": []}, "names nobody"),
        ({"KEYS_RECIPIENTS": ["age1nonsense"]}, "no age recipient"),
        ({"BACKUP_DIR": ""}, "two places"),
        ({"KEYS_BACKUP_DIR": "{data}/keys"}, "lie in one another"),
        ({"PG_BIN": "/nowhere"}, "was not found"),
        ({"LOGIN": "worker"}, "LATCH_LOGIN=backup"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_cannot_be_backed_up_well_is_refused_and_leaves_nothing(
    committed: str, places: Places, changed: dict[str, object], words: str
) -> None:
    changed = {
        k: v.format(data=places.data) if isinstance(v, str) else v for k, v in changed.items()
    }
    with (
        logged_in_as("backup"),
        override_settings(**{"LOGIN": "backup", **changed}),
        pytest.raises(CommandError, match=words),
    ):
        call_command("backup")
    left = [*places.data.glob("**/*"), *places.keys.glob("**/*")]
    assert [path for path in left if path.is_file()] == []
    assert not list(places.data.glob(".half-made*"))
    assert owner("SELECT count(*) FROM work_backup") == [(0,)]


def test_an_older_client_is_refused(committed: str, tmp_path: Path) -> None:
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 15.4'\n")
    old.chmod(0o755)
    with override_settings(PG_BIN=str(tmp_path)), pytest.raises(BackupError, match="older than"):
        program("pg_dump")


def test_what_has_outlived_its_days_goes_and_the_newest_stays(tmp_path: Path) -> None:
    data, keys = tmp_path / "data", tmp_path / "keys"
    keys.mkdir()
    now = datetime(2026, 3, 30, 12, tzinfo=UTC)
    names = [f"{now - timedelta(days=days):%Y%m%dT%H%M%S.%fZ}" for days in (40, 20, 10, 0)]
    for name in names:
        (data / name).mkdir(parents=True)
        (data / name / "manifest.json").write_text("{}")
        keys_file(keys, name).write_bytes(b"")
    left, begun = data / ".half-made-x", data / ".half-made-y"
    for path, hours in ((left, 25), (begun, 23)):
        path.mkdir()
        os.utime(path, times=((now - timedelta(hours=hours)).timestamp(),) * 2)
    prune(data, keys, days=35, keys_days=14, now=now)
    assert begun.exists()  # another backup may be made beside this one
    begun.rmdir()
    assert sorted(path.name for path in data.iterdir()) == sorted(names[1:])
    assert {path.name.removesuffix(".keys.age") for path in keys.iterdir()} == set(names[2:])
    prune(data, keys, days=35, keys_days=14, now=now + timedelta(days=400))
    assert [path.name for path in data.iterdir()] == [names[-1]]
    assert [path.name.removesuffix(".keys.age") for path in keys.iterdir()] == [names[-1]]


def test_one_that_this_account_may_not_remove_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "20260101T000000.000000Z"
    kept.mkdir()
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != kept and real(path, mode))
    with pytest.raises(BackupError, match="belongs to another account"):
        prune(tmp_path, tmp_path, days=1, keys_days=1, now=datetime.now(UTC))
    assert kept.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_what_root_makes_belongs_to_whoever_keeps_the_folder(tmp_path: Path) -> None:
    """An upgrade makes one as root; the nightly one, another account, has to remove it."""
    os.chown(tmp_path, 4711, 4712)
    (tmp_path / "made" / "uploads").mkdir(parents=True)
    (tmp_path / "made" / "uploads" / "a").write_bytes(b"")
    hand_over(tmp_path / "made")
    for path in (tmp_path / "made", *(tmp_path / "made").rglob("*")):
        assert (path.stat().st_uid, path.stat().st_gid) == (4711, 4712)


@pytest.mark.attack("A4")
def test_the_backup_login_reads_and_does_nothing_else(committed: str) -> None:
    with session(committed, "backup") as backup:
        assert backup.sql("SELECT count(*) FROM clients_casefile") == [(6,)]
        backup.link.rollback()
        for words in (
            "UPDATE clients_casefile SET status = 'closed'",
            "DELETE FROM keys.sealing_key",
            "INSERT INTO work_closing VALUES (1, 'restore', now())",
            "TRUNCATE audit_event",
            "SELECT access.destroy_key('file', gen_random_uuid())",
            "SELECT access.note_event('invented', NULL, '{}')",
            "SELECT * FROM access.login_key",
            "CREATE TABLE public.mine (id int)",
            "CREATE TEMP TABLE mine (id int)",
            "SET ROLE latch_owner",
            "SET ROLE latch_keeper",
            "COPY clients_casefile TO '/tmp/stolen'",
        ):
            backup.sql("SET TRANSACTION READ WRITE")
            assert backup.attempt(words) == REFUSED, words
            backup.link.rollback()
    for login in ("web", "worker"):
        with session(committed, login) as other:
            told = "SELECT access.note_backup(gen_random_uuid(), 'invented', 1, '')"
            assert other.attempt(told) == REFUSED


def test_the_manifest_says_nothing_of_anybody(made: Backup) -> None:
    told = json.loads((made.folder / "manifest.json").read_text())
    assert set(told) == {
        *("audit", "format", "keys", "made_at", "migrations", "name", "parts", "print", "product"),
        *("rows", "server"),
    }
    assert settings.KEYS_RECIPIENTS[0] not in json.dumps(told)
    assert connections["owner"].settings_dict["PASSWORD"] not in json.dumps(told)
