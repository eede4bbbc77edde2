"""Finds a Chromium for the tests, or gets one, and prints the path of its program.

    LATCH_CHROMIUM="$(python -m tests.browser.provision)"

What it does goes to standard error. A browser that is already there is used as it is. Beside it goes its headless
shell, if it is to be had: the same engine without windows, for half of the processor's time. It keeps nothing, so
tests of what a browser keeps take the whole one.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

HEADLESS = "chromium-headless-shell"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def tell(message: str) -> None:
    """Say on standard error what is being done."""
    print(f"browser | {message}", file=sys.stderr, flush=True)


def on_this_machine() -> str | None:
    """Return the path of an installed Chromium, or None."""
    named = os.environ.get("LATCH_CHROMIUM")
    if named and Path(named).is_file():
        return named
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def headless() -> str | None:
    """Return the path of an installed headless shell, or None."""
    return shutil.which(HEADLESS)


def from_debian() -> str | None:
    """Install Debian's Chromium and its headless shell, if this is root on such a system."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return None
    tell("installing Debian's Chromium and its headless shell with apt-get")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for words in ("update -q", f"install -q -y --no-install-recommends chromium {HEADLESS}"):
        command = ["apt-get", *words.split()]
        if subprocess.run(command, env=environment, stdout=sys.stderr, check=False).returncode:
            tell(f"{' '.join(command)} failed")
            return None
    return on_this_machine()


def from_playwright() -> str | None:
    """Return Playwright's own Chromium, downloading it if need be."""
    path = playwrights_path()
    if not Path(path).is_file():
        tell("no Chromium here: downloading Playwright's (about 170 MB)")
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(command, stdout=sys.stderr, check=False)
    return path if Path(path).is_file() else None


def playwrights_path() -> str:
    """Return where Playwright keeps its own Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def main() -> int:
    """Print the path; return 1 with a sentence when there is no way to a browser."""
    path = on_this_machine()
    if path is None or headless() is None:
        path = from_debian() or path or from_playwright()
    if path is None:
        tell("no Chromium to be had. Install it (`apt-get install chromium`), or put the path of")
        tell("its program into LATCH_CHROMIUM. `make test-fast` needs no browser.")
        return 1
    tell(f"using {path}")
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
