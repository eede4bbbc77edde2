"""Sheets for tests, and the doing of jobs."""

import csv
import io
from pathlib import Path
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from clients.imports.models import Import
from clients.imports.sheet import COLUMNS
from confidentiality.access.identity import acting_as
from confidentiality.work.jobs import claim, run_job
from tests import cast
from tests.database import logged_in_as

SHEET = (Path(__file__).resolve().parents[2] / "data" / "charity-export.csv").read_bytes()
GOOD = {
    "service": "ISS",
    "first_name": "Zainab",
    "surname": "Orme",
    "born": "11 Feb 1968",
    "referred": "2024-06-13",
    "status": "open",
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


def the_import(import_id: UUID) -> Import:
    """The import as the importer sees it now."""
    with acting_as(cast.PEOPLE["importer"].id):
        return Import.objects.get(id=import_id)
