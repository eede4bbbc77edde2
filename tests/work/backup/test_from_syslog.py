"""The machine is gone and what is left of the audit lies in a syslog on another host: a restore does it all again."""

import re
from pathlib import Path

import pytest

from tests.audit.working import keep_as_syslog, seal_all, verified
from tests.retention.working import owner

from .drill import Places, back_up, lose_and_restore
from .test_unsigned import hold_numbered

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("decided", ["do", "leave"])
def test_what_was_held_since_is_held_again(
    committed: str, places: Places, tmp_path: Path, decided: str
) -> None:
    seal_all(tmp_path)
    made = back_up(places)
    signed = hold_numbered(tmp_path)
    seal_all(tmp_path)
    unsigned = hold_numbered(tmp_path)
    keep_as_syslog(tmp_path)
    with lose_and_restore(made, places, tmp_path, unsigned=decided) as said:
        assert "The doors are open." in said
        holds = {id_ for (id_,) in owner("SELECT id FROM retention_hold")}
        assert (signed in holds, unsigned in holds) == (True, decided == "do")
        seal_all(tmp_path)  # and the log goes on in that very file
        adopted = re.search(r"--restored (\d+)-(\d+)", said)
        assert adopted
        first, last = map(int, adopted.groups())
        assert verified(tmp_path, restored=(range(first, last + 1),)).findings == []
