"""What is loaded before the processes start: the demo's cast never into an organisation of one's own."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError

from confidentiality.embedded import prepare
from tests import cast
from tests.database import logged_in_as


@pytest.mark.parametrize("demo", [True, False])
def test_the_cast_is_loaded_into_a_demo_only(
    committed: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, demo: bool
) -> None:
    done: list[str] = []

    def call(name: str, *words: str, stdout: io.StringIO | None = None, **_more: object) -> None:
        done.append(name)

    monkeypatch.setattr(prepare, "call_command", call)
    if not demo:
        monkeypatch.setattr(cast, "PEOPLE", {})  # whoever is there is none of them
    with logged_in_as("owner"):
        prepare.prepare(tmp_path / "told", ())
    assert done == ["migrate", *(["load_cast", "cast"] if demo else [])]


def test_the_first_people_are_no_second_way_into_a_demo(committed: str, tmp_path: Path) -> None:
    with logged_in_as("owner"), pytest.raises(CommandError, match="4 people in post"):
        prepare.prepare(tmp_path / "told", ("Ann Lee", "Bo Khan"))
    assert not (tmp_path / "told").exists()
