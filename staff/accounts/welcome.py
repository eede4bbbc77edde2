"""Coming in for the first time, or anew, by two codes from two people; and changing the password that one chose."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from confidentiality.access.http import WorkerRequest
from confidentiality.access.identity import SystemActor, current_principal
from confidentiality.access.origin import address_of
from confidentiality.audit.record import record
from staff.limits import Unreachable, take
from staff.signing_in import LIMITED, UNREACHABLE
from staff.step_up import step_up_required

from .actions import change_password
from .actions import welcome as let_in
from .forms import ChangePasswordForm, WelcomeForm

WRONG = (
    "These codes don’t belong to this sign-in name, or were used, or are older than 7 days. Ask the two people who gave"
    " them to you"
)


@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """Ask for both codes and a new password; whoever is signed in as somebody signs out first."""
    if current_principal() != SystemActor.SIGNING_IN:
        return redirect("account_logout")
    form = WelcomeForm(request.POST or None)
    if form.is_valid() and _let_in(request, form):
        messages.success(request, "Your password is set. Sign in with it now.")
        return redirect("account_login")
    return render(request, "account/welcome.html", {"form": form})


def _let_in(request: HttpRequest, form: WelcomeForm) -> bool:
    said = form.cleaned_data
    try:
        counted = take(request, said["sign_in_name"], address_of(request))
    except Unreachable:
        form.add_error(None, UNREACHABLE)
        return False
    if counted is None:
        record("sign_in_limited", outcome="denied")
        form.add_error(None, LIMITED)
        return False
    if not let_in(
        sign_in_name=said["sign_in_name"],
        first=said["first"],
        second=said["second"],
        password=said["password"],
    ):
        form.add_error(None, WRONG)
        return False
    counted.rollback()
    return True


@login_required
@step_up_required
@require_http_methods(["GET", "POST"])
def password(request: WorkerRequest) -> HttpResponse:
    """Change one's own password, with the old one and a fresh second factor; other sessions are over."""
    form = ChangePasswordForm(request.POST or None, account=request.user)
    if not form.is_valid():
        return render(request, "account/password.html", {"form": form})
    change_password(account=request.user, password=form.cleaned_data["password"])
    update_session_auth_hash(request, request.user)
    messages.success(request, "Your password is changed. Everywhere else you are signed out.")
    return redirect("mfa_index")
