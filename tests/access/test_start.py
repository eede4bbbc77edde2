"""Start-up refuses what is unsafe, with a sentence that says what to do."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from pytest_django import Settings

from confidentiality.access.checks import refuse_unsafe_database
from tests.database import logged_in_as


@pytest.mark.django_db
def test_the_web_login_may_start() -> None:
    refuse_unsafe_database()


def test_the_owner_may_not_serve(committed: str, settings: Settings) -> None:
    with logged_in_as("owner"):
        settings.LOGIN = "owner"
        with pytest.raises(ImproperlyConfigured, match="latch_web or latch_worker"):
            refuse_unsafe_database()


def test_a_database_without_row_security_is_not_served(committed: str) -> None:
    with logged_in_as("owner"), connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA access CASCADE")
    with pytest.raises(ImproperlyConfigured, match="migrate"):
        refuse_unsafe_database()
