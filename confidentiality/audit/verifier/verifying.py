"""The whole of it: an export, against the shipped copy where there is one."""

from collections import deque
from collections.abc import Iterable

from .chain import Line
from .log import Log
from .report import Report, Trust
from .shipped import check_shipped, compare


def verify(
    export: Iterable[Line],
    shipped: Iterable[Line] | None,
    trust: Trust,
    *,
    shipped_is_whole: bool = False,
) -> Report:
    """Verify an export, against the shipped copy where there is one.

    `shipped_is_whole`: both were taken at one moment, so a copy that ends early has been cut.
    """
    report = Report()
    log = Log(trust, report).check(export)
    if shipped is None:
        deque(log, maxlen=0)
        report.notes.append(
            "Nothing outside was compared: a log that was rewritten whole is not found."
        )
    else:
        compare(log, check_shipped(shipped, trust, report), report, whole=shipped_is_whole)
    return report
