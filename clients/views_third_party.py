"""Pages of third-party records, apart from the file under a right of their own (clause 3.2.1)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from confidentiality.access.http import Refused, WorkerRequest

from . import actions
from .access import open_file, third_party_records_in
from .models import ThirdPartyRecord
from .once import written_once
from .pages import in_file
from .paging import address_after, position
from .people.access import people_in
from .thirdparty.forms import AddThirdPartyRecordForm

NO_WRITING = "You can see this file, but you have no grant to write in it."


@require_safe
def third_party(request: WorkerRequest, reference: str) -> HttpResponse:
    """Show what others said, to whoever holds the right to read it."""
    file = open_file(request.worker, reference, purpose="third_party", right="third_party")
    page = third_party_records_in(file, after=position(request))
    context = {
        **in_file(request.worker, file, "third_party"),
        "records": page.records,
        "first_page": "after" not in request.GET,
        "older": address_after(request, page.after),
    }
    return render(request, "clients/third_party.html", context)


@require_http_methods(["GET", "POST"])
def add_third_party_record(request: WorkerRequest, reference: str) -> HttpResponse:
    """Record what somebody else said."""
    purpose = "add_third_party_record"
    file = open_file(request.worker, reference, purpose=purpose, right="third_party")
    frame = in_file(request.worker, file, "third_party")
    if "contribute" not in frame["rights"]:
        raise Refused(NO_WRITING, "file_refused", file=file.id)
    form = AddThirdPartyRecordForm(request.POST or None, people=people_in(file))
    if not form.is_valid():
        return render(request, "clients/add_third_party_record.html", {**frame, "form": form})
    key, said = form.record_id(request.worker), form.said()
    written_once(
        ThirdPartyRecord,
        key,
        lambda: actions.add_third_party_record(file=file, by=request.worker, record_id=key, **said),
    )
    messages.success(request, "The third-party record is written.")
    return redirect("clients:third_party", reference)
