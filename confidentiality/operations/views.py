"""The health page, and the figures for programs."""

import hmac

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from confidentiality.access.http import Hidden, WorkerRequest
from confidentiality.audit.record import record

from . import health
from .metrics import exposition


@require_safe
def overview(request: WorkerRequest) -> HttpResponse:
    """Show the records admin how every part of the installation is, and what to do."""
    if request.worker.role != "records_admin":
        raise Hidden("health_hidden")
    checks = health.look()
    record("health_read")
    context = {"checks": checks, "worst": health.worst(checks), "now": timezone.now()}
    return render(request, "operations/overview.html", context)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer whoever shows the token with figures; to everybody else there is no such page."""
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    wanted = settings.METRICS_TOKEN
    if not wanted or not hmac.compare_digest(shown.encode(), wanted.encode()):
        raise Http404
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)
