"""Who uploads, in the tests of imports."""

from collections.abc import Callable

import pytest
from django.test import Client


@pytest.fixture
def importer(session_of: Callable[[str], Client]) -> Client:
    return session_of("importer")
