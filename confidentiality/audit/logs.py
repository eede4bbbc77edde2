"""Logs without content: what failed and where, never with which words."""

import logging
import traceback
from typing import Any


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
