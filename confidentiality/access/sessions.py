"""Sessions in Valkey that hold ids and times only, sealed, under names that are no cookies.

A library that puts anything else into a session (a sign-in name, a suspended form) loses it here, before it is
written: the allow-list is the whole of what may be stored.
"""

import base64
import json
import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.contrib.sessions.backends.cache import SessionStore as CacheSession
from django.core.cache import cache
from django.core.cache.backends.base import BaseCache

BEGAN = "began"
SEEN = "seen"
LOCKED = "locked"  # since when; nothing is answered until its person has proved to be there
RECORDS = "account_authentication_methods"
PENDING = "account_login"  # between password and code
ALLOWED = {
    SESSION_KEY,
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    BEGAN,
    SEEN,
    LOCKED,
    RECORDS,
    "account_authentication_methods_user",
    PENDING,
    "mfa.totp.secret",  # a new factor's secret until its first code
}
OF = "of"  # the name that a sealed session was sealed for
RECORD = {"method", "at", "reauthenticated", "type", "id"}


def kept_as(session_key: str | None) -> str:
    """Return what a session is called in Valkey: whoever reads names there has nobody's cookie."""
    return sha256((session_key or "").encode()).hexdigest()


def lock_session(session: SessionBase) -> None:
    """Lock a session, also against requests under way, which write the session as they read it before."""
    session[LOCKED] = int(time.time())
    cache.set(_lock_of(session), session[LOCKED], settings.SESSION_ABSOLUTE_SECONDS)


def is_locked(session: SessionBase) -> bool:
    """Say whether the session is locked. Unlocking gives it another name, which has no lock."""
    return LOCKED in session or cache.get(_lock_of(session)) is not None


def _lock_of(session: SessionBase) -> str:
    return f"locked:{kept_as(session.session_key)}"


def _cipher() -> Fernet:
    derived = HKDF(SHA256(), 32, None, b"latch sessions").derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def _narrow(key: str, value: Any) -> Any:
    if key == RECORDS:
        return [{k: v for k, v in record.items() if k in RECORD} for record in value]
    if key == PENDING:
        return {**value, "email": None, "phone": None}
    return value


class JsonSerializer:
    """How values lie in Valkey: as JSON, which runs nothing when it is read (Django's own pickles)."""

    def dumps(self, value: Any) -> int | bytes:
        """Return a value as Valkey keeps it; whole numbers stay countable."""
        return value if type(value) is int else json.dumps(value).encode()

    def loads(self, kept: bytes) -> Any:
        """Return the value; None for what is no JSON, as if it were not there."""
        try:
            return json.loads(kept)
        except ValueError:
            return None


class SessionStore(CacheSession):
    """Django's cache session, written through the allow-list and sealed to its own name."""

    cache_key_prefix = "session:"
    _cache: BaseCache  # Django's own, unknown to its stubs
    _get_or_create_session_key: Callable[[], str]
    _get_session: Callable[..., dict[str, Any]]

    @property
    def cache_key(self) -> str:
        """Return its name in Valkey."""
        return self.cache_key_prefix + kept_as(self._get_or_create_session_key())

    def exists(self, session_key: str | None) -> bool:
        """Say whether a session is kept."""
        return bool(session_key) and self.cache_key_prefix + kept_as(session_key) in self._cache

    def delete(self, session_key: str | None = None) -> None:
        """End a session, this one where no other is named."""
        ended = session_key or self.session_key
        if ended is not None:
            self._cache.delete(self.cache_key_prefix + kept_as(ended))

    def load(self) -> dict[str, Any]:
        """Return the session's content; an unknown, expired or unreadable one is empty, and so is another's."""
        sealed = self._cache.get(self.cache_key)
        if isinstance(sealed, str):
            try:
                content = dict(json.loads(_cipher().decrypt(sealed.encode())))
            except InvalidToken:
                content = {}
            if content.pop(OF, None) == kept_as(self.session_key):
                return content
        self._session_key = None
        return {}

    def save(self, must_create: bool = False) -> None:
        """Write what is on the allow-list; raises CreateError or UpdateError as Django's own does."""
        if self.session_key is None:
            self.create()
            return
        content = self._get_session(no_load=must_create)
        kept = {key: _narrow(key, value) for key, value in content.items() if key in ALLOWED}
        bound = {**kept, OF: kept_as(self.session_key)}
        sealed = _cipher().encrypt(json.dumps(bound).encode()).decode()
        if must_create:
            if not self._cache.add(self.cache_key, sealed, self.get_expiry_age()):
                raise CreateError
            return
        if self._cache.get(self.cache_key) is None:
            raise UpdateError
        self._cache.set(self.cache_key, sealed, self.get_expiry_age())
