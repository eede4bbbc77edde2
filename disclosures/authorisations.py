"""A written authorisation and what is kept of it: its paper, a document of the client's file, or a signature (2.2)."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from clients.documents.models import Document
from clients.misfiled.models import Handing
from clients.models import CaseFile, Entry
from confidentiality.interface.filters import date_gb
from disclosures.models import Consent
from disclosures.writing import Authorisation, Evidence, EvidenceKind


def scan_of(paper: str, file: str) -> Subquery:
    """Return the id of the document that is the scan of a paper; NULL where none lies on that file any more.

    What waits to be taken into another's file was put here by mistake: it proves nothing here (E48).
    """
    moving = _moving("entry", "entry__corrects")
    there = Document.objects.filter(~Exists(moving), entry=OuterRef(paper), file=OuterRef(file))
    return Subquery(there.values("id")[:1])


def entries_with_scans(file: CaseFile) -> list[Entry]:
    """Return an opened file's entries that a document lies with, the newest first: what may be a signed paper."""
    moving = _moving("pk", "corrects")
    there = Entry.objects.filter(~Exists(moving), file=file, document__isnull=False)
    return list(there.order_by("-written_at", "-id"))


def _moving(entry: str, corrects: str) -> QuerySet[Handing]:
    """Return what waits of an entry, or of the one that it stands below, by where both are named."""
    return Handing.objects.filter(Q(entry=OuterRef(entry)) | Q(entry=OuterRef(corrects)))


def authorisation_of(
    consent: Consent, *, signed: Mapping[str, str] | None, scan: UUID | None
) -> Authorisation | None:
    """Return the written authorisation of a consent, as far as there is one.

    `signed` is when and before whom the client signed on a screen, `scan` the document of its paper.
    """
    to = consent.to_agency_id
    if signed is not None:
        at = datetime.fromisoformat(signed["at"])
        evidence = Evidence(EvidenceKind.SIGNED, UUID(signed["by_id"]), at)
        return Authorisation(timezone.localdate(at), to, evidence)
    if scan is not None:
        by = consent.paper_by_id or consent.recorded_by_id
        kept = Evidence(EvidenceKind.SCANNED, by, consent.paper_at or consent.recorded_at)
        return Authorisation(consent.authorised_on, to, kept)
    return Authorisation(consent.authorised_on, to) if consent.authorised_on else None


def in_words(authorisation: Authorisation | None) -> str:
    """Return what an authorisation rests on, as pages say it."""
    if authorisation is None:
        return "None"
    day = date_gb(authorisation.dated) if authorisation.dated else "no date"
    if authorisation.evidence is None:
        return f"Only a date, {day}: neither its paper nor a signature is kept"
    if authorisation.evidence.kind == EvidenceKind.SIGNED:
        return f"Signed on a screen, {day}"
    return f"A paper of {day}, scanned"
