"""What people do with a sheet: upload, confirm, start, answer, place, set aside, undo, close.

What makes or destroys case files is asked for as a job and done in `placing`, by the importer or the disposer.
"""

import datetime as dt
import hashlib
import hmac
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from confidentiality.audit.record import record
from confidentiality.sealing.keys import KeyRef, load_keys, make_key
from confidentiality.work.jobs import enqueue
from staff.models import Team, Worker

from .dates import Order
from .models import Import, ImportRow, Pairing
from .packing import to_json
from .plan import Plan, person_keys, plan
from .row import Correction, Partner, Reason, RowPlan, correct
from .sheet import Line, Sheet, SheetError, read_sheet

MOST_ROWS = 5_000
GONE = (Import.State.UNDONE, Import.State.UNDOING)


class NotNow(Exception):
    """The import is past this step, or not yet there; `args[0]` says so in a plain sentence."""


def take_in_sheet(*, data: bytes, by: Worker, today: dt.date) -> Import:
    """Read and plan an uploaded sheet and store every row sealed; nothing else is made yet.

    Raises SheetError with a sentence for the person who uploaded it.
    """
    sheet = read_sheet(data, max_bytes=settings.UPLOAD_MAX_BYTES, max_rows=MOST_ROWS)
    fingerprint = hmac.new(settings.SECRET_KEY.encode(), data, hashlib.sha256).hexdigest()
    if Import.objects.filter(fingerprint=fingerprint).exclude(state__in=GONE).exists():
        raise SheetError(
            "This very sheet was uploaded before. Undo that import first if it was wrong."
        )
    planned = plan(sheet, today=today, known=_known_people())
    batch = Import(
        uploaded_by=by,
        fingerprint=fingerprint,
        columns=sheet.columns,
        encoding=sheet.encoding,
        remarks=sheet.remarks,
        summary=_summary(planned),
    )
    make_key(KeyRef("import", batch.id))
    batch.evidence = to_json(planned.evidence)
    batch.save(force_insert=True)
    _store_rows(batch, sheet, planned, {})
    record("sheet_taken_in", ids=[batch.id])
    return batch


def _known_people(but: Import | None = None) -> set[str]:
    """Keys of the people in earlier sheets, as far as their rows are still kept."""
    rows = ImportRow.objects.filter(packed_plan__isnull=False)
    if but is not None:
        rows = rows.exclude(batch=but)
    rows = rows.exclude(batch__state__in=GONE).exclude(state=ImportRow.State.DISCARDED)
    found = list(rows)
    load_keys({row.sealed_under() for row in found})
    return {key for row in found for key in person_keys(row.plan)}


def _summary(planned: Plan) -> dict[str, object]:
    partners = planned.partners()
    return {
        "rows": len(planned.rows),
        "fates": dict(planned.fates()),
        "reasons": dict(planned.asked()),
        "partners": {found: partners[found] for found in ("link", "asked", "told")},
        "ambiguous": planned.evidence.ambiguous,
        "services": dict(Counter(row.service for row in planned.rows)),
    }


def _store_rows(batch: Import, sheet: Sheet, planned: Plan, ids: Mapping[int, UUID]) -> None:
    """Insert rows and pairings; the stored plan of a row says nothing of the other service."""
    rows: dict[int, ImportRow] = {}
    for line, found in zip(sheet.lines, planned.rows, strict=True):
        row = ImportRow(id=ids.get(line.row) or uuid4(), batch=batch, row=line.row)
        row.cells = list(line.cells)
        row.plan = _without_partner(found)
        rows[line.row] = row
    ImportRow.objects.bulk_create(rows.values(), batch_size=500)
    Pairing.objects.bulk_create(
        Pairing(
            batch=batch,
            names=rows[found.row],
            bears=rows[other],
            linked=True if found.partner.found == "link" else None,
        )
        for found in planned.rows
        for other in found.partner.rows
    )


def _without_partner(found: RowPlan) -> RowPlan:
    told = found.partner.told
    return replace(found, partner=Partner(told, "told" if told else "none"))


def confirm_order(*, batch: Import, order: Order, by: Worker, today: dt.date) -> None:
    """Confirm once for the whole sheet which part of 03/06/2022 is the day, and plan it anew.

    Raises NotNow unless it is still a dry run.
    """
    _still_planned(batch)
    rows = list(batch.rows.order_by("row"))
    sheet = Sheet(tuple(batch.columns), tuple(Line(row.row, tuple(row.cells)) for row in rows))
    known = _known_people(but=batch)
    planned = plan(sheet, today=today, order=order, known=known)
    Pairing.objects.filter(batch=batch).delete()
    batch.rows.all().delete()
    _store_rows(batch, sheet, planned, {row.row: row.id for row in rows})
    batch.date_order, batch.summary = order, _summary(planned)
    batch.save(update_fields=["date_order", "summary"])
    record("date_order_confirmed", ids=[batch.id], reason=str(order))


def start_import(
    *, batch: Import, iss_team: Team | None, dvpp_team: Team | None, by: Worker
) -> None:
    """Ask for the import that the dry run shows, once.

    Raises NotNow when it was started before, while the order of day and month is open, or without a team for
    the files of a service.
    """
    _still_planned(batch)
    if batch.order_is_open:
        raise NotNow("First confirm which part of the dates is the day.")
    teams = {"iss": iss_team, "dvpp": dvpp_team}
    for service in set(batch.summary["services"]) - {""}:
        team = teams[service]
        if team is None or team.service not in (service, "both"):
            raise NotNow("There is no team to take the files of one service.")
    batch.state, batch.iss_team, batch.dvpp_team = Import.State.APPLYING, iss_team, dvpp_team
    batch.save(update_fields=["state", "iss_team", "dvpp_team"])
    record("import_started", ids=[batch.id])
    enqueue("imports.apply", batch.id, by=by.pk, total=batch.summary["rows"])


def _still_planned(batch: Import) -> None:
    """Lock the import; raises NotNow unless it is still a dry run."""
    locked = Import.objects.select_for_update().get(id=batch.id)
    if locked.state != Import.State.PLANNED:
        raise NotNow("This sheet is no dry run any more.")
    batch.refresh_from_db()


def choose_partner(*, row: ImportRow, partner: ImportRow | None, by: Worker) -> None:
    """Answer which of several people is a row's partner; None is nobody of them.

    Raises NotNow when `partner` is not among those asked about.
    """
    asked = Pairing.objects.select_for_update().filter(names=row, linked__isnull=True)
    pairings = list(asked)
    if not pairings or (partner and partner.id not in {pairing.bears_id for pairing in pairings}):
        raise NotNow("This question was answered before.")
    for pairing in pairings:
        pairing.linked = partner is not None and pairing.bears_id == partner.id
        pairing.save(update_fields=["linked"])
    record("partner_chosen" if partner else "no_partner_chosen", ids=[row.id])
    if partner and row.batch.state != Import.State.PLANNED:
        enqueue("imports.link", row.id, by=by.pk)


def place_row(*, row: ImportRow, said: Correction, by: Worker) -> tuple[Reason, ...]:
    """Correct a row that waits and ask for its case file, once; returns what still contradicts itself.

    Nothing is changed while something does. Raises NotNow when the row does not wait any more.
    """
    row = _still_waiting(row)
    corrected = correct(row.plan, said)
    if corrected.reasons:
        return corrected.reasons
    if row.batch.team_of(corrected.service) is None:
        raise NotNow("There is no team to take the files of this service.")
    row.plan, row.state = corrected, ImportRow.State.PLACING
    _settle(row, by, "service", "reasons", "packed_plan")
    record("import_row_placed", ids=[row.id])
    enqueue("imports.place", row.id, by=by.pk, total=1)
    return ()


def set_aside(*, row: ImportRow, why: str, by: Worker) -> None:
    """Set a row aside for good with a reason; no file is made of it. Raises NotNow."""
    row = _still_waiting(row)
    row.state, row.why = ImportRow.State.DISCARDED, why
    _settle(row, by, "why")
    record("import_row_set_aside", ids=[row.id], fields=["why"])


def _settle(row: ImportRow, by: Worker, *fields: str) -> None:
    row.settled_by, row.settled_at = by, timezone.now()
    row.save(update_fields=["state", "settled_by", "settled_at", *fields])


def _still_waiting(row: ImportRow) -> ImportRow:
    locked = ImportRow.objects.select_for_update().filter(id=row.id, state=ImportRow.State.WAITING)
    found = locked.first()
    if found is None:
        raise NotNow("Somebody has settled this row meanwhile.")
    return found


def undo_import(*, batch: Import, by: Worker) -> None:
    """Ask for the whole import to be undone, or a dry run withdrawn (E52). Raises NotNow."""
    if batch.state not in (Import.State.PLANNED, Import.State.APPLIED, Import.State.CLOSED):
        raise NotNow("This import is under way or undone already.")
    try:
        with transaction.atomic():
            enqueue("imports.undo", batch.id, by=by.pk, slot=f"undo {batch.id.hex}")
    except IntegrityError:
        raise NotNow("Somebody has asked for this already.") from None
    record("import_undo_asked", ids=[batch.id])


def close_import(*, batch: Import, by: Worker) -> None:
    """Ask for the sheet's copy to be erased and its key destroyed; the files stay. Raises NotNow."""
    if batch.state != Import.State.APPLIED or something_waits(batch):
        raise NotNow("Something of this sheet still waits to be settled.")
    record("import_close_asked", ids=[batch.id])
    enqueue("retention.close_import", batch.id, by=by.pk)


def something_waits(batch: Import) -> bool:
    """Say whether a row or a question of this sheet still waits, as far as whoever acts may see."""
    asked = Pairing.objects.filter(batch=batch, linked__isnull=True)
    unsettled = (ImportRow.State.PLANNED, ImportRow.State.WAITING, ImportRow.State.PLACING)
    return batch.rows.filter(state__in=unsettled).exists() or asked.exists()
