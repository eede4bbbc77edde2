"""The demo: embedded services started by the launcher, the fixed cast, plain http on localhost."""

from .base import *  # noqa: F403
from .documents import storages

DEMO = True
DEBUG = False
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
STORAGES = storages("django.contrib.staticfiles.storage.StaticFilesStorage")
STATIC_ROOT = None  # type: ignore[assignment]  # served from where the build left them
WHITENOISE_USE_FINDERS = True
