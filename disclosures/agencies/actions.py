"""What is changed on the register of agencies; each writes its audit event in the same transaction."""

from datetime import date

from django.utils import timezone

from clients.partners.tokens import close_to_contact
from confidentiality.access.http import Refused
from confidentiality.audit.record import record
from confidentiality.documents.kinds import Kind, tidy_name
from confidentiality.documents.receiving import SealedUpload
from disclosures.models import Agency, AgencyContact
from staff.access import has_role
from staff.models import Role, Worker

from .models import ManagementAgreement

FOR_MANAGERS = "A line manager changes what stands here."


def only_managers(by: Worker) -> None:
    """Raise Refused unless the worker is a line manager, or stands in for one."""
    if not has_role(by, Role.LINE_MANAGER):
        raise Refused(FOR_MANAGERS, "agency_change_refused")


def change_agency(
    *, agency: Agency, name: str, kind: str, statutory_duty: str, by: Worker
) -> list[str]:
    """Change what an agency is called, is, or under which duty it acts; return what changed.

    A duty waives the assurance (4.1.1), so only a line manager does this; raises Refused for anybody else.
    """
    only_managers(by)
    told = {"name": name, "kind": kind, "statutory_duty": statutory_duty}
    changed = [each for each, value in told.items() if getattr(agency, each) != value]
    for each in changed:
        setattr(agency, each, told[each])
    if changed:
        agency.save(update_fields=changed)
        record("agency_changed", ids=[agency.id], fields=changed)
    return changed


def end_agency(*, agency: Agency, by: Worker) -> bool:
    """Say that we work with an agency no longer; False when that stood already."""
    only_managers(by)
    if agency.ended_at is not None:
        return False
    agency.ended_at, agency.ended_by = timezone.now(), by
    agency.save(update_fields=["ended_at", "ended_by"])
    record("agency_ended", ids=[agency.id])
    return True


def change_contact(
    *,
    contact: AgencyContact,
    name: str,
    post: str,
    email: str,
    aliases: list[str],
    phones: list[str],
    by: Worker,
) -> list[str]:
    """Change what is known of somebody at an agency; return what changed.

    A name or number that partners are compared with is never lost (3.3.2 e): `aliases` and `phones` are added, and
    an earlier name stays as another one. What left from files of whose clients they are known as a partner now is
    closed to them, and whoever writes learns nothing of it (E13). Whoever releases to them, or writes of partners on a
    file from which something went to them, is waited for. Raises Refused for whoever is no line manager.
    """
    only_managers(by)
    held = AgencyContact.objects.select_for_update(no_key=True).get(id=contact.id)
    before = [] if held.name == name else [held.name]
    told = {
        "name": name,
        "post": post or None,
        "email": email or None,
        "aliases": list(dict.fromkeys([*held.aliases, *before, *aliases])),
        "phones": list(dict.fromkeys([*held.phones, *phones])),
    }
    changed = [each for each, value in told.items() if getattr(held, each) != value]
    for each in changed:
        setattr(held, each, told[each])
    if changed:
        held.save(update_fields=changed)
        record("agency_contact_changed", ids=[held.agency_id, held.id], fields=changed)
        close_to_contact(
            contact_id=held.id,
            names=[held.name, *held.aliases],
            phones=held.phones,
            emails=[held.email] if held.email else [],
        )
    return changed


def contact_left(*, contact: AgencyContact, by: Worker) -> bool:
    """Say that somebody works at an agency no longer; False when that stood already."""
    only_managers(by)
    if contact.left_at is not None:
        return False
    contact.left_at, contact.left_by = timezone.now(), by
    contact.save(update_fields=["left_at", "left_by"])
    record("agency_contact_left", ids=[contact.agency_id, contact.id])
    return True


def record_agreement(
    *,
    agency: Agency,
    signed_on: date,
    until: date | None,
    has_breach_clause: bool,
    upload: SealedUpload,
    kind: Kind,
    by: Worker,
) -> ManagementAgreement:
    """Record a management agreement with its document, whether its breach clause is in it or not (clause 5.8).

    The same document with the same days, sent twice, is one agreement: the first is returned.
    """
    only_managers(by)
    Agency.objects.select_for_update().get(
        id=agency.id
    )  # the second of two waits, and sees the first
    said = {"signed_on": signed_on, "until": until, "has_breach_clause": has_breach_clause}
    last = ManagementAgreement.objects.filter(agency=agency, **said).order_by("-written_at").first()
    if last is not None and last.measures["sha256"] == upload.digest:
        return last
    made = ManagementAgreement.objects.create(
        id=upload.document,
        agency=agency,
        author=by,
        **said,
        kind=kind.code,
        key=upload.key,
        name=tidy_name(upload.name or ""),
        measures={"size": upload.size, "sha256": upload.digest},
    )
    record("management_agreement_recorded", ids=[agency.id, made.id])
    return made
