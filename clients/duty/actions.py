"""What is written on duty: a call, by somebody who cannot read the file."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from staff.models import Worker

from ..actions import add_entry
from ..models import Entry
from .door import OnDuty


def record_call(
    *, duty: OnDuty, by: Worker, body: str, sensitive_kind: str, entry_id: UUID
) -> None:
    """Write a call into a file that a duty search opened, once; who wrote it cannot read it again."""
    try:
        with transaction.atomic():
            add_entry(
                file=duty.file,
                by=by,
                kind=Entry.Kind.CALL,
                nature=Entry.Nature.FACT,
                body=body,
                happened_on=timezone.localdate(),
                sensitive_kind=sensitive_kind,
                entry_id=entry_id,
                holds_file=False,
            )
    except IntegrityError:  # the same form sent twice: its key says so
        return
