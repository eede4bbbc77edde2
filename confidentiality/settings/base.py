"""Settings that every process shares; what differs by machine comes from the environment (`LATCH_…`)."""

from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from confidentiality.sealing.epochs import read_master_keys

from .databases import *  # noqa: F403
from .databases import LOGIN
from .documents import *  # noqa: F403
from .environment import BASE_DIR as BASE_DIR
from .environment import read
from .headers import *  # noqa: F403
from .logs import *  # noqa: F403
from .signing_in import *  # noqa: F403

DEMO = False
SECRET_KEY = read("SECRET_KEY", "")
# Master keys wrap the subjects' keys, each with its epoch: the first seals, all open.
try:
    MASTER_KEYS = read_master_keys(read("MASTER_KEYS", ""))
except ValueError as _refused:
    raise SystemExit(f"LATCH_MASTER_KEYS {_refused} See docs/operations.md, 'Keys'.") from None
# The backup copies what is sealed and opens nothing: a key of nobody's, because one is asked for.
if LOGIN == "backup":
    MASTER_KEYS = read_master_keys(Fernet.generate_key().decode())
FIELD_ENCRYPTION_KEY = [master.key for master in MASTER_KEYS]

# What the search index's tokens are made with, 64 hex characters; in no database.
INDEX_KEY = read("INDEX_KEY", "")

# Where outside readers open what was released to them; empty: no link can be given. What their links' and codes'
# prints are made with, 64 hex characters, is held by web and reader alone.
READER_URL = read("READER_URL", "")
READER_KEY = read("READER_KEY", "")
# Where a client reads at the office; empty: no ticket can be given. What its codes' and cookies' prints are made with,
# 64 hex characters, is held by web and kiosk alone. It answers to these networks; empty: to the office networks that
# two people agreed to, and where there are none to nobody.
KIOSK_URL = read("KIOSK_URL", "")
KIOSK_KEY = read("KIOSK_KEY", "")
KIOSK_NETWORKS = [each.strip() for each in read("KIOSK_NETWORKS", "").split(",") if each.strip()]
SITTING_COOKIE_NAME, SCREEN_COOKIE_NAME = "__Host-latch_sitting", "__Host-latch_screen"
LINK_DAYS = int(read("LINK_DAYS", "7"))  # a link that nobody has used opens nothing afterwards
VISIT_COOKIE_NAME, VISIT_COOKIE_SECURE = "__Host-latch_reader", True
AGENCY_COOKIE_NAME = "__Host-latch_agency"
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
    "staff.askings",
    "staff.breaches",
    "staff.training",
    "staff.organisation",
    "staff.reminders",
    "clients",
    "clients.documents",
    "clients.imports",
    "clients.emergency",
    "clients.turns",
    "clients.diary",
    "clients.tasks",
    "clients.conflicts",
    "clients.allocation",
    "clients.reviewing",
    "clients.enquiries",
    "clients.callers",
    "clients.explaining",
    "clients.paper",
    "clients.contacting",
    "clients.letters",
    "clients.programme",
    "clients.groups",
    "clients.people",
    "clients.thirdparty",
    "clients.misfiled",
    "clients.duplicates",
    "clients.partners",
    "clients.wording",
    "disclosures",
    "disclosures.agencies",
    "disclosures.protocols",
    "disclosures.agencyworkers",
    "disclosures.readers",
    "disclosures.kiosk",
    "disclosures.delivery",
    "disclosures.refusals",
    "disclosures.ownfile",
    "disclosures.notifications",
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

TEMPLATES: list[dict[str, Any]] = [
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

# So many days after a new version of the policy whoever knew the last may still work
POLICY_GRACE_DAYS = int(read("POLICY_GRACE_DAYS", "7"))
# Files stay open for so long after a training on the policy was to be renewed; the months offered when one is noted
TRAINING_GRACE_DAYS = int(read("TRAINING_GRACE_DAYS", "28"))
TRAINING_MONTHS = int(read("TRAINING_MONTHS", "24"))
# After so many days a worker is asked again whom they know
DECLARATION_DAYS = int(read("DECLARATION_DAYS", "365"))

CACHES = {
    "default": {
        "BACKEND": "confidentiality.access.valkey.Valkey",
        "LOCATION": read("CACHE_URL", "redis://127.0.0.1:6379/0"),
        "KEY_PREFIX": "latch",
        "OPTIONS": {"serializer": "confidentiality.access.sessions.JsonSerializer"},
    }
}

# The audit: what the sequencer signs with, and where it ships to (the sequencer's environment alone has them)
AUDIT_SIGNING_KEY = read("AUDIT_SIGNING_KEY", "")
AUDIT_SHIP_TO = [place for place in read("AUDIT_SHIP_TO", "").split(",") if place]
AUDIT_SHIP_ROTATE_BYTES = int(read("AUDIT_SHIP_ROTATE", str(256 * 1024 * 1024)))
# no longer: an upgrade waits three minutes for a signature, and its environment does not know how often one comes
AUDIT_CHECKPOINT_SECONDS = min(int(read("AUDIT_CHECKPOINT_EVERY", "60")), 120)

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
    "refusals:waiting": "disclosures.refusals.access.count_waiting",
    "askings:home": "staff.askings.access.count_waiting",
    "callers:waiting": "clients.callers.access.count_waiting",
    "disclosures:approvals": "disclosures.access.count_waiting",
    "notifications:waiting": "disclosures.notifications.access.count_waiting",
    "ownfile:waiting": "disclosures.ownfile.due.count_waiting",
    "conflicts:notices": "clients.conflicts.access.count_waiting",
    "partners:ties": "clients.partners.access.count_waiting",
    "accounts:people": "staff.accounts.access.count_waiting",
    "organisation:details": "staff.organisation.changes.count_waiting",
    "allocation:queue": "clients.allocation.access.count_waiting",
    "contacting:waiting": "clients.contacting.access.count_waiting",
    "groups:groups": "clients.groups.access.count_waiting",
    "disclosures:own_requests": "disclosures.own_requests.count_to_go_on",
    "delivery:owed": "disclosures.delivery.owed.count_waiting",
    "disclosures:answers": "disclosures.answers.count_due",
    "people:merges": "clients.people.access.count_waiting",
    "duplicates:waiting": "clients.duplicates.access.count_waiting",
    "misfiled:waiting": "clients.misfiled.access.count_waiting",
    "readers:links": "disclosures.readers.access.count_waiting",
    "kiosk:screens": "disclosures.kiosk.access.count_waiting",
    "enquiries:enquiries": "clients.enquiries.access.count_waiting",
    "paper:register": "clients.paper.access.count_waiting",
    "reviewing:mine": "clients.reviewing.access.count_waiting",
    "training:people": "staff.training.access.count_waiting",
    "disclosures:agencies": "disclosures.agencies.access.count_waiting",
    "protocols:protocols": "disclosures.protocols.access.count_waiting",
    "agencyworkers:workers": "disclosures.agencyworkers.access.count_waiting",
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
# Steps on the programme that may be a risk to a partner: she is told of them even where she asked for none
NOTIFICATION_RISKS = tuple(read("NOTIFICATION_RISKS", "suspended left breached").split())
# A notification that waits longer stands out: hours for a risk, days for any other. And a strand is reviewed after
# so many days without a contact
NOTIFICATION_RISK_HOURS = int(read("NOTIFICATION_RISK_HOURS", "24"))
NOTIFICATION_DAYS = int(read("NOTIFICATION_DAYS", "7"))
STRAND_REVIEW_DAYS = int(read("STRAND_REVIEW_DAYS", "365"))
# What stands at the head of letters that may not say who we are, such as a PO box; empty: nothing
LETTER_SENDER = read("LETTER_SENDER", "")
# What reads letters to clients for others who are tied to their files
LETTERS_READ_BY = "disclosures.others.named_others"
# What says in which packages an entry left, before it is handed on out of the wrong file
LEFT_IN = "disclosures.left_in.left_in"
# So many days before an agency's assurance lapses, or a protocol is to be reviewed, line managers are reminded
ASSURANCE_REMIND_DAYS = int(read("ASSURANCE_REMIND_DAYS", "30"))
# What is said to whoever asks about anybody: the same whoever it is about (clauses 3.3.1, 4.5.1)
CALLER_ANSWER = read(
    "CALLER_ANSWER",
    "We never say whether somebody is in touch with us or works here. It is the same for everybody, whoever asks and"
    " whoever it is about. I can write down that you asked.",
)
# Who may be told something about one of us without their yes: what for, by what law, and what it covers (clause 4.5.1)
STAFF_STATUTORY = {
    "tax": (
        "The tax office, by a written notice about their tax",
        "Finance Act 2008, Schedule 36, paragraph 2; or what an employer files by the PAYE Regulations 2003",
        ("address", "phone", "works_here", "pay"),
    ),
    "benefits": (
        "The Department for Work and Pensions, by a written request of an authorised officer",
        "Social Security Administration Act 1992, section 109B",
        ("address", "works_here", "pay"),
    ),
    "child_support": (
        "The Child Maintenance Service, by a written request",
        "Child Support Information Regulations 2008, regulation 4",
        ("address", "works_here", "pay"),
    ),
    "court": (
        "A court or tribunal, by its order",
        "The order itself; Data Protection Act 2018, Schedule 2, paragraph 5",
        ("address", "phone", "circumstances", "workplace", "works_here", "whereabouts", "pay"),
    ),
}
# Why somebody is not told for now that something was asked about them: a reason, and its law
STAFF_EXCEPTIONS = {
    "crime": (
        "Telling them would be likely to prejudice the detection of a crime",
        "Data Protection Act 2018, Schedule 2, paragraph 2; the body has said so in writing",
    ),
    "court": ("A court has ordered that they are not told", "The order itself"),
}
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

# Whoever asks for the figures at /metrics/ shows this; without one there are none
METRICS_TOKEN = read("METRICS_TOKEN", "")
# What the last whole run of the tests proved, shown on the policy page while it is of this commit
EVIDENCE = Path(read("EVIDENCE", str(BASE_DIR / "var" / "evidence.json")))

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

# What finds names besides the matcher, as the dotted path of something that is called with a text; empty: nothing
RECOGNISER = read("RECOGNISER", "")
# Whether whoever reviewed what would leave may sign it off as well, as a charity of six people needs
REVIEWER_MAY_SIGN_OFF = read("REVIEWER_MAY_SIGN_OFF", "yes") == "yes"
# So many hours after a client asked to read their file they may do so at the earliest (clause 5.2.4)
OWN_FILE_NOTICE_HOURS = int(read("OWN_FILE_NOTICE_HOURS", "24"))
# Within how many months they have an answer, and how many more may be taken: UK GDPR, article 12(3)
OWN_FILE_MONTHS = int(read("OWN_FILE_MONTHS", "1"))
OWN_FILE_FURTHER_MONTHS = int(read("OWN_FILE_FURTHER_MONTHS", "2"))
# Within how many days a complaint is acknowledged: Data Protection Act 2018, section 164A
COMPLAINT_DAYS = int(read("COMPLAINT_DAYS", "30"))
# From which age on nobody asks for them by parental authority: Children Act 1989, section 105
ADULT_YEARS = int(read("ADULT_YEARS", "18"))
# So many days before an answer about a client's own file is due it stands before whoever leads the file
OWN_FILE_WARN_DAYS = int(read("OWN_FILE_WARN_DAYS", "7"))
# So many days after a request of ours has left, their answer is due, where nobody said another day
ANSWER_DAYS = int(read("ANSWER_DAYS", "28"))
# Within how many hours somebody else looks at what went before its sign-off
DISCLOSURE_LOOK_HOURS = int(read("DISCLOSURE_LOOK_HOURS", "24"))
# On which bases a file may be kept: UK General Data Protection Regulation, articles 6, 9 and 10
LAWFUL_BASES = {
    "vital_interests": "To protect somebody’s life (articles 6(1)(d), 9(2)(c))",
    "legitimate_interests": "Our legitimate interests, as a body that is no business (articles 6(1)(f), 9(2)(d))",
    "public_interest": "Safeguarding, a substantial public interest (article 9(2)(g); Data Protection Act 2018,"
    " Schedule 1, paragraph 18)",
    "legal_obligation": "A duty in law (article 6(1)(c))",
    "consent": "Explicit consent to keep it (articles 6(1)(a), 9(2)(a))",
}
# What is weighed before something protected is left in: Data Protection Act 2018, Schedule 2, paragraph 16(3)
REDACTION_FACTORS = {
    "kind": "What kind of information is it?",
    "duty": "What duty of confidence is owed to the other person?",
    "steps": "What was done to ask for their consent?",
    "capable": "Are they able to give consent?",
    "refusal": "Have they refused, or set a limit?",
}
# With whom anybody may complain about how we keep what is about them
DATA_PROTECTION_AUTHORITY = "the Information Commissioner (ico.org.uk, 0303 123 1113)"

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
