"""Sheets for tests, and the doing of jobs."""

import csv
import io
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from clients.imports.models import Import, ImportRow, Pairing
from clients.imports.sheet import COLUMNS
from clients.models import CaseFile, EffectiveGrant, Entry, PartnerLink, Wall
from confidentiality.access.identity import acting_as
from confidentiality.sealing.models import Key
from confidentiality.work.jobs import claim, run_job
from staff.models import RoleLoan
from tests import cast
from tests.database import logged_in_as

DATA = Path(__file__).resolve().parents[2] / "data"
SHEET = (DATA / "charity-export.csv").read_bytes()
GOOD = {
    "service": "ISS",
    "first_name": "Zainab",
    "surname": "Orme",
    "born": "11 Feb 1968",
    "referred": "2024-06-13",
    "status": "open",
}
MAN = {
    **GOOD,
    "service": "DVPP",
    "first_name": "Lewin",
    "surname": "Ashgrove",
    "born": "3 Mar 1970",
    "partner": "zainab ORME",
}


def sheet_bytes(*rows: dict[str, str]) -> bytes:
    """A sheet as CSV, UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS.values())
    writer.writerows([cells.get(name, "") for name in COLUMNS] for cells in rows)
    return out.getvalue().encode()


def upload(client: Client, data: bytes) -> UUID:
    """Upload a sheet through the page; returns the import's id."""
    answer = client.post("/imports/new/", {"sheet": SimpleUploadedFile("sheet.csv", data)})
    assert answer.status_code == 302, answer.content.decode()
    return UUID(answer["Location"].split("/")[2])


def start(client: Client, import_id: UUID) -> None:
    """Confirm the import through the page."""
    answer = client.post(f"/imports/{import_id}/start/", {"confirmed": "on"})
    assert answer.status_code == 302, answer.content.decode()


def do_jobs() -> int:
    """Do every waiting job as the worker's login; returns how many there were."""
    count = 0
    with logged_in_as("worker"):
        while (job := claim()) is not None:
            run_job(job)
            count += 1
    return count


def imported(client: Client, *rows: dict[str, str]) -> Import:
    """Upload, start and do the import of some rows."""
    import_id = upload(client, sheet_bytes(*rows))
    start(client, import_id)
    assert do_jobs() == 1
    return the_import(import_id)


def the_import(import_id: UUID) -> Import:
    """The import as the importer sees it now."""
    with acting_as(cast.PEOPLE["importer"].id):
        return Import.objects.get(id=import_id)


def rows_of(batch: Import) -> dict[int, ImportRow]:
    """The import's rows by number, as the importer sees them now."""
    with acting_as(cast.PEOPLE["importer"].id):
        return {row.row: row for row in batch.rows.all()}


def everything() -> dict[str, int]:
    """How many rows the tables that imports touch have, as the owner counts them."""
    tables = (CaseFile, Entry, PartnerLink, EffectiveGrant, Wall, ImportRow, Pairing, Key)
    with logged_in_as("owner"):
        return {model.__name__: model.objects.count() for model in tables}


def end_loan(starts_at: datetime | None = None) -> None:
    """Let the importer's loan have ended an hour ago, or begin only at `starts_at`."""
    begins = starts_at or timezone.now() - timedelta(hours=2)
    with logged_in_as("owner"):
        loans = RoleLoan.objects.filter(worker=cast.PEOPLE["importer"].id)
        assert loans.update(starts_at=begins, ends_at=begins + timedelta(hours=1))
