"""Changing a client's own names, with an entry that keeps what stood before (clause 5.2.2, E6)."""

from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from django.utils import timezone

from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from staff.models import Worker

from .actions import add_entry
from .hearing import hold_file
from .models import CaseFile, Entry
from .partners.tokens import wait_for_names
from .searching.terms import index_file, terms_of

FIELDS = ["name", "known_as"]


class Changed(Exception):
    """Somebody else changed the names since whoever writes looked at them."""


def as_they_stand(file: CaseFile) -> str:
    """Return what says whether an opened file's names are those that somebody has looked at."""
    return sha256("\n".join([file.name, *file.known_as]).encode()).hexdigest()


def others_kept(file: CaseFile, *, name: str, known_as: Sequence[str], mistaken: bool) -> list[str]:
    """Return the other names that a file holds from now on: a former name stays one, unless it was a mistake."""
    names = [*known_as, *(() if mistaken else (file.name,))]
    return [each for each in dict.fromkeys(names) if each != name]


def change_names(
    *,
    file: CaseFile,
    name: str,
    known_as: Sequence[str],
    mistaken: bool,
    how: str,
    seen: str,
    by: Worker,
    entry_id: UUID,
) -> Entry:
    """Put other names into an opened file; `how` says how they are known, `mistaken` that the former was never theirs.

    `seen`: the names that whoever writes has looked at, by `as_they_stand`. The index holds the new ones at once:
    colleagues who know the client, and the files of partners, are compared anew. Raises Hidden where a sweep was first,
    Changed where the names are others meanwhile.
    """
    hold_file(file.id)
    held = CaseFile.objects.select_for_update(no_key=True).filter(id=file.id).first()
    if held is None:
        raise Hidden("file_hidden", purpose="change_names")
    if as_they_stand(held) != seen:
        raise Changed
    before = _words(held)
    held.known_as = others_kept(held, name=name, known_as=known_as, mistaken=mistaken)
    held.name = name
    held.save(update_fields=FIELDS)
    wait_for_names(terms_of(held))  # before the entry, which locks the file's grants
    record("names_changed", file=held.id, ids=[entry_id], fields=FIELDS)
    entry = add_entry(
        file=held,
        by=by,
        kind=Entry.Kind.NOTE,
        nature=Entry.Nature.FACT,
        body=f"Name: {_words(held)}; before: {before}. {how}",
        happened_on=timezone.localdate(),
        entry_id=entry_id,
    )
    index_file(held)  # last: it may be a wall before whoever writes
    return entry


def _words(file: CaseFile) -> str:
    others = ", ".join(file.known_as)
    return f"{file.name} (also known as {others})" if others else file.name
