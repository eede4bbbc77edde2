"""Tests: the same logins and row security as production, on embedded services of their own.

`default` is the web login; `owner` exists here only, to build the database that tests copy.
"""

import os
from hashlib import sha256

_OFFLINE = {  # for type checks and linters, which import settings without a database
    "LATCH_SECRET_KEY": "offline-checks-only-offline-checks-only-offline-checks",
    "LATCH_MASTER_KEYS": "b2ZmbGluZS1jaGVja3Mtb25seS1vZmZsaW5lLWNoZWM=",
    "LATCH_IDENTITY_KEY_WEB": "00" * 32,
    "LATCH_IDENTITY_KEY_WORKER": "11" * 32,
    "LATCH_IDENTITY_KEY_SEQUENCER": "22" * 32,
    "LATCH_IDENTITY_KEY_READER": "44" * 32,
    "LATCH_IDENTITY_KEY_KIOSK": "66" * 32,
    "LATCH_INDEX_KEY": "33" * 32,
    "LATCH_READER_KEY": "55" * 32,
    "LATCH_KIOSK_KEY": "77" * 32,
}
for _name, _value in _OFFLINE.items():
    os.environ.setdefault(_name, _value)

from jinja2 import FileSystemBytecodeCache  # noqa: E402

from .base import *  # noqa: E402, F403
from .base import BASE_DIR, CACHES, TEMPLATES  # noqa: E402
from .databases import DATABASES, database  # noqa: E402
from .documents import storages  # noqa: E402

# Single names' tokens are short and shared by chance; whether two of the cast's are is no matter of luck here.
INDEX_KEY = _OFFLINE["LATCH_INDEX_KEY"]
DEMO = True
READER_URL = "http://readers.testserver"
KIOSK_URL = "http://office.testserver"
DEBUG = False
ALLOWED_HOSTS = ["localhost", "testserver"]
DATABASES["owner"] = {**database("owner"), "ATOMIC_REQUESTS": False}
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"
]  # speed; sign-in itself is real
STORAGES = storages("django.contrib.staticfiles.storage.StaticFilesStorage")
# Each process that runs tests would compile three hundred templates for itself. Jinja looks at their text, we at how.
_HOW = sha256((BASE_DIR / "confidentiality" / "interface" / "jinja.py").read_bytes()).hexdigest()
_COMPILED = BASE_DIR / "var" / "templates" / _HOW[:16]
_COMPILED.mkdir(parents=True, exist_ok=True)
TEMPLATES[0]["OPTIONS"]["bytecode_cache"] = FileSystemBytecodeCache(str(_COMPILED))
# Processes that run tests side by side share one Valkey: each keeps its sessions and codes apart.
CACHES["default"]["KEY_PREFIX"] = f"latch-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
STATIC_ROOT = None  # type: ignore[assignment]  # served from where the build left them
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # each test client would list all static files for itself
