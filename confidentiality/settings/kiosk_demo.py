"""The office screens' process of the demo: plain http at an address of its own, and this machine is the office."""

import os

os.environ.setdefault("LATCH_LOG_FORMAT", "text")

from .documents import storages
from .kiosk import *  # noqa: F403
from .kiosk import KIOSK_NETWORKS

DEMO = True
KIOSK_NETWORKS = KIOSK_NETWORKS or ["127.0.0.0/8", "::1/128"]
SECURE_PROXY_SSL_HEADER = None  # type: ignore[assignment]  # no proxy stands before it
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
CSRF_COOKIE_SECURE = VISIT_COOKIE_SECURE = False
CSRF_COOKIE_NAME = "latch_office_csrf"
SITTING_COOKIE_NAME, SCREEN_COOKIE_NAME = "latch_sitting", "latch_screen"
STORAGES = storages("django.contrib.staticfiles.storage.StaticFilesStorage")
STATIC_ROOT = None  # type: ignore[assignment]  # served from where the build left them
WHITENOISE_USE_FINDERS = True
