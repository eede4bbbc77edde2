"""What every page gets without asking: who is signed in, and where she may go."""

from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest

from confidentiality.interface.addresses import fixed_address
from confidentiality.interface.counting import count, in_short
from confidentiality.screen.who import who_is

# Where a page is, and the roles for which it is meant; None is every worker. Hiding a link is a courtesy: the
# doors behind it decide. An area's places stand in a second row once one is in it; one place needs no area.
TAKES_CALLS = frozenset({"iss_worker", "dvpp_worker", "senior_practitioner", "line_manager"})
WORKS_ON_FILES = TAKES_CALLS | {"volunteer"}
MANAGES = frozenset({"line_manager"})
MANAGES_OWN = frozenset({"own line_manager"})  # not who stands in for one
ADMINISTERS = frozenset({"records_admin"})
# Whoever may tell a partner of a man's way through the programme: nobody of the programme (clause 4.2.1 i).
TELLS = frozenset(
    {
        f"{service} {role}"
        for service in ("iss", "both")
        for role in ("iss_worker", "senior_practitioner", "line_manager", "volunteer")
    }
    | {"safeguarding_lead"}
)
Place = tuple[str, str, frozenset[str] | None]
AREAS: tuple[tuple[str, tuple[Place, ...]], ...] = (
    (
        "Today",
        (
            ("Today", "tasks:today", None),
            ("Diary", "diary:week", None),
            ("Asked about staff", "askings:home", None),
            ("Safe contact", "contacting:waiting", WORKS_ON_FILES),
            ("Groups", "groups:groups", WORKS_ON_FILES),
        ),
    ),
    ("My files", (("My files", "clients:my_files", None),)),
    ("Search", (("Search", "clients:search", None),)),
    ("Enquiries", (("Enquiries", "enquiries:enquiries", TAKES_CALLS),)),
    (
        "To follow up",
        (
            ("Your requests", "disclosures:own_requests", WORKS_ON_FILES),
            ("Answers", "disclosures:answers", WORKS_ON_FILES),
            ("Recipients to tell", "delivery:owed", WORKS_ON_FILES),
            ("Notifications", "notifications:waiting", TELLS),
            (
                "Own files",
                "ownfile:waiting",
                TAKES_CALLS | {"safeguarding_lead", "data_protection_lead"},
            ),
            ("Entered twice", "people:merges", WORKS_ON_FILES),
            ("Written twice", "duplicates:waiting", WORKS_ON_FILES),
            ("Wrong file", "misfiled:waiting", WORKS_ON_FILES),
            ("Reader links", "readers:links", WORKS_ON_FILES),
        ),
    ),
    ("Drafts", (("Drafts", "drafts:my_drafts", None),)),
    ("Paper", (("Paper", "paper:register", None),)),
    ("Imports", (("Imports", "imports:imports", frozenset({"importer"})),)),
    (
        "To decide",
        (
            (
                "Approvals",
                "disclosures:approvals",
                MANAGES | {"senior_practitioner", "safeguarding_lead", "data_protection_lead"},
            ),
            ("Not warned", "refusals:waiting", MANAGES | {"senior_practitioner"}),
            ("Callers", "callers:waiting", MANAGES | {"safeguarding_lead"}),
            ("Allocation", "allocation:queue", MANAGES),
            ("Emergencies", "emergency:reviews", MANAGES | {"safeguarding_lead"}),
            ("Conflicts", "conflicts:notices", MANAGES | {"safeguarding_lead"}),
            ("Ties", "partners:ties", MANAGES | {"safeguarding_lead"}),
            ("Import queue", "imports:queue", MANAGES),
            ("Reviews", "retention:reviews", MANAGES),
        ),
    ),
    (
        "People",
        (
            (
                "People",
                "accounts:people",
                MANAGES_OWN | ADMINISTERS | {"data_protection_lead", "hr", "outside_approver"},
            ),
            ("Inductions", "training:people", MANAGES_OWN | ADMINISTERS | {"hr"}),
            (
                "Access review",
                "reviewing:mine",
                MANAGES | ADMINISTERS | {"data_protection_lead", "hr"},
            ),
        ),
    ),
    (
        "Records",
        (
            ("Set-up", "organisation:setup", ADMINISTERS | {"data_protection_lead"}),
            ("Office screens", "kiosk:screens", ADMINISTERS),
            ("Organisation", "organisation:details", ADMINISTERS | {"outside_approver"}),
            ("Retention", "retention:overview", ADMINISTERS),
            ("Health", "operations:overview", ADMINISTERS),
            ("Audit", "auditing:events", ADMINISTERS),
            ("Disclosures", "delivery:register", frozenset({"data_protection_lead"})),
        ),
    ),
    (
        "Policy",
        (
            ("Policy", "induction:read", None),
            ("Breaches", "breaches:home", None),
            ("Agencies", "disclosures:agencies", None),
            ("Protocols", "protocols:protocols", None),
            ("Agency workers", "agencyworkers:workers", None),
        ),
    ),
)
PLACES = tuple(place for _area, places in AREAS for place in places)
FOOT: tuple[Place, ...] = (
    ("Somebody asks", "callers:home", None),
    ("Report a breach", "breaches:home", None),
    ("Confidentiality policy", "induction:read", None),
    ("Days away", "absence:absences", None),
    ("Deputies", "deputies:deputies", None),
    ("On call", "rota:rota", None),
    ("Your induction", "training:mine", None),
    ("Whom you know", "declarations:mine", None),
    ("Reminders", "reminders:mine", None),
    ("Your second factor", "mfa_index", None),
)


class NavItem(NamedTuple):
    """One entry of the navigation; `current` when the page shown lies under it."""

    text: str
    href: str
    current: bool = False
    many: int = 0

    @property
    def words(self) -> str:
        """Return the text with what waits there."""
        return f"{self.text} ({in_short(self.many)})" if self.many else self.text


class Navigation(NamedTuple):
    """The areas that are for somebody, the one they are in, and its places if there are several."""

    areas: list[NavItem]
    here: str = ""
    places: list[NavItem] = []  # never changed


def page(request: HttpRequest) -> dict[str, Any]:
    """Return what the page frame asks for: who is signed in, where they may go, what locks the page."""
    worker = getattr(request, "worker", None)
    return {
        "worker": worker,
        "signed_in": worker is not None,
        "nav": partial(_nav, request),  # asked for by a whole page alone
        "foot": _items(FOOT, frozenset()) if worker is not None else [],
        "messages": get_messages(request),
        "who": who_is(request) if worker is not None else "",
        "has_passkey": worker is not None and getattr(request.user, "has_passkey", False),
        "idle_seconds": settings.SESSION_IDLE_SECONDS,
    }


def count_places(worker: Any, roles: frozenset[str], counted: Mapping[str, str]) -> dict[str, int]:
    """Return how many wait behind each place of these roles, by its address, in one question at most.

    `counted` names who counts, by the place: a room gives an expression; a plain value says that nothing is counted.
    """
    shown = {item.href for item in _items(PLACES, roles)}
    counters = tuple(
        (fixed_address(name), counter)
        for name, counter in counted.items()
        if fixed_address(name) in shown
    )
    return count(worker, roles, counters)


class Waiting(NamedTuple):
    """What waits behind a place: its words and address, how many, and what they are."""

    text: str
    href: str
    many: str
    words: str


# What waits behind each counted place, in words; Today itself is no place to go to from there.
WORDS = {
    "emergency:reviews": "to look at at once: emergency access, a search, a try behind a wall or to tell a partner",
    "breaches:home": "breaches that wait for you: not in hand yet, or the regulator's clock runs",
    "refusals:waiting": "decisions not to warn somebody in danger: to be confirmed, or undone",
    "askings:home": "requests for something about you or one of your people: to answer, or to know of",
    "callers:waiting": "people who asked about somebody: to look at",
    "ownfile:waiting": "clients who asked for their own file, complain or dispute an entry: due soon, or overdue",
    "disclosures:approvals": "to sign off, or to refuse",
    "conflicts:notices": "colleagues walled off from a file: to be confirmed, or lifted",
    "partners:ties": "files that may belong together: a couple, or one person",
    "accounts:people": "changes of accounts to decide",
    "organisation:details": "changes of the organisation's details to decide",
    "allocation:queue": "open files that nobody leads",
    "contacting:waiting": "clients to ask whether it is still safe, and contacts that did not keep to it",
    "groups:groups": "clients who were in a group with no signed agreement, or with whom it was not discussed",
    "delivery:owed": "recipients to tell of a recall, or to ask whether they know of it",
    "disclosures:answers": "answers to what you asked of others: due today, or overdue",
    "disclosures:own_requests": "requests of yours to go on with: sent back, signed off or refused",
    "kiosk:screens": "office screens that others asked for",
    "readers:links": "links to outside readers that somebody guessed at, and that are closed",
    "notifications:waiting": "to tell partners of men on the programme, what is late and warnings of risk first",
    "people:merges": "people entered twice on a file: to be confirmed by you, or refused",
    "duplicates:waiting": "entries written twice on a file: to be confirmed by you, or refused",
    "misfiled:waiting": "from a wrong file: to be taken into yours or refused, or to be known",
    "enquiries:enquiries": "enquiries to ring back, or long untouched",
    "diary:week": "appointments today, or past and nobody said whether they were kept",
    "disclosures:agencies": "agencies whose assurance or agreement lapses soon, or has lapsed",
    "agencyworkers:workers": "people of partner agencies to invite, or to refuse",
    "protocols:protocols": "sharing protocols to agree to, or to be reviewed",
    "training:people": "people whose induction or training is to be noted",
    "reviewing:mine": "review of who may open what: look at it and say what is still needed",
    "paper:register": "folders that are out too long or missing",
    "induction:read": "new version of the policy to read",
    "declarations:mine": "declaration to renew: whom you know among clients",
}


def waiting(request: HttpRequest) -> list[Waiting]:
    """Return what waits for whoever is signed in, the most urgent first."""
    items = {item.href: item for item in (*_items(FOOT, frozenset()), *_places(request))}
    counted = _counted_places(request)
    found = []
    for place in (*settings.COUNTED_PLACES, "induction:read", "declarations:mine"):
        href = fixed_address(place)
        if place in WORDS and counted.get(href):
            found.append(Waiting(items[href].text, href, in_short(counted[href]), WORDS[place]))
    return found


def roles_of(request: HttpRequest) -> frozenset[str]:
    """Return the worker's own role and those on loan to them now."""
    worker = request.worker  # type: ignore[attr-defined]
    own = f"own {worker.role}"  # where who stands in for somebody is not meant
    on_loan = getattr(request.user, "roles_on_loan", ())
    return frozenset({str(worker.role), own, f"{worker.service} {worker.role}", *on_loan})


def _places(request: HttpRequest) -> list[NavItem]:
    """Return the places for the worker's roles."""
    return _items(PLACES, roles_of(request))


def _counted_places(request: HttpRequest) -> dict[str, int]:
    """Return how many wait behind each place, by its address; asked once a request."""
    if not hasattr(request, "counted_places"):
        worker = request.worker  # type: ignore[attr-defined]
        counts = count_places(worker, roles_of(request), settings.COUNTED_PLACES)
        request.counted_places = counts | _to_read(request)  # type: ignore[attr-defined]
    found: dict[str, int] = request.counted_places  # type: ignore[attr-defined]
    return found


def _nav(request: HttpRequest) -> Navigation:
    """Return the way to what is for the worker, and what waits there."""
    shown, counted = {item.href: item for item in _places(request)}, _counted_places(request)
    here = max((href for href in shown if request.path.startswith(href)), key=len, default="")
    areas, inside, area_here = list[NavItem](), list[NavItem](), ""
    for area, places in AREAS:
        hrefs = [
            href
            for href in (fixed_address(name) for _text, name, _roles in places)
            if href in shown
        ]
        if not hrefs:
            continue
        text = area if len(hrefs) > 1 else shown[hrefs[0]].text
        count = sum(counted.get(href, 0) for href in hrefs)
        areas.append(NavItem(text, hrefs[0], here in hrefs, count))
        if here in hrefs and len(hrefs) > 1:
            area_here = area
            inside = [
                shown[href]._replace(current=href == here, many=counted.get(href, 0))
                for href in hrefs
            ]
    return Navigation(areas, area_here, inside)


def _to_read(request: HttpRequest) -> dict[str, int]:
    """Return how much of policy and training waits while there are days of grace for it, and of one's declaration."""
    stands = (request.user.policy, request.user.induction)  # type: ignore[union-attr]
    return {
        fixed_address("induction:read"): stands.count("grace"),
        fixed_address("declarations:mine"): int(request.user.owes_declaration),  # type: ignore[union-attr]
    }


def _items(places: tuple[Place, ...], roles: frozenset[str]) -> list[NavItem]:
    return [
        NavItem(text, fixed_address(name))
        for text, name, meant_for in places
        if meant_for is None or meant_for & roles
    ]
