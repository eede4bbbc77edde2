"""Everything stopped within the minute of the backup: the shipped file holds all of it, and no signature follows."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError

from clients.models import CaseFile
from confidentiality.access.identity import acting_as
from confidentiality.audit.sequencer import Sequencer
from retention import actions as retaining
from retention.rules import Side
from tests import cast
from tests.audit.working import place, seal_all, sequencing, verified
from tests.database import use_database
from tests.retention.working import owner

from .drill import Places, back_up, empty_database, lose_and_restore, restore, worker_of

pytestmark = pytest.mark.slow


def hold_numbered(log: Path) -> UUID:
    """Place a hold; its event is numbered and shipped, and the sequencer stops before it signs."""
    key = "iss_manager"
    with acting_as(worker_of(key)):
        file, by = CaseFile.objects.get(id=cast.FILES["amina"].id), cast.worker(key)
        hold = retaining.place_hold(
            hold_id=uuid4(), file=file, by=by, side=Side.FILE, ground="claim"
        ).id
    with sequencing():
        assert Sequencer([place(log)], checkpoint_seconds=3600).turn() > 0
    return hold


@pytest.mark.parametrize(
    ("decided", "reason"),
    [("do", "signed up to"), ("leave", "unsigned events left out")],
)
def test_it_is_asked_about_and_not_called_cut(
    committed: str, places: Places, tmp_path: Path, decided: str, reason: str
) -> None:
    seal_all(tmp_path)
    held = hold_numbered(tmp_path)
    made = back_up(places)
    after = hold_numbered(tmp_path)
    with (
        empty_database() as name,
        use_database(name),
        pytest.raises(CommandError, match=r"either everything stopped.*--unsigned do goes on"),
    ):
        restore(made, places, tmp_path)
    with lose_and_restore(made, places, tmp_path, unsigned=decided) as said:
        assert "The doors are open." in said
        holds = {id_ for (id_,) in owner("SELECT id FROM retention_hold")}
        assert (held in holds, after in holds) == (True, decided == "do")
        ((why,),) = owner("SELECT reason FROM audit_event WHERE action = 'restored'")
        assert reason in str(why)
        seal_all(tmp_path)  # and the log goes on
        if decided == "leave":
            assert verified(tmp_path).findings == []
