"""One line and one measurement per answer: which view, how it ended, how long it took; no address, no person."""

import logging
import time
from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from .metrics import ANSWERS, SECONDS

log = logging.getLogger("latch.answers")


class Measured:
    """The outermost middleware; gives the request its id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve, then note."""
        began = time.perf_counter()
        request.id = uuid4()  # type: ignore[attr-defined]
        response = self.get_response(request)
        seconds = time.perf_counter() - began
        if request.path.startswith("/static/"):
            return response
        match = request.resolver_match
        view = (match.view_name if match else "") or "none"
        method = request.method if request.method in ("GET", "HEAD", "POST") else "other"
        ANSWERS.labels(view, method, f"{response.status_code // 100}xx").inc()
        SECONDS.labels(view).observe(seconds)
        facts = {"view": view, "method": method, "status": response.status_code}
        facts |= {"ms": round(seconds * 1000), "request_id": str(request.id)}  # type: ignore[attr-defined]
        log.info("answered", extra=facts)
        return response
