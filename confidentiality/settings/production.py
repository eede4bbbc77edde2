"""Production: behind a TLS proxy, every secret from the environment."""

import os

os.environ.setdefault("LATCH_LOG_FORMAT", "json")

from .base import *  # noqa: F403
from .documents import storages

DEBUG = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-latch_session"
CSRF_COOKIE_NAME = "__Host-latch_csrf"
STORAGES = storages("whitenoise.storage.CompressedManifestStaticFilesStorage")
