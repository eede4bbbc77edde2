"""Finds a Chromium for the tests, or gets one, and prints the path of its program.

    LATCH_CHROMIUM="$(python -m tests.browser.provision)"

What it does goes to standard error. A browser that is already there is used as it is.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

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


def from_debian() -> str | None:
    """Install Debian's Chromium, if this is root on such a system."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return None
    tell("no Chromium here: installing Debian's with apt-get")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for words in ("update -q", "install -q -y --no-install-recommends chromium"):
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
    path = on_this_machine() or from_debian() or from_playwright()
    if path is None:
        tell("no Chromium to be had. Install it (`apt-get install chromium`), or put the path of")
        tell("its program into LATCH_CHROMIUM. `make test-fast` needs no browser.")
        return 1
    tell(f"using {path}")
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
