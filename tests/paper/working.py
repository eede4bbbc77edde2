"""Paper for tests: a place, and folders of a cast file in it."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from clients.paper import actions
from clients.paper.models import Folder, Place
from clients.wording.models import WordingTerm
from tests import cast
from tests.clients.questions import file_of, working_as


def a_place(name: str = "Cabinet 1", by: str = "iss_manager") -> Place:
    """Add a place."""
    place = Place()
    with working_as(by):
        actions.keep_place(place=place, name=name)
    return place


def a_folder(place: Place, key: str = "amina", by: str = "iss_worker") -> Folder:
    """Put a folder of a cast file on the register."""
    with working_as(by) as worker:
        return actions.add_folder(file=file_of(key), place=place.pk, by=worker, folder_id=uuid4())


def take(folder: Folder, key: str = "amina", by: str = "iss_worker") -> None:
    """Let somebody take a folder out, to be back today."""
    with working_as(by) as worker:
        actions.take_out(folder=folder, file=file_of(key), due_on=timezone.localdate(), by=worker)


def as_it_is(folder: Folder) -> Folder:
    """Return the folder as whoever counts sees it."""
    with working_as("records_admin"):
        return Folder.objects.select_related("place", "out_to").get(pk=folder.pk)


def is_late(folder: Folder, days: int) -> None:
    """Let a folder that is out have been due some days ago."""
    with working_as("records_admin"):
        due = timezone.localdate() - timedelta(days=days)
        Folder.objects.filter(pk=folder.pk).update(due_on=due)


REFERENCES = tuple(file.reference for file in cast.FILES.values())
NAMES = tuple(file.name for file in cast.FILES.values())


def subjects(name: str = "Cabinet 1") -> dict[str, str]:
    """Put two folders on the register, one of them out; name them, their place, an empty one and a word's line."""
    full, empty = a_place(name), a_place(f"Drawer of {name}")
    stands, out = a_folder(full), a_folder(full)
    take(out)
    with working_as("iss_manager"):
        term = WordingTerm.objects.get(words="crazy").id
    return {
        "place": str(full.id),
        "empty place": str(empty.id),
        "folder": str(stands.id),
        "folder out": str(out.id),
        "term": str(term),
    }
