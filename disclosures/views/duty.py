"""Withdrawing a consent on duty: she rings, and her worker is away (E46)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clients.duty.door import open_on_duty
from clients.views_duty import on_duty
from confidentiality.access.http import WorkerRequest
from confidentiality.drafts.refusing import not_taken
from disclosures import actions
from disclosures.access import consent_on_duty, consents_on_duty
from disclosures.forms import WithdrawConsentForm


@require_safe
def duty_consents(request: WorkerRequest, search_id: UUID) -> HttpResponse:
    """List the consents that stand on a file that a duty search opened: to whom, and since when."""
    opened = open_on_duty(request.worker, search_id, purpose="consents")
    context = {**on_duty(opened), "consents": consents_on_duty(opened)}
    return render(request, "disclosures/duty_consents.html", context)


@require_http_methods(["GET", "POST"])
def duty_withdraw(request: WorkerRequest, search_id: UUID, consent_id: UUID) -> HttpResponse:
    """Withdraw a consent; nothing rests on it from now on (E10, E46)."""
    opened = open_on_duty(request.worker, search_id, purpose="withdraw_consent")
    consent = consent_on_duty(opened, consent_id)
    form = WithdrawConsentForm(request.POST or None)
    if not form.is_valid():
        context = {**on_duty(opened), "form": form, "consent": consent}
        return render(request, "disclosures/duty_withdraw.html", context)
    try:
        actions.withdraw_consent_on_duty(duty=opened, consent_id=consent_id, by=request.worker)
        messages.success(request, "The consent is withdrawn. Nothing can be released on it.")
    except actions.NotNow as sorry:
        not_taken(request, str(sorry))
    return redirect("clients:duty", search_id)
