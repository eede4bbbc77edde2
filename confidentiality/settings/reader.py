"""The outside readers' process: their few pages and nothing of staff's; no session store, no queue, no search."""

import hashlib

from csp.constants import NONE, SELF

from .production import *  # noqa: F403
from .production import INSTALLED_APPS, READER_KEY, READER_URL, TEMPLATES

# Of its own, so that nothing which staff's process signs is worth anything here, nor the other way round.
SECRET_KEY = hashlib.sha256(b"latch readers' process:" + READER_KEY.encode()).hexdigest()
ROOT_URLCONF = "disclosures.readers.outside.urls"
ALLOWED_HOSTS = [READER_URL.split("://")[-1].split(":")[0].split("/")[0]]
CSRF_TRUSTED_ORIGINS = [READER_URL] if READER_URL else []

# Models point to rows of every room, so their apps are here; what serves signing in, searching and jobs is not.
_NOT_HERE = {"django_htmx", "allauth.account", "django.contrib.messages", "retention"}
INSTALLED_APPS = [app for app in INSTALLED_APPS if app not in _NOT_HERE]
MIDDLEWARE = [
    "confidentiality.operations.measured.Measured",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "disclosures.readers.outside.frame.Frame",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
_OURS, _DJANGOS = TEMPLATES
TEMPLATES = [{**_OURS, "OPTIONS": {**_OURS["OPTIONS"], "context_processors": []}}, _DJANGOS]
CSRF_FAILURE_VIEW = "disclosures.readers.outside.errors.csrf_failure"
CSRF_COOKIE_NAME, CSRF_COOKIE_AGE = "__Host-latch_reader_csrf", None  # until the browser is closed

# How often an address may try is counted in this one process; it reaches no Valkey.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
