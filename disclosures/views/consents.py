"""A file's consents: see them, record one, withdraw one."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clients.access import open_file
from clients.hearing import heard
from clients.models import CaseFile
from clients.once import written_once
from clients.pages import in_file
from confidentiality.access.http import WorkerRequest
from confidentiality.drafts.refusing import not_taken
from confidentiality.interface.signature import SignatureForm
from confidentiality.interface.signing_pad import drawn_as_svg
from disclosures import actions
from disclosures.access import (
    agencies,
    agreements_on,
    consents_on,
    covered_by,
    draft_of,
    entries_to_pick,
    open_consent,
)
from disclosures.authorisations import authorisation_of, entries_with_scans
from disclosures.authorisations import in_words as authorised
from disclosures.childhood import counts_no_more, given_by
from disclosures.forms import (
    AgreementForm,
    LimitConsentForm,
    RecordConsentForm,
    WithdrawConsentForm,
)
from disclosures.kiosk.models import Limit
from disclosures.limits import ends_on, limits_of, said_of
from disclosures.models import Agreement, Consent
from disclosures.standing import since_then, stands


@require_safe
def consents(request: WorkerRequest, reference: str) -> HttpResponse:
    """Show what the client has agreed to, and within what limits (clause 2.1)."""
    file = open_file(request.worker, reference, purpose="consents")
    given = consents_on(file)
    since, covered = limits_of(consent.id for consent in given), covered_by(given)
    standing = {each.id for each in given if stands(each, since[each.id], file)}
    context = {
        **in_file(request.worker, file, "consents"),
        "consents": [
            {
                **_shown(each, since[each.id], file),
                **_among(each, given[number:], standing),
                "covered": covered[each.id],
            }
            for number, each in enumerate(given, 1)
        ],
        "today": timezone.localdate(),
        "agreements": agreements_on(file),
        "lawful": settings.LAWFUL_BASES,
    }
    return render(request, "disclosures/consents.html", context)


def _among(consent: Consent, older: list[Consent], standing: set[UUID]) -> dict[str, object]:
    """What was agreed before with the agency of a consent, whether any of it stands, and what was said since."""
    to = consent.to_agency_id
    before = [each.id for each in older if each.to_agency_id == to and not each.refused]
    return {
        "not_the_first": bool(before),
        "beside": not standing.isdisjoint(before),
        "since_then": since_then(consent),
    }


def _shown(consent: Consent, since: list[Limit], file: CaseFile) -> dict[str, object]:
    signed = getattr(consent, "signature", None)
    drawn = drawn_as_svg(signed.strokes) if signed else ""
    scan = getattr(consent, "scan", None)
    by_whom = {"at": signed.at.isoformat(), "by_id": str(signed.by_id)} if signed else None
    authorisation = authorisation_of(consent, signed=by_whom, scan=scan)
    return {
        "consent": consent,
        "authorisation": authorisation,
        "authorised": authorised(authorisation),
        "scan": scan,
        "limits": said_of(consent, since),
        "ends": ends_on(consent, since),
        "given_by": given_by(consent, file),
        "lapsed": counts_no_more(consent, file),
        "file_id": file.id,
        "signed": signed,
        "drawn": drawn,
    }


@require_http_methods(["GET", "POST"])
def record_agreement(request: WorkerRequest, reference: str) -> HttpResponse:
    """Record what is no permission to disclose: an agreement to the service, the basis for keeping the file."""
    file = open_file(request.worker, reference, purpose="record_agreement", right="contribute")
    form, by = AgreementForm(request.POST or None), request.worker
    if not form.is_valid():
        context = {**in_file(by, file, "consents"), "form": form}
        return render(request, "disclosures/record_agreement.html", context)
    key, data = form.record_id(by), form.cleaned_data
    says = {"basis": data["basis"], "on": data["on"], "words": data["words"]}
    kind = Agreement.Kind(data["kind"])
    written_once(
        Agreement,
        key,
        lambda: actions.record_agreement(file=file, kind=kind, key=key, by=by, **says),
    )
    messages.success(request, "It is recorded. It permits to disclose nothing.")
    return redirect("disclosures:consents", reference)


@require_http_methods(["GET", "POST"])
def record_consent(request: WorkerRequest, reference: str) -> HttpResponse:
    """Record a consent as it was given; `for` names a draft of one's own that is to rest on it."""
    file = open_file(request.worker, reference, purpose="record_consent", right="contribute")
    draft = draft_of(request.worker, file, request.GET.get("for", ""))
    form = RecordConsentForm(
        request.POST or None,
        initial={"to_agency": str(draft.agency_id or "")} if draft else None,
        file=file,
        entries=entries_to_pick(file),
        papers=entries_with_scans(file),
        agencies=agencies(),
    )
    if not form.is_valid():
        context = {**in_file(request.worker, file, "consents"), "form": form, "draft": draft}
        return render(request, "disclosures/record_consent.html", context)
    key, by = form.record_id(request.worker), request.worker
    try:
        written_once(
            Consent, key, lambda: actions.record_consent(file=file, terms=form.terms(key), by=by)
        )
    except actions.NotNow as sorry:  # the day has come meanwhile
        not_taken(request, str(sorry))
        return redirect("disclosures:consents", reference)
    heard(request, file)
    refused = form.cleaned_data["refused"] == "yes"
    said = "The refusal is recorded." if refused else "The consent is recorded."
    if draft is None or refused:
        messages.success(request, said)
        return redirect("disclosures:consents", reference)
    messages.success(request, f"{said} It is chosen below: save, and the request rests on it.")
    change = reverse("disclosures:change_request", args=[draft.id])
    return redirect(f"{change}?consent={key}#id_consent")


@require_http_methods(["GET", "POST"])
def sign_consent(request: WorkerRequest, reference: str, consent_id: UUID) -> HttpResponse:
    """Let the client read what they agreed to, in large letters, and sign it on this screen (clause 2.2)."""
    consent = open_consent(request.worker, reference, consent_id, purpose="sign_consent")
    form, by = SignatureForm(request.POST or None), request.worker
    if not form.is_valid():
        context = {
            **in_file(by, consent.file, "consents"),
            **_shown(consent, limits_of([consent.id])[consent.id], consent.file),
            "covered": covered_by([consent])[consent.id],
            "form": form,
        }
        return render(request, "disclosures/sign_consent.html", context)
    try:
        actions.sign_consent(consent=consent, by=by, **form.cleaned_data)
        messages.success(request, "The signature is kept with the consent.")
    except actions.NotNow as sorry:
        not_taken(request, str(sorry))
    return redirect("disclosures:consents", reference)


@require_http_methods(["GET", "POST"])
def limit_consent(request: WorkerRequest, reference: str, consent_id: UUID) -> HttpResponse:
    """Write down what the client takes away of a consent; the consent stays as it was given (3.3.2 d)."""
    consent = open_consent(request.worker, reference, consent_id, purpose="limit_consent")
    covered = [each.entry for each in covered_by([consent])[consent.id]]
    form = LimitConsentForm(request.POST or None, covered=covered)
    if not form.is_valid():
        framed = in_file(request.worker, consent.file, "consents")
        context = {**framed, "form": form, "consent": consent}
        return render(request, "disclosures/limit_consent.html", context)
    try:
        actions.limit_consent(consent=consent, by=request.worker, **form.limit())
        messages.success(request, "It is written down. What rests on it keeps to it from now on.")
    except actions.NotNow as sorry:
        not_taken(request, str(sorry))
    return redirect("disclosures:consents", reference)


@require_http_methods(["GET", "POST"])
def withdraw_consent(request: WorkerRequest, reference: str, consent_id: UUID) -> HttpResponse:
    """Withdraw a consent; nothing rests on it from now on (E10)."""
    consent = open_consent(request.worker, reference, consent_id, purpose="withdraw_consent")
    form = WithdrawConsentForm(request.POST or None)
    if not form.is_valid():
        framed = in_file(request.worker, consent.file, "consents")
        context = {**framed, "form": form, "consent": consent}
        return render(request, "disclosures/withdraw_consent.html", context)
    try:
        actions.withdraw_consent(consent=consent, by=request.worker)
        messages.success(request, "The consent is withdrawn. Nothing can be released on it.")
    except actions.NotNow as sorry:
        not_taken(request, str(sorry))
    return redirect("disclosures:consents", reference)
