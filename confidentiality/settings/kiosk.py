"""The office screens' process: the few pages on which a client reads their own package, and nothing else."""

import hashlib

from .production import KIOSK_KEY, KIOSK_URL
from .reader import *  # noqa: F403
from .reader import CONTENT_SECURITY_POLICY, MIDDLEWARE

# Of its own, so that nothing which another process signs is worth anything here, nor the other way round.
SECRET_KEY = hashlib.sha256(b"latch kiosk process:" + KIOSK_KEY.encode()).hexdigest()
ROOT_URLCONF = "disclosures.kiosk.office.urls"
ALLOWED_HOSTS = [KIOSK_URL.split("://")[-1].split(":")[0].split("/")[0]]
CSRF_TRUSTED_ORIGINS = [KIOSK_URL] if KIOSK_URL else []
MIDDLEWARE = [
    each.replace("disclosures.readers.outside.frame", "disclosures.kiosk.office.frame")
    for each in MIDDLEWARE
]
CSRF_FAILURE_VIEW = "disclosures.kiosk.office.errors.csrf_failure"
CSRF_COOKIE_NAME, CSRF_COOKIE_AGE = "__Host-latch_office_csrf", None  # until the browser is closed
_POLICY = {**CONTENT_SECURITY_POLICY["DIRECTIVES"], "connect-src": ["'self'"]}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": _POLICY}
