"""What becomes of this room's events at a restore: who was moved is moved again, entries are counted.

An entry lies in the wrong file again. Of somebody tied to a file, and of a telling of safe contact, the database says
which it was.
"""

from typing import Any
from uuid import UUID

from django.db import connection

from clients.contacting.models import ContactVersion
from clients.contacting.replay import stand_before
from clients.models import CaseFile
from clients.people.models import LinkedPerson, PersonVersion
from confidentiality.sealing.keys import KeyRef, load_keys
from confidentiality.work.backup.fitting import without_key
from confidentiality.work.backup.replaying import harmless, lost, replays
from confidentiality.work.backup.shipped import Shipped

from .fence_told import NOWHERE
from .models import Handing, Parcel
from .told import moved_to

harmless(
    "parcels_listed",
    "parcel_opened",
    "misfiled_left",
    "left_in_package_seen",
    "lost_discussion_seen",
)
harmless("misfiled_handed_on", "misfiled_taken_back", "parcel_refused")
harmless("people_taken_in")  # the database noted it too, and that is done again
lost("safe contact that was told in wrong files, and read over", "telling_read_over")
lost("what was moved out of wrong files, and lies in them again", "misfiled_taken")


@without_key(
    Parcel, "handings-on, of which what was handed on lies where it was and is handed on anew"
)
def let_go(parcels: list[UUID]) -> None:
    """Take back what was handed on."""
    Parcel.objects.filter(id__in=parcels).delete()
    Handing.objects.filter(id__in=parcels).delete()


@replays("person_moved")
def move_again(event: Shipped) -> None:
    """Let people leave the wrong file again, for the right one where that is in the backup and opens (E48)."""
    there, *ids = event.ids
    half = len(ids) if str(there) == NOWHERE else len(ids) // 2
    olds, news = ids[:half], ids[half:]
    if not LinkedPerson.objects.filter(file_id=event.on, id__in=olds).exists():
        return
    file = CaseFile.objects.filter(id=there).first()
    keys = [KeyRef("third_party", each) for each in (event.on, there)]
    if file is not None and len(load_keys(keys)) == len(keys):
        _copy(dict(zip(olds, news, strict=True)), file)
    _call("access.people_leave(%s, %s::uuid[])", event.on, [str(each) for each in olds])


def _copy(ids: dict[UUID, UUID], file: CaseFile) -> None:
    olds = {each.id: each for each in LinkedPerson.objects.filter(id__in=ids)}
    told: dict[UUID, list[PersonVersion]] = {each: [] for each in ids if each in olds}
    for version in PersonVersion.objects.filter(person_id__in=told).order_by("number"):
        told[version.person_id].append(version)
    tellings = {
        old: [{"id": v.id, "details": v.details, "reason": v.reason} for v in versions]
        for old, versions in told.items()
    }
    people = [(old, ids[old], each) for old, each in tellings.items()]
    for moved in sorted(
        moved_to(file, people), key=lambda each: bool(olds[each.old].merged_into_id)
    ):
        was, person = olds[moved.old], moved.person
        person.added_by_id, person.added_at = was.added_by_id, was.added_at
        person.merged_into_id = ids.get(was.merged_into_id) if was.merged_into_id else None
        person.save(force_insert=True)
        for (_, version), before in zip(moved.tellings, told[moved.old], strict=True):
            version.person, version.number, version.kind = person, before.number, before.kind
            version.by_id, version.at = before.by_id, before.at
            version.save(force_insert=True)


@replays("telling_moved")
def let_telling_leave(event: Shipped) -> None:
    """Let a telling of safe contact leave the wrong file again; what was lost since is not made of it (E48)."""
    told = ContactVersion.objects.filter(file_id=event.on, id=event.ids[0]).first()
    if told is None:
        return
    if load_keys([KeyRef("file", told.file_id)]):
        stand_before(told)
    _call("access.telling_leaves(%s, %s)", event.on, event.ids[0])


def _call(function: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}", values)
