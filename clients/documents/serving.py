"""A document on its way out: streamed as an attachment, opened chunk by chunk, plain in no place of ours.

The browser is told to run nothing of it and to keep no copy, and gets a name that says nothing of anybody.
"""

import logging

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from confidentiality.access.streams import RowlessStream
from confidentiality.audit.record import record
from confidentiality.sealing.errors import SealingError

from .models import Kept, Stored

log = logging.getLogger(__name__)
HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}
BROKEN = (
    "This document could not be opened: its sealed content is damaged or missing in the storage. Nothing was changed."
    " Tell whoever looks after the system; it may be brought back from a backup."
)


def serve(request: HttpRequest, document: Stored, reference: str, *, back: str) -> HttpResponseBase:
    """Stream a document, its key taken here within the transaction; say so, and go `back`, if it does not open.

    Its length and beginning are checked before anything is sent. A later chunk that does not open cuts the answer
    short of its announced length, which a browser shows as a download that failed.
    """
    try:
        reader = document.opened()
        reader.read(1)
    except (SealingError, OSError) as error:
        log.error("A document did not open: %s", type(error).__name__)
        kept = document if isinstance(document, Kept) else None
        file, named = (kept.file_id, kept.borne_by) if kept else (None, document.id)
        record("document_broken", file=file, ids=[named], outcome="failed")
        messages.error(request, BROKEN)
        return redirect(back)
    name = f"{reference}-{document.id.hex[:6]}{document.known_kind.end}"
    headers = {
        **HEADERS,
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(document.size),
    }
    return RowlessStream(
        reader.pieces(),
        close=reader.close,
        content_type="application/octet-stream",
        headers=headers,
    )
