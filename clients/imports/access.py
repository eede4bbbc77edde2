"""The doors to uploaded sheets and to the queue. For whoever may not, nothing is there (404)."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet

from clients.models import CaseFile
from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from confidentiality.sealing.keys import load_keys
from staff.access import has_role
from staff.models import Role, Worker

from .models import Import, ImportRow, Pairing

PAGE = 50
ENDED = (ImportRow.State.DISCARDED, ImportRow.State.UNDONE)
Place = tuple[int, UUID]
FIRST: Place = (0, UUID(int=0))


@dataclass(frozen=True)
class RowPage:
    """One page of rows; `after` is the last row's place if there are more, else None."""

    rows: list[ImportRow]
    after: Place | None


def open_importing(worker: Worker) -> None:
    """Let an importer in while the role is lent to them; raises Hidden for everybody else."""
    if not has_role(worker, Role.IMPORTER):
        raise Hidden("imports_hidden")


def open_queue(worker: Worker) -> None:
    """Let line managers and importers in; raises Hidden for everybody else."""
    if not (has_role(worker, Role.LINE_MANAGER) or has_role(worker, Role.IMPORTER)):
        raise Hidden("import_queue_hidden")


def imports_open_to(worker: Worker) -> list[Import]:
    """Return the uploaded sheets, newest first, to whoever is an importer now."""
    open_importing(worker)
    return list(Import.objects.select_related("uploaded_by").order_by("-uploaded_at")[:100])


def open_import(worker: Worker, import_id: UUID) -> Import:
    """Open an uploaded sheet and record it. Raises Hidden for whoever is no importer now."""
    open_importing(worker)
    return _opened(import_id, purpose="import")


def imports_to_end(worker: Worker) -> list[Import]:
    """Return the imports that the worker may undo, newest first."""
    open_queue(worker)
    made = (Import.State.APPLIED, Import.State.CLOSED)
    return list(Import.objects.filter(state__in=made).order_by("-uploaded_at")[:20])


def open_import_to_end(worker: Worker, import_id: UUID) -> Import:
    """Open an import to undo it, as an importer, or once it was made as a line manager. Raises Hidden."""
    open_queue(worker)
    may_withdraw = has_role(worker, Role.IMPORTER)
    return _opened(import_id, purpose="undo", but=() if may_withdraw else (Import.State.PLANNED,))


def _opened(import_id: UUID, *, purpose: str, but: tuple[str, ...] = ()) -> Import:
    batch = Import.objects.filter(id=import_id).exclude(state__in=but).first()
    if batch is None:
        raise Hidden("import_hidden")
    record("import_opened", ids=[batch.id], purpose=purpose)
    return batch


def rows_open_to(
    batch: Import, *, fate: str = "", reason: str = "", after: Place = FIRST
) -> RowPage:
    """Return one page of an opened import's rows, in the sheet's order, and record what was shown.

    `fate`: import, ask, or a row's state; `reason`: a reason's code.
    """
    rows = batch.rows.all()
    if fate in ("import", "ask"):
        rows = rows.filter(reasons=[]) if fate == "import" else rows.exclude(reasons=[])
    elif fate:
        rows = rows.filter(state=fate)
    return _page(rows, reason, after)


def waiting_rows_open_to(worker: Worker, *, reason: str = "", after: Place = FIRST) -> RowPage:
    """Return one page of the rows that wait for this worker, and record what was shown.

    A line manager sees those of their service, an importer those of their own sheets.
    """
    open_queue(worker)
    waiting = ImportRow.objects.filter(state__in=[ImportRow.State.WAITING, ImportRow.State.PLACING])
    return _page(waiting, reason, after)


def _page(rows: QuerySet[ImportRow], reason: str, after: Place) -> RowPage:
    number, row_id = after
    rows = rows.filter(Q(row__gt=number) | Q(row=number, id__gt=row_id))
    if reason:
        rows = rows.filter(reasons__contains=[reason])
    found = list(rows.order_by("row", "id")[: PAGE + 1])
    shown = found[:PAGE]
    load_keys({row.sealed_under() for row in shown})
    record("import_rows_listed", ids=[row.id for row in shown])
    more = len(found) > PAGE
    return RowPage(shown, (shown[-1].row, shown[-1].id) if more else None)


def open_row(batch: Import, number: int) -> ImportRow:
    """Open one row of an opened import by its number in the sheet, and record it. Raises Hidden."""
    row = batch.rows.filter(row=number, cells__isnull=False).first()
    return _recorded(row, purpose="dry run")


def open_waiting_row(worker: Worker, row_id: UUID) -> ImportRow:
    """Open one row that waits for this worker, and record it. Raises Hidden."""
    open_queue(worker)
    waiting = ImportRow.objects.filter(id=row_id, state=ImportRow.State.WAITING)
    return _recorded(waiting.select_related("batch").first(), purpose="work the import queue")


def _recorded(row: ImportRow | None, *, purpose: str) -> ImportRow:
    if row is None:
        raise Hidden("import_row_hidden")
    record("import_row_opened", ids=[row.id], purpose=purpose)
    return row


def partner_questions(worker: Worker, batch: Import | None = None) -> list[ImportRow]:
    """Return the rows whose partner several people might be.

    Only an importer, who has the whole sheet, may know who might be a couple: a manager of one service would
    learn from the question who is known to the other.
    """
    if not has_role(worker, Role.IMPORTER):
        return []
    asked = ImportRow.objects.filter(pairings__linked__isnull=True, pairings__isnull=False)
    if batch is not None:
        asked = asked.filter(batch=batch)
    found = list(asked.exclude(state__in=ENDED).distinct().order_by("row", "id")[:200])
    load_keys({row.sealed_under() for row in found})
    return found


def open_partner_question(worker: Worker, row_id: UUID) -> tuple[ImportRow, list[ImportRow]]:
    """Open the question which of several people is a row's partner: the row, and who bears the name.

    Raises Hidden for whoever is no importer now.
    """
    open_importing(worker)
    pairings = Pairing.objects.filter(names_id=row_id, linked__isnull=True)
    found = list(pairings.select_related("names__batch", "bears").order_by("bears__row"))
    if not found or found[0].names.packed_plan is None:
        raise Hidden("partner_question_hidden")
    candidates = [pairing.bears for pairing in found]
    record("partner_question_opened", ids=[row_id, *(row.id for row in candidates)])
    return found[0].names, candidates


def files_at_stake(batch: Import) -> tuple[int, int]:
    """Return how many files an undo would destroy, and how many stay because they were worked on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT untouched, worked_on FROM access.import_files(%s)", [batch.id])
        untouched, worked_on = cursor.fetchone()
    return untouched, worked_on


def worked_on_since(worker: Worker, batch: Import) -> list[str]:
    """Return what of an import stays when it is undone: to an importer rows, to a manager the files they may view."""
    if has_role(worker, Role.IMPORTER):
        rows = batch.rows.filter(state=ImportRow.State.IMPORTED).annotate(
            worked_on=_worked_on("file")
        )
        return [
            f"Row {row.row} of the sheet" for row in rows.filter(worked_on=True).order_by("row")
        ]
    files = CaseFile.objects.filter(origin_import=batch.id).annotate(worked_on=_worked_on("id"))
    return [
        f"Case file {file.reference}" for file in files.filter(worked_on=True).order_by("reference")
    ]


def _worked_on(column: str) -> Func:
    return Func(F(column), function="access.worked_on", output_field=BooleanField())


def file_of_row(batch: Import, number: int) -> str | None:
    """Return the reference of the file that another row became, if whoever acts may view it."""
    made = batch.rows.filter(row=number, file__isnull=False).values_list("file", flat=True)
    return CaseFile.objects.filter(id__in=list(made)).values_list("reference", flat=True).first()
