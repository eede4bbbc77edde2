"""The sequencer: the audit and the floor below it, no rooms, no pages, no keys that open anything."""

import os

os.environ.setdefault("LATCH_LOG_FORMAT", "json")

from .base import *  # noqa: F403

DEBUG = False
INSTALLED_APPS = ["confidentiality.audit", "confidentiality.access"]
