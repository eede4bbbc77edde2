"""No posted word is lost: what nothing takes is kept as a draft, what is taken lets its draft go."""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from .actions import send
from .posted import keep_posted, place_in, save_in
from .writing import showing, shown_at

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class KeepWhatFails:
    """Outside of the frame: a form that was refused, failed or came too late is kept, in a transaction of its own.

    Gives the request `keep_words`, by which a step on the way can keep it sooner and learn where.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve the request, and keep its form unless somebody has dealt with it."""
        request.keep_words = partial(keep_posted, request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        dealt_with = getattr(request, "form_dealt_with", False)
        if request.method == "POST" and not dealt_with and not _kept(request):
            keep_posted(request)
        return response


class LetGoOfWhatIsTaken:
    """Innermost: within the frame's transaction, a form that its view took lets its draft go."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve the request with the place of its forms known to the form layer."""
        token = showing.set(shown_at(request))
        try:
            response = self.get_response(request)
        finally:
            showing.reset(token)
        # Not before: what is too large to be read is for the view to refuse.
        place = place_in(request)
        if place is not None and not _kept(request) and response.status_code < 400:
            request.form_dealt_with = True  # type: ignore[attr-defined]  # taken, or shown again with its words
            mine = place.person == getattr(request.user, "pk", None)
            gone_on = response.status_code == 302 or "HX-Redirect" in response
            if gone_on and mine:
                send(place, save_in(request))
        return response


def _kept(request: HttpRequest) -> bool:
    return bool(getattr(request, "draft_kept", False))
