"""Pages of inductions and trainings: one's own, one's people, noting a line or a training, taking one back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from confidentiality.access.http import WorkerRequest
from confidentiality.drafts.refusing import not_taken
from staff.unlocking import way_back

from . import access, actions
from .forms import NoteLineForm, NoteTrainingForm, TakeBackForm


@require_safe
def mine(request: WorkerRequest) -> HttpResponse:
    """Show one's own induction; to whom files wait, what they wait for and who notes it."""
    context = {
        "record": access.own_record(request.worker),
        "next": way_back(request),
        "notes": access.may_see_people(request.worker),
        "edits": access.may_edit_items(request.worker),
    }
    return render(request, "training/mine.html", context)


@require_safe
def people(request: WorkerRequest) -> HttpResponse:
    """List how each of one's people stands, for whom files wait first."""
    context = {
        "standings": access.people(request.worker),
        "edits": access.may_edit_items(request.worker),
    }
    return render(request, "training/people.html", context)


@require_safe
def person(request: WorkerRequest, person: UUID) -> HttpResponse:
    """Show one person's induction, each line to be noted."""
    context = {"record": access.open_person(request.worker, person)}
    return render(request, "training/person.html", context)


@require_http_methods(["GET", "POST"])
def note_line(request: WorkerRequest, person: UUID, item: UUID) -> HttpResponse:
    """Note that a line of the checklist is done (clauses 5.1.1, 5.3.1)."""
    record, line, noted = access.open_line(request.worker, person, item)
    if noted is not None:
        not_taken(request, "This is noted already.")
        return redirect("training:person", person)
    colleagues = access.colleagues_of(record.worker)
    form = NoteLineForm(request.POST or None, colleagues=colleagues, by=request.worker)
    if not form.is_valid():
        context = {"record": record, "item": line, "form": form}
        return render(request, "training/note_line.html", context)
    actions.note_line(item=line, person=record.worker, by=request.worker, **form.cleaned_data)
    messages.success(request, "It is noted.")
    return redirect("training:person", person)


@require_http_methods(["GET", "POST"])
def note_training(request: WorkerRequest, person: UUID) -> HttpResponse:
    """Note a training (clause 5.10)."""
    record, form = (
        access.open_person(request.worker, person),
        NoteTrainingForm(request.POST or None),
    )
    if not form.is_valid():
        return render(request, "training/note_training.html", {"record": record, "form": form})
    actions.note_training(person=record.worker, by=request.worker, **form.cleaned_data)
    messages.success(request, "The training is noted.")
    return redirect("training:person", person)


@require_http_methods(["GET", "POST"])
def take_back(request: WorkerRequest, noted: UUID) -> HttpResponse:
    """Take back a line that was noted by mistake, after a tick."""
    found, form = access.open_noted(request.worker, noted), TakeBackForm(request.POST or None)
    if not form.is_valid():
        context = {"form": form, "person": found.worker, "what": found.item.words}
        return render(request, "training/take_back.html", context)
    actions.take_back(noted=found)
    messages.success(request, "Taken back.")
    return redirect("training:person", found.worker_id)


@require_http_methods(["GET", "POST"])
def take_training_back(request: WorkerRequest, training: UUID) -> HttpResponse:
    """Take back a training that was noted by mistake, after a tick."""
    found, form = access.open_training(request.worker, training), TakeBackForm(request.POST or None)
    if not form.is_valid():
        context = {"form": form, "person": found.worker, "what": found.content}
        return render(request, "training/take_back.html", context)
    actions.take_training_back(training=found)
    messages.success(request, "Taken back.")
    return redirect("training:person", found.worker_id)
