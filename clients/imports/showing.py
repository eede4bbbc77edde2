"""What the pages of imports show: rows by number and initials, never by name until one is opened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count
from django.http import QueryDict

from confidentiality.work.models import Job

from .access import FIRST, Place
from .models import Import, ImportRow, Pairing
from .names import initials
from .row import RowPlan
from .sheet import COLUMNS

JOB_STATES = {
    Job.State.WAITING: "waiting",
    Job.State.RUNNING: "running",
    Job.State.DONE: "finished",
    Job.State.FAILED: "failed",
}
KINDS = {
    ImportRow.State.PLANNED: "brand",
    ImportRow.State.WAITING: "caution",
    ImportRow.State.PLACING: "brand",
    ImportRow.State.IMPORTED: "good",
}


@dataclass(frozen=True)
class RowShown:
    """One line of a list of rows."""

    id: UUID
    number: int
    who: str
    service: str
    fate: str
    kind: str
    why: tuple[str, ...]
    partner: str
    opens: bool


def rows_of(rows: Iterable[ImportRow], partners: Mapping[UUID, str]) -> list[RowShown]:
    """Return what a list shows of the rows."""
    return [_row(row, partners.get(row.id, "")) for row in rows]


def _row(row: ImportRow, partner: str) -> RowShown:
    plan = row.plan if row.packed_plan is not None else None
    fate, kind = row.get_state_display(), KINDS.get(ImportRow.State(row.state), "neutral")
    if row.state == ImportRow.State.PLANNED:
        fate, kind = (
            ("Waits in the queue", "caution") if row.reasons else ("Becomes a file", "good")
        )
    told = "as told" if plan and plan.partner.told else ""
    return RowShown(
        id=row.id,
        number=row.row,
        who=initials(plan.first_name, plan.surname) if plan else "erased",
        service=row.service,
        fate=fate,
        kind=kind,
        why=tuple(reason.says for reason in plan.reasons) if plan else (),
        partner=partner or told,
        opens=plan is not None,
    )


def partners_of(rows: Iterable[ImportRow]) -> dict[UUID, str]:
    """Return in a few words whom each row's partner was found to be."""
    said: dict[UUID, str] = {}
    pairings = Pairing.objects.filter(names__in=list(rows)).select_related("bears")
    for pairing in pairings.order_by("bears__row"):
        if pairing.linked:
            said[pairing.names_id] = f"row {pairing.bears.row}"
        elif pairing.linked is None:
            said[pairing.names_id] = "several of that name"
    return said


def cells_of(row: ImportRow, batch: Import) -> list[tuple[str, str]]:
    """Return a row's cells as they were written, each under its heading."""
    headings = [COLUMNS[name] for name in batch.columns]
    extra = ["(without heading)"] * (len(row.cells) - len(headings))
    return list(zip([*headings, *extra], row.cells, strict=False))


def people(rows: Iterable[ImportRow]) -> list[tuple[ImportRow, RowPlan]]:
    """Return rows with what they say, for a person to tell namesakes apart."""
    return [(row, row.plan) for row in rows]


def count_states(batch: Import) -> list[tuple[str, int]]:
    """Return how many rows are in which state, as far as whoever acts may see."""
    counted = batch.rows.order_by().values_list("state").annotate(count=Count("id"))
    found = dict(counted)
    return [(state.label, found[state]) for state in ImportRow.State if state in found]


@dataclass(frozen=True)
class JobShown:
    """A job's progress: `state` is waiting, running, finished or failed."""

    label: str
    state: str
    done: int
    total: int


def job_of(batch: Import) -> JobShown | None:
    """Return the progress of what is being done with an import, or None when nothing is."""
    jobs = Job.objects.filter(subject=batch.id, kind__in=["imports.apply", "imports.undo"])
    job = jobs.order_by("-created_at").first()
    if job is None:
        return None
    label = "Undoing the import" if job.kind == "imports.undo" else "Importing the sheet"
    return JobShown(label, JOB_STATES[Job.State(job.state)], job.done, job.total)


def place(after: str) -> Place:
    """Return the place in a list that an address names; the beginning where it names none."""
    number, _, row_id = after.partition(".")
    try:
        return int(number), UUID(row_id)
    except ValueError:
        return FIRST


def next_page(asked: QueryDict, after: Place | None) -> str | None:
    """Return the query of the next page, or None when there is none."""
    if after is None:
        return None
    query = asked.copy()
    query["after"] = f"{after[0]}.{after[1]}"
    return f"?{query.urlencode()}"
