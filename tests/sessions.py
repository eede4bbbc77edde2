"""Sessions that many tests share: signing in takes longer than most pages."""

import time

from django.conf import settings
from django.test import Client

from tests import cast
from tests.signing_in import prove_again, sign_in

LASTS = 200  # seconds; a proof of oneself is fresh for five minutes


class SharedSessions:
    """Gives clients with a session that was begun, with a fresh proof, a short while ago."""

    def __init__(self) -> None:
        self._sessions: dict[str, tuple[float, str]] = {}

    def __call__(self, key: str) -> Client:
        """Return a client of its own in a cast person's session; a crash is an answer to it (500)."""
        began, cookie = self._sessions.get(key, (0.0, ""))
        if not cookie or time.monotonic() - began > LASTS:
            began, cookie = time.monotonic(), _begin(cast.PEOPLE[key])
            self._sessions[key] = (began, cookie)
        client = Client(raise_request_exception=False)
        client.cookies[settings.SESSION_COOKIE_NAME] = cookie
        return client


def _begin(person: cast.Person) -> str:
    left = 30 - time.time() % 30
    if left < 2:  # a code that ends between asking and answering is refused
        time.sleep(left)
    client = sign_in(Client(), person)
    prove_again(client, person)
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)
