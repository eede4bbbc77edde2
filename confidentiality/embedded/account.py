"""Which account of the operating system PostgreSQL runs as.

PostgreSQL refuses to run as root. An ordinary user runs it as herself; root drops to a system
account that serves nothing else, so that no other program's account can touch the data.
"""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import LauncherError
from .say import say

SYSTEM_ACCOUNT = "latch-postgres"
USERADD_OPTIONS = (
    "--system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin"
).split()


@dataclass(frozen=True)
class Account:
    """An account of the operating system; `separate` when it is not the launcher's own."""

    name: str
    uid: int
    gid: int
    separate: bool

    def becoming(self) -> dict[str, Any]:
        """Return the arguments that make subprocess start a program as this account."""
        if not self.separate:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def may(self, path: Path, *, write: bool = False) -> bool:
        """Say whether this account can enter (and write to) a folder, by trying as that account."""
        test = 'test -x "$0" && test -r "$0"' + (' && test -w "$0"' if write else "")
        found = subprocess.run(
            ["/bin/sh", "-c", test, str(path)], cwd="/", check=False, **self.becoming()
        )
        return found.returncode == 0


def launcher_name() -> str:
    """Return the name of the account that the launcher itself runs as."""
    return pwd.getpwuid(os.geteuid()).pw_name


def account_for_postgres() -> Account:
    """Return the account for PostgreSQL, making the system account when root has none yet.

    Raises LauncherError when it can't be made.
    """
    if os.geteuid() != 0:
        return Account(launcher_name(), os.geteuid(), os.getegid(), separate=False)
    try:
        entry = pwd.getpwnam(SYSTEM_ACCOUNT)
    except KeyError:
        entry = _make_system_account()
    return Account(SYSTEM_ACCOUNT, entry.pw_uid, entry.pw_gid, separate=True)


def _make_system_account() -> pwd.struct_passwd:
    useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if useradd is None:
        raise LauncherError(
            "PostgreSQL can't run as root and there is no useradd to make an account for it. "
            f"Make a system account named {SYSTEM_ACCOUNT}, or run as an ordinary user."
        )
    say(f"making the system account {SYSTEM_ACCOUNT}, because PostgreSQL can't run as root")
    made = subprocess.run(
        [useradd, *USERADD_OPTIONS, SYSTEM_ACCOUNT],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        return pwd.getpwnam(SYSTEM_ACCOUNT)  # also when another launcher was faster
    except KeyError:
        raise LauncherError(f"useradd {SYSTEM_ACCOUNT} failed: {made.stderr.strip()}") from None
