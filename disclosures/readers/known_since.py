"""Closing what is read outside once its reader is known as a partner, it holds what is held, or less is agreed to."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, TextField

from clients.emergency.walls import tell_of_less, tell_of_recipient
from clients.hearing import hears_of_files
from clients.models import CaseFile
from disclosures.actions.lock import TO_PARTNER
from disclosures.agencyworkers.models import AgencyWorker
from disclosures.handed_on import handed_on
from disclosures.models import Package, RequestItem
from disclosures.picture import Basis
from staff.models import Worker

from .access import hold_release, hold_releases, obstacles
from .closing import asked, keep_out, standing
from .models import Recall, Ticket
from .rules import HELD

Why = Ticket.Why
CLOSED = (
    "Somebody outside to whom something of this file was released is called like a partner of the client. What they"
    " could read is closed to them, and the managers are told. If it was them, recall it: see Disclosures"
    " (clause 3.3.2 e)."
)
SHUT = (
    "Something of this has left, to somebody who could read it on a screen. It is closed to them until this is settled:"
    " see Disclosures, and recall it if it should not have left (clause 3.2.1)."
)

OWN = (
    "Something of this was picked for what was released for the client to read of their own file. No office screen"
    " shows it and no copy is made until this is settled: prepare it anew, or take it back where it was a mistake"
    " (clause 5.2.5)."
)
LESS = (
    "Something has left on an earlier consent to which the client does not agree now, or not without limits that a line"
    " manager has to read. Whoever could read it on a screen is shut out, and the managers are told: see Disclosures"
    " (clause 2.1)."
)


@hears_of_files
def close_to_partners(file: CaseFile, by: Worker) -> str:
    """Close what a recipient can read who is like a partner now; her managers are told. Returns what to say.

    Closed is all that was released to them: who signs in later must find nothing of it either.
    """
    # whoever hears of it after this closes what is held already
    hold_releases(Package.objects.filter(file=file))
    found = [
        package
        for packages in _released_to(file).values()
        if any(_codes(each, by) & TO_PARTNER for each in _telling(packages))
        for package in packages
    ]
    shut = [keep_out(package=each, why=Why.PARTNER) for each in found]
    if any(shut):
        tell_of_recipient(file.id)
    return CLOSED if any(shut) else ""


@hears_of_files
def close_what_is_agreed_no_more(file: CaseFile, by: Worker) -> str:
    """Close what left on a consent where a later one allows less, or has limits that nobody has read (2.1, 3.3.2 d).

    Its managers are told. Returns what to say.
    """
    since = Func(F("release__request_id"), function="access.agreed_since", output_field=TextField())
    found = standing(file.id).annotate(since=since).filter(since__isnull=False)
    shut = [keep_out(package=each, why=Why(each.since)) for each in found]
    if any(shut):
        tell_of_less(file.id)
    return LESS if any(shut) else ""


@hears_of_files
def close_what_is_held(file: CaseFile, by: Worker) -> str:
    """Close what holds a family court's paper without its permission, or what is said to be another client's.

    Returns what to say. Whoever lets somebody in again, or gives a link, is asked the same.
    """
    picked = RequestItem.objects.filter(request=OuterRef("release__request"))
    held = Q(entry__court_paper=True) | Q(handed_on=True)
    marked = picked.annotate(handed_on=handed_on()).filter(held)
    found = [each for each in standing(file.id).filter(Exists(marked)) if _codes(each, by) & HELD]
    shut = [keep_out(package=each, why=Why.HELD) for each in found]
    return " ".join((*([SHUT] if any(shut) else []), *([OWN] if _close_own(file) else [])))


def _close_own(file: CaseFile) -> bool:
    """Close what is read of the client's own file at an office screen; False where nothing that is held was open."""
    found = own_standing(file.id).filter(held=True).values_list("id", flat=True)
    return "closed" in [asked("shut_out_reader", package, Why.HELD) for package in found]


def own_standing(file_id: UUID) -> QuerySet[Any]:
    """Return what was released for a client to read of their own file, and stands; `held` where nobody may read it."""
    recalled = Recall.objects.filter(release=OuterRef("release"))
    held = Func(F("release__request_id"), function="access.held_since", output_field=BooleanField())
    own = Package.objects.filter(~Exists(recalled), file=file_id)
    own = own.filter(release__request__basis=Basis.OWN_FILE, release__letter_sha256__gt="")
    return own.annotate(held=held)


def _released_to(file: CaseFile) -> dict[UUID, list[Package]]:
    """What stands, by recipient, the newest first; `is_read` where it can be read."""
    signs_in = AgencyWorker.objects.filter(
        contact=OuterRef("release__contact"), outcome=AgencyWorker.Outcome.AGREED, ended_at=None
    )
    let_in = Ticket.objects.filter(package=OuterRef("pk"), closed_at=None)
    found: dict[UUID, list[Package]] = defaultdict(list)
    for each in (
        standing(file.id)
        .annotate(is_read=Exists(let_in) | Exists(signs_in))
        .order_by("-release__released_at")
    ):
        found[each.release.contact_id].append(each)  # type: ignore[index]  # asked for above
    return found


def _telling(packages: list[Package]) -> list[Package]:
    """Those of one recipient that are compared: each that can be read, for who else reads it; else the newest."""
    return [each for each in packages if each.is_read] or packages[:1]  # type: ignore[attr-defined]


def _codes(package: Package, by: Worker) -> set[str]:
    """What stands against letting its recipient in now, by code; the release is held."""
    hold_release(package.id)
    return {each.code for each in obstacles(package, giving=by)}
