"""Tasks for tests, noted as the product would."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from clients.models import CaseFile
from clients.tasks.actions import add_task
from confidentiality.access.identity import acting_as
from tests import cast

AMINA = cast.FILES["amina"].id


def in_days(days: int) -> date:
    """Return the day that is so many days from today."""
    return timezone.localdate() + timedelta(days=days)


def a_task(
    *,
    by: str = "iss_worker",
    file: UUID | None = AMINA,
    for_whom: str | None = None,
    days: int = 0,
    words: str = "Ring the court.",
) -> str:
    """Note a task; return its id."""
    with acting_as(cast.PEOPLE[by].id):
        on = CaseFile.objects.get(id=file) if file else None
        made = add_task(
            file=on,
            owner=cast.worker(for_whom or by),
            words=words,
            due_on=in_days(days),
            by=cast.worker(by),
            task_id=uuid4(),
        )
    return str(made.id)
