"""Proving who one is by a second factor, and seeing which ones one has."""

from allauth.account.internal.decorators import login_stage_required
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import generate_recovery_codes
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.totp.views import activate_totp
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from confidentiality.access.http import WorkerRequest
from confidentiality.audit.record import record

from .forms import ProofForm
from .models import Account
from .passkeys import MOST, Purpose, passkeys_of
from .step_up import begin_with, factor_step
from .unlocking import way_back

APP_OR_RECOVERY = (
    "The 6 numbers that your authenticator app shows now, or one of your recovery codes."
)
RECOVERY = "One of your recovery codes."


@login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "POST"])
def authenticate(request: HttpRequest) -> HttpResponse:
    """Ask for a passkey or a code after the right password; allauth's own page knows codes only."""
    stage = request._login_stage  # type: ignore[attr-defined]
    form = ProofForm(request.POST or None, user=stage.login.user, purpose=Purpose.SIGN_IN)
    if form.is_valid():
        form.save()
        response: HttpResponse = stage.exit()
        return response
    return render(request, "mfa/authenticate.html", _asking(form, stage.login.user))


@login_required
@require_http_methods(["GET", "POST"])
def reauthenticate(request: WorkerRequest) -> HttpResponse:
    """Ask for a fresh passkey or code before an outward step, and lead back to it."""
    account = request.user
    if not Authenticator.objects.filter(user_id=account.pk).exists():
        return redirect("mfa_index")
    form = ProofForm(request.POST or None, user=account, purpose=Purpose.PROVE)
    if form.is_valid():
        form.save()
        return HttpResponseRedirect(way_back(request))
    context = {**_asking(form, account), "next": way_back(request)}
    return render(request, "mfa/reauthenticate.html", context)


def _asking(form: ProofForm, account: Account) -> dict[str, object]:
    """Return what a page that asks for a factor shows, by which ones the person has."""
    kinds = set(Authenticator.objects.filter(user_id=account.pk).values_list("type", flat=True))
    form.fields[
        "code"
    ].required = True  # as it is drawn; a passkey that was refused leaves the code
    hint = APP_OR_RECOVERY if "totp" in kinds else RECOVERY
    return {"form": form, "passkey": "webauthn" in kinds, "hint": hint}


@login_required
@require_safe
def second_factors(request: WorkerRequest) -> HttpResponse:
    """Show which second factors one has; whoever has none chooses one here before anything else."""
    person = request.user.pk
    others = Authenticator.objects.filter(user_id=person).exclude(type="webauthn")
    by_kind = {each.type: each.wrap() for each in others}
    context = {
        "app": by_kind.get("totp"),
        "codes": by_kind.get("recovery_codes"),
        "passkeys": (passkeys := passkeys_of(person)),
        "more": len(passkeys) < MOST,
    }
    return render(request, "mfa/index.html", context)


@login_required
def set_up_factor(request: WorkerRequest) -> HttpResponse:
    """Set up an authenticator app; whoever has one sees that it is there.

    Nobody takes their app off: resetting it takes two other people (practice, clause 1).
    """
    apps = Authenticator.objects.filter(user_id=request.user.pk, type=Authenticator.Type.TOTP)
    if apps.exists():
        return redirect("mfa_index")
    return _set_up_app(request)


@factor_step
def _set_up_app(request: WorkerRequest) -> HttpResponse:
    response: HttpResponse = activate_totp(request)
    apps = Authenticator.objects.filter(user_id=request.user.pk, type=Authenticator.Type.TOTP)
    if made := apps.first():
        record("app_added", ids=[request.user.pk])
        begin_with(request, made)
    return response


@factor_step
def make_codes(request: WorkerRequest) -> HttpResponse:
    """Make new recovery codes, which ends those before."""
    response: HttpResponse = generate_recovery_codes(request)
    if response.status_code == 302:
        record("recovery_codes_made", ids=[request.user.pk])
    return response
