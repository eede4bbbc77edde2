"""A new master key for a demo that is stopped, by one command."""

import json
import subprocess
import sys

import pytest

from confidentiality.embedded.children import clean_environment
from confidentiality.embedded.state import PROJECT
from tests.embedded.launching import LAUNCHER, begun, place

pytestmark = pytest.mark.slow
OWNER = {"LATCH_LOGIN": "owner", "DJANGO_SETTINGS_MODULE": "confidentiality.settings.demo"}


def launch(state: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*LAUNCHER, *arguments],
        cwd=PROJECT,
        env=clean_environment() | OWNER | {"LATCH_STATE": state},
        capture_output=True,
        text=True,
        check=False,
    )


def test_one_command_rotates_and_one_finishes() -> None:
    with place() as folder:
        state = str(folder / "state")
        manage = ("exec", "--state", state, "--", sys.executable, "manage.py")
        refused = launch(state, "rotate")
        assert (refused.returncode, "no demo" in refused.stderr) == (1, True)
        begun(folder / "state")
        kept = folder / "state" / "secrets.json"
        before = json.loads(kept.read_text())["MASTER_KEYS"]
        rotated = launch(state, "rotate")
        assert rotated.returncode == 0, rotated.stderr
        assert "0 left in older epochs" in rotated.stderr
        first, second = json.loads(kept.read_text())["MASTER_KEYS"].split(",")
        assert (first[:2], second) == ("2:", f"1:{before}")
        assert first[2:] not in rotated.stderr + rotated.stdout
        finished = launch(state, "rotate", "--finish")
        assert "0 keys rewrapped; 0 left" in finished.stderr
        told = launch(state, *manage, "keys", "status").stdout
        assert "epoch 2" in told
        assert ", 0 keys" in told.splitlines()[0]
