"""The one page of signing in that allauth does not do as we need it."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import activate_totp
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


@login_required
def set_up_factor(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator app; whoever has one sees that it is there.

    Nobody takes their own factor off: resetting one takes two other people (practice, clause 1).
    """
    factors = Authenticator.objects.filter(user_id=request.user.pk, type=Authenticator.Type.TOTP)
    if factors.exists():
        return redirect("mfa_index")
    response: HttpResponse = activate_totp(request)
    return response
