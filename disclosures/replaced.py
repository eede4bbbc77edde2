"""What takes the place of a consent: a later one with the same agency, unless it stands beside the earlier (2.1)."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet

from disclosures.models import Consent

Compared = date | datetime | OuterRef


def given_after(*, given: Compared, recorded: Compared) -> Q:
    """Consents given later than one, or written down later on the same day."""
    return Q(given_on__gt=given) | Q(given_on=given, recorded_at__gt=recorded)


def in_place_of(
    *, file: UUID | OuterRef, agency: UUID | OuterRef, given: Compared, recorded: Compared
) -> QuerySet[Consent]:
    """The consents of a file that took the place of one to an agency, the latest first, refusals aside.

    `access.is_agreed_to_less` compares the same with what has left.
    """
    after = given_after(given=given, recorded=recorded)
    agreed = Consent.objects.filter(file=file, to_agency=agency, refused=False)
    return agreed.filter(after, beside=False).order_by("-given_on", "-recorded_at")


def agreed_before() -> QuerySet[Consent]:
    """What was agreed with the agency of each consent of a query before it."""
    given, recorded = OuterRef("given_on"), OuterRef("recorded_at")
    before = Q(given_on__lt=given) | Q(given_on=given, recorded_at__lt=recorded)
    agency = OuterRef("to_agency_id")
    return Consent.objects.filter(before, file=OuterRef("file_id"), to_agency=agency, refused=False)
