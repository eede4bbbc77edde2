"""Agencies of the cast, as the tests need them: agreements, and partner agencies that are assured."""

from datetime import date
from uuid import UUID

from confidentiality.access.identity import acting_as
from confidentiality.documents.kinds import BY_CODE
from disclosures.agencies import actions
from disclosures.agencies.models import ManagementAgreement
from disclosures.models import Agency, AgencyContact
from tests import cast, uploading
from tests.disclosures import story
from tests.disclosures.story import MANAGER, days, who

WORDS = b"A breach of confidentiality by either party is a breach of this agreement."


def agency_of(contact_id: UUID) -> Agency:
    """The agency of a contact (act as somebody)."""
    return AgencyContact.objects.select_related("agency").get(id=contact_id).agency


def an_agreement(
    contact_id: UUID, *, clause: bool = True, until: date | None = None, by: str = MANAGER
) -> UUID:
    """Let the manager record an agreement with a contact's agency; return its id."""
    with acting_as(who(by)):
        return actions.record_agreement(
            agency=agency_of(contact_id),
            signed_on=days(-40),
            until=until,
            has_breach_clause=clause,
            upload=uploading.stored("words.txt", WORDS, ManagementAgreement.SEAL_ID),
            kind=BY_CODE["txt"],
            by=cast.worker(by),
        ).id


def subjects(contact_id: UUID) -> dict[str, str]:
    """An agreement, somebody at the agency, and an agency that we may stop working with."""
    ending = story.an_agency(name="Fernside Clinic")
    with acting_as(who(MANAGER)):
        ends = str(agency_of(ending).id)
    return {
        "agreement": str(an_agreement(contact_id)),
        "contact there": str(contact_id),
        "ending agency": ends,
    }
