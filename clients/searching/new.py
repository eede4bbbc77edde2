"""Indexing a new file: under its client's own terms, and under whom it names as a partner, which is only compared."""

from collections.abc import Sequence

from django.db import connection

from confidentiality.sealing.index.keeping import generations, tokens

from ..models import CaseFile
from ..partners.rules import marks_of_partner
from ..partners.tokens import keep_partner, terms_of
from . import terms


def index_new(file: CaseFile, *, partner_names: Sequence[str]) -> None:
    """Let the index hold what a new file says.

    All names are waited for at once, in one order: two who open the halves of a couple at one moment, each naming the
    other, would stop each other.
    """
    said = [*terms.terms_of(file), *terms_of(marks_of_partner(names=partner_names))]
    wanted = sorted({token for each in generations() for token in tokens(said, each)})
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.wait_for_names(%s::bigint[])", [wanted])
    terms.index_file(file)
    keep_partner(file_id=file.id, about=file.id, names=partner_names)
