"""Settings that every process shares; what differs by machine comes from the environment (`LATCH_…`)."""

import os
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from csp.constants import NONE, SELF

from confidentiality.sealing.epochs import read_master_keys

BASE_DIR = Path(__file__).resolve().parent.parent.parent


def read(name: str, default: str | None = None) -> str:
    """Return the environment's `LATCH_<name>`, or stop with a sentence that says what to set."""
    value = os.environ.get(f"LATCH_{name}", default)
    if value is None:
        raise SystemExit(f"LATCH_{name} is not set. See docs/operations.md, 'Environment'.")
    return value


# Which database login this process is: web, worker, sequencer, reader, or owner (migrations only).
LOGIN = read("LOGIN", "web")


def database(login: str) -> dict[str, Any]:
    """Return the connection settings of one database login; a process holds its own password only."""
    # A page answers that it failed rather than hang behind a lock; jobs wait as long as it takes.
    patience = " -c lock_timeout=10s" if login in ("web", "reader") else ""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": read("DB_NAME", "latch"),
        "USER": f"latch_{login}",
        "PASSWORD": os.environ.get(f"LATCH_DB_PASSWORD_{login.upper()}", ""),
        "HOST": read("DB_HOST", "127.0.0.1"),
        "PORT": read("DB_PORT", "5432"),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,  # a pooler in transaction mode cannot keep them
        "ATOMIC_REQUESTS": True,
        # Keys live in a schema of their own, which the data backup leaves out.
        "OPTIONS": {"options": f"-c search_path=public,keys -c timezone=UTC{patience}"},
    }


DATABASES = {"default": database(LOGIN)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# HMAC keys that sign who acts, 64 hex characters; the owner holds all of them to install them.
IDENTITY_KEYS = {
    login: os.environ[name]
    for login in ("web", "worker", "sequencer", "reader")
    if (name := f"LATCH_IDENTITY_KEY_{login.upper()}") in os.environ
}

DEMO = False
SECRET_KEY = read("SECRET_KEY", "")
# Master keys wrap the subjects' keys, each with its epoch: the first seals, all open.
try:
    MASTER_KEYS = read_master_keys(read("MASTER_KEYS", ""))
except ValueError as _refused:
    raise SystemExit(f"LATCH_MASTER_KEYS {_refused} See docs/operations.md, 'Keys'.") from None
if (
    LOGIN == "backup"
):  # it copies what is sealed and opens nothing: a key of nobody's, because one is asked for
    MASTER_KEYS = read_master_keys(Fernet.generate_key().decode())
FIELD_ENCRYPTION_KEY = [master.key for master in MASTER_KEYS]

# What the search index's tokens are made with, 64 hex characters; in no database.
INDEX_KEY = read("INDEX_KEY", "")

# Where outside readers open what was released to them; empty: no link can be given. What their links' and codes'
# prints are made with, 64 hex characters, is held by web and reader alone.
READER_URL = read("READER_URL", "")
READER_KEY = read("READER_KEY", "")
LINK_DAYS = int(read("LINK_DAYS", "7"))  # a link that nobody has used opens nothing afterwards
VISIT_COOKIE_NAME, VISIT_COOKIE_SECURE = "__Host-latch_reader", True
VISIT_IDLE_SECONDS = int(read("VISIT_IDLE_MINUTES", "15")) * 60
VISIT_SECONDS = int(read("VISIT_HOURS", "8")) * 3600

PUBLIC_URL = read("PUBLIC_URL", "http://localhost:8000")
PUBLIC_HOST = PUBLIC_URL.split("://")[1].split(":")[0].split("/")[0]
ALLOWED_HOSTS = [PUBLIC_HOST]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "guardian",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "staff",
    "staff.induction",
    "staff.declarations",
    "staff.absence",
    "staff.accounts",
    "staff.deputies",
    "staff.rota",
    "staff.breaches",
    "staff.training",
    "staff.organisation",
    "staff.reminders",
    "clients",
    "clients.documents",
    "clients.imports",
    "clients.emergency",
    "clients.diary",
    "clients.tasks",
    "clients.conflicts",
    "clients.allocation",
    "clients.reviewing",
    "clients.enquiries",
    "clients.explaining",
    "clients.paper",
    "clients.contacting",
    "clients.letters",
    "clients.people",
    "clients.thirdparty",
    "clients.misfiled",
    "clients.partners",
    "clients.wording",
    "disclosures",
    "disclosures.readers",
    "disclosures.scans",
    "disclosures.redaction",
    "retention",
    "confidentiality.drafts",
    "confidentiality.screen",
    "confidentiality.policy",
    "confidentiality.audit",
    "confidentiality.sealing",
    "confidentiality.work",
    "confidentiality.interface",
    "confidentiality.operations",
    "confidentiality.access",  # last: installs row security once every table is there
]

MIDDLEWARE = [
    "confidentiality.operations.measured.Measured",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "confidentiality.drafts.middleware.KeepWhatFails",
    "confidentiality.access.frame.Frame",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "confidentiality.access.frame.Gate",
    "confidentiality.drafts.middleware.LetGoOfWhatIsTaken",
]

ROOT_URLCONF = "confidentiality.urls"
WSGI_APPLICATION = "confidentiality.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "confidentiality.interface.jinja.environment",
            "context_processors": ["confidentiality.interface.context.page"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]
FORM_RENDERER = "confidentiality.interface.forms.GovukRenderer"

# Identity, sign-in and sessions
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
# Passwords are counted by staff.limits; what is left here counts codes, which only a right password reaches.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "60/m/ip,5/5m/key"}
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
POLICY_GRACE_DAYS = int(
    read("POLICY_GRACE_DAYS", "7")
)  # after a new version, for who knew the last
TRAINING_GRACE_DAYS = int(
    read("TRAINING_GRACE_DAYS", "28")
)  # files stay open for so long after a training on the policy was to be renewed
TRAINING_MONTHS = int(read("TRAINING_MONTHS", "24"))  # offered when a training is noted
DECLARATION_DAYS = int(
    read("DECLARATION_DAYS", "365")
)  # after so many days a worker is asked again whom they know
SESSION_ABSOLUTE_SECONDS = 12 * 60 * 60
CSRF_FAILURE_VIEW = "confidentiality.interface.errors.csrf_failure"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
# Messages ride in a signed cookie: none of ours carries personal content.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": read("CACHE_URL", "redis://127.0.0.1:6379/0"),
        "KEY_PREFIX": "latch",
        "OPTIONS": {"serializer": "confidentiality.access.sessions.JsonSerializer"},
    }
}

# The audit: what the sequencer signs with, and where it ships to (the sequencer's environment alone has them)
AUDIT_SIGNING_KEY = read("AUDIT_SIGNING_KEY", "")
AUDIT_SHIP_TO = [place for place in read("AUDIT_SHIP_TO", "").split(",") if place]
AUDIT_SHIP_ROTATE_BYTES = int(read("AUDIT_SHIP_ROTATE", str(256 * 1024 * 1024)))
AUDIT_CHECKPOINT_SECONDS = int(read("AUDIT_CHECKPOINT_EVERY", "60"))

# Jobs: a message is only a nudge, rows in the database decide
CELERY_BROKER_URL = read("BROKER_URL", "redis://127.0.0.1:6379/1")
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
SWEEP_EVERY_SECONDS = int(read("SWEEP_EVERY", "86400"))

# Whose bank holidays are no working days: a country, and after a dash its region
BANK_HOLIDAYS = read("BANK_HOLIDAYS", "GB-ENG")
# What waits for a worker, counted in the navigation: a page's name, and who counts
COUNTED_PLACES = {  # the most urgent first, as Today lists them
    "emergency:reviews": "clients.emergency.access.count_waiting",
    "breaches:home": "staff.breaches.access.count_waiting",
    "disclosures:approvals": "disclosures.access.count_waiting",
    "conflicts:notices": "clients.conflicts.access.count_waiting",
    "partners:ties": "clients.partners.access.count_waiting",
    "accounts:people": "staff.accounts.access.count_waiting",
    "organisation:details": "staff.organisation.changes.count_waiting",
    "allocation:queue": "clients.allocation.access.count_waiting",
    "contacting:waiting": "clients.contacting.access.count_waiting",
    "people:merges": "clients.people.access.count_waiting",
    "misfiled:waiting": "clients.misfiled.access.count_waiting",
    "readers:links": "disclosures.readers.access.count_waiting",
    "enquiries:enquiries": "clients.enquiries.access.count_waiting",
    "paper:register": "clients.paper.access.count_waiting",
    "reviewing:mine": "clients.reviewing.access.count_waiting",
    "training:people": "staff.training.access.count_waiting",
    "diary:week": "clients.diary.access.count_today",
    "tasks:today": "clients.tasks.access.count_due",
}
# Of what somebody is reminded of by e-mail, what may be said at once
URGENT_PLACES = {
    "emergency:reviews": "clients.emergency.access.count_waiting",
    "breaches:home": "staff.breaches.access.count_pressing",
}
# So many days after a client last said how she can be reached she is asked again; so many after she moved
CONTACT_ASK_DAYS = int(read("CONTACT_ASK_DAYS", "90"))
CONTACT_ASK_SOON_DAYS = int(read("CONTACT_ASK_SOON_DAYS", "14"))
# What stands at the head of letters that may not say who we are, such as a PO box; empty: nothing
LETTER_SENDER = read("LETTER_SENDER", "")
# What reads letters to clients for others who are tied to their files
LETTERS_READ_BY = "disclosures.others.named_others"
# After how many days an open enquiry that nobody touched stands before the line managers
ENQUIRY_IDLE_DAYS = int(read("ENQUIRY_IDLE_DAYS", "14"))
# So many hours after the organisation knew of a breach its regulator has to be told: UK GDPR, article 33(1)
BREACH_REPORT_HOURS = int(read("BREACH_REPORT_HOURS", "72"))
# Whom to ring where somebody may be in danger, besides 999 and the safeguarding lead; shown before a report
SAFETY_CALL = read("SAFETY_CALL", "")
# How long words that were typed and not sent are kept after they were last touched
DRAFT_DAYS = 28

# guardian is a grant table here, not a rule engine
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_MONKEY_PATCH_GROUP = False
# W001 asks for guardian's own backend, which knows neither ends nor walls: rights are read from effective grants.
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]

# Uploads never touch a temporary file in plain text
FILE_UPLOAD_HANDLERS = ["confidentiality.interface.uploads.CappedMemoryHandler"]
UPLOAD_MAX_BYTES = 10 * 1024 * 1024
DOCUMENT_MAX_BYTES = int(read("DOCUMENT_MAX_MB", "250")) * 1024 * 1024
# unix:/run/clamav/clamd.ctl or tcp:127.0.0.1:3310; empty: documents are not scanned, and the pages say so
CLAMD = read("CLAMD", "")
CLAMD_SECONDS = 60
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

# Whoever asks for the figures at /metrics/ shows this; without one there are none
METRICS_TOKEN = read("METRICS_TOKEN", "")
LOG_FORMAT = read("LOG_FORMAT", "text")  # or json, one object a line

# What the last whole run of the tests proved, shown on the policy page while it is of this commit
EVIDENCE = Path(read("EVIDENCE", str(BASE_DIR / "var" / "evidence.json")))

# Sealed documents: a folder of this machine, or a bucket. The storage holds sealed bytes only.
DOCUMENTS_FOLDER = Path(read("DOCUMENTS_FOLDER", str(BASE_DIR / "var" / "documents")))
DOCUMENTS_BUCKET = read("DOCUMENTS_S3_BUCKET", "")

# Folders whose free room the health page watches, by the name that it shows
WATCHED_FOLDERS = {"program and its state": BASE_DIR / "var"}
if not DOCUMENTS_BUCKET:
    WATCHED_FOLDERS["documents"] = DOCUMENTS_FOLDER


def documents_storage() -> dict[str, Any]:
    """Return the storage of sealed documents as STORAGES names it."""
    if not DOCUMENTS_BUCKET:
        folder = {"location": str(DOCUMENTS_FOLDER)}
        return {"BACKEND": "confidentiality.sealing.storage.Folder", "OPTIONS": folder}
    from boto3.s3.transfer import TransferConfig  # only where there is a bucket: it is large

    options = {
        "bucket_name": DOCUMENTS_BUCKET,
        "endpoint_url": read("DOCUMENTS_S3_ENDPOINT", "") or None,
        "region_name": read("DOCUMENTS_S3_REGION", "") or None,
        "access_key": read("DOCUMENTS_S3_ACCESS_KEY"),
        "secret_key": read("DOCUMENTS_S3_SECRET_KEY"),
        "location": read("DOCUMENTS_S3_PREFIX", ""),
        "file_overwrite": False,
        "querystring_auth": True,
        "transfer_config": TransferConfig(use_threads=False),
        "max_memory_size": 8 * 1024 * 1024,  # more goes to a temporary file: sealed bytes
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def storages(staticfiles: str) -> dict[str, Any]:
    """Return STORAGES with this backend for static files; nothing is ever kept in `default`."""
    return {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "documents": documents_storage(),
        "staticfiles": {"BACKEND": staticfiles},
    }


# Backups: where they go, how long they stay, and to whom the keys in them are encrypted (age1…, offline)
BACKUP_DIR = read("BACKUP_DIR", "")
BACKUP_DAYS = int(read("BACKUP_DAYS", "35"))
KEYS_BACKUP_DIR = read("KEYS_BACKUP_DIR", "")
KEYS_BACKUP_DAYS = int(read("KEYS_BACKUP_DAYS", "14"))
KEYS_RECIPIENTS = [each for each in read("KEYS_RECIPIENTS", "").split(",") if each]
PG_BIN = read("PG_BIN", "")  # empty: pg_dump and pg_restore are looked for

# When the office is open on working days, so that nobody has to be on call: whole hours in London
OFFICE_HOURS = read("OFFICE_HOURS", "9-17")
# How often everybody's access is reviewed, and within how many days that is due
ACCESS_REVIEW_DAYS = int(read("ACCESS_REVIEW_DAYS", "91"))
ACCESS_REVIEW_DUE_DAYS = int(read("ACCESS_REVIEW_DUE_DAYS", "28"))
# Who has not signed in for so many days is listed; for so many, suspended (30 at the least)
DORMANT_LISTED_DAYS = int(read("DORMANT_LISTED_DAYS", "60"))
DORMANT_SUSPENDED_DAYS = int(read("DORMANT_SUSPENDED_DAYS", "90"))

# Whether whoever reviewed what would leave may sign it off as well, as a charity of six people needs
REVIEWER_MAY_SIGN_OFF = read("REVIEWER_MAY_SIGN_OFF", "yes") == "yes"
# What is weighed before something protected is left in: Data Protection Act 2018, Schedule 2, paragraph 16(3)
REDACTION_FACTORS = {
    "kind": "What kind of information is it?",
    "duty": "What duty of confidence is owed to the other person?",
    "steps": "What was done to ask for their consent?",
    "capable": "Are they able to give consent?",
    "refusal": "Have they refused, or set a limit?",
}

# What stands on letters, before what two people agreed to in the browser; empty: that
ORGANISATION_NAME = read("ORGANISATION_NAME", "")
ORGANISATION_CONTACT = read("ORGANISATION_CONTACT", "")

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static" / "build"]
LETTER_FONTS = BASE_DIR / "static" / "build" / "fonts-ttf"

# Headers
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "confidentiality.audit.logs.BareFormatter"},
        "json": {"()": "confidentiality.audit.logs.JsonFormatter"},
    },
    "filters": {"bare": {"()": "confidentiality.audit.logs.WithoutRequests"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["bare"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "fido2": {"level": "WARNING"},  # it tells passkeys' numbers
        # A line per answer is for production; the demo's terminal is for people.
        "latch.answers": {"level": "INFO" if LOG_FORMAT == "json" else "WARNING"},
    },
}
