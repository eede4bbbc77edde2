"""The search's door: over the files open to the worker, each candidate opened before it is shown."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from confidentiality.audit.record import record
from confidentiality.sealing.index.keeping import current, tokens
from confidentiality.sealing.index.models import Token
from confidentiality.sealing.keys import KeyRef, load_keys
from staff.models import Worker

from ..emergency.walls import tell_of_wall
from ..grants import EffectiveGrant
from ..models import CaseFile
from ..paging import Position
from ..references import as_typed
from .query import Query

SIZE = 25
MOST_OPENED = 2 * SIZE  # on one page; a token shared by chance must not hide who is looked for


@dataclass(frozen=True)
class FoundPage:
    """One page of what a search found; `after` names the next one. `by_sound`: nobody is spelt like it."""

    files: list[CaseFile]
    after: Position | None
    by_sound: bool = False


def search_files(
    worker: Worker, query: Query, *, after: Position | None = None, by_sound: bool = False
) -> FoundPage:
    """Return one page of the files open to the worker that answer the query, and record which were shown.

    Where no name is spelt like it, those that sound like it. Nothing typed is recorded (clause 3.3.1).
    """
    page = _page(worker, query, after, by_sound=by_sound)
    if query.names and not (page.files or page.after or after or by_sound):
        page = _page(worker, query, None, by_sound=True)
    record("files_searched", ids=[file.id for file in page.files])
    return page


def file_of_reference(worker: Worker, typed: str) -> CaseFile | None:
    """Return the file whose reference was typed if it is open to the worker; None for any other words.

    A name may look like a reference (Samantha, Anna-Ruth), and must not come into an address as one.
    """
    if (reference := as_typed(typed)) is None:
        return None
    grants = EffectiveGrant.objects.filter(user_id=worker.pk, view_until__gt=timezone.now())
    mine = grants.filter(file__reference=reference).select_related("file", "file__lead").first()
    if mine is None:
        tell_of_wall(reference)
    return mine.file if mine else None


def show_file(file: CaseFile) -> FoundPage:
    """Return a page with this file alone, recorded as shown."""
    record("files_searched", ids=[file.id])
    return FoundPage([file], None)


def candidates(worker: Worker, query: Query, *, by_sound: bool) -> QuerySet[EffectiveGrant]:
    """Return the worker's grants whose files have the query's tokens, first what needs attention."""
    generation = current()
    grants = EffectiveGrant.objects.filter(user_id=worker.pk, view_until__gt=timezone.now())
    for terms in query.terms(by_sound=by_sound):
        held = Token.objects.filter(
            file=OuterRef("file_id"),
            generation=generation.number,
            token__in=sorted(tokens(terms, generation)),
        )
        grants = grants.filter(Exists(held))
    return grants.order_by("attention_at", "file_id")


def _page(worker: Worker, query: Query, after: Position | None, *, by_sound: bool) -> FoundPage:
    found = candidates(worker, query, by_sound=by_sound)
    if after is not None:
        at, file_id = after
        found = found.filter(Q(attention_at__gt=at) | Q(attention_at=at, file_id__gt=file_id))
    # without the ends, which nobody asks for: all else of thousands of grants is in the index of pages
    found = found.defer("view_until", "contribute_until", "third_party_until", "lead_until")
    opened = list(found.select_related("file", "file__lead")[: MOST_OPENED + 1])
    load_keys(KeyRef("file", grant.file_id) for grant in opened)
    shown: list[CaseFile] = []
    for count, grant in enumerate(opened):
        if count == MOST_OPENED or len(shown) == SIZE:
            last = opened[count - 1]
            return FoundPage(shown, (last.attention_at, last.file_id), by_sound)
        if query.is_answered_by(grant.file, by_sound=by_sound):
            shown.append(grant.file)
    return FoundPage(shown, None, by_sound)
