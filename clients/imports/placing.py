"""From rows to case files, as the importer: every function is one step of a job, in the step's transaction.

A row is locked, and becomes a file only from a state that it leaves by becoming one: once, however often a step is
repeated.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from clients.actions import Particulars, add_entry, create_imported_file
from clients.models import CaseFile, Entry, PartnerLink
from confidentiality.audit.record import record
from confidentiality.sealing.keys import load_keys

from .models import Import, ImportRow, Pairing
from .row import RowPlan
from .sensitive import sensitive_kinds
from .sheet import COLUMNS

ROWS_A_STEP = 50
TO_BE_CONFIRMED = "to be confirmed"


def import_next_rows(*, batch: Import) -> bool:
    """Import or queue the next rows; return whether there are more."""
    planned = batch.rows.filter(state=ImportRow.State.PLANNED).order_by("row")
    rows = list(planned.select_for_update()[:ROWS_A_STEP])
    load_keys({row.sealed_under() for row in rows})
    for row in rows:
        if row.reasons:
            row.state = ImportRow.State.WAITING
            row.save(update_fields=["state"])
        else:
            _make_file(row, batch)
    link_partners(batch=batch, rows=rows)
    if len(rows) == ROWS_A_STEP:
        return True
    link_partners(batch=batch)
    batch.state, batch.applied_at = Import.State.APPLIED, timezone.now()
    batch.save(update_fields=["state", "applied_at"])
    record("import_applied", ids=[batch.id])
    return False


def place_row(*, row_id: UUID) -> None:
    """Make the file of a row that a person corrected, and its partner's link if that one has a file."""
    placing = ImportRow.objects.select_related("batch__iss_team", "batch__dvpp_team")
    row = (
        placing.filter(id=row_id, state=ImportRow.State.PLACING)
        .select_for_update(of=("self",))
        .first()
    )
    if row is None:
        return  # placed already, or undone
    _make_file(row, row.batch)
    link_partners(batch=row.batch, rows=[row])


def link_partners(*, batch: Import, rows: Iterable[ImportRow] | None = None) -> None:
    """Link what is known to be a couple and both has a file: of these rows, or of the whole sheet.

    The link makes the couple wall by itself.
    """
    known = Pairing.objects.filter(batch=batch, linked=True)
    known = known.filter(names__file__isnull=False, bears__file__isnull=False)
    if rows is not None:
        known = known.filter(Q(names__in=rows) | Q(bears__in=rows))
    found = known.values_list("names__file", "bears__file")
    pairs = {tuple(sorted(side for side in pair if side)) for pair in found}
    PartnerLink.objects.bulk_create(
        (PartnerLink(file_a_id=pair[0], file_b_id=pair[1]) for pair in sorted(pairs)),
        ignore_conflicts=True,  # nobody can read which are there already
    )


def _make_file(row: ImportRow, batch: Import) -> None:
    plan = row.plan
    team, opened_on = batch.team_of(plan.service), plan.referred.read.date
    if team is None or opened_on is None:
        raise ValueError("A row without team or referral date came to be imported.")
    file = create_imported_file(
        import_id=batch.id,
        service=plan.service,
        team=team,
        particulars=particulars(plan),
        opened_on=opened_on,
        status=plan.status,
        left_on=plan.left.read.date,
    )
    _write_entries(file, row, plan, tuple(batch.columns))
    row.file, row.state = file.id, ImportRow.State.IMPORTED
    row.save(update_fields=["file", "state"])


def particulars(plan: RowPlan) -> Particulars:
    """What a row says about its client, for the file; contact stays unsafe unless the sheet said otherwise."""
    safe = plan.safe
    return Particulars(
        name=f"{plan.first_name} {plan.surname}".strip(),
        known_as=[plan.known_as] if plan.known_as else [],
        date_of_birth=plan.born.read.date,
        contact={
            "phones": list(plan.phones),
            "address": plan.address,
            "postcode": plan.postcode,
            "safe_to_call": safe.call,
            "safe_to_text": safe.text,
            "limits": list(safe.limits),
            "as_told": list(safe.told),
        },
        partner_names=[plan.partner.told] if plan.partner.told else [],
    )


def _write_entries(file: CaseFile, row: ImportRow, plan: RowPlan, columns: tuple[str, ...]) -> None:
    """Keep the whole row in the file as it was told, and its notes, word for word, as a note of their own."""
    cells = list(zip(columns, row.cells, strict=False))
    lines = [f"{COLUMNS[name]}: {cell}" for name, cell in cells if name != "notes" and cell.strip()]
    lines += [f"(without heading): {cell}" for cell in row.cells[len(columns) :] if cell.strip()]
    body = "\n".join([f"Row {row.row} of the charity's sheet, as it was:", *lines])
    _write(file, Entry.Kind.DOCUMENT, body)
    if plan.notes.strip():
        _write(file, Entry.Kind.NOTE, plan.notes)


def _write(file: CaseFile, kind: str, body: str) -> None:
    sensitive = sensitive_kinds(body)
    add_entry(
        file=file,
        by=None,
        kind=kind,
        nature=Entry.Nature.IMPORTED,
        body=body,
        happened_on=None,
        # Clause 4.4.2: marked by its words until a person has looked.
        sensitive_kind=f"{', '.join(sensitive)} ({TO_BE_CONFIRMED})" if sensitive else "",
    )
