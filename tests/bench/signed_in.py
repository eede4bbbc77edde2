"""Sessions of measured workers, made without signing in: that is not what is measured here."""

import time
from importlib import import_module
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client

from confidentiality.access.identity import acting_as
from confidentiality.access.sessions import BEGAN, RECORDS, SEEN
from staff.models import Account, Worker


def session_of(person: UUID) -> str:
    """Return the key of a session that begins now, password and code given."""
    with acting_as(person):
        account = Account.objects.get(pk=person)
    now = time.time()
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session.update(
        {
            SESSION_KEY: str(person),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: account.get_session_auth_hash(),
            RECORDS: [{"method": "mfa", "at": now, "type": "totp"}],
            BEGAN: int(now),
            SEEN: int(now),
        }
    )
    session.create()
    return str(session.session_key)


def client_of(person: UUID) -> Client:
    """Return a browserless client in such a session."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(person)
    return client


def worker(person: UUID) -> Worker:
    """Return the person's worker, read by themselves."""
    with acting_as(person):
        return Worker.objects.select_related("team").get(pk=person)
