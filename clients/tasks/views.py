"""Today: what waits for somebody, by urgency, and their tasks; the tasks of a case file."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from clients.access import open_file
from clients.diary.access import today_of
from clients.leaving.access import count_drafts
from clients.models import CaseFile
from clients.once import written_once
from clients.pages import in_file
from clients.reviewing.access import overdue_for
from confidentiality.access.http import WorkerRequest
from confidentiality.drafts.refusing import not_taken
from confidentiality.interface.context import waiting
from staff.deputies.access import concerning
from staff.rota.access import on_call

from . import actions
from .access import is_due, my_tasks, open_task, tasks_on
from .forms import TaskForm
from .models import Task


@require_http_methods(["GET", "POST"])
def today(request: WorkerRequest) -> HttpResponse:
    """Show what waits for the worker, the most urgent first, and their tasks; add one on no file."""
    form = TaskForm(request.POST or None, by=request.worker)
    if form.is_valid():
        return _add(request, form, None)
    now = timezone.localdate()
    context = {
        "form": form,
        "waiting": waiting(request),
        "tasks": [(task, is_due(task, now)) for task in my_tasks(request.worker)],
        "drafts": count_drafts(request.worker),
        "appointments": today_of(request.worker),
        "now": timezone.now(),
        "deputies": concerning(request.worker),
        "on_call": on_call(request.worker),
        "overdue_review": overdue_for(request.worker),
        "today": now,
    }
    return render(request, "tasks/today.html", context)


@require_http_methods(["GET", "POST"])
def on_file(request: WorkerRequest, reference: str) -> HttpResponse:
    """Show what is to do on a case file, and add to it."""
    right = "contribute" if request.method == "POST" else "view"
    file = open_file(request.worker, reference, purpose="tasks", right=right)
    form = TaskForm(request.POST or None, by=request.worker, file=file)
    if form.is_valid() and not form.asks_of_blocked(file):
        return _add(request, form, file)
    now = timezone.localdate()
    shown = [(task, is_due(task, now)) for task in tasks_on(file)]
    context = {**in_file(request.worker, file, "tasks"), "form": form, "tasks": shown}
    return render(request, "tasks/on_file.html", context)


def _add(request: WorkerRequest, form: TaskForm, file: CaseFile | None) -> HttpResponse:
    said, key = form.cleaned_data, form.record_id(request.worker)
    written_once(
        Task,
        key,
        lambda: actions.add_task(
            file=file,
            owner=form.owner(),
            words=said["words"],
            due_on=said["due"],
            by=request.worker,
            task_id=key,
        ),
    )
    messages.success(request, "The task is noted.")
    return redirect("tasks:on_file", file.reference) if file else redirect("tasks:today")


@require_POST
def finish(request: WorkerRequest, task_id: UUID) -> HttpResponse:
    """Note that a task is done; done by mistake, it is taken up again."""
    task = open_task(task_id)
    again = "again" in request.POST
    change = actions.take_up_again if again else actions.finish_task
    if change(task=task, by=request.worker):
        messages.success(request, "Taken up again." if again else "Done.")
    else:
        not_taken(
            request,
            "Nothing was changed: somebody else was faster, or you may only look at this file.",
        )
    return redirect("tasks:on_file", task.file.reference) if task.file else redirect("tasks:today")
