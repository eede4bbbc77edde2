"""The doors to linked people: those of an opened file, one of them, what waits for a second person, all identifiers."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import BinaryField, BooleanField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.utils import timezone

from clients.contacting.models import ContactVersion
from clients.contacting.profile import read
from clients.grants import EffectiveGrant
from clients.models import CaseFile, ThirdPartyRecord
from confidentiality.access.http import Hidden, Refused
from confidentiality.audit.record import record
from confidentiality.interface.counting import how_many
from confidentiality.sealing.keys import KeyRef, load_keys
from staff.models import Worker

from .details import PARTNERS, Details, Difference, differences, from_json, is_called, is_named_in
from .identifiers import Known, of_client, of_never_used, of_partners, of_person, of_records
from .models import LinkedPerson, Merge, PersonVersion

MOST_WAITING = 100
NOT_YOURS = (
    "You have no grant to read what others said (clause 3.2.1): by what the people of this file can be known"
    " is not yours to search for. Whoever leads the file can give it to you."
)


@dataclass(frozen=True)
class Step:
    """One version in the trail of a linked person, and what it changed of the one before."""

    version: PersonVersion
    changed: list[Difference]


@dataclass
class Tied:
    """Somebody tied to a file: all that was told of them, and the entries that are the same person."""

    person: LinkedPerson
    versions: list[PersonVersion]  # the newest last
    merged: list["Tied"] = field(default_factory=list)

    @property
    def id(self) -> UUID:
        """Return the entry's id."""
        return self.person.id

    @property
    def latest(self) -> PersonVersion:
        """Return the version that stands."""
        return self.versions[-1]

    @cached_property
    def details(self) -> Details:
        """Return what stands."""
        return from_json(self.latest.details)

    @property
    def is_tied(self) -> bool:
        """Say whether they are tied to the file now."""
        return self.latest.kind != PersonVersion.Kind.UNTIED

    def same(self) -> list["Tied"]:
        """Return every other entry that is the same person: merged into this one, or into one that is."""
        return [entry for each in self.merged for entry in (each, *each.same())]

    @property
    def may_know(self) -> str:
        """Return whether they may know that the client comes to us, of MAY_KNOW, by what stands of every entry.

        One *no* is no, until the entry that stays is changed after the last of them was merged into it.
        """
        same, kinds = self.same(), PersonVersion.Kind
        changed = [v.at for v in self.versions if v.kind == kinds.CHANGED]
        joined = [each.latest.merged_at for each in same]  # type: ignore[attr-defined]
        if changed and all(at is not None and at < changed[-1] for at in joined):
            same = []
        said = [each.details.may_know for each in (self, *same)]
        return next((word for word in ("no", "yes") if word in said), "unknown")

    def told_by_entry(self) -> list[list[Details]]:
        """Return every telling of them, entry by entry: this one first, and what stands last in each."""
        return [
            [from_json(version.details) for version in entry.versions]
            for entry in (self, *self.same())
        ]

    def everything_told(self) -> list[Details]:
        """Return every telling of them, those of the entries merged into this one first, what stands last."""
        told = [details for each in self.merged for details in each.everything_told()]
        return told + [from_json(version.details) for version in self.versions]

    def trail(self) -> list[Step]:
        """Return what was told, from the newest to the first, each with what it changed."""
        told = [from_json(version.details) for version in self.versions]
        steps = [Step(self.versions[0], [])]
        for number, version in enumerate(self.versions[1:], start=1):
            steps.append(Step(version, differences(told[number - 1], told[number])))
        return steps[::-1]


def tied_by_id(file_id: UUID) -> dict[UUID, Tied]:
    """Return all entries of a file that whoever acts may read, by id, each with those merged into it."""
    merged = Merge.objects.filter(
        merged=OuterRef("person"), kind=Merge.Kind.MERGE, outcome=Merge.Outcome.AGREED
    )
    versions = PersonVersion.objects.filter(file_id=file_id).annotate(
        merged_at=Subquery(merged.order_by("-decided_at").values("decided_at")[:1])
    )
    versions = versions.select_related("by", "person__handing__by")
    # one without a word is nobody
    return tied_of(versions.order_by("person__added_at", "person_id", "number"))


def tied_of(versions: Iterable[PersonVersion]) -> dict[UUID, Tied]:
    """Return whom versions are of, each with those merged into it; of each entry the newest version last."""
    tied: dict[UUID, Tied] = {}
    for version in versions:
        tied.setdefault(version.person_id, Tied(version.person, [])).versions.append(version)
    for each in tied.values():
        into = each.person.merged_into_id
        if into is not None and into in tied:
            tied[into].merged.append(each)
    return tied


def stands_under(tied: Mapping[UUID, Tied], person_id: UUID) -> Tied:
    """Return the entry under which somebody stands: their own, or the one that is the same person."""
    found = tied[person_id]
    while found.person.merged_into_id is not None:
        found = tied[found.person.merged_into_id]
    return found


def people_in(file: CaseFile) -> list[Tied]:
    """Return the people tied to a file opened with the right to third-party records, by name; recorded."""
    tied = tied_by_id(file.id)
    record("linked_people_listed", file=file.id, ids=list(tied))
    return by_name(each for each in tied.values() if each.person.merged_into_id is None)


def answers_and_must_not_know(file: CaseFile, people: Iterable[Tied]) -> list[str]:
    """Return who may answer her telephone by safe contact, and may not know that she comes to us: a contradiction."""
    words = read(file.contact).who_may_answer
    unsaid = (each for each in people if each.is_tied and each.may_know != "yes")
    return [
        each.details.name
        for each in unsaid
        if any(is_named_in(entry.details, words) for entry in (each, *each.same()))
    ]


def named_besides(file: CaseFile, people: Iterable[Tied]) -> list[str]:
    """Return whom the file itself names as partners, and none of these people is as a partner by any name."""
    persons = [[entry.details for entry in (each, *each.same())] for each in people]
    partners = [own for own in persons if any(told.relation in PARTNERS for told in own)]
    known = [told for own in partners for told in own]
    return [name for name in file.partner_names if not any(is_called(each, name) for each in known)]


def by_name(people: Iterable[Tied]) -> list[Tied]:
    """Return people in the order in which they are listed."""
    return sorted(people, key=lambda each: (each.details.name.casefold(), each.id))


@dataclass(frozen=True)
class OpenPerson:
    """One entry of a file, the other entries that stand by themselves, and what was proposed about it."""

    who: Tied
    into: Tied | None  # the entry that it was merged into; None: it stands by itself
    others: list[Tied]
    merges: list[Merge]

    @property
    def waiting(self) -> Merge | None:
        """Return the proposal about this entry that waits for somebody else."""
        return next((each for each in self.merges if not each.outcome), None)


def open_person(file: CaseFile, person_id: UUID) -> OpenPerson:
    """Return one entry of an opened file, recorded; raises Hidden for any other id."""
    tied = tied_by_id(file.id)
    who = tied.get(person_id)
    if who is None:
        raise Hidden("linked_person_hidden", file=file.id)
    record("linked_person_opened", file=file.id, ids=[person_id])
    into = who.person.merged_into_id
    own = (each for each in tied.values() if each.person.merged_into_id is None)
    about = Merge.objects.filter(Q(kept=person_id) | Q(merged=person_id), file_id=file.id)
    return OpenPerson(
        who,
        tied.get(into) if into else None,
        by_name(each for each in own if each.id != person_id),
        list(about.select_related("proposed_by", "decided_by").order_by("-proposed_at", "-id")),
    )


@dataclass(frozen=True)
class OpenMerge:
    """A proposal about two entries of a file, and both of them."""

    merge: Merge
    kept: Tied
    merged: Tied


def open_merge(file: CaseFile, merge_id: UUID) -> OpenMerge:
    """Return a proposal of an opened file with both entries, recorded; raises Hidden for any other id."""
    found = Merge.objects.filter(file_id=file.id, pk=merge_id)
    merge = found.select_related("proposed_by", "decided_by").first()
    tied = tied_by_id(file.id) if merge else {}
    if merge is None or merge.kept_id not in tied or merge.merged_id not in tied:
        raise Hidden("merge_hidden", file=file.id)
    record("linked_person_opened", file=file.id, ids=[merge.kept_id, merge.merged_id])
    return OpenMerge(merge, tied[merge.kept_id], tied[merge.merged_id])


def merges_waiting(worker: Worker) -> list[Merge]:
    """Return the proposals that wait for this worker, the oldest first, with their files; recorded."""
    waiting = _waiting(worker).select_related("file", "proposed_by").order_by("proposed_at", "id")
    shown = list(waiting[:MOST_WAITING])
    load_keys({KeyRef("file", each.file_id) for each in shown})
    record("merges_listed", ids=[each.id for each in shown])
    return shown


def count_waiting(worker: Worker) -> Combinable:
    """Return the expression that counts the proposals that wait for this worker, for the navigation."""
    return how_many(_waiting(worker))


def _waiting(worker: Worker) -> QuerySet[Merge]:
    return Merge.objects.filter(outcome="").exclude(proposed_by=worker.pk)


def identifiers_of(file: CaseFile, *, at_door: bool = False) -> list[Known]:
    """Return by what everybody tied to an opened file can be known, the client first; recorded.

    Those who are no longer tied, what was told before a change, and whom third-party records name in words alone are
    among it: it may stand in an entry. Entries that two people merged are one person. Raises Refused unless whoever
    acts holds the right to third-party records now: without it the people would be missing without a word, and a
    search would find nothing of theirs. `at_door`: for a page that shows and decides nothing; the caller records.
    """
    tied, besides = tied_by_id(file.id), _told_besides(file)
    if not besides.may_know:
        raise Refused(NOT_YOURS, "file_refused", file=file.id)
    if not at_door:
        record(
            "identifiers_read", file=file.id, ids=[*tied, *(each.id for each in besides.records)]
        )
    return list(_known(file, tied.values(), besides))


@dataclass
class _Besides:
    """What a file tells besides its people: every telling of safe contact, and records by whom they name alone.

    `may_know`: whether whoever acts held the right to third-party records as they were read.
    """

    tellings: list[ContactVersion]
    records: list[ThirdPartyRecord]
    may_know: bool = False


_RECORD, _TELLING, _RIGHT = range(3)


def _told_besides(file: CaseFile) -> _Besides:
    """Return it unopened, the oldest first, in one question: the pages that look for people ask enough of them.

    The right is asked for with it, and so after the people were read: one that ended meanwhile took rows away.
    """
    none, no_word = Value(None, BinaryField()), Value(None, BooleanField())
    records = ThirdPartyRecord.objects.filter(file_id=file.id).values_list(
        "written_at", Value(_RECORD), "id", "in_confidence", "about_whom", "from_whom", "told"
    )
    tellings = ContactVersion.objects.filter(file_id=file.id).values_list(
        "at", Value(_TELLING), "id", no_word, "profile", none, none
    )
    right = EffectiveGrant.objects.filter(file_id=file.id, third_party_until__gt=timezone.now())
    rights = right.values_list(
        "third_party_until", Value(_RIGHT), "file_id", no_word, none, none, none
    )
    union = records.union(tellings, rights, all=True)
    rows: Iterable[tuple[Any, ...]] = union.order_by("written_at")
    found = _Besides([], [])
    for _at, what, key, in_confidence, first, second, told in rows:
        if what == _RIGHT:
            found.may_know = True
        elif what == _TELLING:
            found.tellings.append(ContactVersion(id=key, file_id=file.id, profile=first))
        else:
            named = {"about_whom": first, "from_whom": second, "told": told}
            written = ThirdPartyRecord(
                id=key, file_id=file.id, in_confidence=in_confidence, **named
            )
            found.records.append(written)
    return found


def _known(file: CaseFile, tied: Iterable[Tied], besides: _Besides) -> Iterator[Known]:
    contacts = [*(read(each.profile) for each in besides.tellings), read(file.contact)]
    yield of_client(
        file.id,
        name=file.name,
        known_as=file.known_as,
        born=file.date_of_birth,
        contacts=contacts,
    )
    yield from of_partners(file.id, file.partner_names)
    yield from of_never_used(file.id, contacts)
    for each in tied:
        if each.person.merged_into_id is None:
            yield of_person(each.id, each.everything_told(), may_know=each.may_know == "yes")
    typed = [(each.about_whom, False) for each in besides.records]
    typed += [(each.from_whom, each.in_confidence) for each in besides.records]
    typed += [(who, False) for each in besides.records for who in each.ties.others.splitlines()]
    yield from of_records(file.id, typed)
