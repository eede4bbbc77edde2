"""Which consents stand today, as the file, the request and the office screen tell it (2.1)."""

from collections.abc import Iterable

from django.utils import timezone

from clients.models import CaseFile
from confidentiality.interface.filters import date_gb
from disclosures.childhood import counts_no_more
from disclosures.kiosk.models import Limit
from disclosures.limits import ends_on
from disclosures.models import Consent


def stands(consent: Consent, limits: Iterable[Limit], file: CaseFile) -> bool:
    """Whether one of `consents_on` is an agreement that still permits something, `limits` being those set since."""
    today = timezone.localdate()
    return (
        not consent.refused
        and consent.withdrawn_at is None
        and consent.replaced_on is None  # type: ignore[attr-defined]
        and consent.refused_on is None  # type: ignore[attr-defined]
        and (ends_on(consent, limits) or today) >= today
        and not counts_no_more(consent, file)
    )


def since_then(consent: Consent) -> str:
    """Say what the client said later in the place of one of `consents_on`, with its day; '': nothing."""
    said = {
        "Replaced": consent.replaced_on,  # type: ignore[attr-defined]
        "Refused": consent.refused_on,  # type: ignore[attr-defined]
        "Refused in part": consent.refused_in_part_on,  # type: ignore[attr-defined]
    }
    return next((f"{what} {date_gb(day)}" for what, day in said.items() if day), "")
