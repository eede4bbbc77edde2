"""One request with all that hangs on it, read at one moment: what the rules judge and pages show."""

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import (
    BooleanField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
)
from django.db.models.functions import JSONObject
from django.utils import timezone

from clients.misfiled.models import Handing
from clients.models import Entry
from confidentiality.sealing.keys import KeyRef, key_of, load_keys
from disclosures import picture as pictures
from disclosures.authorisations import authorisation_of, scan_of
from disclosures.clauses.bases import BASES, CONSENTED
from disclosures.grounds import grounds_from, purpose_of, written_for
from disclosures.models import (
    AgencyAssurance,
    Consent,
    ConsentItem,
    ConsentSignature,
    DisclosureRequest,
    Reading,
    RequestItem,
    RiskDiscussion,
    SignOff,
)
from disclosures.ownfile.access import own_file_of
from disclosures.package import Contents, Copied
from disclosures.picture import Basis, Picture
from disclosures.protocols.access import picture_of, protocols_with
from disclosures.protocols.rules import ProtocolPicture, Sharing
from disclosures.protocols.rules import obstacles as against
from disclosures.provisos import for_letter, from_stored
from disclosures.redaction.marks import Part, Prepared, Step, plain
from disclosures.redaction.models import MachineReading, RedactionStep
from disclosures.redaction.steps import reading_of, step_of
from disclosures.scans.models import Page
from disclosures.signing import lead_of
from staff.access import on_loan
from staff.deputies.access import running
from staff.models import Role, Worker

_BOOLEAN = BooleanField()


@dataclass(frozen=True)
class Releasing:
    """What the one who releases confirms while doing so."""

    worker: Worker
    knows_policy: bool
    keeps_words: bool
    spoken: pictures.Spoken | None = None  # where it is told by word of mouth


@dataclass(frozen=True)
class Dossier:
    """A request with its entries, consent, sign-offs (newest first), readings, discussion.

    What only some pages ask for is read when it is asked for.
    """

    request: DisclosureRequest
    items: list[RequestItem]
    steps: list[RedactionStep]
    reading: pictures.Reading | None
    assurance: AgencyAssurance | None
    as_of: datetime

    @cached_property
    def machine(self) -> MachineReading | None:
        """The machine's last reading of it, with the review of that, if it was reviewed."""
        readings = MachineReading.objects.filter(request=self.request).select_related("review__by")
        return readings.annotate(stands=_stands("review__by_id")).order_by("-at", "-id").first()

    @cached_property
    def sign_offs(self) -> list[SignOff]:
        """What was decided about it, the newest first."""
        deputises = Exists(running().filter(deputy=OuterRef("approver_id")))
        given = SignOff.objects.filter(request=self.request).select_related("approver")
        lent = on_loan(lead_of(self.request.basis), "approver_id")
        with_both = given.annotate(stands=_stands("approver_id"), deputises=deputises, lent=lent)
        return list(with_both.order_by("-decided_at"))

    @cached_property
    def contents(self) -> Contents | None:
        """What would leave as things stand; None while what it rests on is missing, or the consent has no end."""
        request, consent = self.request, self.request.consent
        if request.basis not in BASES:
            return None
        on_consent = request.basis in CONSENTED
        if on_consent and (consent is None or consent.expires_on is None):
            return None
        agreed = consent if on_consent else None
        return Contents(
            to_name=request.to_name,
            to_agency=request.to_agency,
            concerning=request.file.name,
            purpose=agreed.why if agreed else purpose_of(self.grounds),
            basis=BASES[Basis(request.basis)].label,
            consent_on=agreed.given_on.isoformat() if agreed else "",
            consent_until=_iso(agreed.expires_on) if agreed else "",
            provisos=tuple(w for p in from_stored(agreed.provisos) if (w := for_letter(p)))
            if agreed
            else (),
            own=request.basis == Basis.OWN_FILE,
            pages=_digest_of(request.pages_leaving),  # type: ignore[attr-defined]
            items=(*written_for(request), *self._copies()),
        )

    @cached_property
    def told(self) -> Contents:
        """What was told by word of mouth, whatever it rested on."""
        to, about = self.request.to_name, self.request.file.name
        items = (*written_for(self.request), *self._copies())
        return Contents(to, self.request.to_agency, about, "", "", "", "", (), items)

    def _copies(self) -> list[Copied]:
        return [
            _copied(item.entry, self.prepared[item.entry_id])
            for item in self.items
            if not self.prepared[item.entry_id].withheld_whole
        ]

    @cached_property
    def grounds(self) -> pictures.Grounds:
        """What it rests on besides a consent."""
        return grounds_from(self.request.grounds)

    @cached_property
    def prepared(self) -> dict[UUID, Prepared]:
        """The picked entries by id, each with the decisions that hold for its words as they are now."""
        file = KeyRef("file", self.request.file_id)
        load_keys([file, *self.request.recipient_keys()])
        key, steps = key_of(file), [step_of(row) for row in self.steps]
        return {item.entry_id: _prepared(item.entry, key, steps) for item in self.items}

    @cached_property
    def digest(self) -> str:
        """The digest of what would leave, '' when nothing could."""
        file = KeyRef("file", self.request.file_id)
        load_keys([file, *self.request.recipient_keys()])
        return self.contents.digest(key_of(file)) if self.contents else ""

    def picture(self, releasing: Releasing | None = None) -> Picture:
        """Return the picture that the rules judge, with the one who releases if somebody does."""
        request = self.request
        return Picture(
            file=request.file_id,
            service=request.file.service,
            basis=request.basis,
            items=tuple(_item(item, self.prepared[item.entry_id]) for item in self.items),
            content=self.digest,
            requester=_worker(request.requester, in_post=True),
            sign_offs=tuple(self._sign_off(s) for s in self.approvals),
            releaser=releasing.worker.pk if releasing else None,
            agency=self._agency(),
            recipient=self.recipient,
            partners=_partners(request),
            consent=self._consent(request.consent, releasing) if request.consent else None,
            risk=self._risk(),
            concern=pictures.Concern(request.concern_raised, request.concern_meeting_on),
            readers=tuple(request.readers),
            knows_readers=request.knows_readers,
            explained_on=request.explained_on,
            redaction=self._redaction(),
            reading=self.reading,
            as_of=self.as_of,
            today=timezone.localdate(self.as_of),
            knows_agency_policy=self._knowing(releasing),
            says_not_partner=self._say_not_partner(),
            grounds=self.grounds,
            written=pictures.Written(bool((request.text or "").strip()), request.text_sensitive),
            manner=request.manner,
            spoken=releasing.spoken if releasing else None,
            urgent=request.urgent,
            contact=request.contact_id,
            protocol=self._protocol() if request.basis == Basis.JOINT_WORKING else None,
            sent_back_at=max(self._sent_back(), default=None),
            own=self.own,
        )

    @cached_property
    def own(self) -> pictures.OwnFile | None:
        """The client's request to see their file that it prepares, if it does."""
        return own_file_of(self.request) if self.request.basis == Basis.OWN_FILE else None

    def _protocol(self) -> ProtocolPicture | None:
        """The protocol with the agency against which least stands; None where none is in force."""
        request = self.request
        if request.agency_id is None or request.contact_id is None:
            return None
        day = timezone.localdate(self.as_of)
        sharing = Sharing(
            request.file_id, request.file.service, request.agency_id, request.contact_id, day
        )
        found = [picture_of(each) for each in protocols_with(request.agency_id)]
        return min(found, key=lambda p: len(list(against(p, sharing))), default=None)

    @property
    def recipient(self) -> pictures.Recipient:
        """Who would receive it, under every name and number."""
        if contact := self.request.contact:
            emails = (contact.email,) if contact.email else ()
            called, numbers = tuple(contact.aliases), tuple(contact.phones)
            return pictures.Recipient(contact.name, called, numbers, emails=emails)
        reached = self.request.reached or {}
        called = tuple(each for each in (reached.get("agency", ""),) if each)
        ways = tuple(each for each in (reached.get("phone", ""),) if each)  # a number, or how else
        threatened = bool(reached.get("threatened"))
        return pictures.Recipient(
            reached.get("name", ""), called, ways, threatened, emails=ways, places=(*called, *ways)
        )

    @property
    def approvals(self) -> list[SignOff]:
        """The decisions that signed the request off, void ones included."""
        return [s for s in self.sign_offs if s.decision == SignOff.Decision.APPROVE]

    def _sent_back(self) -> list[datetime]:
        back = SignOff.Decision.ASK_BACK
        return [each.decided_at for each in self.sign_offs if each.decision == back]

    def _sign_off(self, given: SignOff) -> pictures.SignOff:
        approver = _worker(given.approver, in_post=given.stands)  # type: ignore[attr-defined]
        if given.deputises:  # type: ignore[attr-defined]  # what they signed as a deputy is void once they are none
            approver = replace(approver, role=str(Role.LINE_MANAGER))
        if given.lent:  # type: ignore[attr-defined]  # and what as a lead by loan, once it has ended
            approver = replace(approver, lent=frozenset({lead_of(self.request.basis)}))
        return pictures.SignOff(approver, given.decided_at, given.content)

    def _agency(self) -> pictures.AgencyPicture | None:
        agency, kept = self.request.agency, self.assurance
        if agency is None:
            return None
        assurance = (
            pictures.Assurance(kept.seen_by_id, kept.seen_on, kept.review_on, kept.recorded_at)
            if kept
            else None
        )
        return pictures.AgencyPicture(agency.id, agency.name, assurance, agency.statutory_duty)

    def _consent(self, kept: Consent, releasing: Releasing | None) -> pictures.ConsentPicture:
        keeps = releasing is not None and releasing.keeps_words
        acknowledged = frozenset({releasing.worker.pk} if releasing and keeps else ())
        return pictures.ConsentPicture(
            file=kept.file_id,
            given_on=kept.given_on,
            why=kept.why,
            to_agency=kept.to_agency_id,
            covers=self._agreed("covered"),
            agreeing_explained=bool(kept.agreeing.strip()),
            refusing_explained=bool(kept.refusing.strip()),
            implications_on=kept.implications_on,
            limits_asked=kept.limits_asked,
            expires_on=kept.expires_on,
            withdrawn_at=kept.withdrawn_at,
            names_sensitive=self._agreed("named"),
            provisos=from_stored(kept.provisos, acknowledged_by=acknowledged),
            authorisation=self.authorisation,
            at_her_request=kept.at_her_request,
            refused=kept.refused,
            refused_since=self.request.refused_since,  # type: ignore[attr-defined]
        )

    @property
    def authorisation(self) -> pictures.Authorisation | None:
        """The written authorisation of its consent, with what is kept of it."""
        if (kept := self.request.consent) is None:
            return None
        signed, scan = self.request.signed, self.request.scan  # type: ignore[attr-defined]
        return authorisation_of(kept, signed=signed, scan=scan)

    @cached_property
    def discussion(self) -> RiskDiscussion | None:
        """What was discussed because risk rises, if it was."""
        kept: dict[str, str] | None = self.request.discussed  # type: ignore[attr-defined]
        if kept is None:
            return None
        whom = Worker(account_id=UUID(kept["with_whom_id"]), display_name=kept["name"])
        on, note = date.fromisoformat(kept["on"]), UUID(kept["note_id"])
        return RiskDiscussion(with_whom=whom, role=kept["role"], on=on, note_id=note)

    def _agreed(self, how: str) -> frozenset[UUID]:
        """The picked entries that the consent covers, or whose sensitive fact it names."""
        return frozenset(item.entry_id for item in self.items if getattr(item, how))

    def _risk(self) -> pictures.Risk:
        raises, talk = self.request.raises_risk, self.discussion
        discussion = (
            pictures.Discussion(talk.with_whom_id, talk.role, talk.on, talk.note_id)
            if talk
            else None
        )
        return pictures.Risk(raises is not None, raises, discussion, self.request.risk_words)

    def _redaction(self) -> pictures.Redaction:
        """How far it was gone through; the machine's word is of the moment at which it read."""
        ready = self.prepared
        unread = (i.entry_id for i in self.items if not ready[i.entry_id].looked)
        elsewhere = (
            i.entry_id
            for i in self.items
            if i.handed_on and not ready[i.entry_id].withheld_whole  # type: ignore[attr-defined]
        )
        read = _machine_said(self.machine) if self.machine else None
        review = getattr(self.machine, "review", None)
        return pictures.Redaction(
            unread=tuple(unread),
            reading=read,
            review=pictures.Review(
                _worker(review.by, in_post=self.machine.stands),  # type: ignore[union-attr]
                review.content,
                review.passed,
                frozenset(UUID(each) for each in review.harmless or ()),
            )
            if review
            else None,
            reviewer_may_sign=settings.REVIEWER_MAY_SIGN_OFF,
            pages_unseen=self.request.pages_unseen,  # type: ignore[attr-defined]
            handed_on=tuple(elsewhere),
            court=tuple(i.entry_id for i in self._leaving() if i.entry.court_paper),
            court_unsaid=self._unsaid_of_pages(),
            permitted=frozenset(
                i.entry_id for i in self.items if self.prepared[i.entry_id].permitted
            ),
            nothing_left=self._nothing_left(),
        )

    def _leaving(self) -> list[RequestItem]:
        return [i for i in self.items if not self.prepared[i.entry_id].withheld_whole]

    def _nothing_left(self) -> bool:
        """Whether all that was picked is withheld: what would leave says no more than that there is a file."""
        beside = written_for(self.request) or self.request.pages_leaving  # type: ignore[attr-defined]
        return bool(self.items) and not beside and not self._leaving()

    def _unsaid_of_pages(self) -> tuple[UUID, ...]:
        """The entries of whose documents pages leave, while nobody has said whether they are a family court's (E23)."""
        if not self.request.pages_leaving:  # type: ignore[attr-defined]
            return ()
        unsaid = [i.entry_id for i in self._leaving() if i.entry.court_paper is None]
        leaving = Page.objects.filter(request=self.request, leaves=True)
        found = leaving.filter(document__entry__in=unsaid).values_list("document__entry", flat=True)
        return tuple(sorted(set(found)))

    def _knowing(self, releasing: Releasing | None) -> frozenset[UUID]:
        knowing = {self.request.requester_id} if self.request.knows_policy else set()
        if releasing and releasing.knows_policy:
            knowing.add(releasing.worker.pk)
        return frozenset(knowing)

    def _say_not_partner(self) -> frozenset[UUID]:
        said = self.request.says_not_partner or (self.own is not None and self.own.not_partner)
        saying = {self.request.requester_id} if said else set()
        return frozenset(saying | {s.approver_id for s in self.approvals if s.says_not_partner})


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _stands(who: str) -> Func:
    """Whether they are in post, with the file open to them (E12)."""
    return Func(F("file_id"), F(who), function="access.stands", output_field=_BOOLEAN)


def _digest_of(pages: str | None) -> str:
    """What tells the pages of documents that leave, and what is covered on them, from any others; '' for none."""
    return hashlib.sha256(pages.encode()).hexdigest() if pages else ""


def _machine_said(row: MachineReading) -> pictures.MachineRead:
    said = reading_of(row)
    return pictures.MachineRead(said.content, said.undecided, said.recipient, said.failed)


def _prepared(entry: Entry, key: bytes, steps: list[Step]) -> Prepared:
    """An entry's texts, and the digest that only a holder of the file's key can compare with them."""
    texts = {Part.BODY: plain(entry.body), Part.BASIS: plain(entry.basis)}
    both = "\0".join((str(entry.id), *texts.values())).encode("utf-8", "surrogatepass")
    return Prepared.of(entry.id, texts, hmac.new(key, both, hashlib.sha256).hexdigest(), steps)


def _copied(entry: Entry, prepared: Prepared) -> Copied:
    nature = {
        Entry.Nature.FACT: "stated as fact",
        Entry.Nature.OPINION: "an opinion",
        Entry.Nature.IMPORTED: "from an older record",
    }[Entry.Nature(entry.nature)]
    return Copied(
        entry=str(entry.id),
        kind=f"{entry.get_kind_display()}, {nature}",
        happened_on=entry.happened_on.isoformat() if entry.happened_on else "",
        body=prepared.left(Part.BODY),
        opinion_basis=prepared.left(Part.BASIS),
    )


def _item(item: RequestItem, prepared: Prepared) -> pictures.Item:
    """Nobody has looked through an imported entry for sensitive facts until its reader says so; what stays is none."""
    entry = item.entry
    unsaid = entry.nature == Entry.Nature.IMPORTED and not item.says_harmless
    sensitive = True if entry.sensitive else (None if unsaid else False)
    if prepared.withheld_whole:
        sensitive = False
    relevance = item.relevance or ""
    cut = prepared.is_cut_for("sensitive")
    return pictures.Item(entry.id, entry.file_id, sensitive, relevance=relevance, cut=cut)


def _partners(request: DisclosureRequest) -> pictures.Partners:
    """What was told of the partners: a name may come with a number or an address: each is tried as all."""
    told = tuple(request.file.partner_names)
    return pictures.Partners(names=told, phones=told, emails=told, places=told)


def _worker(worker: Worker, *, in_post: bool) -> pictures.WorkerPicture:
    return pictures.WorkerPicture(worker.pk, worker.role, worker.service, in_post)


def _assurance(request: DisclosureRequest) -> AgencyAssurance | None:
    kept: dict[str, str] | None = request.assured  # type: ignore[attr-defined]
    if kept is None:
        return None
    days = {name: date.fromisoformat(kept[name]) for name in ("seen_on", "review_on")}
    ids = {name: UUID(kept[name]) for name in ("id", "agency_id", "seen_by_id")}
    return AgencyAssurance(**ids, **days, recorded_at=datetime.fromisoformat(kept["recorded_at"]))


def _reading(request: DisclosureRequest) -> pictures.Reading | None:
    kept: dict[str, str] | None = request.read  # type: ignore[attr-defined]
    if kept is None:
        return None
    return pictures.Reading(
        UUID(kept["by_id"]), datetime.fromisoformat(kept["at"]), kept["content"]
    )


# Of the documents whose entries the request names: which pages leave with what covered, and how many nobody looked at.
_TAKEN = (
    "FROM scans_page p JOIN documents_document d ON d.id = p.document_id JOIN disclosures_requestitem i"
    " ON i.request_id = p.request_id AND i.entry_id = d.entry_id WHERE p.request_id = %(expressions)s"
)
_PAGES_LEAVING = (
    "(SELECT string_agg(p.document_id || ':' || p.number || ':' || encode(sha256(p.covers), 'hex'), ','"
    f" ORDER BY p.document_id, p.number) {_TAKEN} AND p.leaves)"
)
_PAGES_UNSEEN = f"(SELECT count(*) {_TAKEN} AND p.looked_at IS NULL)"
_READ = ("by_id", "at", "content")
_DISCUSSED = ("with_whom_id", "role", "on", "note_id")
_ASSURED = ("id", "agency_id", "seen_by_id", "seen_on", "review_on", "recorded_at")
# Each join more makes it dearer to plan than to ask: what is one row of a few columns comes as JSON instead.
_COMPANIONS = ("file", "agency", "contact", "consent", "requester")


def _first(rows: QuerySet[Any], *names: str, **others: str) -> Subquery:
    return Subquery(rows.values(kept=JSONObject(**{name: name for name in names}, **others))[:1])


def _refusals_since() -> QuerySet[Consent]:
    """The client's later refusals about the same agency: of everything, or of an entry that is picked."""
    given, recorded = OuterRef("consent__given_on"), OuterRef("consent__recorded_at")
    later = Q(given_on__gt=given) | Q(given_on=given, recorded_at__gt=recorded)
    about = ConsentItem.objects.filter(consent=OuterRef("pk"))
    picked = RequestItem.objects.filter(request=OuterRef(OuterRef(OuterRef("pk"))))
    refusals = Consent.objects.filter(
        later, file=OuterRef("file_id"), to_agency=OuterRef("consent__to_agency_id"), refused=True
    )
    return refusals.filter(~Exists(about) | Exists(about.filter(entry__in=picked.values("entry"))))


def whole_requests() -> QuerySet[DisclosureRequest]:
    """Requests with their companions, the latest reading and assurance, and the state of their pages, in one query."""
    return _whole_requests().all()


@cache
def _whole_requests() -> QuerySet[DisclosureRequest]:
    """The same, put together once: to build it takes as long as to ask it."""
    latest = Reading.objects.filter(request=OuterRef("pk")).order_by("-at")
    assured = AgencyAssurance.objects.filter(agency=OuterRef("agency_id")).order_by("-recorded_at")
    discussed = RiskDiscussion.objects.filter(request=OuterRef("pk"))
    signed = ConsentSignature.objects.filter(
        consent=OuterRef("consent_id"), file=OuterRef("file_id")
    )
    return DisclosureRequest.objects.select_related(*_COMPANIONS).annotate(
        read=_first(latest, *_READ),
        assured=_first(assured, *_ASSURED),
        signed=_first(signed, "at", "by_id"),
        scan=scan_of("consent__paper_id", "file_id"),
        refused_since=Exists(_refusals_since()),
        discussed=_first(discussed, *_DISCUSSED, name="with_whom__display_name"),
        pages_leaving=Func(F("pk"), template=_PAGES_LEAVING, output_field=TextField()),
        pages_unseen=Func(F("pk"), template=_PAGES_UNSEEN, output_field=IntegerField()),
    )


def load_dossier(request: DisclosureRequest) -> Dossier:
    """Read all that hangs on a request, as whoever acts may see it, in two queries and what is asked for.

    `request` is one of `whole_requests()`. To decide upon what is read here, lock the request
    first (`disclosures.actions`).
    """
    agreed = ConsentItem.objects.filter(consent=request.consent_id, entry=OuterRef("entry"))
    items = RequestItem.objects.filter(request=request).annotate(
        covered=Exists(agreed),
        named=Exists(agreed.filter(names_sensitive=True)),
        handed_on=Exists(Handing.objects.filter(entry=OuterRef("entry"))),
    )
    return Dossier(
        request=request,
        items=list(
            items.select_related("entry").order_by(
                "entry__happened_on", "entry__written_at", "entry_id"
            )
        ),
        steps=list(
            RedactionStep.objects.filter(request=request, taken_back_at=None).order_by("at", "id")
        ),
        reading=_reading(request),
        assurance=_assurance(request),
        as_of=timezone.now(),
    )
