"""Pages of the checklist that HR and records admins keep."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from confidentiality.access.http import WorkerRequest

from . import access, actions
from .forms import ChangeItemForm, ItemForm


@require_safe
def items(request: WorkerRequest) -> HttpResponse:
    """Show the checklist."""
    return render(request, "training/items.html", {"items": access.items(request.worker)})


@require_http_methods(["GET", "POST"])
def add_item(request: WorkerRequest) -> HttpResponse:
    """Put a line of the organisation's own on the checklist."""
    following = max([each.position for each in access.items(request.worker)], default=0) + 1
    form = ItemForm(request.POST or None, initial={"position": following})
    if not form.is_valid():
        return render(request, "training/item.html", {"form": form, "item": None})
    actions.add_item(**form.cleaned_data)
    messages.success(request, "It is on the list.")
    return redirect("training:items")


@require_http_methods(["GET", "POST"])
def change_item(request: WorkerRequest, item: UUID) -> HttpResponse:
    """Reword or move a line, or take it off."""
    found = access.open_item(request.worker, item)
    initial = {"words": found.words, "position": found.position}
    form = ChangeItemForm(request.POST or None, item=found, initial=initial)
    if not form.is_valid():
        return render(request, "training/item.html", {"form": form, "item": found})
    said = {"retire": False, **form.cleaned_data}
    actions.change_item(item=found, **said)
    messages.success(request, "The list is changed.")
    return redirect("training:items")
