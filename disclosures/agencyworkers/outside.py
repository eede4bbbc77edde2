"""What somebody of a partner agency is served, in the readers' process: signing in, and what was released to them."""

from io import BytesIO

import qrcode
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from qrcode.image.svg import SvgPathImage

from confidentiality.access.origin import address_of
from staff.limits import remember_browser, take

from . import coming_in, secrets, totp

form_page = require_http_methods(["GET", "HEAD", "POST"])


def _secret(label: str, *, new: bool = False) -> forms.CharField:
    kind = "new-password" if new else "current-password"
    return forms.CharField(
        max_length=200,
        label=label,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": kind}),
    )


class SignInForm(forms.Form):
    """Name, password and code, all at once: what was wrong is never said."""

    name = forms.CharField(max_length=20, label="Sign-in name")
    password = _secret("Password")
    code = forms.CharField(max_length=12, label="Code", help_text="Six digits, from your app")


class JoinForm(forms.Form):
    """The two codes of an invitation, and the password that somebody chooses."""

    name = forms.CharField(max_length=20, label="Sign-in name")
    first = forms.CharField(max_length=20, label="One code")
    second = forms.CharField(max_length=20, label="The other code")
    password = _secret("Choose a password", new=True)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["password"].help_text = "At least twelve characters; three words do well"

    def clean_password(self) -> str:
        """Refuse a password that is short or common."""
        password = str(self.cleaned_data["password"])
        try:
            validate_password(password)
        except ValidationError as wrong:
            raise forms.ValidationError(list(wrong.messages)) from None
        return password


def _set_cookie(response: HttpResponse, name: str, value: str) -> None:
    secure = settings.VISIT_COOKIE_SECURE
    response.set_cookie(name, value, secure=secure, httponly=True, samesite="Strict")


@form_page
def sign_in(request: HttpRequest) -> HttpResponse:
    """Let somebody of a partner agency in; the session and its cookie are always new."""
    form = SignInForm(request.POST or None)
    context = {"form": form, "refused": False}
    if not form.is_valid():
        return render(request, "outside/sign_in.html", context)
    name = secrets.as_name(form.cleaned_data["name"])
    counted = take(request, name, address_of(request))
    if counted is None:
        return render(request, "outside/too_often.html", status=429)
    cookie = coming_in.sign_in(**form.cleaned_data)
    if cookie is None:
        context = {"form": SignInForm(), "refused": True}
        return render(request, "outside/sign_in.html", context, status=403)
    counted.rollback()
    response = redirect("shared")
    _set_cookie(response, settings.AGENCY_COOKIE_NAME, cookie)
    response.delete_cookie(settings.VISIT_COOKIE_NAME, samesite="Strict")
    remember_browser(request, response, name)
    return response


@form_page
def join(request: HttpRequest) -> HttpResponse:
    """Take the codes of an invitation; the second factor is shown on the answer, once."""
    form = JoinForm(request.POST or None)
    if not form.is_valid():
        return render(request, "outside/join.html", {"form": form, "refused": False})
    name = secrets.as_name(form.cleaned_data["name"])
    counted = take(request, name, address_of(request))
    if counted is None:
        return render(request, "outside/too_often.html", status=429)
    secret = coming_in.join(**form.cleaned_data)
    if secret is None:
        context = {"form": JoinForm(), "refused": True}
        return render(request, "outside/join.html", context, status=403)
    counted.rollback()
    drawing = BytesIO()
    address = totp.address_of(secret, name, settings.MFA_TOTP_ISSUER)
    qrcode.make(address, image_factory=SvgPathImage).save(drawing)
    context = {"secret": secret, "drawing": drawing.getvalue().decode(), "name": name}
    return render(request, "outside/set_up.html", context)


@require_safe
def shared(request: HttpRequest) -> HttpResponse:
    """Show what was released to whoever has signed in, and nothing else."""
    return render(request, "outside/shared.html", {"shared": coming_in.shared()})


@require_POST
def open_shared(request: HttpRequest) -> HttpResponse:
    """Open one of them: a visit as any outside reader's, with its terms first."""
    asked = request.POST.get("package", "")
    one = next((each for each in coming_in.shared() if str(each.package) == asked), None)
    cookie = coming_in.open_shared(one) if one else None
    if cookie is None:
        return render(request, "outside/not_available.html", status=404)
    response = redirect("terms")
    _set_cookie(response, settings.VISIT_COOKIE_NAME, cookie)
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and what it opened."""
    coming_in.leave(request.COOKIES.get(settings.AGENCY_COOKIE_NAME, ""))
    response = redirect("sign_in")
    response.delete_cookie(settings.AGENCY_COOKIE_NAME, samesite="Strict")
    response.delete_cookie(settings.VISIT_COOKIE_NAME, samesite="Strict")
    return response
