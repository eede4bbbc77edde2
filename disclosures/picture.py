"""What a disclosure request looks like at one moment, frozen, for `disclosures.rules` to judge.

No Django here: `disclosures.access` takes the picture from locked rows, tests draw it by hand.
None always means 'nobody has said', and nobody having said is never permission.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from disclosures.names import Likeness
from disclosures.ownfile.picture import Asker, OwnFile
from disclosures.protocols.rules import AgreementPicture, ProtocolPicture
from disclosures.writing import Authorisation


class Basis(StrEnum):
    """On what ground a disclosure rests; any other is refused. What each asks for: `disclosures.rules.RULES`."""

    INFORMED_CONSENT = "informed_consent"
    LIAISON = "liaison"
    JOINT_WORKING = "joint_working"
    OWN_REQUEST = "own_request"
    PROGRESS_REPORT = "progress_report"
    CHILD_PROTECTION = "child_protection"
    SERIOUS_HARM = "serious_harm"
    THREAT = "threat"
    COURT_ORDER = "court_order"
    STATUTORY = "statutory"
    OWN_FILE = "own_file"  # begun from a request to see it (`disclosures.ownfile`), never chosen


class Manner(StrEnum):
    """How it leaves."""

    WRITTEN = "written"
    SPOKEN = "spoken"


class ProvisoKind(StrEnum):
    """The limits a client may set that a program can hold to by itself, and her own words."""

    NOT_THIS_ITEM = "not_this_item"
    NOT_THIS_AGENCY = "not_this_agency"
    NOT_THIS_PERSON = "not_this_person"
    NOT_BEFORE = "not_before"
    NOT_AFTER = "not_after"
    ONLY_VERBALLY = "only_verbally"
    OWN_WORDS = "own_words"


@dataclass(frozen=True, slots=True)
class Proviso:
    """One limit the client set (3.3.2 d): `item`, `agency`, `day` or `words` according to kind.

    `words` name a person, or are her own; `acknowledged_by` counts for those only: who has said that they will keep to
    them.
    """

    kind: ProvisoKind | str
    item: UUID | None = None
    agency: UUID | None = None
    day: date | None = None
    words: str = ""
    acknowledged_by: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class ConsentPicture:
    """What the client agreed to (2.1), what she was told first (3.3.2 b), her limits (3.3.2 d).

    `covers` are the entries; `new_words` is what may be newly written for it, '' for nothing.
    """

    file: UUID
    given_on: date | None
    why: str
    to_agency: UUID | None
    covers: frozenset[UUID]
    agreeing_explained: bool
    refusing_explained: bool
    implications_on: date | None
    limits_asked: bool
    expires_on: date | None
    withdrawn_at: datetime | None = None
    names_sensitive: frozenset[UUID] = frozenset()
    provisos: tuple[Proviso, ...] = ()
    authorisation: Authorisation | None = None
    at_her_request: bool = False
    refused: bool = False
    refused_since: bool = (
        False  # asked again about this agency, and these entries or no certain ones
    )
    agreed_since: str = ""  # "less" than what is picked; within "limits" that no manager has read
    replaced_on: date | None = None  # the day of the latest that took its place, if that one stands
    new_words: str = ""
    by_parent: bool = False  # a parent or guardian gave it, for a child
    of_age_on: date | None = None  # None: nobody knows when the client is of age


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a basis other than her consent rests on, as far as somebody has said it.

    `why` is the harm, threat or concern, or what a report is for; `law` the court and its order, or the duty or power;
    `asked_for` what that asks for, to its letter; `binds` whether the law leaves us no choice; `parent` how the
    non-abusing parent was involved, or why not; `relevance` what a report of ours has to do with ending his abuse.
    """

    why: str = ""
    law: str = ""
    asked_for: str = ""
    dated: date | None = None
    in_writing: bool = False
    binds: bool | None = None
    names_sensitive: bool = False
    parent: str = ""
    relevance: str = ""
    told_on: date | None = None
    not_told: str = ""
    answer_by: date | None = None  # until when we need an answer to what we ask


@dataclass(frozen=True, slots=True)
class Assurance:
    """Somebody of ours has seen how an agency keeps confidences (4.1.1), and until when it holds.

    `recorded_at` is when it came on record: an older sign-off did not know of it (E11). `keeps_ours` is that the agency
    has said that it can keep to our policy as well (5.6).
    """

    seen_by: UUID | None
    seen_on: date | None
    review_on: date | None
    recorded_at: datetime
    keeps_ours: bool = False


@dataclass(frozen=True, slots=True)
class AgencyPicture:
    """The agency that would receive; `statutory_duty` names the duty it acts under, or ''.

    When it got our policy, and what that asks was explained, is asked of a `partner` (5.6), and so is the breach clause
    of the latest `agreement` (5.8).
    """

    id: UUID
    name: str
    assurance: Assurance | None
    statutory_duty: str = ""
    partner: bool = False
    policy_given_on: date | None = None
    policy_explained_on: date | None = None
    agreement: AgreementPicture | None = None

    @property
    def duty(self) -> str:
        """Return the duty in law that stands instead of an assurance; '' for none, and for a partner agency."""
        return "" if self.partner else self.statutory_duty.strip()


@dataclass(frozen=True, slots=True)
class Recipient:
    """The person there who would receive, under every name, number and address we know of them."""

    name: str
    aliases: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    threatened: bool = False  # the one whom a threat is against, who is warned
    emails: tuple[str, ...] = ()
    places: tuple[str, ...] = ()  # what may hold a postal address
    left: bool = False  # works there no longer, or we work with the agency no longer
    readers: tuple[str, ...] = ()  # who else reads it there: names or posts


@dataclass(frozen=True, slots=True)
class Partners:
    """The client's partners and ex-partners as recorded on the file; empty means none recorded."""

    names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    places: tuple[str, ...] = ()  # postal addresses and postcodes
    unsure: "Partners | None" = None  # by what somebody may be one, or is one who must not know


@dataclass(frozen=True, slots=True)
class WorkerPicture:
    """A worker as they stand now; `in_post` is False after leaving or during suspension."""

    id: UUID
    role: str
    service: str
    in_post: bool | None
    lent: frozenset[str] = frozenset()  # the lead's role, while it is on loan to them

    @property
    def roles(self) -> frozenset[str]:
        """Return as what they sign."""
        return self.lent | {self.role}


@dataclass(frozen=True, slots=True)
class SignOff:
    """One approval: who gave it, when, and the digest of the content they had before them.

    `not_partner`: they have made sure that its recipient is no partner (3.3.2 e).
    """

    approver: WorkerPicture
    decided_at: datetime
    content: str
    not_partner: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """Somebody has read the package from beginning to end, this content and no other."""

    by: UUID | None
    at: datetime | None
    content: str


@dataclass(frozen=True, slots=True)
class Discussion:
    """What 3.3.2 c asks for where risk rises: with whom, in what role, when, and where noted."""

    with_whom: UUID | None
    role: str
    on: date | None
    note: UUID | None


@dataclass(frozen=True, slots=True)
class Risk:
    """The assessment of what this disclosure does to her safety, and what speaks for it; None = not assessed."""

    assessed: bool
    raises_risk: bool | None
    discussion: Discussion | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry picked to be disclosed; `sensitive` None means that nobody has said.

    `cut`: words of it are withheld because they are a sensitive fact. `held`: it was written out for a client who asked
    to see their file.
    """

    entry: UUID
    file: UUID
    sensitive: bool | None
    kinds: tuple[str, ...] = ()
    relevance: str = ""  # to ending the abuse (4.3.1)
    cut: bool = False
    held: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """Whether something was newly written to go with it or alone, and whether it holds a sensitive fact (4.4.2)."""

    there: bool = False
    sensitive: bool | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """Who was on the line, how that was known, and when (1.2)."""

    with_whom: str
    known_by: str
    on: date | None


@dataclass(frozen=True, slots=True)
class Concern:
    """Whether writer or reviewer has a concern about sharing, and when a meeting discussed it."""

    raised: bool | None
    meeting_on: date | None = None
    standing: tuple[date, ...] = ()  # raised on these days by who looked at it, and not taken back


@dataclass(frozen=True, slots=True)
class MachineRead:
    """What the machine found in this content: `undecided` names the entries in which something still waits.

    `recipient` is how like the recipient is to a partner or ex-partner among the people tied to the file. `failed`
    names the entries that the recogniser that was added could not read, `mistaken` those of a group's session that were
    not taken for a group's (E27): they were read before anybody knew.
    """

    content: str
    undecided: tuple[UUID, ...] = ()
    recipient: Likeness = Likeness.DIFFERENT
    failed: tuple[UUID, ...] = ()
    mistaken: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """The word of somebody else about this content: whether it may be signed off.

    `harmless` names the entries of which they say that what is left holds no sensitive fact.
    """

    by: WorkerPicture
    content: str
    passed: bool
    harmless: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Redaction:
    """How far the entries have been gone through for what others said (3.2.1); `unread` names those that were not.

    `handed_on` names those of which something would leave while they wait to be taken into another's file (E48).
    """

    unread: tuple[UUID, ...]
    reading: MachineRead | None
    review: Review | None
    reviewer_may_sign: bool = True
    pages_unseen: int = 0  # of documents, taken into the request and not looked at
    untaken: tuple[
        UUID, ...
    ] = ()  # of its documents no page was taken in or kept back; known for one's own file alone
    handed_on: tuple[UUID, ...] = ()
    court: tuple[UUID, ...] = ()  # a family court's papers of which something leaves (E23)
    court_unsaid: tuple[UUID, ...] = ()  # pages of it leave, and nobody has said whether it is one
    permitted: frozenset[UUID] = frozenset()  # the court's permission is on record
    nothing_left: bool = False  # something was picked, and all of it is withheld


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole disclosure request at the moment `as_of`, which is the day `today` in the office.

    `content` is the digest of what would leave; sign-offs and the reading must be of the same. `sent_back_at` is when
    it last went back to whoever asks: risk, readers and what else is no part of the content may have changed since.
    """

    file: UUID
    service: str
    basis: Basis | str | None
    items: tuple[Item, ...]
    content: str
    requester: WorkerPicture | None
    sign_offs: tuple[SignOff, ...]
    releaser: UUID | None
    agency: AgencyPicture | None
    recipient: Recipient | None
    partners: Partners
    consent: ConsentPicture | None
    risk: Risk | None
    concern: Concern
    readers: tuple[str, ...]
    knows_readers: bool
    explained_on: date | None
    redaction: Redaction
    reading: Reading | None
    as_of: datetime
    today: date
    knows_agency_policy: frozenset[UUID] = field(default_factory=frozenset)
    says_not_partner: frozenset[UUID] = field(default_factory=frozenset)
    grounds: Grounds = field(default_factory=Grounds)
    written: Written = field(default_factory=Written)
    manner: Manner | str = Manner.WRITTEN
    spoken: Spoken | None = None
    urgent: bool = False  # as whoever asks says; only some bases know it
    contact: UUID | None = None  # the recipient's row in the register of agencies
    protocol: "ProtocolPicture | None" = None  # None: there is none with this agency
    sent_back_at: datetime | None = None
    own: OwnFile | None = None  # None: nobody has asked to see their own file

    @property
    def read_by_client(self) -> bool:
        """Whether it is the client's own file, for their own eyes."""
        if self.basis != Basis.OWN_FILE or self.own is None:
            return False
        return self.own.asker == Asker.CLIENT
