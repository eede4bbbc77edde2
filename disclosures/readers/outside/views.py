"""The pages of an outside reader: coming in, terms, the package with its pictures, its print and letter, leaving."""

import calendar as months
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from confidentiality.access.origin import address_of
from disclosures.package import TERMS, Contents

from . import entry, reading
from .forms import EnterForm, TermsForm
from .reading import What

# As the letter has them, but for what stands above there and comes after here.
BEFORE_READING = ("Use this only for the reason that it names.", *TERMS[1:])


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Let somebody in who has a link and its code; whatever else is wrong is answered alike."""
    form = EnterForm(request.POST or None)
    if not form.is_valid():
        return render(request, "outside/enter.html", {"form": form, "refused": False})
    if not entry.may_try(address_of(request)):
        return render(request, "outside/too_often.html", status=429)
    cookie = entry.come_in(link=form.cleaned_data["link"], code=form.cleaned_data["code"])
    if cookie is None:
        # The link is shown again as it was sent, for the code is what one mistypes; the code is not.
        return render(request, "outside/enter.html", {"form": form, "refused": True}, status=403)
    response = redirect("terms")
    response.set_cookie(
        settings.VISIT_COOKIE_NAME,
        cookie,
        secure=settings.VISIT_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: HttpRequest) -> HttpResponse:
    """Show the cover and its terms; they are accepted before anything else is shown."""
    visit = reading.open_visit()
    form = TermsForm(request.POST or None)
    if form.is_valid():
        if not reading.has_accepted(visit):
            reading.write_down(visit, What.TERMS)
        return redirect("package")
    cover = visit.ticket.cover
    context = {"form": form, "cover": cover, "terms": BEFORE_READING, "visit": visit}
    context["released_on"] = date.fromisoformat(cover["released_on"])
    context["idle_minutes"] = settings.VISIT_IDLE_SECONDS // 60
    context["idle_seconds"] = settings.VISIT_IDLE_SECONDS
    return render(request, "outside/terms.html", context)


@require_safe
def package(request: HttpRequest) -> HttpResponse:
    """Show the package, large and plain; each opening is on the register of readings."""
    return _read(request, What.OPENED, "outside/package.html")


@require_safe
def to_print(request: HttpRequest) -> HttpResponse:
    """Show the package as it goes on paper, marked."""
    return _read(request, What.PRINTED, "outside/print.html")


def _read(request: HttpRequest, what: What, template: str) -> HttpResponse:
    visit = reading.open_visit()
    if not reading.has_accepted(visit):
        return redirect("terms")
    found = reading.open_package(visit, what)
    context = {"contents": Contents.from_stored(found.contents), "cover": visit.ticket.cover}
    context.update(ticket=visit.ticket, now=timezone.now(), visit=visit)
    context["idle_seconds"] = settings.VISIT_IDLE_SECONDS
    return render(request, template, context)


@require_safe
def page(request: HttpRequest, number: int) -> HttpResponse:
    """Give a page of a document, to whoever has opened what shows it: the register says so."""
    visit = reading.open_visit()
    if not reading.has_opened(visit):
        return redirect("package")
    return HttpResponse(reading.open_page(visit, number), content_type="image/jpeg")


@require_safe
def letter(request: HttpRequest) -> HttpResponse:
    """Give the letter as an attachment, where whoever gave the link allowed it."""
    visit = reading.open_visit()
    if not reading.has_accepted(visit) or not visit.ticket.may_download:
        return redirect("terms")
    found = reading.open_package(visit, What.DOWNLOADED)
    name = f"disclosure-{visit.ticket.cover['reference']}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(found.letter, content_type="application/pdf", headers=headers)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """End the visit, and show what could stand on any desk. Leaving is always right, so it asks for no token."""
    entry.leave(request.COOKIES.get(settings.VISIT_COOKIE_NAME, ""))
    today = timezone.localdate()
    weeks = months.Calendar().monthdayscalendar(today.year, today.month)
    shown = {"month": f"{today:%B %Y}", "day": today.day, "weeks": weeks}
    response = render(request, "screen/calendar.html", shown)
    response.delete_cookie(settings.VISIT_COOKIE_NAME, samesite="Strict")
    return response
