"""Indexing a new file: under its client's own terms, and under whom it names as a partner, which is only compared."""

from collections.abc import Sequence

from ..models import CaseFile
from ..partners.rules import marks_of_partner
from ..partners.tokens import keep_partner, terms_of, wait_for_names
from . import terms


def wait_for_new(file: CaseFile) -> None:
    """Wait for the names of a file that has just been saved, and of its partners, before anybody is given it.

    All at once, in one order: two who open the halves of a couple at one moment, each naming the other, would stop each
    other.
    """
    said = terms_of(marks_of_partner(names=file.partner_names))
    wait_for_names([*terms.terms_of(file), *said])


def index_new(file: CaseFile, *, partner_names: Sequence[str]) -> None:
    """Let the index hold what a new file says."""
    terms.index_file(file)
    keep_partner(file_id=file.id, about=file.id, names=partner_names)
