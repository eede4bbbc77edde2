"""What each login may be, and who may come in at all."""

import contextlib
import os
import pwd
import socket
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg2
import pytest

from confidentiality.embedded.account import account_for_postgres
from confidentiality.embedded.binaries import postgres_bin
from confidentiality.embedded.children import clean_environment
from confidentiality.embedded.postgres import SUPERUSER
from confidentiality.embedded.services import BOOTSTRAP

from .launching import Launched

LOGINS = ["owner", "web", "worker", "sequencer", "reader", "kiosk", "backup"]
RUNNING = LOGINS[1:]


def rows(it: Launched, sql: str, login: str = "web") -> list[tuple[object, ...]]:
    """Return what one login gets for a statement."""
    with contextlib.closing(it.connect(login)) as link, link.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall()) if cursor.description else []


@pytest.mark.slow
def test_no_login_passes_row_security_by_or_makes_roles(running: Launched) -> None:
    found = rows(
        running,
        "SELECT rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolreplication "
        "FROM pg_roles WHERE rolname LIKE 'latch_%' ORDER BY 1",
    )
    no = (False, False, False, False)
    assert found == [
        ("latch_backup", True, False, True, False, False),  # reads every row, and that is all
        ("latch_keeper", False, *no),
        ("latch_kiosk", True, *no),
        (SUPERUSER, True, True, True, True, True),
        ("latch_owner", True, *no),
        ("latch_reader", True, *no),
        ("latch_sequencer", True, *no),
        ("latch_web", True, *no),
        ("latch_worker", True, *no),
    ]


@pytest.mark.parametrize("login", RUNNING)
@pytest.mark.parametrize("role", ["latch_keeper", "latch_owner", SUPERUSER])
def test_a_running_login_becomes_nobody_else(running: Launched, login: str, role: str) -> None:
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        rows(running, f"SET ROLE {role}", login)
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        rows(running, f"SET SESSION AUTHORIZATION {role}", login)


def test_only_the_owner_becomes_the_keeper_and_only_by_saying_so(running: Launched) -> None:
    assert rows(running, "SET ROLE latch_keeper; SELECT current_user", "owner") == [
        ("latch_keeper",)
    ]
    assert rows(running, "SELECT pg_has_role('latch_keeper', 'USAGE')", "owner") == [(False,)]


@pytest.mark.attack("A1")
@pytest.mark.parametrize("login", RUNNING)
def test_sessions_cannot_read_each_others_statements(running: Launched, login: str) -> None:
    with contextlib.closing(running.connect(login)) as other, other.cursor() as cursor:
        cursor.execute("SELECT 'a signed identity'")
        assert rows(running, "SHOW track_activities", login) == [("off",)]
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            rows(running, "SET track_activities = on", login)
        seen = rows(running, "SELECT usename, query FROM pg_stat_activity", login)
    assert any(name == f"latch_{login}" for name, _ in seen)
    assert not any("a signed identity" in str(query) for _, query in seen)


@pytest.mark.parametrize("login", RUNNING)
def test_a_running_login_makes_nothing_in_the_database(running: Launched, login: str) -> None:
    for statement in (
        "CREATE TABLE mine (x int)",
        "CREATE TEMPORARY TABLE mine (x int)",
        "CREATE SCHEMA mine",
        "CREATE ROLE mine",
        "COPY (SELECT 1) TO PROGRAM 'id'",
    ):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            rows(running, f"SET TRANSACTION READ WRITE; {statement}", login)


def test_a_running_login_enters_no_other_database(running: Launched) -> None:
    for database in ("postgres", "template1"):
        with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
            running.connect("web", dbname=database)


@pytest.mark.parametrize("login", LOGINS)
@pytest.mark.parametrize("password", ["", "wrong"])
def test_no_login_comes_in_without_its_password(
    running: Launched, login: str, password: str
) -> None:
    with pytest.raises(psycopg2.OperationalError, match="password"):
        running.connect(login, password=password)


def test_each_login_has_a_password_of_its_own(running: Launched) -> None:
    web = running.told["LATCH_DB_PASSWORD_WEB"]
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        running.connect("owner", password=web)


def test_passwords_are_kept_as_scram_only(running: Launched) -> None:
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        rows(running, "SELECT rolpassword FROM pg_authid")
    assert rows(running, "SHOW password_encryption") == [("scram-sha-256",)]


def test_the_superuser_is_not_there_over_tcp(running: Launched) -> None:
    with pytest.raises(psycopg2.OperationalError, match=r"pg_hba\.conf rejects"):
        running.connect("web", user=SUPERUSER)


def bootstrap(running: Launched, database: str, file: Path) -> subprocess.CompletedProcess[str]:
    """Run a bootstrap file as the cluster's superuser."""
    folder = str(running.state / "sockets" / "postgres")
    port = running.told["LATCH_DB_PORT"]
    psql = postgres_bin(account_for_postgres()) / "psql"
    where = ["-X", "-h", folder, "-p", port, "-U", SUPERUSER, "-d", "postgres"]
    return subprocess.run(
        [psql, *where, "-v", f"database={database}", "-f", file],
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )


def test_bootstrap_makes_nothing_on_a_postgresql_that_is_too_old(
    running: Launched, tmp_path: Path
) -> None:
    newer = tmp_path / "bootstrap.sql"
    newer.write_text(BOOTSTRAP.read_text().replace("< 160000", "< 990000"))
    ran = bootstrap(running, "too_old", newer)
    assert ran.returncode == 3
    assert "Latch needs 16 or later. Nothing was made." in ran.stderr
    assert rows(running, "SELECT count(*) FROM pg_database WHERE datname = 'too_old'") == [(0,)]


def test_bootstrap_is_safe_to_repeat_and_takes_another_name(running: Launched) -> None:
    for _ in range(2):
        ran = bootstrap(running, "another", BOOTSTRAP)
        assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    with contextlib.closing(running.connect("web", dbname="another")) as link:
        assert link.info.dbname == "another"
    rights = "SELECT datacl::text FROM pg_database WHERE datname = 'another'"
    assert rows(running, rights) == [
        (
            "{latch_owner=CTc/latch_owner,latch_web=c/latch_owner,latch_worker=c/latch_owner,"
            "latch_sequencer=c/latch_owner,latch_reader=c/latch_owner,latch_kiosk=c/latch_owner,"
            "latch_backup=c/latch_owner}",
        )
    ]


def test_what_is_stored_never_gets_into_the_log(running: Launched) -> None:
    secret = "a name from a file"
    twice = f"CREATE TEMP TABLE t (x text UNIQUE); INSERT INTO t VALUES ('{secret}'), ('{secret}')"
    with pytest.raises(psycopg2.errors.UniqueViolation, match=secret):
        rows(running, twice, "owner")
    with pytest.raises(psycopg2.errors.UndefinedTable):
        rows(running, f"SELECT '{secret}' FROM nowhere")
    log = (running.state / "log" / "postgres.log").read_text()
    assert "duplicate key value violates unique constraint" in log
    assert 'relation "nowhere" does not exist' in log
    assert secret not in log


def test_only_this_machine_is_listened_to(running: Launched) -> None:
    assert rows(running, "SHOW listen_addresses") == [("127.0.0.1",)]


def test_the_socket_is_for_the_superuser_alone(running: Launched) -> None:
    folder = str(running.state / "sockets" / "postgres")
    with contextlib.closing(
        running.connect("web", host=folder, user=SUPERUSER, dbname="postgres")
    ) as link:
        assert link.info.user == SUPERUSER
    for login in LOGINS:
        with pytest.raises(psycopg2.OperationalError, match=r"pg_hba\.conf rejects"):
            running.connect(login, host=folder)


def as_another_account(what: Callable[[], object]) -> str:
    """Do something as another account of this machine and return the name of what it met."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        met = "nothing"
        try:
            other = pwd.getpwnam("nobody")
            os.setgroups([])
            os.setgid(other.pw_gid)
            os.setuid(other.pw_uid)
            what()
        except BaseException as error:
            met = f"{type(error).__name__}: {error}"
        os.write(writing, met.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        met = answer.read()
    os.waitpid(child, 0)
    return met


def test_sockets_are_closed_to_other_accounts(running: Launched) -> None:
    sockets = running.state / "sockets"
    valkey = sockets / "valkey" / "valkey.sock"
    for folder in (sockets / "postgres", sockets / "valkey"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(valkey.stat().st_mode) == 0o700
    if os.geteuid() == 0:  # who else may become another account
        assert "PermissionError" in as_another_account(
            lambda: socket.socket(socket.AF_UNIX).connect(str(valkey))
        )


def test_peer_refuses_other_accounts_even_behind_open_folders(running: Launched) -> None:
    hba = (running.state / "postgres" / "hba.conf").read_text().splitlines()
    ident = (running.state / "postgres" / "ident.conf").read_text().split()
    assert ident == ["launcher", pwd.getpwuid(os.geteuid()).pw_name, SUPERUSER]
    assert "peer map=launcher" in next(line for line in hba if line.startswith("local"))
    if os.geteuid() == 0:
        folder = running.state / "sockets" / "postgres"
        path = folder / f".s.PGSQL.{running.told['LATCH_DB_PORT']}"
        folder.chmod(0o755)
        path.chmod(0o777)
        met = as_another_account(
            lambda: running.connect("web", host=str(folder), user=SUPERUSER, dbname="postgres")
        )
        folder.chmod(0o700)
        path.chmod(0o700)
        assert "Peer authentication failed" in met
