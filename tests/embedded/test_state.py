"""Where state is kept: long paths, closed folders, folders of somebody else."""

import os
import stat
from pathlib import Path

import pytest

from confidentiality.embedded import state as state_folder
from confidentiality.embedded.account import Account, account_for_postgres
from confidentiality.embedded.errors import LauncherError
from confidentiality.embedded.state import PROJECT, named_state, real_place, use_state

from .launching import launch_once


@pytest.mark.slow
@pytest.mark.parametrize("name", ["long" * 30, "with space & co", "ünïcödé"])
def test_a_path_that_no_socket_takes_gets_its_sockets_elsewhere(state: Path, name: str) -> None:
    odd = state / name
    state.mkdir(mode=0o711)
    told = launch_once(odd, "sh", "-c", "echo $LATCH_CACHE_URL")
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith("unix:///tmp/latch-")
    assert "too long or odd for the path of a socket" in told.stderr
    assert (odd / "postgres" / "data" / "PG_VERSION").exists()
    assert not Path(told.stdout.strip().removeprefix("unix://").partition("?")[0]).exists()


@pytest.mark.slow
def test_a_closed_folder_is_left_closed(state: Path) -> None:
    state.mkdir(mode=0o700)
    closed = state / "closed"
    assert launch_once(closed, "sh", "-c", "exit 0").returncode == 0
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    account = account_for_postgres()
    kept = real_place(closed)
    assert (kept == closed) is not account.separate
    assert (kept / "secrets.json").exists()
    again = launch_once(closed)
    assert again.returncode == 0, again.stderr
    assert not (kept / "run.json").exists()


def test_state_is_private(state: Path) -> None:
    account = account_for_postgres()
    with use_state(state, account) as kept:
        for folder in ("valkey", "log", "beat"):
            assert stat.S_IMODE((kept.path / folder).stat().st_mode) == 0o700
        assert stat.S_IMODE(kept.path.stat().st_mode) & 0o066 == 0
        kept.write_run({"launcher": os.getpid()})
        assert stat.S_IMODE((kept.path / "run.json").stat().st_mode) == 0o600
    assert not (kept.path / "run.json").exists()


def test_a_folder_that_others_may_write_to_is_refused(state: Path) -> None:
    state.mkdir()
    state.chmod(0o777)
    with pytest.raises(LauncherError, match="other accounts may write"), use_state(state, _mine()):
        pass
    assert list(state.iterdir()) == []


def test_a_folder_of_another_account_is_refused(state: Path) -> None:
    """Root makes a folder of another's to try; an ordinary user has root's folders for that."""
    foreign = Path("/usr/lib")
    if os.geteuid() == 0:
        state.mkdir()
        os.chown(state, 12345, 12345)
        foreign = state
    with pytest.raises(LauncherError, match="belongs to another"), use_state(foreign, _mine()):
        pass


def test_a_throwaway_state_is_thrown_away() -> None:
    with use_state(None, account_for_postgres()) as state:
        assert state.path.is_dir()
    assert not state.path.exists()


@pytest.mark.parametrize("lacks", ["the folder", "room", "nothing, but another is named"])
def test_what_is_thrown_away_lies_on_a_disk_where_memory_lacks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lacks: str
) -> None:
    monkeypatch.delenv("TMPDIR", raising=False)
    monkeypatch.setattr(state_folder, "MEMORY", tmp_path)
    monkeypatch.setattr(state_folder, "ROOM_IN_MEMORY", 1)
    assert state_folder.in_memory() == tmp_path
    if lacks == "the folder":
        monkeypatch.setattr(state_folder, "MEMORY", tmp_path / "none")
    elif lacks == "room":
        monkeypatch.setattr(state_folder, "ROOM_IN_MEMORY", 1 << 60)
    else:
        monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert state_folder.in_memory() is None


def test_the_folder_is_named_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LATCH_STATE", "/somewhere/else")
    assert named_state() == Path("/somewhere/else")
    monkeypatch.delenv("LATCH_STATE")
    assert named_state() == PROJECT / "var"


def _mine() -> Account:
    return Account("me", os.geteuid(), os.getegid(), separate=False)
