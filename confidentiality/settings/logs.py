"""Logging: what is told, and how; never anything personal."""

from .environment import read

LOG_FORMAT = read("LOG_FORMAT", "text")  # or json, one object a line

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
        "gunicorn.error": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "fido2": {"level": "WARNING"},  # it tells passkeys' numbers
        # A line per answer is for production; the demo's terminal is for people.
        "latch.answers": {"level": "INFO" if LOG_FORMAT == "json" else "WARNING"},
    },
}
