"""`exec`: run one command beside PostgreSQL and Valkey of its own."""

import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from . import children
from .services import Services, running_services


def execute(asked: Path | None, command: Sequence[str]) -> int:
    """Run a command with every login's secrets in its environment; return its exit status.

    Without a state folder a fresh one is used and removed. This is for tests and maintenance: no
    process of the running product is started like this.
    """
    port = int(os.environ.get("LATCH_DB_PORT") or 0)
    usual = os.umask(0o077)
    with running_services(asked, db_port=port, for_tests=True) as services:
        return _run(services, command, usual)


def _run(services: Services, command: Sequence[str], umask: int) -> int:
    secrets = {f"LATCH_{name}": value for name, value in services.secrets.items()}
    process = subprocess.Popen(
        list(command),
        env=dict(os.environ) | secrets | services.addresses() | services.watchdog.mark,
        umask=umask,
        preexec_fn=children.dying_with_parent(signal.SIGTERM),
    )
    services.watchdog.add(process.pid)

    def hand_on(number: int, _frame: object) -> None:
        process.send_signal(number)

    # Ctrl-C at a terminal reaches the command by itself; it is waited for.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, hand_on)
    signal.signal(signal.SIGHUP, hand_on)
    status = process.wait()
    services.watchdog.drop(process.pid)
    return 128 - status if status < 0 else status
