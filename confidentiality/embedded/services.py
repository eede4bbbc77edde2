"""PostgreSQL and Valkey together, with their logins: what both `run` and `exec` stand on."""

import base64
import contextlib
import hashlib
import hmac
import os
import secrets as random
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .account import account_for_postgres
from .postgres import Postgres
from .secret_file import LOGINS, Secrets, secrets_for
from .state import State, use_state
from .valkey import Valkey
from .watchdog import Watchdog

DATABASE = "latch"
BOOTSTRAP = Path(__file__).with_name("bootstrap.sql")


@dataclass
class Services:
    """The running services of one state folder."""

    state: State
    secrets: Secrets
    postgres: Postgres
    valkey: Valkey
    watchdog: Watchdog

    def addresses(self) -> dict[str, str]:
        """Return where the services are, as every process of the product is told."""
        return {
            "LATCH_DB_HOST": "127.0.0.1",
            "LATCH_DB_PORT": str(self.postgres.port),
            "LATCH_DB_NAME": DATABASE,
            "LATCH_CACHE_URL": self.valkey.url("unix", "db=0"),
            "LATCH_BROKER_URL": self.valkey.url("redis+socket", "virtual_host=1"),
            "LATCH_DOCUMENTS_FOLDER": str(self.state.path / "documents"),
        }


@contextlib.contextmanager
def running_services(asked: Path | None, *, db_port: int, for_tests: bool) -> Iterator[Services]:
    """Start both services in a state folder (None: a fresh one, thrown away) and stop them after.

    Raises LauncherError when the folder is in use or damaged, or a service does not start.
    """
    os.umask(0o077)
    account = account_for_postgres()
    with use_state(asked, account) as state:
        postgres, valkey = Postgres(state, account, db_port), Valkey(state)
        kept = secrets_for(state.path, postgres.data)
        watchdog = Watchdog(state)
        with contextlib.ExitStack() as started:
            started.callback(watchdog.dismiss)
            started.callback(postgres.stop)
            watchdog.add(postgres.start(kept), by=signal.SIGINT)
            prepare_logins(postgres, kept, for_tests=for_tests)
            started.callback(valkey.stop)
            watchdog.add(valkey.start())
            yield Services(state, kept, postgres, valkey, watchdog)


def prepare_logins(postgres: Postgres, kept: Secrets, *, for_tests: bool) -> None:
    """Make roles, logins and database as bootstrap.sql says; give each login its own password.

    Tests need to make databases of their own; no other owner may.
    """
    postgres.psql("-v", f"database={DATABASE}", "-f", str(BOOTSTRAP))
    statements = [
        f"ALTER ROLE latch_{login} PASSWORD '{scram(kept[f'DB_PASSWORD_{login.upper()}'])}';"
        for login in LOGINS
    ]
    if for_tests:
        statements += [
            "ALTER ROLE latch_owner CREATEDB;",
            "GRANT CONNECT ON DATABASE postgres TO latch_owner;",
        ]
    else:
        statements += ["REVOKE CONNECT ON DATABASE postgres FROM latch_owner;"]
    postgres.psql(sql="\n".join(statements))


def scram(password: str, *, iterations: int = 4096) -> str:
    """Return what PostgreSQL keeps of a password (RFC 5803), so that no statement carries it."""
    salt = random.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, iterations)
    client = hmac.digest(salted, b"Client Key", "sha256")
    stored = hashlib.sha256(client).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    kept = [base64.b64encode(part).decode() for part in (salt, stored, server)]
    return f"SCRAM-SHA-256${iterations}:{kept[0]}${kept[1]}:{kept[2]}"


def secrets_of(kept: Secrets, login: str) -> dict[str, str]:
    """Return the secrets that one login's processes get; the owner installs all identity keys.

    The sequencer opens nothing and holds no master key; the key it signs with is nobody else's. The readers' process
    knows what their links are made with, the kiosk what its codes are, and neither anything of staff's sessions or
    searches.
    """
    name = login.upper()
    own = {"LATCH_LOGIN": login, f"LATCH_DB_PASSWORD_{name}": kept[f"DB_PASSWORD_{name}"]}
    for holder in ("WEB", "WORKER", "SEQUENCER", "READER", "KIOSK"):
        if login == "owner" or holder == name:
            own[f"LATCH_IDENTITY_KEY_{holder}"] = kept[f"IDENTITY_KEY_{holder}"]
    if login == "sequencer":
        return own | {"LATCH_AUDIT_SIGNING_KEY": kept["AUDIT_SIGNING_KEY"]}
    if login != "backup":  # it copies what is sealed, and opens nothing
        own["LATCH_MASTER_KEYS"] = kept["MASTER_KEYS"]
    if login in ("web", "reader"):
        own["LATCH_READER_KEY"] = kept["READER_KEY"]
    if login in ("web", "kiosk"):
        own["LATCH_KIOSK_KEY"] = kept["KIOSK_KEY"]
    if login in ("reader", "kiosk"):
        return own
    if login != "backup":
        own["LATCH_INDEX_KEY"] = kept["INDEX_KEY"]
    own["LATCH_SECRET_KEY"] = kept["SECRET_KEY"]
    return own
