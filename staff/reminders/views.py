"""Pages of one's own reminders, and the trial of the mail server."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from confidentiality.access.http import Hidden, WorkerRequest
from confidentiality.drafts.refusing import not_taken
from staff.organisation.changes import open_details

from . import actions
from .access import Mine, is_set_up
from .access import mine as mine_of
from .forms import AddressForm, ChoiceForm, CodeForm
from .models import Message

TOO_MANY = "Five messages a day can be asked for. Try again tomorrow"
NO_TRIAL = "It needs a mail server that two people agreed to, and your own address: its code is the first trial."
CONFIRMED = {
    "done": "The address counts from now on.",
    "wrong": "That is not the code. Look at the newest message",
    "over": "This code opens nothing any more. Note the address again",
}


@require_http_methods(["GET", "POST"])
def mine(request: WorkerRequest) -> HttpResponse:
    """Show one's address and when one is reminded; choose when."""
    found = mine_of(request.worker)
    choice = found.choice
    hour = "" if choice is None or choice.hour is None else str(choice.hour)
    initial = {"hour": hour, "urgent": bool(choice and choice.urgent)}
    form = ChoiceForm(request.POST or None, initial=initial)
    if form.is_valid():
        actions.choose(**form.said(), by=request.worker)
        messages.success(request, "It is noted.")
        return redirect("reminders:mine")
    context = {"mine": found, "form": form, "set_up": is_set_up()}
    return render(request, "reminders/mine.html", context)


@require_http_methods(["GET", "POST"])
def address(request: WorkerRequest) -> HttpResponse:
    """Note one's own address; a code is sent to it."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and not is_set_up():
        form.add_error(None, "There is no mail server yet. A records admin sets it up")
    if not form.is_valid():
        return _address_page(request, form)
    try:
        actions.note_address(words=form.cleaned_data["address"], by=request.worker)
    except actions.TooMany:
        form.add_error(None, TOO_MANY)
        return _address_page(request, form)
    messages.success(request, "A code is on its way to it.")
    return redirect("reminders:confirm")


def _address_page(request: WorkerRequest, form: forms.Form) -> HttpResponse:
    return render(request, "reminders/address.html", {"form": form, "set_up": is_set_up()})


@require_http_methods(["GET", "POST"])
def confirm(request: WorkerRequest) -> HttpResponse:
    """Type the code that was sent to the address."""
    found: Mine = mine_of(request.worker)
    form = CodeForm(request.POST or None)
    if found.waiting is None:
        raise Hidden("no_address_waits")
    if form.is_valid():
        answer = actions.confirm_address(address=found.waiting, typed=form.cleaned_data["code"])
        if answer == "done":
            messages.success(request, CONFIRMED[answer])
            return redirect("reminders:mine")
        form.add_error("code", CONFIRMED[answer])
    return render(request, "reminders/confirm.html", {"form": form, "address": found.waiting})


@require_POST
def erase(request: WorkerRequest) -> HttpResponse:
    """Erase one's own address."""
    actions.erase_addresses()
    messages.success(request, "Your address is erased. Nothing is sent to it any more.")
    return redirect("reminders:mine")


@require_POST
def trial(request: WorkerRequest) -> HttpResponse:
    """Send a trial message to one's own address, for whoever sets the mail server up."""
    open_details(request.worker)
    if mine_of(request.worker).address is None or not is_set_up():
        messages.warning(request, NO_TRIAL)
        return redirect("reminders:mine")
    try:
        actions.ask_for(kind=Message.Kind.TRIAL, by=request.worker)
    except actions.TooMany:
        not_taken(request, TOO_MANY, say=messages.warning)
    else:
        messages.success(request, "It is on its way. What becomes of it stands under Reminders.")
    return redirect("reminders:mine")
