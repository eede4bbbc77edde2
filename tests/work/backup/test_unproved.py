"""A log that is not sound: whoever goes on does again what its sound part proves, and nothing that comes after."""

import json
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError

from confidentiality.audit.adopt import adopt
from confidentiality.audit.verifier import chain_of
from tests import cast
from tests.audit.working import place, seal_all, sequencing, shipped, trust
from tests.database import use_database
from tests.retention.working import owner

from .drill import Backup, Places, back_up, empty_database, lose_and_restore, restore
from .test_drill import _hold

pytestmark = [pytest.mark.slow, pytest.mark.edge("E40"), pytest.mark.attack("A8")]
AMINA, LEILA = cast.FILES["amina"].id, cast.FILES["leila"].id
WHY = "no other copy; decided by Ruth Adair"
HELD = "SELECT id FROM retention_hold WHERE lifted_at IS NULL AND id = ANY (%s)"


@pytest.fixture
def since(committed: str, places: Places, tmp_path: Path) -> tuple[Backup, UUID, UUID]:
    """A backup with a hold in it, and one that was placed and signed for after it."""
    before = _hold(LEILA, "iss_manager")
    seal_all(tmp_path)
    made = back_up(places)
    after = _hold(AMINA, "iss_manager")
    seal_all(tmp_path)
    return made, before, after


def _append(log: Path, *, action: str, file: UUID, ids: list[UUID], gap: int) -> None:
    """Add a line as whoever can write to the file does, `gap` numbers after the last, with a forged signature."""
    last = next(
        line for line in map(json.loads, reversed(log.read_text().splitlines())) if "id" in line
    )
    made_up = {name: value for name, value in last.items() if name != "chain"} | {
        "n": last["n"] + 1 + gap,
        "id": str(uuid4()),
        "actor": "disposer",
        "person": None,
        "action": action,
        "file": str(file),
        "ids": list(map(str, ids)),
    }
    made_up["chain"] = chain_of(made_up, last["chain"])
    signed = {
        "type": "checkpoint",
        "n": made_up["n"],
        "chain": made_up["chain"],
        "at": made_up["at"],
    }
    with log.open("a") as file_:
        for line in (made_up, signed | {"key": "00" * 8, "signature": "00" * 64}):
            file_.write(json.dumps(line, separators=(",", ":")) + "\n")


def _forge(log: Path, before: UUID) -> None:
    _append(log, action="hold_lifted", file=LEILA, ids=[before], gap=3)
    _append(log, action="file_destroyed", file=LEILA, ids=[uuid4(), uuid4()], gap=0)


def test_what_nobody_signed_is_not_done_again_by_whoever_goes_on(
    since: tuple[Backup, UUID, UUID], places: Places, tmp_path: Path
) -> None:
    """A hole, then a lifted hold and a destroyed file: the operator goes on, with that log still named."""
    made, before, after = since
    log = tmp_path / "shipped.jsonl"
    last = owner("SELECT max(n) FROM audit_seal")[0][0]
    assert isinstance(last, int)
    _forge(log, before)
    forged = log.read_bytes()
    with empty_database() as name, use_database(name):
        with pytest.raises(CommandError, match="The shipped file is not sound"):
            restore(made, places, tmp_path)
        said = restore(made, places, tmp_path, although=WHY, check=True)
        assert "2 events since the backup are proved" in said
    with lose_and_restore(made, places, tmp_path, although=WHY) as said:
        assert owner("SELECT id FROM clients_casefile WHERE id = %s", LEILA) == [(LEILA,)]
        assert {hold for (hold,) in owner(HELD, [before, after])} == {before, after}
        assert f"NOT DONE AGAIN, as you decided: what was done after number {last}" in said
        assert "Done again: 1 × hold_placed." in said
        assert "file_destroyed" not in said
        assert "were believed" not in said
        ((reason,),) = owner("SELECT reason FROM audit_event WHERE action = 'restored'")
        assert reason == f"log not sound, done again up to {last}; {WHY}"
        assert "docs/operations.md, 'Restore'" in said
        assert log.read_bytes() == forged  # it stays as it was found
        _put_back_what_is_proved(log, up_to=last)
        with sequencing():
            assert f"to {last} adopted" in adopt(place(tmp_path), trust())
        _goes_on(tmp_path, last)


def _put_back_what_is_proved(log: Path, *, up_to: object) -> None:
    """Move the log away and put its sound part back, as docs/operations.md says."""
    lines = log.rename(log.with_name("moved.jsonl")).read_text().splitlines(keepends=True)
    signed = next(i for i, line in enumerate(lines) if f'"type":"checkpoint","n":{up_to},' in line)
    log.write_text("".join(lines[: signed + 1]))


def _goes_on(folder: Path, after: int) -> None:
    """Say that what came since is sealed, shipped and signed."""
    assert seal_all(folder) > 0
    *_, line = shipped(folder)
    assert (line["type"], line["n"] > after) == ("checkpoint", True)


def test_of_a_log_that_does_not_reach_the_backup_nothing_is_done_again(
    since: tuple[Backup, UUID, UUID], places: Places, tmp_path: Path
) -> None:
    """Its beginning is gone: what follows is signed, and what came before it nobody knows."""
    made, before, after = since
    log = tmp_path / "shipped.jsonl"
    lines = log.read_text().splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if str(after) in line)
    log.write_text("".join(lines[at:]))
    with lose_and_restore(made, places, tmp_path, although=WHY) as said:
        assert {hold for (hold,) in owner(HELD, [before, after])} == {before}
        assert "NOT DONE AGAIN, as you decided: what was done since the backup." in said
        assert "Done again" not in said
        log.rename(tmp_path / "moved.jsonl")
        _goes_on(tmp_path, 0)


@pytest.mark.parametrize("line", ['{"n":1}', '{"type":"event","n":"one"}', '{"type":"event"}'])
def test_a_line_that_is_none_is_a_log_that_is_not_sound(
    since: tuple[Backup, UUID, UUID], places: Places, tmp_path: Path, line: str
) -> None:
    made, *_ = since
    with (tmp_path / "shipped.jsonl").open("a") as file:
        file.write(line + "\n")
    with empty_database() as name, use_database(name):
        with pytest.raises(CommandError, match="The shipped file is not sound"):
            restore(made, places, tmp_path)
        said = restore(made, places, tmp_path, although=WHY, check=True)
        assert "2 events since the backup are proved" in said
