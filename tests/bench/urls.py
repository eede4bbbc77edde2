"""The product's addresses and a few to measure them against; none of these is anywhere but here."""

from django.http import HttpResponse
from django.urls import include, path

from clients.access import entries_in, open_file
from clients.views import shown
from confidentiality import urls
from confidentiality.access.http import WorkerRequest
from tests.bench.layout import HEAVY

handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500


def trivial(request: WorkerRequest) -> HttpResponse:
    """Answer a signed-in worker with nothing: what any request costs at the least."""
    return HttpResponse("ok")


def all_entries(request: WorkerRequest, reference: str) -> HttpResponse:
    """Show the timeline as the product does, but all 200 entries on one page."""
    file = open_file(request.worker, reference, purpose="timeline")
    return shown(request, file, entries_in(file, size=HEAVY))


def opened_entries(request: WorkerRequest, reference: str) -> HttpResponse:
    """Open all 200 entries of a file through its door and answer their words, without a page around them."""
    file = open_file(request.worker, reference, purpose="timeline")
    page = entries_in(file, size=HEAVY)
    return HttpResponse("\n".join(entry.body for entry in page.entries))


urlpatterns = [
    path("bench/trivial/", trivial),
    path("bench/all-entries/<reference:reference>/", all_entries),
    path("bench/opened-entries/<reference:reference>/", opened_entries),
    path("", include("confidentiality.urls")),
]
