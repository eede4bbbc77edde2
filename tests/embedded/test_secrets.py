"""Lost or wrong secrets are refused before anything is touched."""

import hashlib
import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from confidentiality.embedded.errors import LauncherError
from confidentiality.embedded.secret_file import new_secrets, secrets_for, write_prints

from .launching import launch_once


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A state folder's secrets with the data folder that they belong to."""
    folder = tmp_path / "postgres" / "data"
    kept = secrets_for(tmp_path, folder)
    folder.mkdir(parents=True)
    write_prints(kept, folder)
    assert secrets_for(tmp_path, folder) == kept
    return folder


def prints(folder: Path) -> dict[str, str]:
    """Return a hash of every file below a folder."""
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_they_are_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    made = secrets_for(tmp_path, tmp_path / "data")
    assert secrets_for(tmp_path, tmp_path / "data") == made
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
    assert len(set(made.values())) == len(made)


def spoil_missing(path: Path) -> None:
    path.unlink()


def spoil_truncated(path: Path) -> None:
    path.write_text(path.read_text()[:200])


def spoil_empty(path: Path) -> None:
    path.write_text("")


def spoil_shortened_key(path: Path) -> None:
    kept = json.loads(path.read_text())
    path.write_text(json.dumps(kept | {"MASTER_KEYS": kept["MASTER_KEYS"][:20]}))


def spoil_other_database(path: Path) -> None:
    path.write_text(json.dumps(new_secrets()))


def spoil_one_key(path: Path) -> None:
    kept = json.loads(path.read_text())
    path.write_text(json.dumps(kept | {"MASTER_KEYS": new_secrets()["MASTER_KEYS"]}))


SPOILS = [
    (spoil_missing, "is missing beside an existing database"),
    (spoil_truncated, "is damaged"),
    (spoil_empty, "is damaged"),
    (spoil_shortened_key, "is damaged"),
    (spoil_other_database, "is of another database"),
    (spoil_one_key, "MASTER_KEYS differs"),
]


@pytest.mark.parametrize(("spoil", "words"), SPOILS, ids=[each[0].__name__ for each in SPOILS])
def test_what_is_wrong_is_refused_and_nothing_overwritten(
    data: Path, spoil: Callable[[Path], None], words: str
) -> None:
    folder = data.parent.parent
    spoil(folder / "secrets.json")
    before = prints(folder)
    with pytest.raises(LauncherError, match=words) as refusal:
        secrets_for(folder, data)
    assert prints(folder) == before
    assert "Put the file back from a copy" in str(refusal.value)


def test_a_rotated_master_key_in_front_of_the_old_one_is_welcome(data: Path) -> None:
    path = data.parent.parent / "secrets.json"
    kept = json.loads(path.read_text())
    kept["MASTER_KEYS"] = f"2:{new_secrets()['MASTER_KEYS']},1:{kept['MASTER_KEYS']}"
    path.write_text(json.dumps(kept))
    assert secrets_for(path.parent, data) == kept


def test_lost_prints_are_refused(data: Path) -> None:
    (data / "latch-secrets.json").unlink()
    with pytest.raises(LauncherError, match="can't be told whether"):
        secrets_for(data.parent.parent, data)


@pytest.mark.slow
def test_the_launcher_refuses_before_it_starts_anything(state: Path) -> None:
    assert launch_once(state).returncode == 0
    spoil_truncated(state / "secrets.json")
    before = prints(state / "postgres")
    refused = launch_once(state)
    assert refused.returncode == 1
    assert f"{state / 'secrets.json'} is damaged" in refused.stderr
    assert prints(state / "postgres") == before
