"""Sign-ins for the tests of imports."""

import time
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from tests import cast
from tests.signing_in import sign_in

_sessions: dict[str, str] = {}


@pytest.fixture
def signed_in() -> Callable[[str], Client]:
    """Give a client with a cast person's session; each signs in once, for the tries from one address are limited."""

    def sign(key: str) -> Client:
        client = Client()
        if key not in _sessions:
            left = 30 - time.time() % 30
            if left < 4:  # a code that ends between asking and answering is refused
                time.sleep(left)
            _sessions[key] = (
                sign_in(Client(), cast.PEOPLE[key]).cookies[settings.SESSION_COOKIE_NAME].value
            )
        client.cookies[settings.SESSION_COOKIE_NAME] = _sessions[key]
        return client

    return sign


@pytest.fixture
def importer(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("importer")
