"""What becomes of this room's events at a restore: what she said is lost, so nothing of before is called safe."""

from dataclasses import replace
from uuid import uuid4

from django.utils import timezone

from clients.models import CaseFile
from confidentiality.sealing.keys import KeyRef, load_keys
from confidentiality.work.backup.replaying import CannotReplay, closes, harmless, lost
from confidentiality.work.backup.shipped import Shipped
from staff.models import Worker

from .access import stood_before
from .models import ContactStanding, ContactVersion
from .profile import FIRST, UNKNOWN, Point, Profile, read

harmless("contact_listed", "contact_waiting_listed", "contact_seen")
# to be asked of clients anew
lost("changes of safe contact; ask before anybody rings", "contact_changed")
lost("contacts made", "contact_made")
LOST = "What was told here on a later day was lost, and the database restored: ask the client."


@closes("contact_changed")
def call_nothing_safe(event: Shipped) -> None:
    """Call nothing safe of what stands: since then she may have moved, or blocked a number, in words that are lost."""
    file = _opened(event)
    if file is None or LOST in (before := read(file.contact)).limits:
        return
    if not ContactVersion.objects.filter(file=file).exists():  # a client may be asked before
        _telling(event, file, FIRST, ContactVersion.Kind.FOUND, before)
    standing = _asked_today(file)
    standing.version += 1
    now = _unsure(replace(before, version=standing.version, limits=(*before.limits, LOST)))
    _telling(event, file, standing.version, ContactVersion.Kind.CHANGED, now)
    file.contact = now.as_json()
    file.save(update_fields=["contact"])
    standing.save(update_fields=["version"])


def stand_before(told: ContactVersion) -> None:
    """Let what stood before another's telling stand, instead of what was made of that here, and nothing of it safe."""
    told_on = ContactVersion.objects.filter(file_id=told.file_id)
    later = list(told_on.filter(number__gt=told.number).order_by("number"))
    before = stood_before(told)
    if before is None or not later or any(LOST not in read(v.profile).limits for v in later):
        return
    *between, stands = later
    then = read(before.profile)
    now = _unsure(replace(then, version=stands.number, limits=(*then.limits, LOST)))
    stands.profile = now.as_json()
    stands.save(update_fields=["profile"])
    told_on.filter(id__in=[each.id for each in between], handing=None).delete()
    file = CaseFile.objects.get(id=told.file_id)
    file.contact = now.as_json()
    file.save(update_fields=["contact"])


def _asked_today(file: CaseFile) -> ContactStanding:
    """Let the client of a file be asked today how she can be reached; return how it stands."""
    today = timezone.localdate()
    standing, _ = ContactStanding.objects.update_or_create(
        file=file,
        defaults={"ask_again_on": today},
        create_defaults={"version": FIRST, "ask_again_on": today},
    )
    return standing


def _opened(event: Shipped) -> CaseFile | None:
    """Return the event's case file; None for one that is not in the backup, or whose key was destroyed since."""
    file = CaseFile.objects.select_related("lead").filter(id=event.on).first()
    return file if file and load_keys([KeyRef("file", file.id)]) else None


def _telling(event: Shipped, file: CaseFile, number: int, kind: str, told: Profile) -> None:
    by = Worker.objects.filter(account_id=event.by).first() or file.lead
    if by is None:
        raise CannotReplay(
            f"safe contact of {file.reference} was changed by somebody who is younger than the backup, and nobody leads"
            " the file. Change it there when the doors are open: what stands may not be safe any more."
        )
    version = ContactVersion(id=uuid4(), file=file, number=number, kind=kind, by=by)
    version.profile = told.as_json()
    version.save(force_insert=True)


def _unsure(told: Profile) -> Profile:
    return replace(
        told,
        phones=_each_unsure(told.phones),
        emails=_each_unsure(told.emails),
        addresses=_each_unsure(told.addresses),
        safe_to_call=UNKNOWN,
        channels=(),
        may_name_us=False,
        verified_on="",
        verified_by="",
    )


def _each_unsure(points: tuple[Point, ...]) -> tuple[Point, ...]:
    return tuple(replace(each, safe=UNKNOWN) for each in points)
