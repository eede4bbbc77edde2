"""Figures for Prometheus: counts and ages, by view and part, never by person or file.

With several web processes, PROMETHEUS_MULTIPROC_DIR names an empty folder in which they add up.
"""

import os
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from confidentiality.audit.state import audit_state

from . import figures, health

ANSWERS = Counter(
    "latch_answers", "Answers by view, method and class of status", ["view", "method", "status"]
)
SECONDS = Histogram(
    "latch_answer_seconds",
    "How long an answer took",
    ["view"],
    buckets=(0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)


class Gauges:
    """What is measured when somebody asks."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the health of each part and the work that waits."""
        part = GaugeMetricFamily(
            "latch_health", "0 good, 1 needs attention, 2 broken", labels=["part"]
        )
        levels = list(health.Level)
        for check in health.look():
            part.add_metric([check.part], levels.index(check.level))
        yield part
        work, audit = figures.work(), audit_state()
        for name, value, what in (
            ("latch_clock_seconds", work.clock_seconds, "Since worker and beat were last heard of"),
            (
                "latch_shipped_seconds",
                work.shipped_seconds,
                "Since all places outside had the audit",
            ),
            ("latch_jobs_waiting", work.waiting, "Jobs that wait"),
            ("latch_jobs_oldest_seconds", work.oldest_seconds or 0, "Age of the oldest of them"),
            ("latch_audit_sealed", audit.sealed, "Number of the last sealed audit event"),
            (
                "latch_audit_signed",
                audit.signed,
                "Number of the last signed one, which is outside too",
            ),
            ("latch_audit_signed_seconds", audit.signed_seconds, "Age of the last signature"),
            (
                "latch_audit_waiting_seconds",
                audit.waiting_seconds,
                "Age of the oldest unsealed event",
            ),
            ("latch_jobs_stopped", work.stopped, "Jobs that were given up"),
        ):
            if value is not None:
                yield GaugeMetricFamily(name, what, value=float(value))


def exposition() -> bytes:
    """Return all figures in Prometheus' text format."""
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(ANSWERS)
        registry.register(SECONDS)
    registry.register(Gauges())
    return generate_latest(registry)
