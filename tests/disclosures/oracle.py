"""Whether what has left was allowed, asked of the tables and of nothing that decided it; one question per basis."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from clients.documents.models import Document
from clients.models import Entry
from confidentiality.access.identity import acting_as
from disclosures.models import (
    Consent,
    ConsentItem,
    DisclosureRequest,
    Package,
    Reading,
    Release,
    RequestItem,
    SignOff,
)
from disclosures.picture import Basis
from disclosures.redaction.models import MachineReading
from tests.disclosures.story import ASKER, MANAGER, who

WHO_SIGNS = {
    Basis.CHILD_PROTECTION: "safeguarding_lead",
    Basis.COURT_ORDER: "dp_lead",
    Basis.STATUTORY: "dp_lead",
}
BY_HER = {Basis.INFORMED_CONSENT, Basis.LIAISON, Basis.OWN_REQUEST, Basis.JOINT_WORKING}
FIRST = {Basis.THREAT, Basis.CHILD_PROTECTION, Basis.SERIOUS_HARM}  # where life goes first
IN_FORCE = """SELECT count(*) FROM protocols_protocol p
    JOIN protocols_party y ON y.protocol_id = p.id JOIN protocols_namedreader r ON r.protocol_id = p.id
    WHERE p.outcome = 'agreed' AND p.ended_at IS NULL AND current_date BETWEEN p.starts_on AND p.until
      AND p.clients IN ('iss', 'both') AND y.agency_id = %s AND r.contact_id = %s"""
ASSURED = """SELECT review_on >= current_date FROM disclosures_agencyassurance
    WHERE agency_id = %s ORDER BY recorded_at DESC LIMIT 1"""


def allowed(request_id: UUID) -> None:
    """Assert that the one release of a request was allowed at the moment at which it left."""
    with acting_as(who(ASKER)):
        made = Release.objects.select_related("request", "consent").get(request_id=request_id)
        asked = made.request
        basis = Basis(asked.basis)
        assert asked.state == DisclosureRequest.State.RELEASED
        assert asked.raises_risk is not None
        assert asked.knows_policy
        assert made.knows_policy or made.released_by_id == asked.requester_id  # who has said so
        never = {
            Basis.PROGRESS_REPORT,
            Basis.OWN_FILE,
        }  # hers knows no report; nobody asked for her file
        assert basis not in never, "a basis that this file does not know"
        assert asked.to_name not in asked.file.partner_names, "a partner"
        _read(made)
        _words(made)
        _sensitive(made)
        if basis in BY_HER:
            _consented(made)
            assert _one(ASSURED, [asked.agency_id]), "not assured"
        else:
            GROUNDS[basis](asked.grounds or {})
        if made.look_by is None:
            _signed(made)
            told = asked.grounds or {}
            assert basis in BY_HER or told.get("told_on") or told.get("not_told"), (
                "she was not told"
            )
        else:
            assert asked.urgent
            assert basis in FIRST
            assert made.released_by_id == asked.requester_id
            assert made.look_by == made.released_at + timedelta(hours=24)


def _one(question: str, values: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        row = cursor.fetchone()
    return row[0] if row else None


def _read(made: Release) -> None:
    """Whoever read it last read what left."""
    content = _content(made)
    last = Reading.objects.filter(request=made.request).order_by("-at").first()
    assert last is not None
    assert last.content == content, "read as something else"


def _content(made: Release) -> str:
    """The digest of what left: the machine's last, or, where it went first, what was read in that moment."""
    machine = MachineReading.objects.filter(request=made.request).order_by("-at", "-id").first()
    if made.look_by is None:
        assert machine is not None, "no machine read it"
        return machine.content
    return Reading.objects.filter(request=made.request).order_by("-at")[0].content


def _words(made: Release) -> None:
    """The package holds the entries as they are at this moment, and those alone."""
    stored: Mapping[str, Any] = Package.objects.get(release=made).contents
    picked = Entry.objects.filter(
        id__in=RequestItem.objects.filter(request=made.request).values("entry")
    )
    bodies = {e.body for e in picked} | {made.request.text or ""}
    assert {item["body"] for item in stored["items"]} <= bodies, "other words"
    assert stored["items"]


def _sensitive(made: Release) -> None:
    picked = RequestItem.objects.filter(request=made.request).select_related("entry")
    stored: Mapping[str, Any] = Package.objects.get(release=made).contents
    left = {item["entry"] for item in stored["items"]}
    secret = {i.entry_id for i in picked if i.entry.sensitive and str(i.entry_id) in left}
    named = ConsentItem.objects.filter(consent=made.consent_id, names_sensitive=True)
    consent = made.consent
    stands = consent is not None and consent.withdrawn_at is None and consent.expires_on is not None
    covered = set(named.values_list("entry_id", flat=True)) if stands else set()
    ordered = made.request.basis == Basis.COURT_ORDER
    if not (ordered and (made.request.grounds or {}).get("names_sensitive")):
        assert secret <= covered, "a sensitive fact that nobody named"
    if (made.request.text or "").strip():
        assert made.request.text_sensitive is False


def _consented(made: Release) -> None:
    consent, basis = made.consent, made.request.basis
    assert consent is not None
    today = timezone.localdate()
    picked = RequestItem.objects.filter(request=made.request).values_list("entry_id", flat=True)
    covers = ConsentItem.objects.filter(consent=consent).values_list("entry_id", flat=True)
    assert set(picked) <= set(covers)
    assert not consent.refused
    again = Consent.objects.filter(
        file=consent.file_id, to_agency=consent.to_agency_id, refused=True
    )
    assert not again.filter(recorded_at__gt=consent.recorded_at).exists(), "she refused since"
    assert consent.withdrawn_at is None
    assert consent.expires_on is not None
    assert consent.expires_on >= today
    assert consent.limits_asked
    assert consent.agreeing
    assert consent.refusing
    assert consent.implications_on is not None
    assert consent.to_agency_id == made.agency_id
    if basis == Basis.LIAISON:
        assert consent.at_her_request
    if basis == Basis.OWN_REQUEST:
        assert consent.authorised_on is not None
        kept = Document.objects.filter(entry=consent.paper_id, file=made.file_id)
        assert kept.exists(), "a date without its paper"
    if basis == Basis.JOINT_WORKING:
        assert _one(IN_FORCE, [made.agency_id, made.contact_id]), "no protocol"


def _signed(made: Release) -> None:
    """A manager signed this content, the lead whose it is too, as many as the risk asks; and somebody else reviewed."""
    machine = MachineReading.objects.filter(request=made.request).order_by("-at", "-id").first()
    assert machine is not None
    assert machine.review.passed
    assert machine.review.by_id != made.request.requester_id
    decided = SignOff.objects.filter(request=made.request).order_by("decided_at")
    back = decided.filter(decision=SignOff.Decision.ASK_BACK).last()
    given = decided.filter(decision=SignOff.Decision.APPROVE)
    if back is not None:
        given = given.filter(decided_at__gt=back.decided_at)
    valid = {s.approver_id for s in given if s.content == machine.content}
    valid -= {made.request.requester_id}
    assert who(MANAGER) in valid, "no manager signed this"
    lead = WHO_SIGNS.get(Basis(made.request.basis))
    assert lead is None or who(lead) in valid, "the lead did not sign"
    assert len(valid) >= (2 if made.request.raises_risk else 1)


def _law(g: Mapping[str, Any]) -> None:
    assert g["law"].strip()
    assert g["asked_for"].strip()
    assert date.fromisoformat(g["dated"]) <= timezone.localdate()


def _power(g: Mapping[str, Any]) -> None:
    _law(g)
    assert g["in_writing"]
    assert g["binds"] is not None


def _why(g: Mapping[str, Any]) -> None:
    assert g["why"].strip()


GROUNDS: Mapping[Basis, Callable[[Mapping[str, Any]], None]] = {
    Basis.COURT_ORDER: _law,
    Basis.STATUTORY: _power,
    Basis.CHILD_PROTECTION: _why,
    Basis.SERIOUS_HARM: _why,
    Basis.THREAT: _why,
}
