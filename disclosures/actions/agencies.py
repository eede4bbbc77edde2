"""The agency register: agencies, who works there, and the assurances we have of them."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from confidentiality.audit.record import record
from confidentiality.sealing.keys import make_key
from disclosures.models import Agency, AgencyAssurance, AgencyContact, AgencyCopy
from staff.access import has_role
from staff.induction.models import PolicyVersion
from staff.models import Role, Worker


def register_agency(
    *, name: str, statutory_duty: str, by: Worker, kind: str = Agency.Kind.OTHER
) -> Agency:
    """Register an agency, without assurance yet (clause 4.1.1).

    Raises PermissionDenied where a duty in law, which waives the assurance, is named by somebody else than a line
    manager.
    """
    if statutory_duty.strip() and not has_role(by, Role.LINE_MANAGER):
        raise PermissionDenied("A line manager names the duty in law that an agency acts under.")
    agency = Agency(name=name, kind=kind, statutory_duty=statutory_duty, registered_by=by)
    make_key(agency.sealed_under())
    agency.save(force_insert=True)
    record("agency_registered", ids=[agency.id])
    return agency


def add_contact(
    *,
    agency: Agency,
    name: str,
    aliases: list[str],
    phones: list[str],
    by: Worker,
    post: str = "",
    email: str = "",
) -> AgencyContact:
    """Add somebody at an agency, with every other name, number and e-mail address known (3.3.2 e)."""
    contact = AgencyContact.objects.create(
        agency=agency,
        name=name,
        aliases=aliases,
        phones=phones,
        post=post or None,
        email=email or None,
        registered_by=by,
    )
    record("agency_contact_added", ids=[agency.id, contact.id])
    return contact


def record_assurance(
    *, agency: Agency, seen_on: date, review_on: date, by: Worker, keeps_ours: bool = False
) -> AgencyAssurance:
    """Record that `by` has seen how the agency keeps confidences, good until `review_on`.

    `keeps_ours` where it has said that it can keep to our policy as well (clause 5.6).
    Raises PermissionDenied unless `by` is a line manager, or stands in for one. What was signed off before has to
    be signed off again (E11); a release that is under way is waited for.
    """
    if not has_role(by, Role.LINE_MANAGER):
        raise PermissionDenied("A line manager records an agency's assurance.")
    assurance = AgencyAssurance.objects.create(
        agency=agency, seen_by=by, seen_on=seen_on, review_on=review_on, keeps_ours=keeps_ours
    )
    record("agency_assured", ids=[agency.id, assurance.id])
    return assurance


def record_copy(
    *,
    agency: Agency,
    version: PolicyVersion,
    given_on: date,
    explained_on: date | None,
    by: Worker,
) -> None:
    """Record that the agency got a copy of our policy (clause 5.6); the same said twice changes nothing.

    `explained_on` is None while what it asks of them was not explained.
    """
    copy = AgencyCopy(
        agency=agency, version=version, given_on=given_on, explained_on=explained_on, recorded_by=by
    )
    try:
        with transaction.atomic():
            copy.save(force_insert=True)
    except IntegrityError:
        return
    record("agency_copy_recorded", ids=[agency.id, copy.id, version.id])
