"""The Celery app: a nudge for the worker, and a clock.

What must happen is a row in the database; a lost message only delays it until beat looks next.
Messages carry ids and nothing else, and there is no result backend.
"""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confidentiality.settings.production")

SECONDS_BETWEEN_LOOKS = 30.0
HOURS_BETWEEN_ERASING = 6

app = Celery("latch", set_as_current=True)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    accept_content=["json"],
    beat_schedule={
        "find waiting jobs": {
            "task": "confidentiality.work.tasks.find_waiting_jobs",
            "schedule": SECONDS_BETWEEN_LOOKS,
            "options": {"expires": SECONDS_BETWEEN_LOOKS},
        },
        "overdue reviews": {
            "task": "clients.emergency.tasks.escalate",
            "schedule": 3600.0,
        },
        "looks at releases": {
            "task": "disclosures.tasks.escalate",
            "schedule": 900.0,
        },
        "reminders": {
            "task": "staff.reminders.tasks.remind",
            "schedule": 15 * 60.0,
        },
        "partners to be told": {
            "task": "disclosures.notifications.tasks.look",
            "schedule": 600.0,
        },
        "deputies": {
            "task": "staff.deputies.tasks.begin_deputies",
            "schedule": 60.0,
            "options": {"expires": 60.0},
        },
        "unused accounts": {
            "task": "staff.accounts.tasks.suspend_unused",
            "schedule": 6 * 3600.0,
        },
        "access review": {
            "task": "clients.reviewing.tasks.begin_access_review",
            "schedule": 6 * 3600.0,
        },
        "old drafts": {
            "task": "confidentiality.drafts.tasks.erase_old_drafts",
            "schedule": HOURS_BETWEEN_ERASING * 3600.0,
        },
        "retention sweep": {
            "task": "retention.tasks.sweep",
            "schedule": float(settings.SWEEP_EVERY_SECONDS),
        },
        "tidy documents": {"task": "clients.documents.tasks.tidy", "schedule": 24 * 60 * 60.0},
    },
    result_backend=None,
    task_acks_late=True,
    task_ignore_result=True,
    task_serializer="json",
    task_store_errors_even_if_ignored=False,
    worker_enable_remote_control=False,
    worker_hijack_root_logger=False,
    worker_prefetch_multiplier=1,
)


@worker_init.connect
def read_tasks(**kwargs: Any) -> None:
    """Read the rooms' tasks in a worker; beat and whoever nudges send their names."""
    app.autodiscover_tasks(force=True)


@worker_init.connect
def refuse_unsafe_start(**kwargs: Any) -> None:
    """Stop a worker whose database login or master keys do not fit, or whose jobs can't be read."""
    from confidentiality.access.checks import refuse_unsafe_database
    from confidentiality.sealing.epoch_register import refuse_unfit_master_keys
    from confidentiality.work.handlers import read_rooms

    refuse_unsafe_database()
    refuse_unfit_master_keys()
    read_rooms()
