"""The search: typed words are posted, then carried sealed, so that no name stands in an address, history or log."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from confidentiality.access.http import WorkerRequest

from .duty.door import may_search_on_duty
from .forms import SearchForm
from .paging import position, written
from .searching.carrying import carried, carry
from .searching.door import FoundPage, file_of_reference, search_files, show_file
from .searching.query import read_query

OVER = "That search is over. Type it again."


@require_http_methods(["GET", "POST"])
def search(request: WorkerRequest) -> HttpResponse:
    """Search the files open to the worker; while somebody types, answer with the part that shows what is found."""
    if request.method == "GET":
        return _show(request)
    form = SearchForm(request.POST)
    if request.htmx:
        return _show_while_typing(request, form)
    if not form.is_valid():
        return _page(request, form)
    words = form.cleaned_data["words"]
    if file := file_of_reference(request.worker, words):
        return redirect("clients:file", file.reference)
    return redirect(_address(q=carry(words, request.worker)))


def _show_while_typing(request: WorkerRequest, form: SearchForm) -> HttpResponse:
    if not form.is_valid():
        return HttpResponse()  # a first letter is no mistake
    words, worker = form.cleaned_data["words"], request.worker
    file = file_of_reference(worker, words)
    found = show_file(file) if file else search_files(worker, form.query)
    return render(request, "clients/found.html", _context(request, found, carry(words, worker)))


def _show(request: WorkerRequest) -> HttpResponse:
    sealed = request.GET.get("q", "")
    words = carried(sealed, request.worker) if sealed else None
    if words is None:
        if sealed:
            messages.info(request, OVER)
        return _page(request, SearchForm())
    after, by_sound = position(request), "like" in request.GET
    found = search_files(request.worker, read_query(words), after=after, by_sound=by_sound)
    form = SearchForm(initial={"words": words})
    return _page(request, form, **_context(request, found, sealed))


def _page(request: WorkerRequest, form: SearchForm, **found: object) -> HttpResponse:
    context = {"form": form, "may_search_on_duty": may_search_on_duty(request.worker), **found}
    return render(request, "clients/search.html", context)


def _context(request: HttpRequest, found: FoundPage, sealed: str) -> dict[str, object]:
    like = {"like": "1"} if found.by_sound else {}
    return {
        "found": found,
        "now": timezone.now(),
        "older": _address(q=sealed, after=written(found.after), **like) if found.after else None,
        "first": _address(q=sealed) if "after" in request.GET else None,
    }


def _address(**query: str) -> str:
    return f"{reverse('clients:search')}?{urlencode(query)}"
