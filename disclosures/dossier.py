"""One request with all that hangs on it, read at one moment: what the rules judge and pages show."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

from clients.groups.access import of_group
from confidentiality.sealing.keys import KeyRef, key_of, load_keys
from disclosures import picture as pictures
from disclosures.authorisations import authorisation_of
from disclosures.childhood import of_age
from disclosures.clauses.bases import BASES, CONSENTED
from disclosures.grounds import grounds_from, purpose_of, written_for
from disclosures.handed_on import handed_on
from disclosures.kiosk.models import Limit
from disclosures.limits import ends_on, limits_from, on_the_letter, provisos_of, set_later
from disclosures.models import (
    AgencyAssurance,
    Consent,
    ConsentItem,
    DisclosureRequest,
    RequestItem,
    RiskDiscussion,
    SignOff,
)
from disclosures.ownfile.access import own_file_of
from disclosures.ownfile.picture import OwnFile
from disclosures.package import Contents, Copied
from disclosures.picture import Basis, Picture
from disclosures.pictured import (
    Releasing,
    agency_of,
    assurance_of,
    beside_theirs,
    concerns_standing,
    copied_of,
    digest_of,
    iso,
    item_of,
    machine_said,
    partners_of,
    prepared_of,
    read_of,
    recipient_of,
    stands,
    worker_of,
)
from disclosures.protocols.access import picture_of, protocols_with
from disclosures.protocols.rules import ProtocolPicture, Sharing
from disclosures.protocols.rules import obstacles as against
from disclosures.redaction.marks import Prepared
from disclosures.redaction.models import MachineReading, RedactionStep
from disclosures.redaction.steps import step_of
from disclosures.replaced import day_in_place
from disclosures.scans.taken import untaken_of, with_leaving_pages
from disclosures.signing import lead_of
from disclosures.writing import Authorisation
from staff.access import on_loan
from staff.deputies.access import running
from staff.models import Role, Worker


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
        return readings.annotate(stands=stands("review__by_id")).order_by("-at", "-id").first()

    @cached_property
    def sign_offs(self) -> list[SignOff]:
        """What was decided about it, the newest first."""
        deputises = Exists(running().filter(deputy=OuterRef("approver_id")))
        given = SignOff.objects.filter(request=self.request).select_related("approver")
        lent = on_loan(lead_of(self.request.basis), "approver_id")
        with_both = given.annotate(stands=stands("approver_id"), deputises=deputises, lent=lent)
        return list(with_both.order_by("-decided_at"))

    @cached_property
    def limits(self) -> list[Limit]:
        """What the client set on its consent at an office screen, since it was given."""
        return limits_from(self.request.limits)  # type: ignore[attr-defined]

    @cached_property
    def later(self) -> tuple[pictures.Proviso, ...]:
        """The limits of later consents that bind its own."""
        kept, later = self.request.consent, self.request.limits_later  # type: ignore[attr-defined]
        return set_later(kept, later) if kept else ()

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
            purpose=agreed.why if agreed else purpose_of(self.grounds, request.basis),
            basis=BASES[Basis(request.basis)].label,
            consent_on=agreed.given_on.isoformat() if agreed else "",
            consent_until=iso(ends_on(agreed, self.limits)) if agreed else "",
            provisos=on_the_letter(agreed, self.limits, self.later) if agreed else (),
            own=request.basis == Basis.OWN_FILE,
            pages=digest_of(request.pages_leaving),  # type: ignore[attr-defined]
            items=(*written_for(request), *self._copies()),
        )

    @cached_property
    def told(self) -> Contents:
        """What was told by word of mouth, whatever it rested on."""
        to, about = self.request.to_name, self.request.file.name
        items = (*written_for(self.request), *self._copies())
        return Contents(to, self.request.to_agency, about, "", "", "", "", (), items)

    def _copies(self) -> list[Copied]:
        leave = self.leaving
        leaving = {item.entry_id for item in leave}
        return [copied_of(i.entry, self.prepared[i.entry_id], leaving) for i in leave]

    @cached_property
    def grounds(self) -> pictures.Grounds:
        """What it rests on besides a consent."""
        return grounds_from(self.request.grounds)

    @cached_property
    def prepared(self) -> dict[UUID, Prepared]:
        """The picked entries by id, each with the decisions that hold for its words as they are now, or left."""
        file = KeyRef("file", self.request.file_id)
        load_keys([file, *self.request.recipient_keys()])
        key, steps = key_of(file), [step_of(row) for row in self.steps]
        left = self.request.state == DisclosureRequest.State.RELEASED
        return {i.entry_id: prepared_of(i, key, steps, left=left) for i in self.items}

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
            items=tuple(item_of(item, self.prepared[item.entry_id]) for item in self.items),
            content=self.digest,
            requester=worker_of(request.requester, in_post=True),
            sign_offs=tuple(self._sign_off(s) for s in self.approvals),
            releaser=releasing.worker.pk if releasing else None,
            agency=agency_of(request, self.assurance),
            recipient=self.recipient,
            partners=partners_of(request),
            consent=self._consent(request.consent, releasing) if request.consent else None,
            risk=self._risk(),
            concern=pictures.Concern(
                request.concern_raised,
                request.concern_meeting_on,
                concerns_standing(self.sign_offs),
            ),
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
    def own(self) -> OwnFile | None:
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
        """Who would receive it, under every name, number and address."""
        return recipient_of(self.request)

    @property
    def approvals(self) -> list[SignOff]:
        """The decisions that signed the request off, void ones included."""
        return [s for s in self.sign_offs if s.decision == SignOff.Decision.APPROVE]

    def _sent_back(self) -> list[datetime]:
        back = (SignOff.Decision.ASK_BACK, SignOff.Decision.CONCERN)
        return [each.decided_at for each in self.sign_offs if each.decision in back]

    def _sign_off(self, given: SignOff) -> pictures.SignOff:
        approver = worker_of(given.approver, in_post=given.stands)  # type: ignore[attr-defined]
        if given.deputises:  # type: ignore[attr-defined]  # what they signed as a deputy is void once they are none
            approver = replace(approver, role=str(Role.LINE_MANAGER))
        if given.lent:  # type: ignore[attr-defined]  # and what as a lead by loan, once it has ended
            approver = replace(approver, lent=frozenset({lead_of(self.request.basis)}))
        made_sure = given.says_not_partner
        return pictures.SignOff(approver, given.decided_at, given.content, not_partner=made_sure)

    def _consent(self, kept: Consent, releasing: Releasing | None) -> pictures.ConsentPicture:
        keeps = releasing is not None and releasing.keeps_words
        acknowledged = frozenset({releasing.worker.pk} if releasing and keeps else ())
        return pictures.ConsentPicture(
            file=kept.file_id,
            given_on=kept.given_on,
            why=kept.why,
            to_agency=kept.to_agency_id,
            covers=self._agreed("covered"),
            new_words=kept.new_words or "",
            agreeing_explained=bool(kept.agreeing.strip()),
            refusing_explained=bool(kept.refusing.strip()),
            implications_on=kept.implications_on,
            limits_asked=kept.limits_asked,
            expires_on=ends_on(kept, self.limits),
            withdrawn_at=kept.withdrawn_at,
            names_sensitive=self._agreed("named"),
            provisos=provisos_of(kept, self.limits, later=self.later, acknowledged_by=acknowledged),
            authorisation=self.authorisation,
            at_her_request=kept.at_her_request,
            refused=kept.refused,
            refused_since=self.request.refused_since,  # type: ignore[attr-defined]
            agreed_since=self.request.agreed_since or "",  # type: ignore[attr-defined]
            replaced_on=day_in_place(self.request.in_its_place, on=timezone.localdate(self.as_of)),  # type: ignore[attr-defined]
            by_parent=bool(kept.authority),
            of_age_on=of_age(self.request.file) if kept.authority else None,
        )

    @property
    def authorisation(self) -> Authorisation | None:
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
        unread = (i.entry_id for i in self.items if not ready[i.entry_id].gone_through)
        elsewhere = (
            i.entry_id
            for i in self.items
            if i.handed_on and not ready[i.entry_id].withheld_whole  # type: ignore[attr-defined]
        )
        read = machine_said(self.machine, self.items) if self.machine else None
        review = getattr(self.machine, "review", None)
        return pictures.Redaction(
            unread=tuple(unread),
            reading=read,
            review=pictures.Review(
                worker_of(review.by, in_post=self.machine.stands),  # type: ignore[union-attr]
                review.content,
                review.passed,
                frozenset(UUID(each) for each in review.harmless or ()),
            )
            if review
            else None,
            reviewer_may_sign=settings.REVIEWER_MAY_SIGN_OFF,
            pages_unseen=self.request.pages_unseen,  # type: ignore[attr-defined]
            untaken=self._untaken(),
            handed_on=tuple(elsewhere),
            court=tuple(i.entry_id for i in self.leaving if i.entry.court_paper),
            court_unsaid=self._unsaid_of_pages(),
            permitted=frozenset(
                i.entry_id for i in self.items if self.prepared[i.entry_id].permitted
            ),
            nothing_left=self._nothing_left(),
        )

    @property
    def leaving(self) -> list[RequestItem]:
        """The picked entries of which something leaves."""
        return [i for i in self.items if not self.prepared[i.entry_id].withheld_whole]

    def _nothing_left(self) -> bool:
        """Whether all that was picked is withheld: what would leave says no more than that there is a file."""
        beside = written_for(self.request) or self.request.pages_leaving  # type: ignore[attr-defined]
        return bool(self.items) and not beside and not self.leaving

    def _untaken(self) -> tuple[UUID, ...]:
        """The entries of whose documents nobody has said what becomes of them, where a client asked for all (5.2.5)."""
        here = self.leaving if self.own else []
        return untaken_of(self.request, [i.entry_id for i in here])

    def _unsaid_of_pages(self) -> tuple[UUID, ...]:
        """The entries of whose documents pages leave, while nobody has said whether they are a family court's (E23)."""
        if not self.request.pages_leaving:  # type: ignore[attr-defined]
            return ()
        unsaid = [i.entry_id for i in self.leaving if i.entry.court_paper is None]
        return with_leaving_pages(self.request, unsaid)

    def _knowing(self, releasing: Releasing | None) -> frozenset[UUID]:
        knowing = {self.request.requester_id} if self.request.knows_policy else set()
        if releasing and releasing.knows_policy:
            knowing.add(releasing.worker.pk)
        return frozenset(knowing)

    def _say_not_partner(self) -> frozenset[UUID]:
        said = self.request.says_not_partner or (self.own is not None and self.own.not_partner)
        return frozenset({self.request.requester_id} if said else ())


def load_dossier(request: DisclosureRequest) -> Dossier:
    """Read all that hangs on a request, as whoever acts may see it, in two queries and what is asked for.

    `request` is one of `whole_requests()`. To decide upon what is read here, lock the request
    first (`disclosures.actions`).
    """
    agreed = ConsentItem.objects.filter(consent=request.consent_id, entry=OuterRef("entry"))
    items = RequestItem.objects.filter(request=request).annotate(
        covered=Exists(agreed),
        named=Exists(agreed.filter(names_sensitive=True)),
        handed_on=handed_on(),
        of_group=of_group("entry", "entry__corrects"),
    )
    return Dossier(
        request=request,
        items=beside_theirs(
            items.select_related("entry").order_by(
                "entry__happened_on", "entry__written_at", "entry_id"
            )
        ),
        steps=list(
            RedactionStep.objects.filter(request=request, taken_back_at=None).order_by("at", "id")
        ),
        reading=read_of(request),
        assurance=assurance_of(request),
        as_of=timezone.now(),
    )
