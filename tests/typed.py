"""What was typed, found again in the rows that a request wrote: opened as its sender sees them."""

import base64
from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import connection, models
from encrypted_model_fields.fields import encrypt_str

from confidentiality.access.identity import acting_as
from confidentiality.sealing.fields import SealedField
from tests import cast
from tests.overreach import Change

PLAIN = "Quillfeather Ostrander"  # what nobody typed: it lies sealed in what they typed


def typed_seals() -> dict[str, str]:
    """Return what somebody might type who has got hold of seals: the library's that wraps our keys, and our own."""
    file = cast.FILES["amina"].id
    with acting_as(cast.PEOPLE["iss_worker"].id), connection.cursor() as cursor:
        cursor.execute("SELECT name FROM clients_casefile WHERE id = %s", [file])
        name = bytes(cursor.fetchone()[0])
        cursor.execute("SELECT wrapped FROM sealing_key WHERE subject = %s", [file])
        wrapped = str(cursor.fetchone()[0])
    return {
        "the library's": encrypt_str(PLAIN).decode(),
        "a key": wrapped,
        "ours": f"\\x{name.hex()}",
        "ours in letters": base64.b64encode(name).decode(),
    }


def opened(made: Iterable[Change], by: str) -> Iterator[str]:
    """Give what every sealed column of every row that was written says, opened as `by`."""
    rooms = {model._meta.db_table: model for model in apps.get_models()}
    with acting_as(cast.PEOPLE[by].id):
        for change in made:
            if change.after and change.table in rooms:
                yield from _opened(rooms[change.table], change.key)


def _opened(model: type[models.Model], key: str) -> Iterator[str]:
    columns = [each.name for each in model._meta.local_fields if isinstance(each, SealedField)]
    row = model._default_manager.filter(pk=key).first() if columns else None
    for column in columns if row else ():
        yield str(getattr(row, column))


def in_the_open(made: Iterable[Change]) -> Iterator[str]:
    """Give what every other column of the rows holds."""
    for change in made:
        yield from (str(value) for value in (change.after or {}).values())
