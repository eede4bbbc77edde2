"""What every page gets without asking: who is signed in, and where she may go."""

from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.messages import get_messages
from django.db.models import Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string

from confidentiality.screen.who import who_is

# The roles for which a page is meant; None is every worker. Hiding a link is a courtesy: the doors
# behind it decide.
TAKES_CALLS = frozenset({"iss_worker", "dvpp_worker", "senior_practitioner", "line_manager"})
PLACES: tuple[tuple[str, str, frozenset[str] | None], ...] = (
    ("Today", "tasks:today", None),
    ("My files", "clients:my_files", None),
    ("Search", "clients:search", None),
    ("Enquiries", "enquiries:enquiries", TAKES_CALLS),
    ("Drafts", "drafts:my_drafts", None),
    ("Paper", "paper:register", None),
    (
        "Approvals",
        "disclosures:approvals",
        frozenset({"line_manager", "senior_practitioner"}),
    ),
    ("Allocation", "allocation:queue", frozenset({"line_manager"})),
    ("Imports", "imports:imports", frozenset({"importer"})),
    ("Import queue", "imports:queue", frozenset({"line_manager"})),
    ("Reviews", "retention:reviews", frozenset({"line_manager"})),
    ("Emergencies", "emergency:reviews", frozenset({"line_manager", "safeguarding_lead"})),
    (
        "Set-up",
        "organisation:setup",
        frozenset({"records_admin", "data_protection_lead"}),
    ),
    ("Retention", "retention:overview", frozenset({"records_admin"})),
    ("Health", "operations:overview", frozenset({"records_admin"})),
    ("Audit", "auditing:events", frozenset({"records_admin"})),
    (
        "People",
        "accounts:people",
        frozenset(
            {"records_admin", "data_protection_lead", "hr", "line_manager", "outside_approver"}
        ),
    ),
    ("Inductions", "training:people", frozenset({"line_manager", "records_admin", "hr"})),
    ("Agencies", "disclosures:agencies", None),
    ("Breaches", "breaches:home", None),
    ("Policy", "induction:read", None),
)
FOOT = (
    ("Confidentiality policy", "induction:read", None),
    ("Days away", "absence:absences", None),
    ("Your induction", "training:mine", None),
    ("Your second factor", "mfa_index", None),
)


class NavItem(NamedTuple):
    """One entry of the service navigation; `current` when the page shown lies under it."""

    text: str
    href: str
    current: bool = False


def page(request: HttpRequest) -> dict[str, Any]:
    """Return what the page frame asks for: who is signed in, where they may go, what locks the page."""
    worker = getattr(request, "worker", None)
    return {
        "worker": worker,
        "signed_in": worker is not None,
        "nav": _nav(request, worker) if worker is not None else [],
        "foot": _items(FOOT, frozenset()) if worker is not None else [],
        "messages": get_messages(request),
        "who": who_is(request) if worker is not None else "",
        "has_passkey": worker is not None and getattr(request.user, "has_passkey", False),
        "idle_seconds": settings.SESSION_IDLE_SECONDS,
    }


def _counts(worker: Any, items: list[NavItem]) -> dict[str, int]:
    """Return how many wait behind each counted place that is shown, by its address, in one question at most.

    A room that counts gives an expression, named in the settings; a plain value says that nothing is counted.
    """
    shown = {item.href for item in items}
    counters = {
        reverse(name): import_string(counter)(worker)
        for name, counter in settings.COUNTED_PLACES.items()
        if reverse(name) in shown
    }
    asked = {place: count for place, count in counters.items() if not isinstance(count, Value)}
    if not asked:
        return {}
    named = {f"waiting_{number}": count for number, count in enumerate(asked.values())}
    mine = type(worker).objects.filter(pk=worker.pk).annotate(**named)
    return dict(zip(asked, mine.values_list(*named).get(), strict=True))


class Waiting(NamedTuple):
    """What waits behind a place: its words and address, how many, and what they are."""

    text: str
    href: str
    many: int
    words: str


# What waits behind each counted place, in words; Today itself is no place to go to from there.
WORDS = {
    "emergency:reviews": "to look at at once: emergency access, a search, or a try behind a wall",
    "breaches:home": "breaches that wait for you: not in hand yet, or the regulator's clock runs",
    "disclosures:approvals": "to sign off, or to refuse",
    "accounts:people": "changes of accounts to decide",
    "allocation:queue": "open files that nobody leads",
    "enquiries:enquiries": "enquiries to ring back, or long untouched",
    "training:people": "people whose induction or training is to be noted",
    "paper:register": "folders that are out too long or missing",
    "induction:read": "new version of the policy to read",
}


def waiting(request: HttpRequest) -> list[Waiting]:
    """Return what waits for whoever is signed in, the most urgent first."""
    items = {item.href: item for item in _places(request)}
    counted = _counted_places(request)
    found = []
    for place in (*settings.COUNTED_PLACES, "induction:read"):
        href = reverse(place)
        if place in WORDS and counted.get(href):
            found.append(Waiting(items[href].text, href, counted[href], WORDS[place]))
    return found


def _places(request: HttpRequest) -> list[NavItem]:
    """Return the places for the worker's own role and those on loan to them now."""
    worker = request.worker  # type: ignore[attr-defined]
    return _items(
        PLACES, frozenset({str(worker.role), *getattr(request.user, "roles_on_loan", ())})
    )


def _counted_places(request: HttpRequest) -> dict[str, int]:
    """Return how many wait behind each place, by its address; asked once a request."""
    if not hasattr(request, "counted_places"):
        counts = _counts(request.worker, _places(request))  # type: ignore[attr-defined]
        request.counted_places = counts | _to_read(request)  # type: ignore[attr-defined]
    found: dict[str, int] = request.counted_places  # type: ignore[attr-defined]
    return found


def _nav(request: HttpRequest, worker: Any) -> list[NavItem]:
    """Return the way to what is for the worker."""
    items = _places(request)
    counted = _counted_places(request)
    items = [_counted(item, counted.get(item.href, 0)) for item in items]
    here = max(
        (item.href for item in items if request.path.startswith(item.href)), key=len, default=""
    )
    return [item._replace(current=item.href == here) for item in items]


def _to_read(request: HttpRequest) -> dict[str, int]:
    """Return how much of policy and training waits while there are days of grace for it."""
    stands = (request.user.policy, request.user.induction)  # type: ignore[union-attr]
    return {reverse("induction:read"): stands.count("grace")}


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
