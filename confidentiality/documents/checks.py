"""Start-up refuses to keep documents where they could be served or read, and a scanner that nobody could reach."""

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

SCANNER = re.compile(r"unix:/.+|tcp:.+:\d{1,5}")


@register()
def documents_are_kept_apart(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a folder of documents among the static files, or one that other accounts can enter."""
    if settings.DOCUMENTS_BUCKET:
        return []
    folder, found = Path(settings.DOCUMENTS_FOLDER), list[CheckMessage]()
    gathered = getattr(settings, "STATIC_ROOT", None)  # None where they are served as they lie
    served = [Path(str(each)) for each in settings.STATICFILES_DIRS]
    served += [Path(gathered)] if gathered else []
    if any(folder.is_relative_to(each) or each.is_relative_to(folder) for each in served):
        words = "LATCH_DOCUMENTS_FOLDER lies among the static files, which everybody gets."
        found.append(Error(words, id="latch.E020"))
    if folder.exists() and folder.stat().st_mode & 0o007:
        words = (
            f"LATCH_DOCUMENTS_FOLDER is open to every account of this machine: chmod o= {folder}"
        )
        found.append(Error(words, id="latch.E021"))
    return found


@register()
def the_scanner_has_an_address(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a scanner's address that is none: no document could be taken in."""
    if settings.CLAMD and not SCANNER.fullmatch(settings.CLAMD):
        words = "LATCH_CLAMD is neither unix:/PATH nor tcp:HOST:PORT."
        return [Error(words, id="latch.E022")]
    return []
