"""Adding, renaming and removing passkeys, and the challenges that devices answer."""

from uuid import UUID

from allauth.account.internal.decorators import login_stage_required
from allauth.mfa.recovery_codes.internal.flows import auto_generate_recovery_codes
from allauth.mfa.stages import AuthenticateStage
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from confidentiality.access.http import WorkerRequest

from .forms import AddForm, NameForm
from .models import Account
from .passkeys import (
    MOST,
    NotAccepted,
    Passkey,
    Purpose,
    TooMany,
    add,
    begin,
    other_factors,
    passkeys_of,
    remove,
    rename,
)
from .step_up import begin_with, factor_step

NOT_MADE = (
    "The passkey was not added. Try again, or set up an authenticator app. "
    "A browser without JavaScript, or one that does not know passkeys, cannot make one"
)
FULL = f"You have {MOST} passkeys, and no more are kept. Remove one first"
LAST = "This passkey is your only second factor. Add another one, or an authenticator app, before you remove it."


# ---- challenges: what the browser is to ask the device for


@login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")  # type: ignore[untyped-decorator]
@require_POST
def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Give the challenge that follows the right password."""
    account = request._login_stage.login.user  # type: ignore[attr-defined]
    return _challenge(request, account, Purpose.SIGN_IN)


@require_POST
@login_required
def ask_to_prove(request: WorkerRequest) -> HttpResponse:
    """Give the challenge for an outward step."""
    return _challenge(request, request.user, Purpose.PROVE)


@require_POST
@factor_step
def ask_to_add(request: WorkerRequest) -> HttpResponse:
    """Give the challenge that a new passkey answers."""
    return _challenge(request, request.user, Purpose.ADD)


@require_POST
def ask_to_unlock(request: HttpRequest) -> HttpResponse:
    """Give the challenge that opens a locked session."""
    state: str = request.session_state  # type: ignore[attr-defined]
    if state != "locked" or not isinstance(request.user, Account):
        return redirect("account_unlock")
    return _challenge(request, request.user, Purpose.UNLOCK)


def _challenge(request: HttpRequest, account: Account, purpose: Purpose) -> HttpResponse:
    return JsonResponse(begin(request.session.session_key or "", account, purpose))


# ---- keeping passkeys


@factor_step
@require_http_methods(["GET", "POST"])
def add_passkey(request: WorkerRequest) -> HttpResponse:
    """Keep a passkey that this browser's device, or a phone beside it, has just made."""
    form = AddForm(request.POST or None)
    if form.is_valid():
        session, said = request.session.session_key or "", form.cleaned_data["passkey"]
        try:
            made = add(session, request.user, said=said, name=form.cleaned_data["name"])
        except NotAccepted:
            form.add_error(None, NOT_MADE)
        except TooMany:
            form.add_error(None, FULL)
        else:
            begin_with(request, made)
            messages.success(request, "The passkey is added. You can sign in with it now.")
            first = auto_generate_recovery_codes(request)
            return redirect("mfa_view_recovery_codes" if first else "mfa_index")
    return render(request, "mfa/passkeys/add.html", {"form": form})


def _of(request: WorkerRequest, passkey_id: UUID) -> Passkey:
    """Return one of the person's own passkeys; raises Http404 for another's and for none."""
    for each in passkeys_of(request.user.pk):
        if each.id == passkey_id:
            return each
    raise Http404


@login_required
def rename_passkey(request: WorkerRequest, passkey_id: UUID) -> HttpResponse:
    """Call a passkey something else."""
    return _rename(request, _of(request, passkey_id))


@factor_step
@require_http_methods(["GET", "POST"])
def _rename(request: WorkerRequest, passkey: Passkey) -> HttpResponse:
    form = NameForm(request.POST or None, initial={"name": passkey.name})
    if form.is_valid():
        rename(request.user, passkey, form.cleaned_data["name"])
        return redirect("mfa_index")
    return render(request, "mfa/passkeys/rename.html", {"form": form, "passkey": passkey})


@login_required
def remove_passkey(request: WorkerRequest, passkey_id: UUID) -> HttpResponse:
    """Remove a passkey, once its person has confirmed it; never the last second factor."""
    return _remove(request, _of(request, passkey_id))


@factor_step
@require_http_methods(["GET", "POST"])
def _remove(request: WorkerRequest, passkey: Passkey) -> HttpResponse:
    removable = other_factors(request.user.pk, passkey)
    if request.method == "POST" and removable and remove(request.user, passkey):
        messages.success(request, "The passkey is removed. Nobody can sign in with it any more.")
        return redirect("mfa_index")
    context = {"passkey": passkey, "last": "" if removable else LAST}
    return render(request, "mfa/passkeys/remove.html", context)
