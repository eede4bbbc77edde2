"""Every write of safe contact and of its use, with its audit event in the same transaction."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection
from django.utils import timezone

from clients.actions import add_entry
from clients.models import CaseFile, Entry
from clients.searching.terms import index_file
from confidentiality.audit.record import record
from confidentiality.sealing.fields import sealed_for
from staff.models import Worker

from .access import asked_again
from .models import ContactMade, ContactVersion
from .profile import EMAIL, IN_PERSON, PHONE, REACHES, Profile, read
from .rules import Use, against, ask_again_on, moved
from .sameness import phone

Kind = ContactVersion.Kind


class Meanwhile(Exception):
    """Somebody else changed safe contact since whoever writes has seen it; nothing was written."""


def change_contact(
    *, file: CaseFile, profile: Profile, verified: bool, seen: int, by: Worker, version_id: UUID
) -> None:
    """Put another telling of safe contact on an opened file; what stood before is kept, with who and when.

    `verified`: the client herself says that all of it is so. Raises Meanwhile unless `seen` is what stands.
    """
    before = read(file.contact)
    today = timezone.localdate()
    last = (today.isoformat(), by.display_name) if verified else before.verified
    now = replace(profile, version=seen + 1, verified_on=last[0], verified_by=last[1])
    again = ask_again_on(
        today=today,
        verified_on=now.verified_on,
        soon=moved(before, now),
        days=settings.CONTACT_ASK_DAYS,
        soon_days=settings.CONTACT_ASK_SOON_DAYS,
    )
    kind = Kind.CONFIRMED if verified and _same(before, now) else Kind.CHANGED
    _put(file, before, now, kind, seen, version_id, again)
    record("contact_changed", file=file.id, ids=[version_id], reason=kind)
    index_file(file)


def confirm_contact(*, file: CaseFile, seen: int, by: Worker) -> None:
    """Note that the client says it is still as it stands; raises Meanwhile unless `seen` is what stands."""
    standing = read(file.contact)
    change_contact(file=file, profile=standing, verified=True, seen=seen, by=by, version_id=uuid4())


def put_back(*, file: CaseFile, before: ContactVersion, seen: int, by: Worker) -> None:
    """Let what stood `before` on an opened file stand again, and ask the client today: what stands is another's (E48).

    Raises Meanwhile unless `seen` is what stands.
    """
    now = replace(read(before.profile), version=seen + 1)
    _put(file, read(file.contact), now, Kind.CHANGED, seen, key := uuid4(), timezone.localdate())
    record("contact_changed", file=file.id, ids=[key], reason=Kind.CHANGED)
    index_file(file)


def _same(before: Profile, now: Profile) -> bool:
    return now == replace(
        before, version=now.version, verified_on=now.verified_on, verified_by=now.verified_by
    )


def _put(
    file: CaseFile,
    before: Profile,
    now: Profile,
    kind: str,
    seen: int,
    version_id: UUID,
    again: date,
) -> None:
    first = ContactVersion(id=uuid4(), file=file, number=1)
    first.profile = before.as_json()
    version = ContactVersion(id=version_id, file=file, number=seen + 1)
    version.profile = now.as_json()
    held, file.contact = file.contact, now.as_json()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.change_contact(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                file.id,
                seen,
                version.id,
                str(kind),
                bytes(sealed_for(version, "profile")),
                bytes(sealed_for(file, "contact")),
                first.id,
                bytes(sealed_for(first, "profile")),
                again,
            ],
        )
        (said,) = cursor.fetchone()
    if said != "changed":
        file.contact = held
        raise Meanwhile


def ask_sooner(*, file_id: UUID) -> None:
    """Ask the client again soon: who lives with her, or is her partner, changed. Never later than was thought."""
    again = timezone.localdate() + timedelta(days=settings.CONTACT_ASK_SOON_DAYS)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.ask_contact_sooner(%s, %s, %s)",
            [file_id, again, settings.CONTACT_ASK_DAYS],
        )


@dataclass(frozen=True)
class Made:
    """A contact as whoever made it tells it; `use.at` is in local time."""

    use: Use
    outcome: str
    words: str
    happened_at: datetime


def make_contact(
    *,
    file: CaseFile,
    made: Made,
    seen: int,
    by: Worker,
    contact_id: UUID,
    entry: Entry | None = None,
    holds_file: bool = True,
) -> ContactMade:
    """Record that a client was rung, written to or met, as an entry and with what it kept to (clause 3.3.1).

    `seen` is the version of safe contact that stood on the page. What speaks against it is recorded with it, and the
    lead is told. `entry` is there already for a letter.
    """
    remarks = against(
        made.use, read(file.contact), made.happened_at.date(), ask_by=asked_again(file)
    )
    if entry is None:
        entry = add_entry(
            file=file,
            by=by,
            kind=_kind_of(made.use.channel),
            nature=Entry.Nature.FACT,
            body=entry_words(made, remarks),
            happened_on=timezone.localtime(made.happened_at).date(),
            entry_id=contact_id,
            holds_file=holds_file,
        )
    row = ContactMade(
        id=contact_id,
        file=file,
        version=seen,
        channel=made.use.channel,
        outcome=made.outcome,
        against=bool(remarks),
        happened_at=made.happened_at,
        made_by=by,
        entry=entry,
    )
    row.details = {"to": made.use.text, "postcode": made.use.postcode, "against": remarks}
    row.save(force_insert=True)
    record("contact_made", file=file.id, ids=[row.id, entry.id])
    return row


def write_call(
    *, file: CaseFile, made: Made, seen: int, by: Worker, entry_id: UUID, body: str, **says: Any
) -> Entry:
    """Write an entry about a call that we made, with the record of it: one step for whoever rang.

    `says` as in `add_entry`; `seen` as in `make_contact`.
    """
    told = replace(made, words=body)
    remarks = against(
        told.use, read(file.contact), told.happened_at.date(), ask_by=asked_again(file)
    )
    words = entry_words(told, remarks)
    entry = add_entry(file=file, by=by, entry_id=entry_id, body=words, **says)
    make_contact(file=file, made=told, seen=seen, by=by, contact_id=entry_id, entry=entry)
    return entry


def _kind_of(channel: str) -> str:
    return Entry.Kind.CALL if REACHES.get(channel) == PHONE else Entry.Kind.NOTE


def entry_words(made: Made, remarks: Iterable[str]) -> str:
    """Return what the entry says: no whole number or address, because entries are what is disclosed."""
    head = _head(made.use.channel, made.use.text, made.outcome)
    return "\n\n".join(part for part in (head, *_stood(remarks), made.words) if part)


def _head(channel: str, text: str, outcome: str) -> str:
    kind, to = REACHES.get(channel), ""
    if kind == PHONE:
        to = f", number ending {phone(text)[-3:]}"
    elif channel != IN_PERSON:
        to = ", e-mail address on the file" if kind == EMAIL else ", address on the file"
    return f"{ContactMade.Channel(channel).label}{to}. {ContactMade.Outcome(outcome).label}."


def _stood(remarks: Iterable[str]) -> list[str]:
    return [f"Against safe contact: {_without_numbers(each)}." for each in remarks]


def words_elsewhere(body: str, made: ContactMade, *, stays: bool) -> str:
    """Return what an entry about a contact says in another file: nothing of how this file's client is reached.

    What stood against it goes; where the contact itself `stays`, that it was made goes as well.
    """
    gone = {*_stood(made.details["against"])}
    if stays:
        gone.add(_head(made.channel, made.details["to"], made.outcome))
    return "\n\n".join(part for part in body.split("\n\n") if part not in gone).strip()


def judged_anew(made: dict[str, str], file: CaseFile, contact_id: UUID) -> ContactMade:
    """Return, unsaved, a contact that was written in another file, held against this one's safe contact (E48)."""
    at = datetime.fromisoformat(made["happened_at"])
    use = Use(made["channel"], made["to"], made["postcode"], timezone.localtime(at))
    remarks = against(use, read(file.contact), at.date())
    row = ContactMade(id=contact_id, file=file, version=0, against=bool(remarks))
    row.details = {"to": made["to"], "postcode": made["postcode"], "against": remarks}
    return row


def _without_numbers(remark: str) -> str:
    return "it is blocked" if " is blocked" in remark else f"{remark[:1].lower()}{remark[1:]}"


def see_contact(*, contact_id: UUID, by: Worker) -> bool:
    """Note that whoever leads the file knows of a contact that did not keep to it; once."""
    unseen = ContactMade.objects.filter(pk=contact_id, against=True, seen_at=None)
    row = unseen.exclude(made_by=by).first()
    if row is None or not unseen.update(seen_at=timezone.now(), seen_by=by):
        return False
    record("contact_seen", file=row.file_id, ids=[contact_id])
    return True
