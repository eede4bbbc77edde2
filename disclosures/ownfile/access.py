"""What of requests for one's own file may be read: those on an opened file, what is due, and what the rules ask."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from clients.emergency.access import bank_holidays
from clients.models import CaseFile, Entry
from clients.paper.access import folders_of
from clients.paper.models import Folder
from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from confidentiality.sealing.keys import KeyRef, load_keys
from disclosures.models import DisclosureRequest, Package, Release, RequestItem
from disclosures.ownfile.picture import Asker, OwnFile
from staff.models import Worker

from . import clocks, rules
from .models import Arrangement, Complaint, ConferenceMark, FileRequest, Rectification, Step
from .scope import Scope

MOST = 50
STANDING = (
    DisclosureRequest.State.DRAFT,
    DisclosureRequest.State.SUBMITTED,
    DisclosureRequest.State.APPROVED,
)


# What counts for each request of a client, whichever it was said of
OF_THEIR_DEATH = (rules.Kind.DIED, rules.Kind.LIVES)
OF_THE_CLIENT = (*OF_THEIR_DEATH, rules.Kind.IDENTITY)


def said_in(steps: Iterable[Step], request: FileRequest) -> tuple[rules.Said, ...]:
    """Return steps as the rules judge them for a request, in their order."""
    return tuple(
        rules.Said(
            rules.Kind(each.kind), each.on, each.role, each.details, each.request_id == request.id
        )
        for each in steps
    )


def steps_of(request: FileRequest) -> list[Step]:
    """Return what was done about a request in its order, and what counts for it of the client's others (E8, E30)."""
    found = Step.objects.filter(
        Q(request=request.id) | Q(file=request.file_id, kind__in=OF_THE_CLIENT)
    )
    return list(found.select_related("by").order_by("at", "id"))


def standing_of(
    request: FileRequest, steps: Iterable[Step], today: date | None = None
) -> rules.Standing:
    """Return how a request stands today; its file is read for the day of birth."""
    steps = list(steps)
    born = request.file.date_of_birth
    return rules.standing(
        face=rules.Face(request.face),
        asker=request.asker,
        born=date.fromisoformat(born) if born else None,
        said=said_in(steps, request),
        today=today or timezone.localdate(),
        dead=rules.is_dead(each.kind for each in steps),
        adult=settings.ADULT_YEARS,
    )


def noted_death(steps: Iterable[Step], worker: Worker) -> bool:
    """Whether that the client has died was last said by this worker (E8)."""
    told = [each.by_id for each in steps if each.kind == rules.Kind.DIED]
    return bool(told) and told[-1] == worker.pk


def due_on(request: FileRequest, standing: rules.Standing) -> date | None:
    """Return by which day a request is answered; None while its clock stands still."""
    return clocks.due_on(
        timezone.localdate(request.asked_at),
        standing.pauses,
        bank_holidays(),
        months=settings.OWN_FILE_MONTHS,
        further=settings.OWN_FILE_FURTHER_MONTHS,
        extension_told_on=standing.extension_told_on,
    )


def conference_in(file_id: UUID) -> frozenset[UUID]:
    """Return the entries of a file that were said to be minutes of a conference (E33)."""
    marked = ConferenceMark.objects.filter(file=file_id, taken_back_at=None)
    return frozenset(marked.values_list("entry_id", flat=True))


def days_in(file_id: UUID) -> dict[UUID, date | None]:
    """Return the entries of a file with the day that each is of, or was written on; of no day what was held besides."""
    return days_and_minutes_in(file_id)[0]


def days_and_minutes_in(file_id: UUID) -> tuple[dict[UUID, date | None], dict[UUID, UUID]]:
    """Return the same, and the minutes of a conference, each with the marked one that it is or corrects (E33)."""
    # one question; what the client says of minutes is theirs
    marked = ConferenceMark.objects.filter(file=file_id, taken_back_at=None).values("entry")
    itself = Subquery(marked.filter(entry=OuterRef("id"))[:1])
    above = Subquery(marked.filter(entry=OuterRef("corrects_id"))[:1])
    rows = Entry.objects.filter(file=file_id).order_by("written_at", "id")
    found = rows.values_list("id", "kind", "happened_on", "written_at", Coalesce(itself, above))
    days, minutes = dict[UUID, date | None](), dict[UUID, UUID]()
    for entry, kind, on, written, said in found:
        days[entry] = None if kind == Entry.Kind.HELD else on or timezone.localdate(written)
        if said is not None and kind != Entry.Kind.STATEMENT:
            minutes[entry] = said
    return days, minutes


def within(scope: Scope, days: Mapping[UUID, date | None]) -> frozenset[UUID] | None:
    """Return which of a file's entries a scope covers; None: all of them."""
    if scope.whole:
        return None
    return frozenset(entry for entry, on in days.items() if scope.covers(entry, on))


def held_in(request: FileRequest) -> frozenset[UUID]:
    """Return what the file held when it was asked for (E32)."""
    return frozenset(UUID(each) for each in request.held or ())


def about_in(request: FileRequest) -> frozenset[UUID]:
    """Return the entries that hold what was written out for a request, whether they are there yet or not."""
    return frozenset(UUID(each["entry"]) for each in request.about or ())


def folders_in(request: FileRequest) -> frozenset[str]:
    """Return the labels of the paper that was there when it was asked for."""
    return frozenset(request.paper or ())


def asked_for_in(request: FileRequest, at: rules.Standing) -> frozenset[UUID]:
    """Return what was asked for: what the file held then, written out or scanned since where it was no entry."""
    return held_in(request).union(about_in(request), *at.paper.values())


def own_file_of(request: DisclosureRequest, *, hold: bool = False) -> OwnFile | None:
    """Return what was asked for and may be seen, for the rules of a disclosure that prepares it; None: nothing was.

    `hold`: nobody says or ends anything of a request of this client until the transaction ends; None for whoever may
    not either.
    """
    rows = FileRequest.objects.select_related("file")
    if hold:
        rows = rows.filter(file=request.file_id).order_by("id").select_for_update(of=("self",))
    else:
        rows = rows.filter(disclosure=request.id)
    found = next((each for each in rows if each.disclosure_id == request.id), None)
    if found is None:
        return None
    return _as_picture(found, standing_of(found, steps_of(found)))


def _as_picture(found: FileRequest, at: rules.Standing) -> OwnFile:
    days, minutes = days_and_minutes_in(found.file_id)
    scope = within(at.scope, days)
    # what was moved to another file since is not this client's
    held = asked_for_in(found, at) & days.keys()
    asked = held if scope is None else held & scope
    return OwnFile(
        file=found.file_id,
        statutory=at.face == rules.Face.STATUTORY,
        asker=Asker(found.asker) if found.asker in set(Asker) else found.asker,
        asked_at=found.asked_at,
        earliest_at=found.earliest_at,
        identity_on=at.identity_on,
        seen_alone=at.seen_alone,
        coerced=at.coerced,
        authority_on=at.authority_on,
        weighed=at.weighed,
        scope=scope,
        held=held,
        paper_unread=bool(folders_in(found) - at.paper.keys()),
        for_another=frozenset(entry for entry, on in days.items() if on is None) - about_in(found),
        holdings_out=scope is None and not (found.about and about_in(found) <= days.keys()),
        conference=frozenset(minutes),
        unrouted=frozenset(minutes[each] for each in asked & minutes.keys()) - at.routed.keys(),
        open=found.closed_at is None and at.refused != "whole",
        dead=at.dead,
        names_sensitive=at.names_sensitive,
        not_partner=at.not_partner,
    )


@dataclass(frozen=True)
class OpenRequest:
    """A request as its page shows it: what was said of it, how it stands, what is missing."""

    request: FileRequest
    steps: list[Step]
    standing: rules.Standing

    @cached_property
    def conference(self) -> frozenset[UUID]:
        """Return what was said to be minutes of conferences on the file, asked for once a page wants to know."""
        return conference_in(self.request.file_id)

    @property
    def missing(self) -> list[rules.Missing]:
        """Return what is missing before it can be answered."""
        folders = folders_in(self.request)
        return rules.missing(self.standing, conference=self.conference, folders=folders)

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.request.closed_at is None

    @property
    def released(self) -> bool:
        """Whether what was prepared for it was released."""
        found = self.request.disclosure
        return found is not None and found.state == DisclosureRequest.State.RELEASED

    @property
    def to_prepare(self) -> bool:
        """Whether it asks for something to be seen that nobody prepares, or that was refused or called back."""
        asked: Any = self.request
        free = _came_to_nothing(asked) or asked.recalled
        return self.request.face != rules.Face.ERASURE and free

    @cached_property
    def lacking(self) -> bool:
        """Whether what stands prepared for it lacks something that was asked for."""
        return self.is_open and is_lacking(self.request, self.standing)

    @property
    def is_draft(self) -> bool:
        """Whether what was prepared for it is a draft."""
        now = self.request.disclosure
        return now is not None and now.state == DisclosureRequest.State.DRAFT

    def takes_in(self, worker: Worker) -> bool:
        """Whether what is lacking can be taken in by this worker: into a draft of their own."""
        now = self.request.disclosure
        return bool(now and now.requester_id == worker.pk and self.is_draft and self.lacking)

    def ways(self, worker: Worker, roles: frozenset[str]) -> tuple[rules.Kind, ...]:
        """Return what this worker can say of it now."""
        if not self.is_open:
            return ()
        return rules.ways(
            self.standing,
            roles=roles,
            recorded_it=self.request.recorded_by_id == worker.pk,
            early=timezone.now() < self.request.earliest_at,
            conference=bool(self.conference),
            paper=bool(folders_in(self.request)),
            noted_death=noted_death(self.steps, worker),
        )


def open_request(file: CaseFile, request_id: UUID) -> OpenRequest:
    """Return a request of an opened file with all that was said of it; raises Hidden for any other id."""
    rows = FileRequest.objects.select_related("recorded_by", "closed_by", "disclosure")
    released = Package.objects.filter(release__request=OuterRef("disclosure")).values("id")[:1]
    recalled = Exists(_recalled().filter(request=OuterRef("disclosure")))
    rows = rows.annotate(package=Subquery(released), recalled=recalled)
    request = rows.filter(id=request_id, file=file).first()
    if request is None:
        raise Hidden("file_request_hidden", file=file.id)
    request.file = file
    load_keys(KeyRef(kind, file.id) for kind in ("file", "third_party"))  # in one question
    steps = steps_of(request)
    record("file_request_opened", file=file.id, ids=[request.id])
    of_it = [s for s in steps if s.request_id == request.id or s.kind in OF_THEIR_DEATH]
    return OpenRequest(request, of_it, standing_of(request, steps))


def may_be_prepared(request: FileRequest) -> bool:
    """Whether nothing is prepared for a request, or what was came to nothing or was called back since (E21)."""
    return _came_to_nothing(request) or _recalled().filter(request=request.disclosure).exists()


def _came_to_nothing(request: FileRequest) -> bool:
    over = (DisclosureRequest.State.WITHDRAWN, DisclosureRequest.State.REFUSED)
    return request.disclosure is None or request.disclosure.state in over


def _recalled() -> QuerySet[Release]:
    return Release.objects.filter(recall__isnull=False)


def entries_asked_for(request: FileRequest, at: rules.Standing) -> list[UUID]:
    """Return the entries that are to be gone through for a request, within their authority and without minutes."""
    days, minutes = days_and_minutes_in(request.file_id)
    scope = within(at.scope, days)
    asked = asked_for_in(request, at) - minutes.keys()
    return [e for e in days if e in asked and (scope is None or e in scope)]


def is_lacking(request: FileRequest, at: rules.Standing) -> bool:
    """Whether what stands prepared for a request, and has not left, lacks something that was asked for (5.2.5)."""
    now = request.disclosure
    if now is None or now.state not in STANDING or request.face == rules.Face.ERASURE:
        return False
    wanted = {*entries_asked_for(request, at)}
    if at.scope.whole:
        if not request.about:
            return True
        wanted |= about_in(request)
    picked = RequestItem.objects.filter(request=now.id).values_list("entry_id", flat=True)
    return not wanted <= {*picked}


def arrangements_of(opened: OpenRequest) -> list[Arrangement]:
    """Return the appointments that were made to read it, the newest first."""
    made = Arrangement.objects.filter(request=opened.request)
    return list(made.select_related("appointment__worker").order_by("-at", "-id"))


def package_of(opened: OpenRequest) -> UUID | None:
    """Return the package that was released for a request and stands, or None."""
    asked: Any = opened.request
    package: UUID | None = asked.package
    return package if opened.released and not asked.recalled else None


@dataclass(frozen=True)
class Paper:
    """A paper folder that was there when the file was asked for, by its label; `now` None: not on the register."""

    label: str
    now: Folder | None


def paper_of(opened: OpenRequest) -> list[Paper]:
    """Return the paper folders of a file as it was asked for, each with where it is now (E32)."""
    standing = {each.label: each for each in folders_of(opened.request.file)}
    return [Paper(label, standing.get(label)) for label in opened.request.paper or ()]


@dataclass(frozen=True)
class OnFile:
    """What a client asked for, complains of and disputes on an opened file, the newest first."""

    requests: list[FileRequest]
    complaints: list[Complaint]
    disputes: list[Rectification]


def all_on(file: CaseFile) -> OnFile:
    """Return what a client asked for, complains of and disputes on an opened file, recorded."""
    people = ("recorded_by", "decided_by", "about")
    requests = list(FileRequest.objects.filter(file=file).order_by("-asked_at", "-id")[:MOST])
    complaints = Complaint.objects.filter(file=file).select_related(*people)
    disputes = Rectification.objects.filter(file=file).select_related(
        "recorded_by", "decided_by", "entry", "statement"
    )
    found = OnFile(
        requests,
        list(complaints.order_by("-received_on", "-id")[:MOST]),
        list(disputes.order_by("-received_on", "-id")[:MOST]),
    )
    ids = [each.id for each in (*found.requests, *found.complaints, *found.disputes)]
    record("file_requests_listed", file=file.id, ids=ids)
    return found
