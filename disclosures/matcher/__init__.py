"""The matcher: reads what may leave for everybody by whom it could be known. No Django, no database."""

from .matcher import Matcher
from .people import Identifier, Kind, Owner, Person
from .proposals import Proposal, Reason, Strength
from .recognising import Recognised, Recogniser, recognised

__all__ = [
    "Identifier",
    "Kind",
    "Matcher",
    "Owner",
    "Person",
    "Proposal",
    "Reason",
    "Recognised",
    "Recogniser",
    "Strength",
    "recognised",
]
