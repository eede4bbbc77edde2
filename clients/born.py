"""Writing down or correcting when a client was born, with an entry that keeps what stood before (E7, clause 5.2.2)."""

from datetime import date
from uuid import UUID

from django.utils import timezone

from confidentiality.access.http import Hidden, Refused
from confidentiality.audit.record import record
from confidentiality.interface.filters import date_gb
from staff.access import has_role
from staff.models import Role, Worker

from .actions import add_entry
from .closing import comes_of_age
from .hearing import hold_file
from .models import CaseFile, Entry
from .partners.tokens import wait_for_names
from .searching.terms import index_file, terms_of

STANDS = (
    "A date of birth stands in this file already. It says from when a parent agrees to nothing any more and how long "
    "the file is kept, so a line manager of its team corrects it."
)


def born_of(file: CaseFile) -> date | None:
    """Return when the client of an opened file was born; None while the file does not say."""
    return date.fromisoformat(file.date_of_birth) if file.date_of_birth else None


def may_change(file: CaseFile, *, by: Worker) -> bool:
    """Say whether somebody who leads an opened file may: what stands already is a line manager's to correct."""
    return not file.date_of_birth or has_role(by, Role.LINE_MANAGER)


def check_may_change(file: CaseFile, *, by: Worker) -> None:
    """Raise Refused where they may not."""
    if not may_change(file, by=by):
        raise Refused(STANDS, "born_refused", file=file.id)


def change_born(
    *, file: CaseFile, born: date | None, how: str, by: Worker, entry_id: UUID
) -> Entry:
    """Put another date of birth into an opened file, or None where it was wrong; `how` says how that is known.

    A closed file is kept no shorter for it. Raises Refused like check_may_change, judged on the locked row, and Hidden
    where a sweep was first.
    """
    hold_file(file.id)
    held = CaseFile.objects.select_for_update(no_key=True).filter(id=file.id).first()
    if held is None:
        raise Hidden("file_hidden", purpose="change_born")
    check_may_change(held, by=by)
    before = born_of(held)
    fields = ["date_of_birth"]
    held.date_of_birth = born.isoformat() if born else ""
    if held.status == CaseFile.Status.CLOSED and held.left_on:
        held.of_age_in = max(held.of_age_in or 0, comes_of_age(held, held.left_on))
        fields.append("of_age_in")
    held.save(update_fields=fields)
    wait_for_names(terms_of(held))  # before the entry, which locks the file's grants
    record("born_changed", file=held.id, ids=[entry_id], fields=fields)
    entry = add_entry(
        file=held,
        by=by,
        kind=Entry.Kind.NOTE,
        nature=Entry.Nature.FACT,
        body=f"Date of birth: {_words(born)}; before: {_words(before)}. {how}",
        happened_on=timezone.localdate(),
        entry_id=entry_id,
    )
    index_file(held)  # last: it may be a wall before whoever writes
    return entry


def _words(born: date | None) -> str:
    return date_gb(born) if born else "not known"
