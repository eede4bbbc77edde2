"""Requests for one's own file for tests, taken down and worked on as the cast would."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from clients.actions import add_entry
from clients.models import Entry
from confidentiality.access.identity import acting_as
from disclosures.models import DisclosureRequest
from disclosures.ownfile import actions, redress, rules
from disclosures.ownfile.models import (
    Arrangement,
    Complaint,
    ConferenceMark,
    FileRequest,
)
from tests import cast
from tests.clients.questions import file_of, working_as
from tests.diary.working import an_appointment

WORDS = "I would like to see what you have written about me, please."
ON = ("amina", "leila", "due")
SEEN: dict[str, Any] = {
    "known": True,
    "alone": True,
    "coerced": False,
    "how": "Known to us",
    "words": "Calm.",
}


def ask(
    by: str = "iss_worker", key: str = "amina", asked_at: datetime | None = None, **says: Any
) -> UUID:
    """Take down a request as a cast person."""
    told = {"face": "viewing", "channel": "phone", "asker": "client", "words": WORDS, **says}
    with acting_as(cast.PEOPLE[by].id):
        asked = actions.Asked(asked_at=asked_at or timezone.now(), **told)
        made = actions.record_request(
            file=file_of(key), says=asked, key=uuid4(), by=cast.worker(by)
        )
        return made.id


def say(
    request: UUID,
    kind: str,
    by: str = "iss_worker",
    key: str = "amina",
    on: date | None = None,
    **details: Any,
) -> UUID:
    """Say something of it as a cast person; raises as the action does."""
    with acting_as(cast.PEOPLE[by].id):
        return actions.say(
            file=file_of(key),
            request_id=request,
            kind=rules.Kind(kind),
            on=on or timezone.localdate(),
            details=details,
            key=uuid4(),
            by=cast.worker(by),
        ).id


def close(
    request: UUID,
    outcome: str = "withdrawn",
    by: str = "iss_manager",
    key: str = "amina",
    why: str = "She said so.",
) -> None:
    """End it as a cast person."""
    with acting_as(cast.PEOPLE[by].id):
        actions.end(
            file=file_of(key), request_id=request, outcome=outcome, by=cast.worker(by), why=why
        )


def kept(request: UUID, by: str = "iss_worker") -> FileRequest:
    """Return one as somebody sees it."""
    with acting_as(cast.PEOPLE[by].id):
        return FileRequest.objects.select_related("file").get(id=request)


def two_days_ago() -> datetime:
    """Return a moment whose notice has run."""
    return timezone.now() - timedelta(days=2)


def subjects() -> dict[str, str]:
    """Let one be worked on, one be just asked, one be read, and something be complained of, disputed and marked."""
    open_one, early, read = ask(asked_at=two_days_ago()), ask(), ask(asked_at=two_days_ago())
    refused = ask()
    say(refused, "refused", by="iss_manager", what="whole", why="?", law="5.2.5")
    for each in (open_one, read):
        say(each, "identity", **SEEN)
    with acting_as(cast.PEOPLE["iss_worker"].id):
        by, file = cast.worker("iss_worker"), file_of("amina")
        left = DisclosureRequest.objects.filter(file=file, state="released", own_file=None)
        FileRequest.objects.filter(id=read).update(disclosure=left.earliest("asked_at"))
        complaint = redress.complain(
            file=file, request=None, received_on=timezone.localdate(), about=None, words="Too slow.",
            key=uuid4(), by=by,
        )  # fmt: skip
        entry = add_entry(
            file=file, by=by, kind="note", nature="fact", body="Minutes.", happened_on=None
        )
        dispute = redress.dispute(
            entry=entry, statement="Not so.", received_on=timezone.localdate(), key=uuid4(), by=by
        )
        mark = redress.mark_minutes(entry=entry, key=uuid4(), by=by)
    return {
        "own request": str(open_one), "early request": str(early), "read request": str(read),
        "refused request": str(refused),
        "complaint": str(complaint.id), "dispute": str(dispute.id), "minutes": str(mark.id),
        "identity": "identity", "waived": "waived",
    }  # fmt: skip


def everything() -> UUID:
    """Fill each table of the room on Amina's file, and end it: a disposal takes all of it."""
    request = ask(asked_at=two_days_ago())
    say(request, "identity", **SEEN)
    with acting_as(cast.PEOPLE["iss_worker"].id):
        by, file = cast.worker("iss_worker"), file_of("amina")
        entry = Entry.objects.filter(file=file).exclude(kind="statement").latest("written_at")
        of = {"file": file, "by": by}
        ConferenceMark.objects.create(entry=entry, **of)
        met = an_appointment(hours=48)
        Arrangement.objects.create(
            request_id=request, appointment=met, details={"supporter": "?"}, **of
        )
        today = timezone.localdate()
        said = {"file": file, "recorded_by": by, "received_on": today}
        Complaint.objects.create(
            request_id=request, acknowledge_by=today, words="Too slow.", answer=None, **said
        )
        redress.dispute(entry=entry, statement="Not so.", received_on=today, key=uuid4(), by=by)
    close(request)
    return request


def all_kinds(count: int, first: int = 0) -> None:
    """Let so many requests, complaints and disputes wait, on three files in turn, each day another's."""
    for number in range(first, first + count):
        key, ago = ON[number % len(ON)], timedelta(days=number)
        ask(key=key, asked_at=timezone.now() - ago)
        day = timezone.localdate() - ago
        with working_as("iss_worker") as by:
            file = file_of(key)
            redress.complain(
                file=file, request=None, received_on=day, about=None, words="Too slow.", key=uuid4(), by=by
            )  # fmt: skip
            entry = Entry.objects.filter(file=file, corrects=None).earliest("written_at")
            redress.dispute(
                entry=entry, statement="Not so.", received_on=day, key=uuid4(), by=by
            )  # fmt: skip
