"""Consents that a parent or guardian gave for a child: until when one counts, and in what words pages say so (E7)."""

from datetime import date

from django.conf import settings
from django.utils import timezone

from clients.ages import of_age_on
from clients.models import CaseFile
from confidentiality.interface.filters import date_gb
from disclosures.models import Consent

UNBORN = "The file has no date of birth, so nobody can agree for a child here: ask the client"


def of_age(file: CaseFile) -> date | None:
    """Return from when a file's client is of age; None where it does not say when they were born."""
    born = file.date_of_birth
    return of_age_on(date.fromisoformat(born), years=settings.ADULT_YEARS) if born else None


def may_be_a_child(file: CaseFile) -> bool:
    """Whether a file's client is under age today, or the file does not say."""
    day = of_age(file)
    return day is None or timezone.localdate() < day


def stands_against(file: CaseFile, expires_on: date | None) -> str:
    """Return why a parent can't agree for this client, until a day, as a sentence without its full stop; '': they can.

    That day is before the child is of age, so that it ends also where nobody can open the file to see the birthday: an
    outside reader's link.
    """
    day = of_age(file)
    if day is None:
        return UNBORN
    if timezone.localdate() >= day:
        return f"The client is of age since {date_gb(day)}: ask the client"
    if expires_on is not None and expires_on >= day:
        return "A parent’s consent ends before the client is of age: choose an earlier day"
    return ""


def counts_no_more(consent: Consent, file: CaseFile) -> bool:
    """Whether a parent gave it, and the client is not known to be a child today."""
    day = of_age(file) if consent.authority else None
    return bool(consent.authority) and (day is None or timezone.localdate() >= day)


def given_by(consent: Consent, file: CaseFile) -> list[tuple[str, str]]:
    """Return who gave it where that was not the client, with how their authority was seen, label by label."""
    if not consent.authority:
        return []
    day = of_age(file)
    until = (
        f"it counts until the client is of age, on {date_gb(day)}" if day else "it does not count"
    )
    return [
        ("Given by", f"A parent or guardian, for a child: {until}"),
        ("How their authority was seen", consent.authority),
    ]
