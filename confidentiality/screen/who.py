"""Whose page it is, in a word that says so to nobody else."""

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def who_is(request: HttpRequest) -> str:
    """Return a token of the session's person: a page compares it with its own before it shows anything again."""
    person = request.session.get(SESSION_KEY, "")
    return salted_hmac("latch.screen.who", person).hexdigest()[:24]
