"""A client's consent: recorded as it was given, withdrawn whenever she wishes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from django.db import connection
from django.utils import timezone

from clients.duty.door import OnDuty
from clients.hearing import hold_file
from clients.models import CaseFile
from confidentiality.audit.record import record
from confidentiality.interface.filters import date_gb
from confidentiality.interface.signing_pad import Strokes
from disclosures.actions.lock import NotNow
from disclosures.childhood import stands_against
from disclosures.kiosk.models import Limit
from disclosures.limits import ends_on, limited_by, limits_of
from disclosures.models import Agency, Agreement, Consent, ConsentItem, ConsentSignature
from disclosures.picture import Proviso
from disclosures.provisos import to_stored
from staff.models import Worker

# Of which a second one on the same day says nothing more
WITHOUT_MORE = frozenset({Limit.Kind.ONLY_VERBALLY, Limit.Kind.NOT_BEFORE})


@dataclass(frozen=True)
class ConsentTerms:
    """What she agreed to and was told; None and '' where that was not done."""

    to_agency: Agency
    given_on: date
    why: str
    agreeing: str
    refusing: str
    implications_on: date | None
    limits_asked: bool
    expires_on: date | None
    covers: frozenset[UUID]
    names_sensitive: frozenset[UUID] = frozenset()
    provisos: tuple[Proviso, ...] = ()
    authorised_on: date | None = None
    paper: UUID | None = None
    at_her_request: bool = False
    her_words: str = ""
    new_words: str = ""
    refused: bool = False
    beside: bool = False  # what she agreed to before with this agency stands as it was
    authority: str = ""  # of a parent or guardian who gave it for a child
    consent_id: UUID = field(default_factory=uuid4)


def record_consent(*, file: CaseFile, terms: ConsentTerms, by: Worker) -> Consent:
    """Record a consent on the file as it was given, or refused (clause 2.1); gaps stay gaps for the rules.

    What it takes the place of, or may limit, is held meanwhile: a release that is under way is waited for.
    Raises NotNow where a parent gave it for a client who is no child, or nobody knows whether they are one (E7).
    """
    hold_file(file.id)
    if terms.authority and (against := stands_against(file, terms.expires_on)):
        raise NotNow(f"{against}.")
    limited = limited_by(terms.provisos)
    before = _stood_before(file, terms, limited)
    consent = Consent(
        id=terms.consent_id,
        file=file,
        to_agency=terms.to_agency,
        given_on=terms.given_on,
        expires_on=terms.expires_on,
        implications_on=terms.implications_on,
        limits_asked=terms.limits_asked,
        authorised_on=terms.authorised_on,
        recorded_by=by,
        paper_id=terms.paper,
        at_her_request=terms.at_her_request,
        refused=terms.refused,
        beside=terms.beside,
        limited=limited,
        her_words=terms.her_words or None,
        new_words=terms.new_words.strip() or None,
        authority=terms.authority or None,
        why=terms.why,
        agreeing=terms.agreeing,
        refusing=terms.refusing,
        provisos=to_stored(terms.provisos),
    )
    consent.save(force_insert=True)
    ConsentItem.objects.bulk_create(
        ConsentItem(
            file=file, consent=consent, entry_id=e, names_sensitive=e in terms.names_sensitive
        )
        for e in sorted(terms.covers)
    )
    ids = [consent.id, *before, *sorted(terms.covers)]
    if consent.refused:
        record("consent_refused", file=file.id, ids=ids)
    else:
        record("consent_replaced" if before else "consent_recorded", file=file.id, ids=ids)
    return consent


def _stood_before(file: CaseFile, terms: ConsentTerms, limited: Consent.Limited) -> list[UUID]:
    """Hold and return what it stands against: earlier consents, which a restore withdraws if it loses this one."""
    before = Consent.objects.filter(
        file=file, refused=False, withdrawn_at=None, given_on__lte=terms.given_on
    )
    if terms.refused or limited != Consent.Limited.ANYWHERE:
        before = before.filter(to_agency=terms.to_agency)
    alone = limited in {Consent.Limited.NOT, Consent.Limited.ALONE}
    if terms.beside and alone and not terms.refused:
        return []
    return list(before.order_by("id").select_for_update().values_list("id", flat=True))


def sign_consent(
    *, consent: Consent, name: str, strokes: Strokes | None, by: Worker
) -> ConsentSignature:
    """Keep the client's signature of a consent, once: a written authorisation of today (clause 2.2).

    Raises NotNow where it was signed already, withdrawn, or is a refusal.
    """
    kept = Consent.objects.select_for_update().get(id=consent.id)
    if kept.withdrawn_at is not None or kept.refused:
        raise NotNow("There is nothing to sign: it was withdrawn or refused.")
    if ConsentSignature.objects.filter(consent=kept).exists():
        raise NotNow("This consent was signed already.")
    made = ConsentSignature(file_id=kept.file_id, consent=kept, by=by)
    made.name, made.strokes = name or None, strokes
    made.save(force_insert=True)
    record("consent_signed", file=kept.file_id, ids=[kept.id, made.id])
    return made


def keep_paper(*, consent: Consent, paper: UUID, dated: date, by: Worker) -> None:
    """Put the scan of the signed paper with a consent: a document of the client's file, with its date (clause 2.2).

    `paper` is the document's entry. Raises NotNow where there is one already, or the consent does not stand.
    """
    kept = Consent.objects.select_for_update().get(id=consent.id)
    if kept.withdrawn_at is not None or kept.refused:
        raise NotNow("It was withdrawn or refused: no paper makes it stand.")
    if kept.paper_id is not None:
        raise NotNow("A paper lies with this consent already. Take that one off first.")
    kept.paper_id, kept.authorised_on = paper, dated
    kept.paper_by, kept.paper_at = by, timezone.now()
    kept.save(update_fields=["paper", "authorised_on", "paper_by", "paper_at"])
    record("consent_paper_kept", file=kept.file_id, ids=[kept.id, paper])


def take_paper_off(*, consent: Consent) -> None:
    """Say that a paper is not the one of this consent; the document stays on the file. Raises NotNow without one."""
    kept = Consent.objects.select_for_update().get(id=consent.id)
    if kept.paper_id is None:
        raise NotNow("No paper lies with this consent any more.")
    paper, kept.paper_id = kept.paper_id, None
    kept.save(update_fields=["paper"])
    record("consent_paper_taken_off", file=kept.file_id, ids=[kept.id, paper])


def record_agreement(
    *, file: CaseFile, kind: Agreement.Kind, basis: str, on: date, words: str, key: UUID, by: Worker
) -> Agreement:
    """Record that the client agreed to our service, or on which basis in law we keep the file; permits nothing."""
    made = Agreement(id=key, file=file, kind=kind, basis=basis, on=on, recorded_by=by, words=words)
    made.save(force_insert=True)
    record("agreement_recorded", file=file.id, ids=[made.id], fields=[kind])
    return made


def withdraw_consent(*, consent: Consent, by: Worker) -> None:
    """Withdraw a consent for good; a release that rests on it is refused from now on (E10).

    Waits for a release that is under way. Raises NotNow when it was withdrawn already.
    """
    if Consent.objects.select_for_update().get(id=consent.id).withdrawn_at is not None:
        raise NotNow("This consent was withdrawn already.")
    consent.withdrawn_at, consent.withdrawn_by = timezone.now(), by
    consent.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record("consent_withdrawn", file=consent.file_id, ids=[consent.id])


def withdraw_consent_on_duty(*, duty: OnDuty, consent_id: UUID, by: Worker) -> None:
    """Withdraw a consent by somebody on duty who cannot read it (E46); waits for a release that is under way.

    Raises NotNow when it was withdrawn already, or the duty search has ended.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.withdraw_on_duty(%s, %s)", [duty.search_id, consent_id])
        (withdrawn,) = cursor.fetchone()
    if not withdrawn:
        raise NotNow("This consent was withdrawn already.")
    record("consent_withdrawn", file=duty.file.id, ids=[consent_id], purpose="duty")


def limit_consent(
    *,
    consent: Consent,
    kind: Limit.Kind,
    by: Worker,
    entries: Iterable[UUID] = (),
    day: date | None = None,
    name: str = "",
) -> None:
    """Write down a limit that the client sets afterwards on a consent; it takes away, and stands for good (3.3.2 d).

    `entries` are left out, `name` must not know, `day` is the first or the last. Waits for a release that is under way.
    Raises NotNow when the consent was withdrawn, when it would take nothing away, or stands already.
    """
    kept = Consent.objects.select_for_update().get(id=consent.id)
    if kept.withdrawn_at is not None or kept.refused:
        raise NotNow("This consent does not stand any more.")
    since = limits_of([kept.id])[kept.id]
    ends = ends_on(kept, since)
    if kind == Limit.Kind.ENDS and day and ends and day >= ends:
        raise NotNow(
            f"It ends on {date_gb(ends)} already. To share for longer, record a new consent."
        )
    left_out = {each.entry_id for each in since if each.entry_id}
    about = [each for each in entries if each not in left_out] if entries else [None]
    twice = any((each.kind, each.day) == (kind, day) for each in since if each.kind in WITHOUT_MORE)
    if not about or twice:
        raise NotNow("This limit stands already.")
    made = [
        Limit(file_id=kept.file_id, by=by, consent=kept, kind=kind, entry_id=each, day=day)
        for each in about
    ]
    for limit in made:
        limit.words = name or None
        limit.save(force_insert=True)
    record("consent_limited", file=kept.file_id, ids=[kept.id, *(each.id for each in made)])
