"""Identity, sign-in and sessions."""

from .environment import read

AUTH_USER_MODEL = "staff.Account"
AUTHENTICATION_BACKENDS = ["staff.access.WithWorker"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "staff.signing_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "sign_in_name"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# staff.limits counts passwords, codes and passkeys. allauth's own count of codes goes by person alone: whoever knows
# a password would hold its person up.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None}
# How many proxies of ours stand before the web process, each adding to X-Forwarded-For
TRUSTED_PROXIES = int(read("TRUSTED_PROXIES", "0"))
MFA_ADAPTER = "staff.signing_in.SecondFactorAdapter"
# Passkeys are staff.passkeys: allauth's own pages for them know no expiry, counter or exact address, so they stay off.
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Latch"
MFA_RECOVERY_CODE_COUNT = 10

SESSION_ENGINE = "confidentiality.access.sessions"
SESSION_COOKIE_NAME = "latch_session"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_IDLE_SECONDS = 15 * 60
SESSION_ABSOLUTE_SECONDS = 12 * 60 * 60
CSRF_FAILURE_VIEW = "confidentiality.interface.errors.csrf_failure"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
# Messages ride in a signed cookie: none of ours carries personal content.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
