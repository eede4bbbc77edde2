"""What becomes of this room's events at a restore: what was asked is asked again, what was decided stands again."""

from uuid import UUID

from django.db import connection
from django.utils import timezone

from clients.models import CaseFile
from clients.replay import is_there
from confidentiality.work.backup.replaying import harmless, replays
from confidentiality.work.backup.shipped import Shipped
from staff.models import Service, Worker

from .fence_sql import BY_HAND, SAME_AS
from .models import Tie
from .rules import knows

Kind = Tie.Kind
IDS = 4  # of one tie in an event: its own, its two files', and its kind

# What follows from saying it is noted by the database, and done again.
harmless("ties_listed", "tie_opened", "tie_said")


@replays("ties_followed")
def ask_again(event: Shipped) -> None:
    """Ask about the ties again that were found or said; what was decided about them comes with its own event."""
    for at in range(0, len(event.ids), IDS):
        tie, one, other, kind = event.ids[at : at + IDS]
        if not (is_there(one) and is_there(other)):
            continue
        found = _asked(tie, one, other, Kind.SAME if str(kind) == SAME_AS else Kind.PARTNER, event)
        if str(kind) == BY_HAND and found.outcome != Tie.Outcome.TIED:
            found.source, found.written_by = Tie.Source.HAND, _worker(event)
            found.outcome, found.decided_by, found.decided_at, found.why = "", None, None, ""
            found.save()


def _asked(tie: UUID, one: UUID, other: UUID, kind: Kind, event: Shipped) -> Tie:
    """Return the tie of two files that are there, asked about anew where the backup knows of none."""
    files = {file.id: file for file in CaseFile.objects.filter(id__in=(one, other))}
    found, _ = Tie.objects.get_or_create(
        kind=kind,
        one_id=one,
        other_id=other,
        defaults={
            "id": tie,
            "one_reference": files[one].reference,
            "other_reference": files[other].reference,
            "service": Service(knows(files[one].service, files[other].service)),
            "sure": False,
            "source": Tie.Source.FOUND,
            "made_at": event.at,
        },
    )
    return found


def _worker(event: Shipped) -> Worker | None:
    """Return who acted, where the backup knows them."""
    return Worker.objects.filter(pk=event.by).first()


@replays("files_unlinked")
def unlink_again(event: Shipped) -> None:
    """Take a couple's link away again that a manager had ended, with its walls."""
    _tie, one, other = event.ids
    _call("access.unlink_files(%s, %s)", one, other)


@replays("tie_fell")
def let_tie_fall(event: Shipped) -> None:
    """Let a tie go again that had been found by a partner who was tied to the wrong file."""
    tie, one, other = event.ids
    _call("access.unlink_files(%s, %s)", one, other)
    Tie.objects.filter(id=tie).delete()


@replays("tie_refused")
def refuse_again(event: Shipped) -> None:
    """Answer a question again with no."""
    tie = event.ids[0]
    Tie.objects.filter(id=tie).update(outcome=Tie.Outcome.APART, decided_at=event.at)


@replays("tie_agreed")
def tie_again(event: Shipped) -> None:
    """Let two halves be tied again whose managers are the same; the walls come with their own events."""
    tie, one, other = event.ids
    if is_there(one) and is_there(other):
        found = _asked(tie, one, other, Kind.PARTNER, event)
        found.outcome, found.decided_by = Tie.Outcome.TIED, _worker(event)
        found.decided_at, found.why = event.at, ""
        found.save()


@replays("persons_joined")
def join_again(event: Shipped) -> None:
    """Let two files be one person's again."""
    tie, one, other = event.ids
    if is_there(one) and is_there(other):
        _call("access.join_persons(%s, %s)", one, other)
    Tie.objects.filter(id=tie).update(outcome=Tie.Outcome.TIED, decided_at=event.at)


@replays("persons_parted")
def part_again(event: Shipped) -> None:
    """Let two files be two people's again."""
    tie, one, other, person = event.ids
    Tie.objects.filter(id=tie).update(outcome=Tie.Outcome.APART, decided_at=timezone.now())
    if is_there(one) and is_there(other):
        _call("access.part_persons(%s, %s, %s)", one, other, person)


def _call(function: str, *values: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}", values)
