"""Who has to hear when somebody is tied to a file, told of anew, or was told something as a partner of the client.

They are rooms beyond, which this one does not know.
"""

from collections.abc import Callable

from clients.models import CaseFile
from staff.models import Worker

# Takes the file and who wrote; returns what to tell them, '' for nothing.
Hears = Callable[[CaseFile, Worker], str]
_HEARS: list[Hears] = []


def hears_of_people(function: Hears) -> Hears:
    """Let a function of another room hear of it, in the transaction that wrote it."""
    _HEARS.append(function)
    return function


def tell_rooms(file: CaseFile, by: Worker) -> list[str]:
    """Tell them; return what there is to say to whoever wrote."""
    return [said for each in _HEARS if (said := each(file, by))]
