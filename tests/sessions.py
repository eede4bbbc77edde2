"""Sessions for tests: signing in through the pages takes longer than most of what is tested after it."""

import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.test import Client

from confidentiality.access.sessions import BEGAN, RECORDS, SEEN
from tests import cast
from tests.signing_in import prove_again, sign_in


class Sessions:
    """Signs each person in through the pages once, and gives every client a session of its own with that content."""

    def __init__(self, client: Callable[[], Client] = Client, *, proved: bool = False) -> None:
        """Make clients by `client`; `proved` has each prove themselves again, as an outward step asks."""
        self._client, self._proved = client, proved
        self._contents: dict[str, dict[str, Any]] = {}

    def __call__(self, key: str) -> Client:
        """Return a client in a session of a cast person's that begins now."""
        if key not in self._contents:
            self._contents[key] = self._begin(cast.PEOPLE[key])
        now, content = time.time(), self._contents[key]
        records = [{**record, "at": now} for record in content[RECORDS]]
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session.update({**content, RECORDS: records, BEGAN: int(now), SEEN: int(now)})
        session.create()
        client = self._client()
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        return client

    def _begin(self, person: cast.Person) -> dict[str, Any]:
        left = 30 - time.time() % 30
        if left < 2:  # a code that ends between asking and answering is refused
            time.sleep(left)
        client = sign_in(Client(), person)
        if self._proved:
            prove_again(client, person)
        return dict(client.session.items())
