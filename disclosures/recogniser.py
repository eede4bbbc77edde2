"""The recogniser of names that an installation added (`LATCH_RECOGNISER`), if any."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from disclosures.matcher import Recogniser


def added_recogniser() -> Recogniser | None:
    """Return what the setting names, if anything; raises ImproperlyConfigured where that can't be used."""
    if not settings.RECOGNISER:
        return None
    try:
        found = import_string(settings.RECOGNISER)
    except Exception as error:
        raise ImproperlyConfigured(
            f"LATCH_RECOGNISER can’t be imported ({error}). See docs/operations.md, 'Environment'."
        ) from error
    if not callable(found):
        raise ImproperlyConfigured(
            "LATCH_RECOGNISER can’t be called. See docs/operations.md, 'Environment'."
        )
    recogniser: Recogniser = found
    return recogniser
