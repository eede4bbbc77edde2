"""Pages of the register: what is out, overdue and missing; places, and counting what stands in them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from confidentiality.access.http import Hidden, WorkerRequest

from . import access, actions
from .forms import BringBackForm, ChangePlaceForm, CountForm, PlaceForm
from .models import Place

NAME_TAKEN = "Another place has this name"


@require_safe
def register(request: WorkerRequest) -> HttpResponse:
    """Show what the worker has out; to whoever counts also what is overdue and missing, and the places."""
    context = {
        "register": access.register(request.worker),
        "up_to_most": access.up_to_most,
        "counts": access.may_count(request.worker),
        "today": timezone.localdate(),
    }
    return render(request, "paper/register.html", context)


@require_http_methods(["GET", "POST"])
def bring_back(request: WorkerRequest, folder: UUID) -> HttpResponse:
    """Put a folder back into its place, or into another."""
    found, places = access.open_out(folder), access.places()
    initial = {"place": str(found.place_id)}
    form = BringBackForm(request.POST or None, places=places, initial=initial)
    if not form.is_valid():
        return render(request, "paper/bring_back.html", {"folder": found, "form": form})
    actions.bring_back(folder=found.pk, place=form.cleaned_data["place"])
    messages.success(request, "It is back.")
    return redirect("paper:register")


@require_http_methods(["GET", "POST"])
def add_place(request: WorkerRequest) -> HttpResponse:
    """Add a locked place where folders stand."""
    if not access.may_count(request.worker):
        raise Hidden("place_hidden")
    return _keep(request, Place(), PlaceForm(request.POST or None))


@require_http_methods(["GET", "POST"])
def change_place(request: WorkerRequest, place: UUID) -> HttpResponse:
    """Rename a place, or give an empty one up."""
    found = access.open_place(request.worker, place)
    form = ChangePlaceForm(request.POST or None, initial={"name": found.name})
    if form.is_valid() and form.cleaned_data["retire"] and access.standing_in(found):
        form.add_error("retire", "Folders belong into it. Count it, and put them elsewhere first")
    return _keep(request, found, form)


def _keep(request: WorkerRequest, place: Place, form: PlaceForm) -> HttpResponse:
    if form.is_valid():
        try:
            actions.keep_place(place=place, **form.cleaned_data)
        except actions.Taken:
            form.add_error("name", NAME_TAKEN)
        else:
            messages.success(request, "The places are changed.")
            return redirect("paper:register")
    return render(request, "paper/place.html", {"form": form, "place": place})


@require_http_methods(["GET", "POST"])
def count(request: WorkerRequest, place: UUID) -> HttpResponse:
    """Count a place by the labels in it; what is not found is missing (clause 5.2.3)."""
    found = access.open_place(request.worker, place)
    folders = access.standing_in(found)
    form = CountForm(request.POST or None, folders=folders)
    if not form.is_valid():
        context = {"place": found, "folders": folders, "form": form}
        return render(request, "paper/count.html", {**context, "last": access.last_counts(found)})
    taken = actions.count(place=found, by=request.worker, **form.chosen())
    messages.success(
        request, f"Counted: {taken.there} there, {taken.out} out, {taken.missing} missing."
    )
    return redirect("paper:register")
