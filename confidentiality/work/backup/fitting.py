"""Making keys and rows fit each other after a restore: a keys' file that is newer than the data knows more and less.

It holds keys of what is younger than the data, which open nothing; and it lacks keys that were destroyed since, of rows
that are back with the data. Where nothing else that is done again takes such a row away, a room says here what becomes
of it.
"""

from collections import Counter
from collections.abc import Callable
from uuid import UUID

from django.db import connection, models

from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.sealing.verifying import (
    Subject,
    keys_of_nobody,
    rows_without_key,
    subjects_by_kind,
)

LetGo = Callable[[list[UUID]], None]
_let_go: dict[type[models.Model], tuple[str, LetGo]] = {}
ANOTHER_FILE = "The keys' file of the backup's own day may still open them."


def without_key(model: type[models.Model], words: str) -> Callable[[LetGo], LetGo]:
    """Register what lets rows of a model go whose key was destroyed since, and what to call them in the report."""

    def register(let_go: LetGo) -> LetGo:
        _let_go[model] = words, let_go
        return let_go

    return register


def fit(stuck: list[str], *, decided: bool) -> list[str]:
    """Let go of what opens nothing and of what nothing opens; return what there is to say of it.

    What no room lets go is added to `stuck`, unless it was `decided` that nothing is done again.
    """
    notes: list[str] = []
    with acting_as(SystemActor.RESTORER):
        for those in subjects_by_kind().values():
            for subject in those:
                if found := rows_without_key(subject):
                    said = _let_rows_go(subject, found)
                    (notes if said or decided else stuck).append(said or _left(subject, found))
        notes += _let_keys_go()
    return notes


def _let_keys_go() -> list[str]:
    gone: Counter[str] = Counter()
    for kind, those in subjects_by_kind().items():
        found = keys_of_nobody(kind, those)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM keys.sealing_key WHERE id = ANY (%s::uuid[])", [found])
        gone[kind] += len(found)
    told = ", ".join(f"{count} × {kind}" for kind, count in sorted(gone.items()) if count)
    return [f"Keys removed of what is not in the data: {told}."] if told else []


def _let_rows_go(subject: Subject, found: list[UUID]) -> str:
    if subject.model not in _let_go:
        return ""
    words, let_go = _let_go[subject.model]
    let_go(found)
    return f"LOST: {len(found)} × {words}, whose key was destroyed since: {_named(found)}. {ANOTHER_FILE}"


def _left(subject: Subject, found: list[UUID]) -> str:
    return (
        f"{len(found)} rows of {subject.table} have no {subject.kind} key in this keys' file, and open for nobody:"
        f" {_named(found)}. {ANOTHER_FILE}"
    )


def _named(found: list[UUID]) -> str:
    return ", ".join(sorted(map(str, found)))
