"""The doors of protocols, and the picture that their rules judge."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.utils import timezone

from confidentiality.access.http import Hidden
from confidentiality.interface.counting import how_many
from confidentiality.sealing.keys import load_keys
from disclosures.agencies.models import ManagementAgreement
from disclosures.models import Agency, AgencyCopy
from staff.access import roles_held
from staff.models import Role, Worker

from .models import NamedFile, NamedReader, Party, PartyCopy, Protocol
from .rules import AgreementPicture, PartyPicture, ProtocolPicture

MOST = 100
Outcome = Protocol.Outcome
PEOPLE = ("proposed_by", "decided_by", "ended_by", "first_agency")


def protocols(agency: Agency | None = None) -> list[Protocol]:
    """Return the protocols, of one agency if given: what waits first, then by their end, the latest first."""
    found = Protocol.objects.select_related(*PEOPLE)
    if agency is not None:
        found = found.filter(parties__agency=agency)
    shown = list(found.order_by("outcome", "-until", "-proposed_at")[:MOST])
    load_keys(each.sealed_under() for each in shown)
    return shown


def open_protocol(protocol_id: UUID) -> Protocol:
    """Return a protocol; raises Hidden (404)."""
    found = Protocol.objects.select_related(*PEOPLE).filter(id=protocol_id).first()
    if found is None:
        raise Hidden("protocol_hidden")
    return found


def parties_of(protocol: Protocol) -> list[Party]:
    """Return the agencies in a protocol by name, each with `given_on`, the day of its latest copy, or None."""
    latest = PartyCopy.objects.filter(party=OuterRef("pk")).order_by("-given_on")
    found = protocol.parties.select_related("agency").annotate(
        given_on=Subquery(latest.values("given_on")[:1])
    )
    shown = list(found)
    load_keys(each.agency.sealed_under() for each in shown)
    return sorted(shown, key=lambda each: each.agency.name.casefold())


def open_party(protocol: Protocol, party_id: UUID) -> Party:
    """Return an agency's place in a protocol; raises Hidden (404)."""
    found = protocol.parties.select_related("agency").filter(id=party_id).first()
    if found is None:
        raise Hidden("party_hidden")
    return found


def readers_of(protocol: Protocol) -> list[NamedReader]:
    """Return who may read under a protocol, by name (clause 5.7)."""
    found = list(protocol.readers.select_related("contact__agency"))
    load_keys(each.contact.sealed_under() for each in found)
    return sorted(found, key=lambda each: each.contact.name.casefold())


def files_of(protocol: Protocol) -> list[NamedFile]:
    """Return the files named in a protocol, as far as whoever acts may see them."""
    found = NamedFile.objects.filter(protocol=protocol).select_related("file", "named_by")
    return list(found.order_by("named_at")[:MOST])


def open_named_file(protocol_id: UUID, named_id: UUID) -> NamedFile:
    """Return that a file is named in a protocol, asked in one question; raises Hidden (404)."""
    named = NamedFile.objects.filter(protocol=protocol_id, id=named_id)
    found = named.select_related("file", "protocol").first()
    if found is None:
        raise Hidden("named_file_hidden")
    return found


def picture_of(protocol: Protocol) -> ProtocolPicture:
    """Return a protocol as its rules judge it, as whoever acts may see it: of files only those that are theirs."""
    parties = parties_of(protocol)
    agencies = [party.agency_id for party in parties]
    agreements = _latest(
        ManagementAgreement.objects.filter(agency__in=agencies).order_by("written_at")
    )
    given = AgencyCopy.objects.filter(agency__in=agencies).order_by("given_on", "recorded_at")
    copies = _latest(given.defer("version__text"))
    return ProtocolPicture(
        id=protocol.id,
        agreed=protocol.outcome == Outcome.AGREED,
        ended=protocol.ended_at is not None,
        starts_on=protocol.starts_on,
        until=protocol.until,
        review_on=protocol.review_on,
        clients=protocol.clients,
        parties=tuple(
            _party(each, agreements.get(each.agency_id), copies.get(each.agency_id))
            for each in parties
        ),
        readers=frozenset(protocol.readers.values_list("contact_id", flat=True)),
        files=frozenset(
            NamedFile.objects.filter(protocol=protocol).values_list("file_id", flat=True)
        ),
    )


Row = TypeVar("Row", ManagementAgreement, AgencyCopy)


def _latest(rows: Iterable[Row]) -> dict[UUID, Row]:
    return {row.agency_id: row for row in rows}


def _party(
    party: Party, agreement: ManagementAgreement | None, copy: AgencyCopy | None
) -> PartyPicture:
    return PartyPicture(
        agency=party.agency_id,
        protocol_given_on=getattr(party, "given_on", None),
        policy_given_on=copy.given_on if copy else None,
        policy_explained_on=copy.explained_on if copy else None,
        agreement=AgreementPicture(agreement.has_breach_clause, agreement.until)
        if agreement
        else None,
    )


def _in_force(today: object) -> QuerySet[Protocol]:
    return Protocol.objects.filter(outcome=Outcome.AGREED, ended_at=None, until__gte=today)


def protocols_with(agency_id: UUID) -> list[Protocol]:
    """Return the protocols in force that an agency is in: what a disclosure in joint working may rest on."""
    today = timezone.localdate()
    found = _in_force(today).filter(parties__agency=agency_id, starts_on__lte=today)
    shown = list(found.select_related("first_agency").order_by("-until"))
    load_keys(each.sealed_under() for each in shown)
    return shown


def count_waiting(worker: Worker) -> Combinable:
    """Return the expression that counts for line managers others' proposals and what is to be reviewed or ends soon."""
    if Role.LINE_MANAGER not in roles_held(worker):
        return Value(0)
    today = timezone.localdate()
    soon = today + timedelta(days=settings.ASSURANCE_REMIND_DAYS)
    waits = Q(outcome=Outcome.WAITS) & ~Q(proposed_by=worker.pk)
    due = Q(outcome=Outcome.AGREED, ended_at=None, until__gte=today) & (
        Q(review_on__lte=soon) | Q(until__lte=soon)
    )
    return how_many(Protocol.objects.filter(waits | due))
