"""The two doors to case files. Every route that touches a file or anything in it goes through one of them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from confidentiality.access.fence import UNTIL
from confidentiality.access.http import Hidden, Refused
from confidentiality.audit.record import record
from confidentiality.sealing.keys import KeyRef, load_keys
from staff.models import Worker

from .grants import EffectiveGrant
from .models import CaseFile

NEEDS = {
    "view": "read it",
    "contribute": "write in it",
    "third_party": "read what others said",
    "lead": "decide about it",
}


@dataclass(frozen=True)
class FilePage:
    """One page of the files open to a worker, first what needs attention; `after` names the next page."""

    grants: list[EffectiveGrant]
    after: tuple[datetime, UUID] | None


def _holding(worker: Worker) -> Q:
    return Q(user_id=worker.pk, view_until__gt=timezone.now())


def rights_on(worker: Worker, file: CaseFile) -> set[str]:
    """Return which of view, contribute, third_party and lead the worker holds on the file now."""
    grant = EffectiveGrant.objects.filter(_holding(worker), file_id=file.id).first()
    now = timezone.now()
    if grant is None:
        return set()
    return {
        right for right, column in UNTIL.items() if (end := getattr(grant, column)) and end > now
    }


def open_file(worker: Worker, reference: str, *, purpose: str, right: str = "view") -> CaseFile:
    """Open the case file with this reference for `purpose` and record it.

    `right` is view, contribute, third_party or lead. Raises Hidden (404) when the worker may not know of it or it
    does not exist, the two being one answer; Refused (403) only for a file the worker can view. Clause 3.3.1.
    """
    grant = (
        EffectiveGrant.objects.filter(_holding(worker), file__reference=reference)
        .select_related("file", "file__lead", "file__team")
        .first()
    )
    if grant is None:
        raise Hidden("file_hidden", purpose=purpose)
    end = getattr(grant, UNTIL[right])
    if end is None or end <= timezone.now():
        raise Refused(
            f"You can see this file, but you have no grant to {NEEDS[right]}.",
            "file_refused",
            file=grant.file_id,
        )
    record("file_opened", file=grant.file_id, purpose=purpose)
    return grant.file


def files_open_to(
    worker: Worker, *, after: tuple[datetime, UUID] | None = None, size: int = 25
) -> FilePage:
    """Return one page of the files the worker may view, driven from their own grants, and record what was shown.

    `after` is the last page's position (attention time, file id); clause 3.3.1.
    """
    grants = EffectiveGrant.objects.filter(_holding(worker))
    if after is not None:
        at, file_id = after
        grants = grants.filter(Q(attention_at__gt=at) | Q(attention_at=at, file_id__gt=file_id))
    found = list(
        grants.select_related("file", "file__lead").order_by("attention_at", "file_id")[: size + 1]
    )
    shown, more = found[:size], len(found) > size
    load_keys(KeyRef("file", grant.file_id) for grant in shown)
    record("files_listed", ids=[grant.file_id for grant in shown])
    last = shown[-1] if more else None
    return FilePage(shown, (last.attention_at, last.file_id) if last else None)
