"""Pages of the audit: events, one event, a day's root; and who has looked at a case file."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clients.access import open_file
from clients.pages import in_file
from clients.paging import address_after, position
from confidentiality.access.http import WorkerRequest
from confidentiality.audit.state import audit_state

from .access import (
    events_found,
    looks_at,
    open_audit,
    open_daily_root,
    open_event,
    workers_by_name,
    yesterday,
)
from .forms import DayForm, SearchForm


@require_safe
def events(request: WorkerRequest) -> HttpResponse:
    """List events, narrowed by a search, and how far the log is sealed."""
    workers = workers_by_name(request.worker)
    form = SearchForm(request.GET, workers=workers)
    search = form.search()
    page = events_found(request.worker, search, after=position(request), workers=workers)
    context = {
        "form": form,
        "search": search,
        "narrowed": bool(search.names()),
        "rows": page.rows,
        "state": audit_state(),
        "first_page": "after" not in request.GET,
        "first": _address_of_first(request),
        "older": address_after(request, page.after),
    }
    return render(request, "auditing/events.html", context)


def _address_of_first(request: WorkerRequest) -> str:
    query = request.GET.copy()
    query.pop("after", None)
    return f"{request.path}?{query.urlencode()}" if query else request.path


@require_safe
def event(request: WorkerRequest, event_id: UUID) -> HttpResponse:
    """Show everything that one event says, with its seal."""
    row, seal = open_event(request.worker, event_id)
    return render(request, "auditing/event.html", {"row": row, "seal": seal})


@require_safe
def daily_root(request: WorkerRequest) -> HttpResponse:
    """Show a day's last signature on a sheet to be printed, signed and put into a paper folder."""
    open_audit(request.worker)
    form = DayForm(request.GET if "day-day" in request.GET else None, initial={"day": yesterday()})
    day = form.cleaned_data["day"] if form.is_valid() else yesterday()
    root = open_daily_root(request.worker, day)
    return render(request, "auditing/daily_root.html", {"form": form, "root": root})


@require_safe
def looks(request: WorkerRequest, reference: str) -> HttpResponse:
    """Show the lead of a file who has looked at it, when and how (clause 3.3.1)."""
    file = open_file(request.worker, reference, purpose="who_has_looked", right="lead")
    page = looks_at(file, after=position(request))
    context = {
        **in_file(request.worker, file, "looks"),
        "looks": page.looks,
        "first_page": "after" not in request.GET,
        "older": address_after(request, page.after),
    }
    return render(request, "clients/looks.html", context)
