"""Pages on which what somebody else said is moved out of an entry, and put back (clause 3.2.1)."""

import hmac
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clients.access import entry_in, open_entry
from clients.hearing import heard
from clients.people.access import people_in
from confidentiality.access.http import Hidden, WorkerRequest
from confidentiality.drafts.refusing import not_taken
from staff.models import Worker

from . import actions
from .access import entry_to_move_from, move_in, moves_of
from .forms import MovePassageForm, UndoMoveForm
from .models import MovedPassage
from .views import around

SAID = {
    "undone": "Put back. The entry says again what it said, and the record of it is gone.",
    "changed": "It stays: the record was changed or corrected since, or more was moved out of the entry after it."
    " Undo what came last first, or correct the record (clause 3.2.1).",
    "done": "It was put back already.",
}
PURPOSE = "keeping the record right"


@require_http_methods(["GET", "POST"])
def move_passage(request: WorkerRequest, reference: str, entry_id: UUID) -> HttpResponse:
    """Choose what somebody else said in an entry, and move it into a record of its own."""
    file, frame = around(request, reference, "move_passage", writes=True, section="timeline")
    if request.method == "POST" and _moved_already(request):
        return redirect("thirdparty:moved", reference, entry_id)
    entry = entry_to_move_from(file, entry_id)
    form = MovePassageForm(request.POST or None, entry=entry, people=people_in(file))
    if form.is_valid():
        try:
            with transaction.atomic():
                actions.move_passage(
                    entry=entry,
                    by=request.worker,
                    body=form.left("body"),
                    basis=form.left("basis"),
                    moved=form.moved(),
                    move_id=_key(form.cleaned_data["token"], request.worker),
                    **form.said(),
                )
            messages.success(request, "Moved. This is what the entry says now, and what was moved.")
            heard(request, file)
            return redirect("thirdparty:moved", reference, entry_id)
        except actions.NotMoved:
            form.add_error(None, "The entry changed at this moment. Nothing was moved; try again.")
    open_entry(entry, purpose=PURPOSE)
    return render(request, "thirdparty/move_passage.html", {**frame, "entry": entry, "form": form})


def _moved_already(request: WorkerRequest) -> bool:
    """Say whether the same showing of the form has moved something before: its passages are gone by now."""
    try:
        token = UUID(request.POST.get("token", ""))
    except ValueError:
        return False
    return MovedPassage.objects.filter(pk=_key(token, request.worker)).exists()


def _key(token: UUID, by: Worker) -> UUID:
    return UUID(bytes=hmac.digest(token.bytes, by.pk.bytes, "sha256")[:16], version=4)


@require_safe
def moved(request: WorkerRequest, reference: str, entry_id: UUID) -> HttpResponse:
    """Show an entry as it stands, and what was moved out of it: by whom, when, and how it read before."""
    file, frame = around(request, reference, "moved_passages", section="timeline")
    entry = entry_in(file, entry_id)
    open_entry(entry, purpose=PURPOSE)
    context = {**frame, "entry": entry, "moves": moves_of(entry)}
    return render(request, "thirdparty/moved.html", context)


@require_http_methods(["GET", "POST"])
def undo_move(request: WorkerRequest, reference: str, move_id: UUID) -> HttpResponse:
    """Put the words of a move back into their entry, as long as nothing came after it."""
    file, frame = around(request, reference, "undo_move", writes=True, section="timeline")
    move = move_in(file, move_id)
    form = UndoMoveForm(request.POST or None)
    if not form.is_valid():
        return render(request, "thirdparty/undo_move.html", {**frame, "move": move, "form": form})
    said = actions.undo_move(move=move)
    if said == "hidden":
        raise Hidden("moved_passage_hidden", file=file.id)
    (messages.success if said == "undone" else not_taken)(request, SAID[said])
    return redirect("thirdparty:moved", reference, move.entry_id)
