"""The product as it runs, with a few addresses more to measure it against, and the peer's tables beside its own."""

from confidentiality.settings.test import *  # noqa: F403
from confidentiality.settings.test import CACHES, INSTALLED_APPS

ROOT_URLCONF = "tests.bench.urls"
INSTALLED_APPS = ["tests.bench.peer", *INSTALLED_APPS]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
CACHES["default"]["KEY_PREFIX"] = "latch-bench"
