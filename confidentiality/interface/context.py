"""What every page gets without asking: who is signed in, and where she may go."""

from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

# The roles for which a page is meant; None is every worker. Hiding a link is a courtesy: the doors
# behind it decide.
PLACES: tuple[tuple[str, str, frozenset[str] | None], ...] = (
    ("My files", "clients:my_files", None),
    ("Search", "clients:search", None),
    ("Drafts", "drafts:my_drafts", None),
    (
        "Approvals",
        "disclosures:approvals",
        frozenset({"line_manager", "senior_practitioner"}),
    ),
    ("Imports", "imports:imports", frozenset({"importer"})),
    ("Import queue", "imports:queue", frozenset({"line_manager"})),
    ("Reviews", "retention:reviews", frozenset({"line_manager"})),
    ("Emergencies", "emergency:reviews", frozenset({"line_manager", "safeguarding_lead"})),
    ("Retention", "retention:overview", frozenset({"records_admin"})),
    ("Health", "operations:overview", frozenset({"records_admin"})),
    ("Audit", "auditing:events", frozenset({"records_admin"})),
    ("Agencies", "disclosures:agencies", None),
    ("Policy", "policy:clauses", None),
)
FOOT = (("Confidentiality policy", "policy:clauses", None),)


class NavItem(NamedTuple):
    """One entry of the service navigation; `current` when the page shown lies under it."""

    text: str
    href: str
    current: bool = False


def page(request: HttpRequest) -> dict[str, Any]:
    """Return `worker` (or None), `signed_in`, `nav`, `foot` and `messages` for the page frame."""
    worker = getattr(request, "worker", None)
    return {
        "worker": worker,
        "signed_in": worker is not None,
        "nav": _nav(request.path, worker) if worker is not None else [],
        "foot": _items(FOOT, frozenset()) if worker is not None else [],
        "messages": get_messages(request),
    }


def _roles_and_counts(worker: Any) -> tuple[frozenset[str], dict[str, int]]:
    """Return the worker's own role and those on loan to them now, and how many wait behind each counted place.

    One question for all of it; a room that counts gives an expression, named in the settings.
    """
    now = timezone.now()
    loans = worker.loans.model.objects.filter(
        worker=OuterRef("pk"), starts_at__lte=now, ends_at__gt=now
    )
    counters = {
        f"waiting_{number}": import_string(counter)(worker)
        for number, counter in enumerate(settings.COUNTED_PLACES.values())
    }
    mine = (
        type(worker)
        .objects.filter(pk=worker.pk)
        .annotate(lent=ArraySubquery(loans.values("role")), **counters)
    )
    lent, *counts = mine.values_list("lent", *counters).get()
    counted = dict(zip(map(reverse, settings.COUNTED_PLACES), counts, strict=True))
    return frozenset({str(worker.role), *map(str, lent)}), counted


def _nav(path: str, worker: Any) -> list[NavItem]:
    roles, counted = _roles_and_counts(worker)
    items = [_counted(item, counted.get(item.href, 0)) for item in _items(PLACES, roles)]
    here = max((item.href for item in items if path.startswith(item.href)), key=len, default="")
    return [item._replace(current=item.href == here) for item in items]


def _counted(item: NavItem, waiting: int) -> NavItem:
    return item._replace(text=f"{item.text} ({waiting})") if waiting else item


def _items(
    places: tuple[tuple[str, str, frozenset[str] | None], ...], roles: frozenset[str]
) -> list[NavItem]:
    return [
        NavItem(text, reverse(name))
        for text, name, meant_for in places
        if meant_for is None or meant_for & roles
    ]
