"""Who has to hear when what is known of a file says that what left it may have to be closed: rooms beyond this one.

Somebody was tied to it, told of anew, or turned out to be a partner; something in it is a court's paper, or another's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db import connection

from clients.models import CaseFile, Entry
from confidentiality.access.http import WorkerRequest
from staff.models import Worker

# Takes the file and who wrote; returns what to tell them, '' for nothing.
Hears = Callable[[CaseFile, Worker], str]
# Takes what there is to tell whoever wrote.
Say = Callable[[str], object]
_HEARS: list[Hears] = []


@dataclass(frozen=True, slots=True)
class Closing:
    """A package of a file that would close; `own` where its client reads it at the office."""

    package: UUID
    reference: str
    own: bool


# Takes an entry that may be marked as a family court's paper; returns what that would close.
Foresees = Callable[[Entry], list[Closing]]
_FORESEES: list[Foresees] = []


def hears_of_files(function: Hears) -> Hears:
    """Let a function of another room hear of it, in the transaction that wrote it."""
    _HEARS.append(function)
    return function


def foresees_closing(function: Foresees) -> Foresees:
    """Let a function of another room say beforehand what a mark as a family court's paper would close."""
    _FORESEES.append(function)
    return function


def would_close(entry: Entry) -> list[Closing]:
    """Return what a mark as a family court's paper would close of what has left, for the page before it is set."""
    return [closing for each in _FORESEES for closing in each(entry)]


def hold_file(file_id: UUID) -> None:
    """Wait for whoever releases something of a file, and let them wait until this transaction ends.

    Whoever writes what others have to hear of does so first: what left meanwhile would be missed, and would miss it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.hold_file(%s)", [file_id])


def tell_rooms(file: CaseFile, by: Worker) -> list[str]:
    """Tell them; return what there is to say to whoever wrote."""
    hold_file(file.id)
    return [said for each in _HEARS if (said := each(file, by))]


def heard(request: WorkerRequest, file: CaseFile) -> None:
    """Tell other rooms what was written, and whoever wrote it what came of that."""
    for said in tell_rooms(file, request.worker):
        warned(request)(said)


def warned(request: WorkerRequest) -> Say:
    """Return what shows whoever wrote, on the next page, what an action has to tell them."""

    def say(said: str) -> None:
        messages.warning(request, said)

    return say


def unsaid(said: str) -> None:
    """Tell nobody: whoever wrote is shown no page."""
