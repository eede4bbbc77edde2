"""Pages of safe contact: what stands, how it came to be, changing it, and the client's word that it is still so."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients.access import open_file
from clients.pages import in_file
from clients.people.access import answers_and_must_not_know, people_in
from confidentiality.access.http import WorkerRequest
from confidentiality.drafts.refusing import not_taken

from . import access, actions
from .forms import ContactForm, SeenForm, asked_anew
from .models import ContactVersion
from .profile import read, rows

# Without a name: a message lies in a cookie until it is shown.
MUST_NOT_KNOW = (
    "Somebody who may answer by what you wrote must not know that the client comes to us, or nobody has said that they"
    " may: People says who."
    " Ask the client, and put one of the two right before anybody rings."
)
CHANGED_MEANWHILE = "Safe contact was changed while you had this page open. Nothing was confirmed: read what stands."


@require_safe
def profile(request: WorkerRequest, reference: str) -> HttpResponse:
    """Show all that is known about reaching the client, every telling of it, and each contact that was made."""
    file = open_file(request.worker, reference, purpose="contact")
    told = read(file.contact)
    asked = access.asked_again(file)
    context = {
        **in_file(request.worker, file, "contact"),
        "told": told,
        "facts": rows(told),
        "asked_again": asked,
        "overdue": asked <= timezone.localdate(),
        "steps": access.trail(file),
        "made": access.contacts_of(file),
        "seen": SeenForm(initial={"seen": told.version}),
    }
    return render(request, "contacting/profile.html", context)


@require_http_methods(["GET", "POST"])
def change(request: WorkerRequest, reference: str) -> HttpResponse:
    """Write down how the client can be reached now; every telling before is kept."""
    file = open_file(request.worker, reference, purpose="change_contact", right="contribute")
    told = read(file.contact)
    form = ContactForm(request.POST or None, told=told)
    if form.is_valid():
        key, seen = form.record_id(request.worker), form.cleaned_data["seen"] or 0
        verified = form.cleaned_data["verified"]
        try:
            if not ContactVersion.objects.filter(pk=key).exists():
                actions.change_contact(
                    file=file, profile=form.profile(), verified=verified,
                    seen=seen, by=request.worker, version_id=key,
                )  # fmt: skip
        except actions.Meanwhile:
            file = open_file(request.worker, reference, purpose="change_contact")
            asked_anew(form, seen=read(file.contact).version)
        else:
            messages.success(request, "Changed. What stood before is kept below.")
            _warn_of_who_answers(request, reference)
            return redirect("contacting:profile", reference)
    facts = rows(read(file.contact))
    context = {**in_file(request.worker, file, "contact"), "form": form, "facts": facts}
    return render(request, "contacting/change.html", context)


def _warn_of_who_answers(request: WorkerRequest, reference: str) -> None:
    """Warn whoever may know of them where somebody may answer and must not know; the others read it of nobody."""
    file = open_file(request.worker, reference, purpose="change_contact")
    if "third_party" not in (file.rights_at_door or ()):
        return
    if answers_and_must_not_know(file, people_in(file)):
        messages.warning(request, MUST_NOT_KNOW)


@require_POST
def confirm(request: WorkerRequest, reference: str) -> HttpResponse:
    """Note that the client says it is still as it stands."""
    file = open_file(request.worker, reference, purpose="confirm_contact", right="contribute")
    form = SeenForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else 0
    try:
        actions.confirm_contact(file=file, seen=seen, by=request.worker)
    except actions.Meanwhile:
        not_taken(request, CHANGED_MEANWHILE, say=messages.error)
    else:
        messages.success(request, "It is written down that the client confirmed it today.")
    return redirect("contacting:profile", reference)
