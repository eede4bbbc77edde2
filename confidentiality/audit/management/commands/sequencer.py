"""`manage.py sequencer`: the process that seals, ships and signs the audit."""

import logging
import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, InterfaceError, connection

from confidentiality.access.checks import refuse_unsafe_database
from confidentiality.access.secret_checks import secrets_are_sound
from confidentiality.audit.sequencer import BATCH, Sequencer, TwoLogs, describe
from confidentiality.audit.shipping import ShippingError, places

logger = logging.getLogger(__name__)
PAUSE = 0.5  # seconds between turns, unless a whole batch waited: small batches cost as much as large ones
PAUSE_AFTER_FAILURE = (1, 2, 5, 10, 30)
TRIED_AGAIN = (DatabaseError, InterfaceError, ShippingError, TwoLogs)


class Command(BaseCommand):
    """Run until SIGTERM, or with --once until everything is sealed, shipped and signed."""

    help = "Number, chain, sign and ship the audit's events."
    requires_system_checks: list[str] = []  # its own are below: it has no pages and seals nothing

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --once."""
        parser.add_argument("--once", action="store_true", help="seal what is there, and end")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse an unsafe start, then take turns; a failed one is told and tried again."""
        if faults := secrets_are_sound(None):
            raise CommandError("\n".join(str(fault.msg) for fault in faults))
        if not settings.AUDIT_SHIP_TO:
            raise CommandError(
                "LATCH_AUDIT_SHIP_TO is not set: the audit has to be shipped outside. See docs/operations.md."
            )
        refuse_unsafe_database()
        sequencer = Sequencer(
            places(settings.AUDIT_SHIP_TO, rotate_bytes=settings.AUDIT_SHIP_ROTATE_BYTES),
            checkpoint_seconds=settings.AUDIT_CHECKPOINT_SECONDS,
        )
        if options["once"]:
            self.stdout.write(f"{sequencer.run_dry()} events sealed")
            return
        _run(sequencer)


def _run(sequencer: Sequencer) -> None:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    failed, pause = 0, 0.0
    while not stop.is_set():
        try:
            more = sequencer.turn() >= BATCH
        except TRIED_AGAIN as error:
            pause = PAUSE_AFTER_FAILURE[min(failed, len(PAUSE_AFTER_FAILURE) - 1)]
            _tell(error)
            failed += 1
            connection.close()
        else:
            pause, failed = 0.0 if more else PAUSE, 0
        stop.wait(pause)
    try:  # the last events are signed as well, though one of the places be dead
        sequencer.turn(sign=True)
    except TRIED_AGAIN as error:
        _tell(error)


def _tell(error: Exception) -> None:
    logger.error("the audit is not sealed or shipped: %s", describe(error))
