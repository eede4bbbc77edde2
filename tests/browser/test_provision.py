"""Getting a browser, with stand-ins for the programs that would fetch one."""

import os
import shutil
from pathlib import Path

import pytest

from tests.browser import provision


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which only the programs of one folder are found."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("LATCH_CHROMIUM", raising=False)
    return tmp_path


def put(program: Path, script: str = "exit 0") -> str:
    """Make a program of a few words of shell and return its path."""
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return str(program)


def test_the_machines_own_is_used_as_it_is(
    programs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = put(programs / "chromium")
    assert provision.main() == 0
    told = capsys.readouterr()
    assert (told.out, told.err) == (f"{path}\n", f"browser | using {path}\n")


def test_the_named_one_goes_first(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(programs / "chromium")
    named = put(programs / "my-own")
    monkeypatch.setenv("LATCH_CHROMIUM", named)
    assert provision.on_this_machine() == named


def test_root_on_debian_installs_it_and_says_so(
    programs: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    make = "for at in {0} {1}; do echo '#!/bin/sh' > $at; /bin/chmod 755 $at; done"
    ask = f'case "$*" in *install*chromium*headless-shell) {make};; esac'
    put(programs / "apt-get", ask.format(programs / "chromium", programs / provision.HEADLESS))
    assert provision.main() == 0
    told = capfd.readouterr()
    assert told.out == f"{programs / 'chromium'}\n"
    assert "installing Debian's Chromium and its headless shell with apt-get" in told.err
    assert provision.main() == 0
    assert "installing" not in capfd.readouterr().err


def test_root_on_debian_gets_the_headless_one_beside_the_machine_s_own(
    programs: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    named = put(programs / "my-own")
    monkeypatch.setenv("LATCH_CHROMIUM", named)
    headless = programs / provision.HEADLESS
    put(programs / "apt-get", f"echo '#!/bin/sh' > {headless}; /bin/chmod 755 {headless}")
    assert provision.headless() is None
    assert provision.main() == 0
    assert capfd.readouterr().out == f"{named}\n"
    assert provision.headless() == str(headless)


def test_a_failing_install_is_said_and_what_is_there_used(
    programs: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    put(programs / "apt-get", "exit 100")
    assert provision.from_debian() is None
    assert "apt-get update -q failed" in capfd.readouterr().err
    path = put(programs / "chromium")
    assert provision.main() == 0
    assert capfd.readouterr().out == f"{path}\n"


def test_an_ordinary_user_installs_nothing(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    asked = programs / "asked"
    put(programs / "apt-get", f"echo asked > {asked}")
    assert provision.from_debian() is None
    assert not asked.exists()


def test_without_any_way_it_says_what_to_do(
    programs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(provision, "from_playwright", lambda: None)
    assert shutil.which("chromium") is None
    assert provision.main() == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "apt-get install chromium" in told.err
