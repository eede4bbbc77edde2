"""What becomes of this room's events at a restore: who was moved is moved again, what was handed on waits again.

An entry lies in the wrong file again. Of somebody tied to a file, and of a telling of safe contact, the database says
which it was.
"""

from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model

from clients.contacting.models import ContactVersion
from clients.contacting.replay import stand_before
from clients.models import CaseFile, Entry, ThirdPartyRecord
from clients.people.models import LinkedPerson, PersonVersion
from confidentiality.sealing.keys import KeyRef, load_keys
from confidentiality.work.backup.fitting import without_key
from confidentiality.work.backup.replaying import CannotReplay, closes, harmless, lost, replays
from confidentiality.work.backup.shipped import Shipped
from staff.models import Worker

from .fence_told import NOWHERE
from .models import Handing, Parcel
from .told import moved_to

harmless(
    "parcels_listed",
    "parcel_opened",
    "misfiled_left",
    "ended_handing_seen",
    "left_in_package_seen",
    "lost_discussion_seen",
)
harmless(
    "misfiled_taken_back", "parcel_refused"
)  # what was taken back waits again, and is so again
harmless("people_taken_in")  # the database noted it too, and that is done again
lost("safe contact that was told in wrong files, and read over", "telling_read_over")
lost("what was moved out of wrong files, and lies in them again", "misfiled_taken")
lost(
    "what was said to stand in the wrong file, which waits: take it back, and hand it on anew",
    "misfiled_handed_on",
)

_HANDED: dict[str, type[Model]] = {
    "entry": Entry,
    "record": ThirdPartyRecord,
    "person": LinkedPerson,
    "telling": ContactVersion,
}


@without_key(Parcel, "handings-on, of which the copy is gone: take them back, and hand on anew")
def let_go(parcels: list[UUID]) -> None:
    """Let the copies go; what was handed on waits, as where they were refused, so that nothing of it leaves."""
    Parcel.objects.filter(id__in=parcels).delete()


@closes("misfiled_handed_on")
def wait_again(event: Shipped) -> None:
    """Let what was handed on wait again, without its copy: somebody has said that it is another's (E48)."""
    for name, model in _HANDED.items():
        there = model._default_manager.filter(id__in=event.ids, handing=None)
        for what in there.select_related("file__lead"):
            _wait(event, name, what)


def _wait(event: Shipped, name: str, what: Any) -> None:
    by = Worker.objects.filter(account_id=event.by).first() or what.file.lead
    if by is None:
        raise CannotReplay(
            f"something of {what.file.reference} was said to be another's by somebody who is younger than the backup,"
            " and nobody leads the file. Hand it on there when the doors are open: nothing of it may leave until then."
        )
    Handing.objects.create(file=what.file, by=by, at=event.at, **{name: what})


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
