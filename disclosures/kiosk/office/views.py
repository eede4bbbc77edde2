"""The pages of an office screen: becoming one, coming in, one item at a time, agreeing, signing, leaving."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from confidentiality.interface.signature import SignatureForm

from .. import rules
from ..models import Sitting
from ..pictures import as_picture
from . import agreed as changes
from . import entry, reading
from .forms import (
    FORMS,
    EnrolForm,
    EnterForm,
    LooksForm,
    RemarkForm,
    ResumeForm,
    TermsForm,
)
from .reading import What

form_page = require_http_methods(["GET", "HEAD", "POST"])
A_YEAR = 365 * 24 * 3600
TURNS = {"next": 1, "back": -1}
CLOCK = {"dims": rules.DIMS_AFTER, "blank": rules.BLANK_AFTER, "tells": rules.TELLS_EVERY}


def _set_cookie(response: HttpResponse, name: str, value: str, age: int | None = None) -> None:
    secure = settings.VISIT_COOKIE_SECURE
    response.set_cookie(name, value, age, secure=secure, httponly=True, samesite="Strict")


@form_page
def enrol(request: HttpRequest) -> HttpResponse:
    """Make this browser an office screen, by a code that works once."""
    form = EnrolForm(request.POST or None)
    if request.here.where == "screen":  # type: ignore[attr-defined]
        return redirect("enter")
    if not form.is_valid():
        return render(request, "office/enrol.html", {"form": form, "refused": False})
    if not entry.may_try(request):
        return render(request, "office/too_often.html", status=429)
    cookie = entry.enrol(form.cleaned_data["code"])
    if cookie is None:
        context = {"form": EnrolForm(), "refused": True}
        return render(request, "office/enrol.html", context, status=403)
    response = redirect("enter")
    _set_cookie(response, settings.SCREEN_COOKIE_NAME, cookie, A_YEAR)
    return response


@form_page
def enter(request: HttpRequest) -> HttpResponse:
    """Let a client in who has both codes; whatever is wrong with them is answered alike."""
    form = EnterForm(request.POST or None)
    if not form.is_valid():
        return render(request, "office/enter.html", {"form": form, "refused": False})
    if not entry.may_try(request):
        return render(request, "office/too_often.html", status=429)
    cookie = entry.come_in(request, **form.cleaned_data)
    if cookie is None:
        context = {"form": EnterForm(), "refused": True}
        return render(request, "office/enter.html", context, status=403)
    response = redirect("terms")
    _set_cookie(response, settings.SITTING_COOKIE_NAME, cookie)
    return response


@csrf_exempt
@require_POST
def beat(request: HttpRequest) -> HttpResponse:
    """Take it that somebody is reading, and say how the sitting stands. The cookie comes from our own pages alone."""
    return JsonResponse({"stands": request.here.stands})  # type: ignore[attr-defined]


@csrf_exempt
@require_POST
def blank(request: HttpRequest) -> HttpResponse:
    """Blank the screen. That is always right, so it asks for no token."""
    entry.blank(request)
    return redirect("resume")


@form_page
def resume(request: HttpRequest) -> HttpResponse:
    """Ask for the client's code, and show again what was open: the same item, place and size of letters."""
    if request.here.stands != "blank":  # type: ignore[attr-defined]
        return redirect("item" if request.here.stands == "open" else "leave")  # type: ignore[attr-defined]
    form = ResumeForm(request.POST or None)
    context = {"form": form, "refused": False, "ends": rules.ENDS_AFTER}
    if not form.is_valid():
        return render(request, "office/resume.html", context)
    if entry.may_try(request) and entry.resume(request, form.cleaned_data["code"]):
        return redirect("item")
    context = {**context, "form": ResumeForm(), "refused": True}
    return render(request, "office/resume.html", context, status=403)


@csrf_exempt
@form_page
def leave(request: HttpRequest) -> HttpResponse:
    """End the sitting. Leaving is always right, so it asks for no token."""
    entry.leave(request)
    response = render(request, "office/left.html")
    response.delete_cookie(settings.SITTING_COOKIE_NAME, samesite="Strict")
    return response


def _shown(request: HttpRequest, sitting: Sitting, template: str, **more: Any) -> HttpResponse:
    context = {"sitting": sitting, "cover": sitting.ticket.cover, "clock": CLOCK, **more}
    context["sizes"] = rules.SIZES
    return render(request, f"office/{template}.html", context)


@form_page
def terms(request: HttpRequest) -> HttpResponse:
    """Say in plain words what they may ask for, before anything of the file is shown."""
    sitting, form = reading.open_sitting(), TermsForm(request.POST or None)
    if form.is_valid():
        if not sitting.accepted:  # type: ignore[attr-defined]
            reading.write_down(sitting, What.TERMS)
        return redirect("item")
    day = date.fromisoformat(sitting.ticket.cover["released_on"])
    authority = settings.DATA_PROTECTION_AUTHORITY
    return _shown(request, sitting, "terms", form=form, released_on=day, authority=authority)


@form_page
def item(request: HttpRequest) -> HttpResponse:
    """Show the open item; turn to another, or take a remark on this one."""
    sitting = reading.open_sitting()
    if not sitting.accepted:  # type: ignore[attr-defined]
        return redirect("terms")
    listed = reading.open_items(sitting)
    if "turn" in request.POST:
        turn = request.POST["turn"]
        number = (
            int(turn) if turn.isdecimal() and len(turn) < 6 else sitting.item + TURNS.get(turn, 0)
        )
        reading.go_to(sitting, number, of=len(listed))
        return redirect("item")
    form = RemarkForm(request.POST or None)
    if form.is_valid():
        reading.remark(sitting, form.cleaned_data["words"])
        return redirect("item")
    at = min(sitting.item, len(listed) - 1)
    remarks, says_elsewhere = reading.remarks_on(sitting)
    context = {"form": form, "remarks": remarks, "says_elsewhere": says_elsewhere}
    context.update(item=listed[at], of=len(listed), is_first=at == 0, is_last=at == len(listed) - 1)
    return _shown(request, sitting, "item", **context)


@require_safe
def items(request: HttpRequest) -> HttpResponse:
    """List what there is to read, each by its kind, day, place and first words."""
    sitting = reading.open_sitting()
    if not sitting.accepted:  # type: ignore[attr-defined]
        return redirect("terms")
    return _shown(request, sitting, "items", listed=reading.open_items(sitting))


@require_safe
def picture(request: HttpRequest) -> HttpResponse:
    """Give the open page of a document as the picture in the letter that was read again before it left.

    Within a page of ours alone: opened by itself, a picture has no clock, no *Close*, and stays when all else has gone.
    """
    sitting = reading.open_sitting()
    if request.headers.get("Sec-Fetch-Dest") != "image":
        return redirect("item")
    listed = reading.open_items(sitting)
    open_item = listed[min(sitting.item, len(listed) - 1)]
    if open_item.text is not None:
        return redirect("item")
    drawn = as_picture(reading.letter_of(sitting), open_item.page)
    return HttpResponse(drawn, content_type="image/jpeg")


@require_POST
def looks(request: HttpRequest) -> HttpResponse:
    """Change the size of letters and the contrast; they stay for this sitting."""
    sitting, form = reading.open_sitting(), LooksForm(request.POST)
    if form.is_valid():
        reading.set_looks(sitting, **form.cleaned_data)
    return redirect("item" if sitting.accepted else "terms")  # type: ignore[attr-defined]


@form_page
def agreed(request: HttpRequest) -> HttpResponse:
    """Show what the client agreed to, how it can be changed, and change it: to less, never to more."""
    sitting = reading.open_sitting()
    told = changes.agreed_to(sitting)
    chosen = _chosen(request, told)
    if chosen is None and request.method == "POST":  # sent twice, or it was none of these
        return redirect("agreed")
    if chosen is None:
        return _shown(request, sitting, "agreed", told=told)
    how = request.POST.get("how") or request.GET.get("how", "")
    if how not in chosen.ways:
        return _shown(request, sitting, "change", chosen=chosen, number=told.index(chosen))
    if how == changes.Kind.NOT_THIS_ITEM and not sitting.accepted:  # type: ignore[attr-defined]
        return redirect("terms")  # it names what there is to read
    form = FORMS[how](request.POST or None, agreed=chosen)
    if not form.is_valid():
        return _shown(request, sitting, "confirm", form=form, chosen=chosen, how=how)
    if how == changes.WITHDRAW:
        changes.withdraw(form.cleaned_data["consent"])
    else:
        changes.limit(sitting, form.cleaned_data["consent"], changes.Kind(how), **form.limit())
    return redirect("agreed")


def _chosen(request: HttpRequest, told: list[changes.Agreed]) -> changes.Agreed | None:
    """Return which consent is to be changed: the one that was sent, or the number in the address."""
    sent, number = request.POST.get("consent"), request.GET.get("change")
    found = (e for n, e in enumerate(told) if (e.id == sent if sent else str(n) == number))
    return next((each for each in found if not each.withdrawn), None)


@form_page
def sign(request: HttpRequest) -> HttpResponse:
    """Take it in the client's own hand, or by their typed name, that they have read it; once a sitting."""
    sitting, form = reading.open_sitting(), SignatureForm(request.POST or None)
    if not sitting.accepted:  # type: ignore[attr-defined]
        return redirect("terms")
    signed = reading.has_signed(sitting)
    if not signed and form.is_valid():
        says = form.cleaned_data
        reading.sign(sitting, name=says["name"], strokes=says["strokes"])
        return redirect("sign")
    return _shown(request, sitting, "sign", form=form, signed=signed)
