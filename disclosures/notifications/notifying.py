"""What the notifier does of itself: it looks who is tied to a programme file, and puts notifications before ISS.

It reads of his linked people what says whether they are a partner, and copies how one without a file may be reached,
under a key of the strand's own. Everything else is the database's (`fence_sql`).
"""

from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from clients.people.details import PARTNERS, Details, from_json
from clients.people.models import PersonVersion
from confidentiality.sealing.fields import sealed_for
from confidentiality.sealing.keys import KeyRef, load_keys, make_key

from .models import Strand

Kind = PersonVersion.Kind


def look_at_next() -> bool:
    """Bring those who may be told of one programme file up to date; False when none waits."""
    found = _ask("SELECT * FROM access.next_programme_file()")
    if not found:
        return False
    file, waits = found[0]
    for person, versions, has_file, strand in _ask(
        "SELECT * FROM access.people_to_look_at(%s)", file
    ):
        _look_at(file, person, versions, has_file, strand)
    _ask("SELECT access.notify_of(%s, %s::uuid[])", file, waits)
    return True


def _look_at(
    file: UUID, person: UUID, versions: list[UUID], has_file: bool, strand: UUID | None
) -> None:
    """Look at what stands in each entry of somebody: one that says partner is enough, but not where they are untied."""
    told = PersonVersion.objects.in_bulk(versions)
    stand = [each for each in map(told.__getitem__, versions) if each.kind != Kind.UNTIED]
    details = [from_json(each.details) for each in stand]
    is_partner = told[versions[0]] in stand and any(each.relation in PARTNERS for each in details)
    said = None
    if is_partner and (strand or not has_file):
        strand, said = _sealed(strand, details)
    elif strand:
        strand = None  # what he gave of her stays as it is
    _ask(
        "SELECT access.put_person(%s, %s, %s, %s, %s, %s)",
        *(file, person, versions[0], is_partner, strand, said),
    )


def _sealed(strand: UUID | None, told: list[Details]) -> tuple[UUID, bytes]:
    """Return a strand's id and what it holds, sealed: how she may be reached, and nothing else he said of her.

    The entry that she stands under comes first, and goes before another where it says anything.
    """
    if strand is None:
        strand = uuid4()
        make_key(KeyRef("strand", strand))
    else:
        load_keys([KeyRef("strand", strand)])
    row = Strand(id=strand)
    addresses = next((each.addresses for each in told if each.addresses), ())
    row.details = {
        "name": told[0].name,
        "phones": list(next((each.phones for each in told if each.phones), ())),
        "addresses": [f"{each.lines}\n{each.postcode}".strip() for each in addresses],
    }
    return strand, bytes(sealed_for(row, "details"))


def _ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
