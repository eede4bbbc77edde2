"""What every room erases with a case file.

A room that keeps anything of a case file has a `disposal.py` with three names, and retention finds it among the
installed apps, so that no room has to be known here:

- `OWNS`: the models whose rows it erases,
- `keys_of(file_id) -> list[KeyRef]`: the keys to destroy, asked for before anything is erased,
- `erase(file_id) -> dict[str, int]`: erase, and return rows by table.

A room that keeps records of a class of their own names them in `CLASSES`, by the schedule's name for the class: a
function that destroys some of those not touched after a day, and returns how many.

They run as the disposer inside the transaction that destroys the file, rooms on the left first, so that what points
to a row goes before the row. A test walks all models and fails on a table that nobody erases.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from uuid import UUID

from django.apps import apps
from django.db import models

from clients.models import CaseFile
from confidentiality.sealing.keys import KeyRef

# What stays, and why; everything else that names a case file has to be in a room's OWNS.
STAYS = {
    "audit.event": "what was done stays on record; its file's id leads nowhere any more",
    "paper.folder": "its paper is still to be destroyed: its certificate says so by this row",
    "retention.certificate": "it is what proves the disposal",
    "retention.disposal": "it is what the sweep's page shows of its result",
}


def rooms() -> list[ModuleType]:
    """Return each room's `disposal` module, in the order of erasing: what imports others goes first."""
    names = [config.name for config in reversed(list(apps.get_app_configs()))]
    return [import_module(f"{name}.disposal") for name in names if find_spec(f"{name}.disposal")]


def owned() -> list[type[models.Model]]:
    """Return every model whose rows are erased with a case file."""
    return [model for room in rooms() for model in room.OWNS]


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return the keys of everything that belongs to a case file."""
    return [ref for room in rooms() for ref in room.keys_of(file_id)]


def erase_everywhere(file_id: UUID) -> dict[str, int]:
    """Erase a case file in every room; return the number of rows by table."""
    erased: Counter[str] = Counter()
    for room in rooms():
        erased.update(room.erase(file_id))
    return dict(erased)


def erasers() -> dict[str, Callable[[date], int]]:
    """Return by record class what destroys records that are of no case file."""
    return {
        name: eraser for room in rooms() for name, eraser in getattr(room, "CLASSES", {}).items()
    }


def file_columns(model: type[models.Model]) -> Iterator[str]:
    """Yield the columns of a model that hold a case file's id: foreign keys, and plain ids named after a file."""
    if model is CaseFile:
        yield "id"
    for field in model._meta.concrete_fields:
        points = isinstance(field, models.ForeignKey) and field.related_model is CaseFile
        plain = isinstance(field, models.UUIDField) and "file" in field.name.split("_")
        if points or plain:
            yield str(field.column)
