"""The agency that the cast works with."""

from datetime import timedelta

from django.utils import timezone

from confidentiality.access.identity import acting_as
from disclosures.models import Agency
from tests import cast

AGENCY = "Harbourside Housing Association"
CONTACT = "Jasmine Orr"


def load() -> None:
    """Register the agency with one contact, its policy seen a month ago."""
    if any(agency.name == AGENCY for agency in Agency.objects.all()):
        return
    from disclosures import actions  # the matcher with it, which no second start of the demo needs

    manager = cast.PEOPLE["iss_manager"]
    with acting_as(manager.id):
        by = cast.worker(manager.key)
        agency = actions.register_agency(name=AGENCY, statutory_duty="", by=by)
        actions.add_contact(agency=agency, name=CONTACT, aliases=[], phones=["01632 960200"], by=by)
        today = timezone.localdate()
        actions.record_assurance(
            agency=agency,
            seen_on=today - timedelta(days=30),
            review_on=today + timedelta(days=335),
            by=by,
        )
