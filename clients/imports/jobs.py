"""The work on sheets that takes longer than a page: the importer makes files, the disposer unmakes them."""

from confidentiality.access.identity import SystemActor
from confidentiality.work.handlers import handler
from confidentiality.work.models import Job

from . import disposal, placing
from .models import Import, ImportRow


@handler("imports.apply", actor=SystemActor.IMPORTER)
def apply(job: Job) -> bool:
    """Import the next rows of a sheet (`subject`: the import)."""
    imports = Import.objects.select_related("iss_team", "dvpp_team")
    batch = imports.select_for_update(of=("self",)).get(id=job.subject)
    if batch.state != Import.State.APPLYING:
        return False
    more = placing.import_next_rows(batch=batch)
    job.done = batch.rows.exclude(state=ImportRow.State.PLANNED).count()
    return more


@handler("imports.place", actor=SystemActor.IMPORTER)
def place(job: Job) -> bool:
    """Make the file of one row from the queue (`subject`: the row)."""
    placing.place_row(row_id=job.subject)
    job.done = 1
    return False


@handler("imports.link", actor=SystemActor.IMPORTER)
def link(job: Job) -> bool:
    """Link a couple that a person has told apart from namesakes (`subject`: the row that names the partner)."""
    row = ImportRow.objects.select_related("batch").get(id=job.subject)
    placing.link_partners(batch=row.batch, rows=[row])
    return False


@handler("imports.undo", actor=SystemActor.DISPOSER)
def undo(job: Job) -> bool:
    """Undo the next files of an import (`subject`: the import)."""
    batch = Import.objects.select_for_update().get(id=job.subject)
    if batch.state in (Import.State.APPLYING, Import.State.UNDONE):
        return False
    made = batch.rows.filter(state=ImportRow.State.IMPORTED)
    before = made.count()
    more = disposal.undo_next_files(batch=batch)
    job.done += before - made.count()
    return more


@handler("retention.close_import", actor=SystemActor.DISPOSER)
def close(job: Job) -> bool:
    """Erase the copy of a sheet that is done with (`subject`: the import)."""
    batch = Import.objects.select_for_update().get(id=job.subject)
    if batch.state == Import.State.APPLIED:
        disposal.close(batch=batch)
    return False
