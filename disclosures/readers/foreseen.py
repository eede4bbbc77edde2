"""What a mark as a family court's paper would close of what has left, told before it is set (E23)."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from clients.groups.access import of_group
from clients.hearing import Closing, foresees_closing
from clients.models import Entry
from confidentiality.sealing.keys import KeyRef, key_of
from disclosures.models import DisclosureRequest, Package, RequestItem
from disclosures.pictured import prepared_of
from disclosures.redaction.models import RedactionStep
from disclosures.redaction.steps import step_of

from .closing import standing
from .known_since import own_standing
from .models import Ticket


@foresees_closing
def closed_by_court_mark(entry: Entry) -> list[Closing]:
    """Return what holds an entry, or what corrects it, and would close; the keys of its file are loaded.

    As `known_since` closes it: to somebody outside unless the court's permission is on record there, or the entry was
    kept back whole. What is closed for such a reason already closes no further.
    """
    marked = Entry.objects.filter(Q(id=entry.id) | Q(corrects=entry.id)).exclude(court_paper=True)
    picked = RequestItem.objects.filter(
        entry__in=marked, request__state=DisclosureRequest.State.RELEASED
    ).select_related("entry")
    items = list(picked.annotate(of_group=of_group("entry", "entry__corrects")))
    held = Ticket.objects.filter(
        package=OuterRef("pk"), closed_for=Ticket.Closed.TAKEN_BACK, why=Ticket.Why.HELD
    )
    outside, own = standing(entry.file_id), own_standing(entry.file_id)
    outside = outside.filter(~Exists(held), release__request__in=_unsettled(entry, items))
    own = own.filter(held=False, release__request__in={each.request_id for each in items})
    return [*_told(outside, own=False), *_told(own, own=True)]


def _unsettled(entry: Entry, items: Sequence[RequestItem]) -> set[UUID]:
    """By which requests something of these entries left without the court's permission."""
    key = key_of(KeyRef("file", entry.file_id))
    ids = {each.entry_id for each in items}
    rows = RedactionStep.objects.filter(entry__in=ids, taken_back_at=None).order_by("at", "id")
    steps = [(row.request_id, step_of(row)) for row in rows]
    found = set()
    for item in items:
        of_it = [step for request, step in steps if request == item.request_id]
        prepared = prepared_of(item, key, of_it, left=True)
        if not (prepared.permitted or prepared.withheld_whole):
            found.add(item.request_id)
    return found


def _told(packages: QuerySet[Package], *, own: bool) -> list[Closing]:
    found = packages.order_by("release__released_at").values_list("id", "release__reference")
    return [Closing(package, reference, own) for package, reference in found]
