"""What the rules judge of single rows and of who releases: an entry as prepared, a worker, a reading, an assurance."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    F,
    Func,
)
from django.utils import timezone

from clients.contacting.profile import read
from clients.models import Entry
from clients.people.lines import opened
from disclosures import picture as pictures
from disclosures.models import (
    Agency,
    AgencyAssurance,
    DisclosureRequest,
    RequestItem,
    SignOff,
)
from disclosures.package import Copied
from disclosures.protocols.rules import AgreementPicture
from disclosures.redaction.marks import Part, Prepared, Step, plain
from disclosures.redaction.models import MachineReading
from disclosures.redaction.steps import reading_of
from staff.models import Worker

HELD = "What we held when it was asked for"
THEIRS, OF_IT = "In the client’s own words", "What the client says of it, in their own words"


@dataclass(frozen=True)
class Releasing:
    """What the one who releases confirms while doing so."""

    worker: Worker
    knows_policy: bool
    keeps_words: bool
    spoken: pictures.Spoken | None = None  # where it is told by word of mouth


def digest_of(pages: str | None) -> str:
    """What tells the pages of documents that leave, and what is covered on them, from any others; '' for none."""
    return hashlib.sha256(pages.encode()).hexdigest() if pages else ""


def machine_said(row: MachineReading, items: Iterable[RequestItem]) -> pictures.MachineRead:
    said = reading_of(row)
    of_group = (i.entry_id for i in items if i.of_group)  # type: ignore[attr-defined]
    mistaken = tuple(entry for entry in of_group if entry not in said.of_group)
    return pictures.MachineRead(said.content, said.undecided, said.recipient, said.failed, mistaken)


def prepared_of(item: RequestItem, key: bytes, steps: list[Step], *, left: bool) -> Prepared:
    """A picked entry's texts, and the digest that only a holder of the file's key can compare with them."""
    entry, of_group = item.entry, item.of_group  # type: ignore[attr-defined]
    basis = "" if entry.kind == Entry.Kind.STATEMENT else plain(entry.basis)  # theirs needs none
    texts = {Part.BODY: plain(entry.body), Part.BASIS: basis}
    both = "\0".join((str(entry.id), *texts.values())).encode("utf-8", "surrogatepass")
    source = hmac.new(key, both, hashlib.sha256).hexdigest()
    return Prepared.of(entry.id, texts, source, steps, left=left, of_group=of_group)


def beside_theirs(items: Iterable[RequestItem]) -> list[RequestItem]:
    """The picked entries, with what the client says of one right after it, wherever both were picked (E28)."""
    items = list(items)
    picked = {item.entry_id for item in items}
    of: dict[UUID | None, list[RequestItem]] = {}
    for item in items:
        beside = item.entry.corrects_id if item.entry.kind == Entry.Kind.STATEMENT else None
        of.setdefault(beside if beside in picked else None, []).append(item)
    return [each for item in of.get(None, ()) for each in (item, *of.get(item.entry_id, ()))]


def copied_of(entry: Entry, prepared: Prepared, leaving: Set[UUID]) -> Copied:
    """An entry as it leaves; `leaving` are all that do: what the client says of one of those follows it."""
    nature = {
        Entry.Nature.FACT: "stated as fact",
        Entry.Nature.OPINION: "an opinion",
        Entry.Nature.IMPORTED: "from an older record",
    }[Entry.Nature(entry.nature)]
    named = {
        Entry.Kind.STATEMENT: OF_IT if entry.corrects_id in leaving else THEIRS,
        Entry.Kind.HELD: HELD,
    }
    return Copied(
        entry=str(entry.id),
        kind=named.get(Entry.Kind(entry.kind), f"{entry.get_kind_display()}, {nature}"),
        happened_on=entry.happened_on.isoformat() if entry.happened_on else "",
        body=prepared.left(Part.BODY),
        opinion_basis=prepared.left(Part.BASIS),
    )


def item_of(item: RequestItem, prepared: Prepared) -> pictures.Item:
    """Nobody has looked through an imported entry for sensitive facts until its reader says so; what stays is none."""
    entry = item.entry
    unsaid = entry.nature == Entry.Nature.IMPORTED and not item.says_harmless
    sensitive = True if entry.sensitive else (None if unsaid else False)
    if prepared.withheld_whole:
        sensitive = False
    relevance = item.relevance or ""
    cut, held = prepared.is_cut_for("sensitive"), entry.kind == Entry.Kind.HELD
    return pictures.Item(
        entry.id, entry.file_id, sensitive, relevance=relevance, cut=cut, held=held
    )


def partners_of(request: DisclosureRequest) -> pictures.Partners:
    """What was told of the partners: a name may come with a number or an address: each is tried as all.

    What the file said of those who were put among its people since counts as before.
    What is never to be used to reach her may be theirs.
    """
    moved: list[dict[str, str]] = request.moved_lines  # type: ignore[attr-defined]
    told = (*request.file.partner_names, *map(opened, moved))
    blocked = tuple(each.words for each in read(request.file.contact).blocked)
    unsure = pictures.Partners((), blocked, blocked, blocked)
    return pictures.Partners(told, told, told, told, unsure)


def recipient_of(request: DisclosureRequest) -> pictures.Recipient:
    """Return who would receive it, under every name, number and address, and who else would read it."""
    readers = tuple(request.readers)
    if contact := request.contact:
        emails = (contact.email,) if contact.email else ()
        called, numbers = tuple(contact.aliases), tuple(contact.phones)
        agency = request.agency
        left = contact.left_at is not None or bool(agency and agency.ended_at)
        return pictures.Recipient(
            contact.name, called, numbers, emails=emails, left=left, readers=readers
        )
    reached = request.reached or {}
    called = tuple(each for each in (reached.get("agency", ""),) if each)
    ways = tuple(each for each in (reached.get("phone", ""),) if each)  # a number, or how else
    threatened = bool(reached.get("threatened"))
    return pictures.Recipient(
        reached.get("name", ""),
        called,
        ways,
        threatened,
        emails=ways,
        places=(*called, *ways),
        readers=readers,
    )


def worker_of(worker: Worker, *, in_post: bool) -> pictures.WorkerPicture:
    return pictures.WorkerPicture(worker.pk, worker.role, worker.service, in_post)


def assurance_of(request: DisclosureRequest) -> AgencyAssurance | None:
    kept: dict[str, str] | None = request.assured  # type: ignore[attr-defined]
    if kept is None:
        return None
    days = {name: date.fromisoformat(kept[name]) for name in ("seen_on", "review_on")}
    ids = {name: UUID(kept[name]) for name in ("id", "agency_id", "seen_by_id")}
    at, keeps = datetime.fromisoformat(kept["recorded_at"]), bool(kept["keeps_ours"])
    return AgencyAssurance(**ids, **days, recorded_at=at, keeps_ours=keeps)


def agency_of(
    request: DisclosureRequest, kept: AgencyAssurance | None
) -> pictures.AgencyPicture | None:
    """Return the agency that would receive it, with what we know of how it keeps confidences."""
    agency = request.agency
    if agency is None:
        return None
    assurance = (
        pictures.Assurance(
            kept.seen_by_id, kept.seen_on, kept.review_on, kept.recorded_at, kept.keeps_ours
        )
        if kept
        else None
    )
    copied: dict[str, str | None] = request.copied or {}  # type: ignore[attr-defined]
    agreed: dict[str, Any] | None = request.agreed  # type: ignore[attr-defined]
    return pictures.AgencyPicture(
        agency.id,
        agency.name,
        assurance,
        agency.statutory_duty,
        partner=agency.kind == Agency.Kind.PARTNER,
        policy_given_on=day_of(copied.get("given_on")),
        policy_explained_on=day_of(copied.get("explained_on")),
        agreement=AgreementPicture(agreed["has_breach_clause"], day_of(agreed["until"]))
        if agreed
        else None,
    )


def day_of(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None


def read_of(request: DisclosureRequest) -> pictures.Reading | None:
    kept: dict[str, str] | None = request.read  # type: ignore[attr-defined]
    if kept is None:
        return None
    return pictures.Reading(
        UUID(kept["by_id"]), datetime.fromisoformat(kept["at"]), kept["content"]
    )


def stands(who: str) -> Func:
    """Whether they are in post, with the file open to them (E12)."""
    return Func(F("file_id"), F(who), function="access.stands", output_field=BooleanField())


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def concerns_standing(decisions: Sequence[SignOff]) -> tuple[date, ...]:
    """Return the days of the concerns that nobody took back who raised them; decisions the newest first."""
    taken_back, days = set[UUID](), list[date]()
    for each in decisions:
        if each.decision == SignOff.Decision.WITHDREW:
            taken_back.add(each.approver_id)
        elif each.decision == SignOff.Decision.CONCERN and each.approver_id not in taken_back:
            days.append(timezone.localdate(each.decided_at))
    return tuple(days)
