"""Logs without content: what failed and where, never with which words, and no address that was asked for."""

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

# What a line may carry besides its message: names and numbers of ours.
FACTS = ("view", "method", "status", "ms", "request_id")
ABOUT_REQUESTS = ("django.request", "django.security", "django.server")


class BareFormatter(logging.Formatter):
    """Formats an exception as its type and frames; its message may quote a person's data and stays out."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatException(self, ei: Any) -> str:
        """Return type and places of the exception chain."""
        kind, _, trace = ei
        frames = "".join(
            f"  {frame.filename}:{frame.lineno} {frame.name}\n"
            for frame in traceback.extract_tb(trace)
        )
        return f"{kind.__name__}\n{frames}".rstrip()


class JsonFormatter(BareFormatter):
    """The same as one JSON object a line, for programs that gather logs."""

    def format(self, record: logging.LogRecord) -> str:
        """Return time (UTC), level, logger, message, known facts and a bare exception."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in FACTS if hasattr(record, name)}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class WithoutRequests(logging.Filter):
    """Takes what a visitor sent out of Django's and gunicorn's lines: they quote paths, hosts and parameters."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line through, those about requests as a kind and a status alone."""
        if record.name == "gunicorn.error":
            record.msg, record.args = "A request failed, or a process at its start", ()
        elif record.name.startswith(ABOUT_REQUESTS):
            status = getattr(record, "status_code", "")
            record.msg, record.args = f"A request was refused or failed {status}".rstrip(), ()
        return True
