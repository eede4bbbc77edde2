"""Handing on what stands in the wrong file, and taking it into the right one, by two (E48)."""

from base64 import b64decode, b64encode
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from clients.contacting.actions import judged_anew, words_elsewhere
from clients.contacting.models import ContactMade
from clients.documents.models import Document, Kept, ThirdPartyDocument
from clients.groups.models import Attendance
from clients.models import CaseFile, Entry, ThirdPartyRecord
from clients.thirdparty.ties import Ties, ties_from
from confidentiality.audit.record import record
from confidentiality.sealing.fields import sealed_for
from confidentiality.sealing.keys import KeyRef, make_key
from staff.models import Worker

from .access import taken_at_once
from .models import EndedHanding, Handing, LeftInPackage, LostDiscussion, Parcel

Written = Entry | ThirdPartyRecord
ENTRY = ("body", "basis", "sensitive_kind")
RECORD = ("about_whom", "from_whom", "body", "told")
SHOWN = ("kind", "nature", "sensitive", "in_confidence", "safety_critical")


class NotHandedOn(Exception):
    """Nothing was handed on: 'bound', 'changed', 'waits' (it is handed on already), 'wordless', 'hidden' or 'contact'.

    The last: nobody was asked whether a contact that hangs on it stays.
    """


def hand_on(
    *,
    root: Written,
    reference: str,
    why: str,
    handing_id: UUID,
    contact_stays: bool | None = None,
) -> None:
    """Hand an entry or record, with what corrects it, to whoever leads the file with this reference.

    It stays where it is until they take it. Of a contact with this file's client only the words beside it go where
    `contact_stays`; None where nobody was asked, and then none may be noted there. Raises NotHandedOn; never for what
    is said about the reference.
    """
    third = isinstance(root, ThirdPartyRecord)
    (seen,) = _ask("SELECT access.look_at_misfiled(%s, %s, %s)", root.id, root.file_id, third)
    rows = type(root)._default_manager.select_related("author", "document")
    further = rows.filter(corrects=root.id).order_by("written_at", "id")
    copied = [_copied(each) for each in (rows.get(id=root.id), *further)]
    contacts = {} if third else {str(each.entry_id): each for each in _contacts_in(copied)}
    _mark_attended(copied)
    for each in copied:
        if (contact := contacts.get(each["id"])) is not None:
            each |= _of_contact(each["body"], contact, stays=contact_stays is not False)
    if not any(each["body"] for each in copied):
        raise NotHandedOn("wordless")
    with transaction.atomic():
        make_key(KeyRef("parcel", handing_id))
        parcel = Parcel(id=handing_id, third_party=third, contents={"why": why, "rows": copied})
        contents = bytes(sealed_for(parcel, "contents"))
        (said,) = _ask(
            "SELECT access.hand_on(%s, %s, %s, %s, %s, %s, %s)",
            *(handing_id, root.id, third, reference, contents, seen),
            contact_stays,
        )
        if said != "handed":
            raise NotHandedOn(said)
        record("misfiled_handed_on", file=root.file_id, ids=[root.id])


def _copied(row: Any) -> dict[str, Any]:
    columns = RECORD if isinstance(row, ThirdPartyRecord) else ENTRY
    happened = getattr(row, "happened_on", None)
    document = getattr(row, "document", None)
    return {
        "id": str(row.id),
        **{name: getattr(row, name) for name in columns},
        **{name: getattr(row, name) for name in SHOWN if hasattr(row, name)},
        "happened_on": happened.isoformat() if happened else "",
        "written_at": row.written_at.isoformat(),
        "author": row.author.display_name if row.author else "",
        "document": _copied_document(document) if document else None,
    }


def _mark_attended(copied: list[dict[str, Any]]) -> None:
    """Mark what notes that its client was at a group session: at which one, whoever takes it reads in their file."""
    noted = Attendance.objects.filter(entry__in=[each["id"] for each in copied])
    ids = {str(entry) for entry in noted.values_list("entry", flat=True)}
    for each in copied:
        each |= {"attended": True} if each["id"] in ids else {}


def _contacts_in(copied: list[dict[str, Any]]) -> QuerySet[ContactMade]:
    return ContactMade.objects.filter(entry__in=[each["id"] for each in copied])


def _of_contact(body: str, made: ContactMade, *, stays: bool) -> dict[str, Any]:
    """Return what the copy of an entry about a contact says, and the contact where it goes along."""
    words = {"body": words_elsewhere(body, made, stays=stays)}
    if stays:
        return words
    told = {"to": made.details["to"], "postcode": made.details["postcode"]}
    when = made.happened_at.isoformat()
    of = {"channel": made.channel, "outcome": made.outcome, "happened_at": when}
    return {**words, "contact": {**told, **of}}


def _copied_document(document: Kept) -> dict[str, Any]:
    key = b64encode(document.key).decode()
    return {
        "id": str(document.id),
        "key": key,
        "name": document.name,
        "measures": document.measures,
    }


def take_back(*, handing: Handing) -> bool:
    """Take back what was handed on: by whoever did, or by whoever leads the file it stands in."""
    (done,) = _ask("SELECT access.take_back_handing(%s)", handing.pk)
    if done:
        what = (handing.entry_id, handing.record_id, handing.person_id, handing.telling_id)
        # not its own id, which is the parcel's too: events about that are of the other file
        record("misfiled_taken_back", file=handing.file_id, ids=[each for each in what if each])
    return bool(done)


def refuse_parcel(*, parcel: Parcel, file: CaseFile) -> bool:
    """Say that what was handed on does not belong in this file; whoever did is told nothing of it."""
    (done,) = _ask("SELECT access.refuse_parcel(%s)", parcel.pk)
    if done:
        record("parcel_refused", file=file.id, ids=[parcel.pk])
    return bool(done)


def take_parcel(*, parcel: Parcel, file: CaseFile, by: Worker) -> str:
    """Take what was handed on into the right file, sealed under its key; it is gone from the wrong one (E48).

    What was moved out of it, or what it was moved out of, is taken at the same moment. 'taken', or with nothing taken:
    'changed' (a part, since it was handed on), 'together' (a part is not handed on to this file, or not for whoever
    takes it) or 'hidden'.
    """
    parcels = taken_at_once(parcel)
    parts = [(row, each.third_party) for each in parcels for row in each.contents["rows"]]
    rows = [row for row, _ in parts]
    news = [uuid4() for _ in rows]
    columns = [
        _sealed(row, new, file, third) for (row, third), new in zip(parts, news, strict=True)
    ]
    kept = [(row["document"], third) for row, third in parts if row["document"]]
    papers = [_sealed_document(each, file, third) for each, third in kept]
    told = [(row.get("contact"), new) for row, new in zip(rows, news, strict=True)]
    contacts = [judged_anew(each, file, new) if each else None for each, new in told]
    (said,) = _ask(
        "SELECT access.take_parcels(%s::uuid[], %s::uuid[], %s::uuid[], %s::bytea[], %s::bytea[], %s::bytea[],"
        " %s::bytea[], %s::uuid[], %s::bytea[], %s::bytea[], %s::bytea[], %s::bytea[], %s::boolean[])",
        [str(each.pk) for each in parcels],
        [row["id"] for row in rows],
        [str(new) for new in news],
        *([each[n] for each in columns] for n in range(4)),
        [each["id"] for each, _ in kept],
        *([each[n] for each in papers] for n in range(3)),
        [bytes(sealed_for(each, "details")) if each else None for each in contacts],
        [each.against if each else None for each in contacts],
    )
    if said == "taken":
        record("misfiled_taken", file=file.id, ids=news)
    return str(said)


def _sealed(row: dict[str, Any], new: UUID, file: CaseFile, third: bool) -> list[bytes | None]:
    """Return the sealed columns of a row in its new file; whom of the other file's people it named stands in words."""
    if not third:
        entry = Entry(id=new, file=file, **{name: row[name] for name in ENTRY})
        return [*(bytes(sealed_for(entry, name)) for name in ENTRY), None]
    told = ties_from(row["told"])
    ties = Ties(others="" if told.nobody else told.in_words)
    said = ThirdPartyRecord(
        id=new, file=file, **{**{name: row[name] for name in RECORD}, "told": ties.as_json()}
    )
    return [bytes(sealed_for(said, name)) for name in RECORD]


def _sealed_document(kept: dict[str, Any], file: CaseFile, third: bool) -> list[bytes]:
    paper = (ThirdPartyDocument if third else Document)(id=UUID(kept["id"]), file=file)
    paper.key, paper.name, paper.measures = b64decode(kept["key"]), kept["name"], kept["measures"]
    return [bytes(sealed_for(paper, name)) for name in ("key", "name", "measures")]


def see_ended_handing(*, notice: EndedHanding, by: Worker) -> None:
    """Note that whoever handed something on, or leads its file, knows that it ended."""
    notice.seen_by, notice.seen_at = by, timezone.now()
    notice.save(update_fields=["seen_by", "seen_at"])
    record("ended_handing_seen", file=notice.file_id, ids=[notice.subject])


def see_left_in_package(*, notice: LeftInPackage, by: Worker) -> None:
    """Note that whoever leads the file knows that a package of it held something of another's."""
    notice.seen_by, notice.seen_at = by, timezone.now()
    notice.save(update_fields=["seen_by", "seen_at"])
    record("left_in_package_seen", file=notice.file_id, ids=[notice.pk])


def see_lost_discussion(*, notice: LostDiscussion, by: Worker) -> None:
    """Note that whoever asked, or leads the file, knows that a request has lost its discussion of the risk."""
    notice.seen_by, notice.seen_at = by, timezone.now()
    notice.save(update_fields=["seen_by", "seen_at"])
    record("lost_discussion_seen", file=notice.file_id, ids=[notice.pk])


def _ask(question: str, *values: Any) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return tuple(cursor.fetchone())
