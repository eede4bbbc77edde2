"""Whether what has left was allowed, asked of the tables and of nothing that decided it; one question per basis."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from clients.documents.models import Document
from confidentiality.access.identity import acting_as
from disclosures.delivery.models import Handover
from disclosures.models import (
    Consent,
    ConsentItem,
    ConsentSignature,
    DisclosureRequest,
    LookedAfter,
    Reading,
    Release,
    RequestItem,
    RiskDiscussion,
    SaidAfter,
    SignOff,
)
from disclosures.picture import Basis
from disclosures.readers.models import Recall
from disclosures.redaction.models import MachineReading
from tests.disclosures import oracle_limits, oracle_own, oracle_words
from tests.disclosures.sides import side_of
from tests.disclosures.story import ASKER, MANAGER, SENIOR, who

WHO_SIGNS = {
    Basis.CHILD_PROTECTION: "safeguarding_lead",
    Basis.COURT_ORDER: "dp_lead",
    Basis.STATUTORY: "dp_lead",
}
BY_HER = {Basis.INFORMED_CONSENT, Basis.LIAISON, Basis.OWN_REQUEST, Basis.JOINT_WORKING}
FIRST = {Basis.THREAT, Basis.CHILD_PROTECTION, Basis.SERIOUS_HARM}  # where life goes first
WITH_AN_AGENCY = BY_HER | {Basis.PROGRESS_REPORT}
READERS_KNOWN = WITH_AN_AGENCY | {Basis.CHILD_PROTECTION, Basis.SERIOUS_HARM}
IN_FORCE = """SELECT count(*) FROM protocols_protocol p
    JOIN protocols_party y ON y.protocol_id = p.id JOIN protocols_namedreader r ON r.protocol_id = p.id
    WHERE p.outcome = 'agreed' AND (p.ended_at IS NULL OR p.ended_at > %s)
      AND current_date BETWEEN p.starts_on AND p.until
      AND p.clients IN (%s, 'both') AND y.agency_id = %s AND r.contact_id = %s"""
ASSURED = """SELECT review_on >= current_date FROM disclosures_agencyassurance
    WHERE agency_id = %s ORDER BY recorded_at DESC LIMIT 1"""


def allowed(request_id: UUID, asker: str = ASKER) -> bool:
    """Assert that the one release of a request was allowed at the moment at which it left; say whether in part."""
    with acting_as(who(asker)):
        made = Release.objects.select_related("request__file", "consent").get(request_id=request_id)
        asked = made.request
        basis = Basis(asked.basis)
        assert asked.state == DisclosureRequest.State.RELEASED
        _known_on_this_file(made)
        _read(made)
        cut = oracle_words.held_back(made)
        oracle_words.sensitive(made, cut)
        if basis == Basis.OWN_FILE:
            oracle_own.may_see(made)
        else:
            _to_others(made)
        if basis in WITH_AN_AGENCY:
            _agency(made)
        if basis in BY_HER:
            _consented(made)
        elif basis in GROUNDS:
            GROUNDS[basis](asked.grounds or {})
        if basis in FIRST and made.look_by is None:
            assert (asked.grounds or {}).get("law", "").strip() or _needs_no_duty(made), "no duty"
        if basis == Basis.PROGRESS_REPORT:
            _report(made)
        _first_or_signed(made)
        return bool(cut)


def looked(made: Release) -> None:
    """Assert that nobody closed the look at what went first while words were missing that can be written beside it."""
    asked, said = made.request, [each.says for each in SaidAfter.objects.filter(release=made)]
    told = asked.grounds or {}

    def somewhere(name: str, first: str | None) -> bool:
        return bool((first or "").strip() or any(each[name].strip() for each in said))

    assert somewhere("risk_words", asked.risk_words), "the risk was never reasoned"
    assert told.get("told_on") or somewhere("not_told", told.get("not_told")), "told, or why not"
    assert somewhere("law", told.get("law")) or _needs_no_duty(made), "under no duty"
    if asked.basis == Basis.CHILD_PROTECTION:
        assert somewhere("parent", told.get("parent")), "nothing of the other parent"
        assert who("safeguarding_lead") in _looked(made), "the lead has not looked"
    if asked.raises_risk or any(each["raises_risk"] for each in said):
        _weighed_by_two(made)


def _needs_no_duty(made: Release) -> bool:
    """Whoever is threatened is warned; an agency that we have looked at is assured."""
    return bool((made.request.reached or {}).get("threatened")) or bool(
        made.agency_id and _one(ASSURED, [made.agency_id])
    )


def _weighed_by_two(made: Release) -> None:
    """Raised risk was discussed with somebody senior, and two others than whoever released it gave their opinion."""
    _discussed(made.request)
    assert len(_looked(made) - {made.released_by_id}) > 1, "only one looked at a risk that rises"


def _looked(made: Release) -> set[UUID]:
    """Whoever gave an opinion of what went first, and whoever closed the look."""
    beside = SaidAfter.objects.filter(release=made)
    gave = {each.by_id for each in beside if each.says["opinion"] is not None}
    return gave | {LookedAfter.objects.get(release=made).by_id}


def given(request_id: UUID, asker: str = ASKER) -> None:
    """Assert that what was released could still be given at this moment, by a link or on paper."""
    with acting_as(who(asker)):
        made = Release.objects.select_related("request__file", "consent").get(request_id=request_id)
        basis = Basis(made.request.basis)
        told = Handover.objects.filter(release=made)
        last = max(told, key=lambda each: each.at, default=None)
        if last is not None and last.against:
            return  # it had happened, was recorded as it was, and is marked
        assert made.letter_sha256, "there is no paper of what was told"
        assert not Recall.objects.filter(release=made).exists(), "given although it was recalled"
        if basis == Basis.OWN_FILE:
            oracle_own.may_have_a_copy(made)
            return
        oracle_limits.not_to_a_partner(made)
        if basis in WITH_AN_AGENCY:
            assert _one(ASSURED, [made.agency_id]), "given to an agency that is not assured"
        if basis in BY_HER:
            _stands(made, timezone.now())
            oracle_limits.kept(made)


def _one(question: str, values: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        row = cursor.fetchone()
    return row[0] if row else None


def _known_on_this_file(made: Release) -> None:
    """What a man's file opens on, and what only it knows."""
    asked, basis = made.request, Basis(made.request.basis)
    if asked.file.service == "iss":
        assert basis != Basis.PROGRESS_REPORT, "hers knows no report"
        return
    assert basis != Basis.SERIOUS_HARM, "not on a man’s file"
    if basis == Basis.STATUTORY:
        assert (asked.grounds or {}).get("binds") is True, "the law left a choice"


def _read(made: Release) -> None:
    """Whoever read it last read what left."""
    last = Reading.objects.filter(request=made.request).order_by("-at").first()
    assert last is not None
    assert last.content == oracle_words.content(made), "read as something else"


def _to_others(made: Release) -> None:
    """What is asked whoever else than the client receives it."""
    asked, basis = made.request, Basis(made.request.basis)
    assert asked.raises_risk is not None
    assert (asked.risk_words or "").strip(), "nobody said why"
    assert asked.knows_policy
    assert made.knows_policy or made.released_by_id == asked.requester_id  # who has said so
    oracle_limits.not_to_a_partner(made)
    oracle_limits.told_or_written(made)
    if made.look_by is not None:
        return  # the rest is asked within a day
    told = asked.grounds or {}
    assert basis in WITH_AN_AGENCY or told.get("told_on") or told.get("not_told"), (
        "they were not told"
    )
    if basis in READERS_KNOWN:
        assert any(each.strip() for each in asked.readers)
        assert asked.knows_readers
        assert asked.concern_raised is not None
        assert not asked.concern_raised or asked.concern_meeting_on is not None
        _concerns_heard(made)
    if asked.raises_risk:
        _discussed(asked)


def _discussed(asked: DisclosureRequest) -> None:
    talk = RiskDiscussion.objects.filter(request=asked).first()
    assert talk is not None, "nobody discussed a risk that rises"
    assert talk.with_whom_id != asked.requester_id
    assert talk.with_whom_id in {who(MANAGER), who(SENIOR), who("dvpp_manager")}
    assert talk.note_id is not None


def _concerns_heard(made: Release) -> None:
    """A meeting has discussed, since, each concern that its own author has not taken back."""
    asked = made.request
    decided = SignOff.objects.filter(request=asked).order_by("decided_at")
    for concern in decided.filter(decision=SignOff.Decision.CONCERN):
        later = decided.filter(approver=concern.approver_id, decided_at__gt=concern.decided_at)
        if not later.filter(decision=SignOff.Decision.WITHDREW).exists():
            day, met = timezone.localdate(concern.decided_at), asked.concern_meeting_on
            assert asked.concern_raised, "a concern that nobody answered"
            assert met is not None
            assert day <= met <= timezone.localdate(), "no meeting since has discussed it"


def _agency(made: Release) -> None:
    """An agency whose keeping of confidences we know, of which they were told."""
    assert _one(ASSURED, [made.agency_id]), "not assured"
    told = made.request.explained_on
    assert told is not None
    assert told <= timezone.localdate()


def _consented(made: Release) -> None:
    consent, basis = made.consent, made.request.basis
    assert consent is not None
    picked = RequestItem.objects.filter(request=made.request).values_list("entry_id", flat=True)
    covers = ConsentItem.objects.filter(consent=consent).values_list("entry_id", flat=True)
    assert set(picked) <= set(covers)
    if (made.request.text or "").strip():
        assert consent.new_words, "written beyond what was agreed"
    assert consent.limits_asked
    assert consent.agreeing
    assert consent.refusing
    assert consent.implications_on is not None
    _stands(made, made.released_at)
    if basis == Basis.LIAISON:
        assert consent.at_her_request
    if basis == Basis.OWN_REQUEST or made.request.file.service == "dvpp":
        signed = ConsentSignature.objects.filter(consent=consent).exists()
        kept = Document.objects.filter(entry=consent.paper_id, file=made.file_id).exists()
        assert signed or (kept and consent.authorised_on is not None), "no written authorisation"
    oracle_limits.kept(made)


def _stands(made: Release, at: datetime) -> None:
    """Their consent as it is now, but for its withdrawal or the end of a protocol that came after `at`."""
    consent = made.consent
    assert consent is not None
    assert not consent.refused
    refusals = Consent.objects.filter(
        file=consent.file_id, to_agency=consent.to_agency_id, refused=True
    )
    assert not refusals.filter(recorded_at__gt=consent.recorded_at).exists(), "refused since"
    withdrawn_at = Consent.objects.get(id=consent.id).withdrawn_at
    assert withdrawn_at is None or withdrawn_at > at, "withdrawn"
    assert consent.expires_on is not None
    assert consent.expires_on >= timezone.localdate()
    assert consent.to_agency_id == made.agency_id
    if consent.authority:
        born = date.fromisoformat(made.request.file.date_of_birth)
        today = timezone.localdate()
        birthday = (today.month, today.day) >= (born.month, born.day)
        assert today.year - born.year - (not birthday) < 18, "a parent agreed for no child"
    if made.request.basis == Basis.JOINT_WORKING:
        values = [at, made.request.file.service, made.agency_id, made.contact_id]
        assert _one(IN_FORCE, values), "no protocol"


def _report(made: Release) -> None:
    """He was told what it is for, and each entry has to do with ending his abuse."""
    assert (made.request.grounds or {}).get("why", "").strip()
    for item in RequestItem.objects.filter(request=made.request):
        assert (item.relevance or "").strip(), "to no point"
    if (made.request.text or "").strip():
        assert (made.request.grounds or {}).get("relevance", "").strip(), "to no point"


def _first_or_signed(made: Release) -> None:
    asked = made.request
    if made.look_by is None:
        _signed(made)
        return
    assert asked.urgent
    assert Basis(asked.basis) in FIRST
    assert made.released_by_id == asked.requester_id
    assert made.look_by == made.released_at + timedelta(hours=24)
    assert not LookedAfter.objects.filter(release=made).exists()
    if oracle_limits.warns_him_on_her_file(made):
        _signed(made)


def _signed(made: Release) -> None:
    """A manager signed this content, the lead whose it is too, as many as the risk asks; and somebody else reviewed."""
    machine = MachineReading.objects.filter(request=made.request).order_by("-at", "-id").first()
    assert machine is not None
    assert machine.review.passed
    assert machine.review.by_id != made.request.requester_id
    decided = SignOff.objects.filter(request=made.request).order_by("decided_at")
    ways = (SignOff.Decision.ASK_BACK, SignOff.Decision.CONCERN)
    back = decided.filter(decision__in=ways).last()
    signatures = decided.filter(decision=SignOff.Decision.APPROVE)
    if back is not None:
        signatures = signatures.filter(decided_at__gt=back.decided_at)
    valid = {s.approver_id for s in signatures if s.content == machine.content}
    valid -= {made.request.requester_id}
    assert who(side_of(made.file_id).manager) in valid, "no manager signed this"
    lead = WHO_SIGNS.get(Basis(made.request.basis))
    assert lead is None or who(lead) in valid, "the lead did not sign"
    assert (
        len(valid) >= (2 if made.request.raises_risk else 1) or made.request.basis == Basis.OWN_FILE
    )


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
