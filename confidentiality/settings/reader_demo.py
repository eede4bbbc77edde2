"""The outside readers' process of the demo: plain http at an address of its own."""

import os

os.environ.setdefault("LATCH_LOG_FORMAT", "text")

from .documents import storages
from .reader import *  # noqa: F403

DEMO = True
SECURE_PROXY_SSL_HEADER = None  # type: ignore[assignment]  # no proxy stands before it
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
CSRF_COOKIE_SECURE = VISIT_COOKIE_SECURE = False
CSRF_COOKIE_NAME, VISIT_COOKIE_NAME = "latch_reader_csrf", "latch_reader"
AGENCY_COOKIE_NAME, SESSION_COOKIE_SECURE = "latch_agency", False
STORAGES = storages("django.contrib.staticfiles.storage.StaticFilesStorage")
STATIC_ROOT = None  # type: ignore[assignment]  # served from where the build left them
WHITENOISE_USE_FINDERS = True
