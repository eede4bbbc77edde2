"""What becomes of this room's events at a restore: undone files and finished sheets go again."""

from confidentiality.work.backup.replaying import harmless, lost, replays
from confidentiality.work.backup.shipped import Shipped

from . import disposal
from .models import Import

harmless("import_opened", "import_rows_listed", "import_row_opened", "partner_question_opened")
# Asked for by a job that comes back with the backup, or is asked for again.
harmless("import_started", "import_undo_asked", "import_close_asked")
lost("sheets uploaded", "sheet_taken_in")
lost("sheets imported", "import_applied")
lost("answers about a sheet", "date_order_confirmed", "partner_chosen", "no_partner_chosen")
lost("rows of a sheet settled", "import_row_placed", "import_row_set_aside")


@replays("file_undone")
def undo_file(event: Shipped) -> None:
    """Take an imported file away again, with its keys."""
    disposal.erase_untouched_file(event.on)


@replays("import_undone", "import_closed")
def end_sheet(event: Shipped) -> None:
    """Erase a sheet's copy again and destroy its key."""
    (batch,) = event.ids
    undone = event.action == "import_undone"
    for found in Import.objects.filter(id=batch):
        disposal.erase_sheet(found, Import.State.UNDONE if undone else Import.State.CLOSED)
