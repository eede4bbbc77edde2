"""How far the sequencer is: for the pages that watch the installation, and for the audit's own."""

from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, slots=True)
class AuditState:
    """Numbers and ages in seconds; what is signed has been shipped outside before."""

    sealed: int  # number of the last event that has one
    signed: int
    signed_seconds: float | None  # age of the last checkpoint; None before there is one
    waiting_seconds: float  # age of the oldest event without a number; 0 when none waits


def audit_state() -> AuditState:
    """Return how far sealing and signing are; answered without an identity. In one query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.audit_figures()")
        sealed, signed, signed_seconds, waiting = cursor.fetchone()
    return AuditState(sealed, signed, signed_seconds, max(waiting or 0.0, 0.0))
