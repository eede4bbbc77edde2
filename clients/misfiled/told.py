"""Handing on what is told in versions, and taking it where it belongs, or striking it out, by two (E48)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from clients.contacting.actions import Meanwhile, ask_sooner, put_back
from clients.contacting.models import ContactVersion
from clients.contacting.profile import read
from clients.hearing import Say, unsaid
from clients.models import CaseFile, ThirdPartyRecord
from clients.people.access import Tied
from clients.people.actions import Tellings, tell_and_look
from clients.people.details import PARTNERS, Details, from_json
from clients.people.models import LinkedPerson, PersonVersion
from confidentiality.audit.record import record
from confidentiality.sealing.fields import sealed_for
from confidentiality.sealing.keys import KeyRef, make_key
from staff.models import Worker

from .actions import NotHandedOn
from .models import Handing, Parcel


def naming(file: CaseFile, who: Tied) -> list[ThirdPartyRecord]:
    """Return the third-party records of an opened file that are about somebody or from them, or that they may be told.

    Of what corrects one, the one that it corrects; each once, the oldest first.
    """
    ids = {str(each.id) for each in (who, *who.same())}
    rows = ThirdPartyRecord.objects.filter(file_id=file.id).select_related("handing", "corrects")
    found: dict[UUID, ThirdPartyRecord] = {}
    for each in rows.select_related("corrects__handing").order_by("written_at", "id"):
        ties = each.ties
        if ids & {ties.about, ties.source, *(told.id for told in ties.told)}:
            root = each.corrects or each
            found.setdefault(root.id, root)
    return list(found.values())


def hand_on_person(
    *, file: CaseFile, who: Tied, reference: str, why: str, handing_id: UUID
) -> None:
    """Hand somebody tied to an opened file on, with the entries that are the same person, to the file of a reference.

    Without a reference whoever else writes in the file is asked to strike them out. They stay until somebody decides.
    Raises NotHandedOn: 'named' where a record that names them is not handed on itself, or as `actions.hand_on` does.
    """
    seen = _digest(who.id, file.id, person=True)
    tied = [who, *who.same()]
    records = naming(file, who)
    if any(getattr(each, "handing", None) is None for each in records):
        raise NotHandedOn("named")
    contents = {
        "why": why,
        "people": [
            {"id": str(each.id), "tellings": [_copied(version) for version in each.versions]}
            for each in tied
        ],
        "naming": [str(each.id) for each in records],
    }
    _hand_on(file, who.id, contents, reference, seen, handing_id, person=True)


def _copied(version: PersonVersion) -> dict[str, Any]:
    return {
        "id": str(version.id),
        "at": version.at.isoformat(),
        "by": version.by.display_name,
        "details": version.details,
        "reason": version.reason,
    }


def hand_on_telling(
    *,
    file: CaseFile,
    told: ContactVersion,
    before: ContactVersion | None,
    by: Worker,
    reference: str,
    why: str,
    handing_id: UUID,
) -> None:
    """Hand a telling of safe contact on as `hand_on_person` does; where it stands, what stood `before` stands again.

    Raises NotHandedOn: 'only' where nothing of before may stand, or as `hand_on_person` does.
    """
    with transaction.atomic():
        standing = read(file.contact).version
        if told.number >= standing:
            if before is None:
                raise NotHandedOn("only")
            try:
                put_back(file=file, before=before, seen=standing, by=by)
            except Meanwhile:
                raise NotHandedOn("changed") from None
            if Handing.objects.filter(telling=before).exists():  # since it was looked at
                raise NotHandedOn("changed")
        seen = _digest(told.id, file.id, person=False)
        contents = {
            "why": why,
            "profile": told.profile,
            "at": told.at.isoformat(),
            "by": told.by.display_name,
        }
        _hand_on(file, told.id, contents, reference, seen, handing_id, person=False)


def _hand_on(
    file: CaseFile,
    what: UUID,
    contents: dict[str, Any],
    reference: str,
    seen: str | None,
    handing_id: UUID,
    *,
    person: bool,
) -> None:
    with transaction.atomic():
        make_key(KeyRef("parcel", handing_id))
        parcel = Parcel(id=handing_id, third_party=person, contents=contents)
        sealed = bytes(sealed_for(parcel, "contents"))
        said = _ask(
            "SELECT access.hand_on_told(%s, %s, %s, %s, %s, %s)",
            *(handing_id, what, person, reference, sealed, seen),
        )
        if said != "handed":
            raise NotHandedOn(said)
        record("misfiled_handed_on", file=file.id, ids=[what])


@dataclass(frozen=True)
class Moved:
    """One entry about a person as it is moved: its old and new ids, and each of its tellings with the old one's id."""

    old: UUID
    person: LinkedPerson
    tellings: list[tuple[UUID, PersonVersion]]

    @property
    def told(self) -> list[Details]:
        """Return every telling of them, what stands last."""
        return [from_json(version.details) for _, version in self.tellings]


def moved_to(file: CaseFile, people: list[tuple[UUID, UUID, list[dict[str, Any]]]]) -> list[Moved]:
    """Return entries about people, by old and new id and tellings, as they would lie in a file, unsaved."""
    return [
        Moved(old, LinkedPerson(id=new, file=file), [_moved(each, file) for each in tellings])
        for old, new, tellings in people
    ]


def _moved(telling: dict[str, Any], file: CaseFile) -> tuple[UUID, PersonVersion]:
    version = PersonVersion(id=uuid4(), file=file)
    version.details, version.reason = telling["details"], telling["reason"]
    return UUID(str(telling["id"])), version


def take_person(
    *, parcel: Parcel, file: CaseFile, struck: bool, by: Worker, say: Say = unsaid
) -> str:
    """Take somebody into the right file, or strike them out of the wrong one, where the parcel lies for that (E48).

    'taken', or with nothing taken: 'changed' (since they were handed on), 'together' (records that name them have to
    be taken first), 'held' (a hold stands on the file they would be struck out of) or 'hidden'.
    """
    people = parcel.contents["people"]
    moved = moved_to(file, [(UUID(each["id"]), uuid4(), each["tellings"]) for each in people])
    tellings = [] if struck else [pair for each in moved for pair in each.tellings]
    said: str = _ask(
        "SELECT access.take_told(%s, %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::bytea[], %s::bytea[],"
        " %s::uuid[])",
        parcel.pk,
        [str(each.old) for each in moved],
        [str(each.person.id) for each in moved],
        [str(old) for old, _ in tellings],
        [str(new.id) for _, new in tellings],
        [bytes(sealed_for(new, "details")) for _, new in tellings],
        [bytes(sealed_for(new, "reason")) for _, new in tellings],
        parcel.contents["naming"],
    )
    if said == "taken" and not struck:
        if any(each.told[-1].relation in PARTNERS for each in moved):
            ask_sooner(file_id=file.id)
        record("people_taken_in", file=file.id, ids=[each.person.id for each in moved])
        told: dict[LinkedPerson, Tellings] = {each.person: [] for each in moved}
        told[moved[0].person] = [each.told for each in moved]
        tell_and_look(file, by, say, told)  # last: it may find a partner
    return said


def take_telling(*, parcel: Parcel, file: CaseFile, struck: bool) -> str:
    """Let a telling of safe contact leave the wrong file: it is written down in the right one, or struck out (E48).

    It is poured over nothing: whoever leads the right file has written what holds of it on their own page. Returns as
    `take_person` does.
    """
    said: str = _ask(
        "SELECT access.take_told(%s, '{}', '{}', '{}', '{}', '{}', '{}', '{}')",
        parcel.pk,
    )
    if said == "taken" and not struck:
        record("telling_read_over", file=file.id)
    return said


def _digest(what: UUID, file: UUID, *, person: bool) -> str | None:
    digest: str | None = _ask("SELECT access.look_at_told(%s, %s, %s)", what, file, person)
    return digest


def told_at(copied: dict[str, Any]) -> datetime:
    """Return when something was told that lies in a parcel."""
    return datetime.fromisoformat(copied["at"])


def _ask(question: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return cursor.fetchone()[0]
