"""Indexing a new file: under its client's own terms, and under whom it names as a partner, which is only compared."""

from collections.abc import Sequence

from ..models import CaseFile
from ..partners.tokens import keep_partners, terms_compared, wait_for_names
from ..people.details import LookedFor
from . import terms


def wait_for_new(file: CaseFile) -> None:
    """Wait for the names of a file that has just been saved, and of its partners, before anybody is given it.

    All at once, in one order: two who open the halves of a couple at one moment, each naming the other, would stop each
    other.
    """
    said = terms_compared(LookedFor(tuple(file.partner_names)))
    wait_for_names([*terms.terms_of(file), *said])


def index_new(file: CaseFile, *, partner_names: Sequence[str]) -> None:
    """Let the index hold what a new file says."""
    terms.index_file(file)
    keep_partners(file_id=file.id, known={file.id: LookedFor(tuple(partner_names))})
