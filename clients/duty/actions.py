"""What is written on duty: a call, by somebody who cannot read the file."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from staff.models import Worker
from staff.once import written_unseen

from ..actions import add_entry
from ..contacting.actions import Made, write_call
from ..models import Entry
from .door import OnDuty


def record_call(
    *,
    duty: OnDuty,
    by: Worker,
    body: str,
    sensitive_kind: str,
    entry_id: UUID,
    made: Made | None = None,
    seen: int = 0,
) -> None:
    """Write a call into a file that a duty search opened, once; who wrote it cannot read it again.

    Of one that we `made`, how it kept to safe contact is recorded with it, by the version that was `seen`.
    """
    says: dict[str, Any] = {
        "file": duty.file,
        "by": by,
        "kind": Entry.Kind.CALL,
        "nature": Entry.Nature.FACT,
        "body": body,
        "happened_on": timezone.localdate(),
        "sensitive_kind": sensitive_kind,
        "entry_id": entry_id,
        "holds_file": False,
    }
    written_unseen(
        Entry, lambda: write_call(made=made, seen=seen, **says) if made else add_entry(**says)
    )
