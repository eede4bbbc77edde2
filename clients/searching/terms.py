"""What of a case file is in the search index: the client's own names and identifiers, never a partner's.

A partner's name would lead from one half of a couple to the other.
"""

from collections.abc import Iterator

from confidentiality.sealing.index.keeping import keep_index
from confidentiality.sealing.index.tokens import Term, terms

from ..contacting.profile import ADDRESS, PHONE, read
from ..models import CaseFile


def names_of(file: CaseFile) -> list[str]:
    """Return the client's names, opened: as given, and as known."""
    return [file.name, *file.known_as]


def terms_of(file: CaseFile) -> Iterator[Term]:
    """Yield the terms under which a file is found; its sealed fields are opened."""
    profile = read(file.contact)  # her own numbers: one that is blocked may be his
    return terms(
        names=names_of(file),
        born=file.date_of_birth,
        phones=[each.text for each in profile.points(PHONE)],
        postcode=next((each.postcode for each in profile.points(ADDRESS)), ""),
    )


def index_file(file: CaseFile) -> None:
    """Let the index hold what the file says now: called wherever a name, number or date of it is written."""
    keep_index(file.id, terms_of(file))
