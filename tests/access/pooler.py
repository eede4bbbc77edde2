"""A real PgBouncer in transaction mode before the tests' PostgreSQL."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from confidentiality.settings.databases import database

SERVER_CONNECTIONS = 4  # far fewer than there are threads, so that each serves many people
NOBODY = "nobody"


def pgbouncer() -> str | None:
    """Return PgBouncer's program: this machine's, else Debian's if root may install it, else None."""
    where = f"{os.environ.get('PATH', '')}:/usr/sbin"
    found = shutil.which("pgbouncer", path=where)
    if found or os.geteuid() != 0 or not shutil.which("apt-get"):
        return found
    print("pooler | no PgBouncer here: installing Debian's with apt-get", file=sys.stderr)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for words in ("update -q", "install -q -y --no-install-recommends pgbouncer"):
        command = ["apt-get", *words.split()]
        subprocess.run(command, env=environment, stdout=sys.stderr, check=False)
    return shutil.which("pgbouncer", path=where)


@contextmanager
def pooler(program: str, folder: Path, login: str) -> Iterator[int]:
    """Run PgBouncer for one login's connections to any database; yield its port."""
    server = database(login)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    users = folder / "users.txt"
    users.write_text(f'"{server["USER"]}" "{server["PASSWORD"]}"\n', "utf-8")
    config = folder / "pgbouncer.ini"
    config.write_text(
        "[databases]\n"
        f"* = host={server['HOST']} port={server['PORT']}\n"
        "[pgbouncer]\n"
        "listen_addr = 127.0.0.1\n"
        f"listen_port = {port}\n"
        "unix_socket_dir =\n"
        "auth_type = scram-sha-256\n"
        f"auth_file = {users}\n"
        "pool_mode = transaction\n"
        f"default_pool_size = {SERVER_CONNECTIONS}\n"
        "max_client_conn = 200\n"
        # What ours asks for at its start stands with the roles too (bootstrap.sql).
        "ignore_startup_parameters = options\n",
        "utf-8",
    )
    command = [program, "-q", str(config)]
    if os.geteuid() == 0:  # it refuses to be root
        for path in (folder, users, config):
            shutil.chown(path, NOBODY)
        command[1:1] = ["-u", NOBODY]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(100):
        if process.poll() is not None:
            raise RuntimeError(f"PgBouncer ended with {process.returncode}.")
        with socket.socket() as link:
            if link.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("PgBouncer does not listen.")
