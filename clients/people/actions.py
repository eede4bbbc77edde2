"""Every write about linked people, with its audit event in the same transaction.

Looking for them comes last: what it finds may be a couple's wall before whoever writes. Other rooms are told before
it, while whoever writes still sees what these close.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from clients.contacting.actions import ask_sooner
from clients.hearing import Say, hold_file, tell_rooms, unsaid
from clients.models import CaseFile
from clients.partners.tokens import keep_partners, terms_compared, wait_for_halves
from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from staff.models import Worker

from .access import Tied, stands_under, tied_by_id
from .details import PARTNERS, Details, LookedFor, looked_for
from .models import LinkedPerson, Merge, PartnerLine, PersonVersion
from .named import details_in

Kind = PersonVersion.Kind
Tellings = Sequence[Sequence[Details]]


class NotNamed(Exception):
    """The file does not name them any more."""


def add_person(
    *, file: CaseFile, by: Worker, details: Details, person_id: UUID, say: Say = unsaid
) -> LinkedPerson:
    """Tie somebody to the file (clause 3.2.1); whoever releases something of it at this moment is waited for."""
    hold_file(file.id)
    person = _add(file, by, details, person_id)
    tell_and_look(file, by, say, {person: [[details]]})
    return person


def _add(file: CaseFile, by: Worker, details: Details, person_id: UUID) -> LinkedPerson:
    person = LinkedPerson(id=person_id, file=file, added_by=by)
    person.save(force_insert=True)
    version = PersonVersion(person=person, file=file, number=1, kind=Kind.ADDED, by=by)
    version.details, version.reason = details.as_json(), ""
    version.save(force_insert=True)
    record("linked_person_added", file=file.id, ids=[person.id])
    if details.relation in PARTNERS:
        ask_sooner(file_id=file.id)
    return person


def tie_named(
    *,
    file: CaseFile,
    by: Worker,
    name: str,
    relation: str,
    person_id: UUID,
    say: Say = unsaid,
) -> LinkedPerson:
    """Put a partner whom the file itself names among the people tied to it, where they can be corrected (E48).

    The name leaves the file. What the database follows by it stays, found by the person now; that nothing is released
    to whom the line names stays too, also for whoever may not read of people (3.3.2 e). Raises Hidden where a sweep
    was first, NotNamed where somebody else has put them there meanwhile.
    """
    hold_file(file.id)
    held = CaseFile.objects.select_for_update(no_key=True).filter(id=file.id).first()
    if held is None:
        raise Hidden("file_hidden", purpose="tie_named")
    if name not in held.partner_names:
        raise NotNamed
    details = details_in(name, relation)
    person = _add(held, by, details, person_id)
    said = PartnerLine(person=person, file=held)
    said.line = name
    said.save(force_insert=True)
    held.partner_names = [each for each in held.partner_names if each != name]
    held.save(update_fields=["partner_names"])
    record("named_partner_tied", file=held.id, ids=[person.id], fields=["partner_names"])
    tell_and_look(held, by, say, {person: [[details]]}, moved=name)
    return person


def change_person(
    *,
    who: Tied,
    by: Worker,
    details: Details,
    seen: int,
    version_id: UUID,
    say: Say = unsaid,
) -> PersonVersion | None:
    """Write down what is known of somebody now; what stood before stays. None if it is not what `by` has `seen`."""
    version = _next(who, Kind.CHANGED, by, seen, version_id, details)
    if version is not None:
        record("linked_person_changed", file=version.file_id, ids=[who.id])
        were, are = who.details.relation, details.relation
        if were != are and (were in PARTNERS or are in PARTNERS):
            ask_sooner(file_id=version.file_id)
        _look_anew(who.person.file, by, say, who.id)
    return version


def untie(
    *, who: Tied, by: Worker, reason: str, seen: int, version_id: UUID, say: Say = unsaid
) -> PersonVersion | None:
    """Say why somebody is no longer tied to the file; None if it is not what `by` has `seen`."""
    version = _next(who, Kind.UNTIED, by, seen, version_id, who.details, reason)
    if version is not None:
        record("linked_person_untied", file=version.file_id, ids=[who.id])
        if who.details.relation in PARTNERS:
            ask_sooner(file_id=version.file_id)
        _look_anew(who.person.file, by, say, who.id)
    return version


def tie_again(
    *, who: Tied, by: Worker, reason: str, seen: int, version_id: UUID, say: Say = unsaid
) -> PersonVersion | None:
    """Say why somebody is tied to the file again; None if it is not what `by` has `seen`."""
    version = _next(who, Kind.TIED, by, seen, version_id, who.details, reason)
    if version is not None:
        record("linked_person_tied", file=version.file_id, ids=[who.id])
        if who.details.relation in PARTNERS:
            ask_sooner(file_id=version.file_id)
        _look_anew(who.person.file, by, say, who.id)
    return version


def _next(
    who: Tied,
    kind: str,
    by: Worker,
    seen: int,
    version_id: UUID,
    details: Details,
    reason: str = "",
) -> PersonVersion | None:
    """Add a version after the one that was seen; the database lets one of two at the same moment be it."""
    hold_file(who.person.file_id)
    if seen != who.latest.number or (kind == Kind.UNTIED) > who.is_tied:
        return None
    version = PersonVersion(
        id=version_id,
        person=who.person,
        file_id=who.person.file_id,
        number=seen + 1,
        kind=kind,
        by=by,
    )
    version.details, version.reason = details.as_json(), reason
    try:
        with transaction.atomic():
            version.save(force_insert=True)
    except IntegrityError:
        return None
    return version


def _look_anew(file: CaseFile, by: Worker, say: Say, *ids: UUID) -> None:
    """Look for people by what stands of them now, merged or not: somebody else may have written meanwhile."""
    tied = tied_by_id(file.id)
    found = [entry for each in ids for entry in (tied[each], stands_under(tied, each))]
    told = {e.person: [] if e.person.merged_into_id else e.told_by_entry() for e in found}
    tell_and_look(file, by, say, told)


def tell_and_look(
    file: CaseFile,
    by: Worker,
    say: Say,
    told: Mapping[LinkedPerson, Tellings],
    *,
    moved: str = "",
) -> None:
    """Tell other rooms what was written of people, and then let the database look whether they have files (E6).

    It is asked alike of everybody, and of nothing where two people said that they are another entry; where a line of
    the file's own `moved` among them, of the other lines as well. All that is locked for it is locked before: a release
    is held after names and grants. All are looked for at once: who is found may be a wall before whoever writes.
    """
    known = {person.id: looked_for(tellings) for person, tellings in told.items()}
    if moved:
        known[file.id] = LookedFor(tuple(file.partner_names))
    gone = LookedFor((moved,) if moved else ())
    wait_for_halves(
        file.id, [term for each in (*known.values(), gone) for term in terms_compared(each)]
    )
    told_back = tell_rooms(file, by)
    keep_partners(file_id=file.id, known=known)
    for said in told_back:
        say(said)


def propose_merge(
    *, kind: str, kept: Tied, merged: Tied, by: Worker, reason: str, merge_id: UUID
) -> Merge | None:
    """Propose that two entries are one person, or that they are two after all; None where a proposal waits already."""
    merge = Merge(
        id=merge_id,
        file_id=kept.person.file_id,
        kind=kind,
        kept=kept.person,
        merged=merged.person,
        proposed_by=by,
    )
    merge.reason = reason
    try:
        with transaction.atomic():
            merge.save(force_insert=True)
    except IntegrityError:
        return None
    record("merge_proposed", file=merge.file_id, ids=[kept.id, merged.id], reason=kind)
    return merge


def decide_merge(*, merge: Merge, agree: bool, by: Worker, say: Say = unsaid) -> str:
    """Agree to a proposal of somebody else, or refuse it; one's own is taken back. Returns what came of it, or why not.

    'agreed', 'refused', 'withdrawn', 'lapsed' (it fits no more), or, with nothing done, 'own', 'decided',
    'proposer_left', 'hidden'. The database decides, on locked rows.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.decide_merge(%s, %s)", [merge.pk, agree])
        said = str(cursor.fetchone()[0])
    if said in Merge.Outcome.values:
        ids = [merge.kept_id, merge.merged_id]
        record("merge_decided", file=merge.file_id, ids=ids, reason=said)
    if said == Merge.Outcome.AGREED:
        _look_anew(merge.file, by, say, merge.kept_id, merge.merged_id)
    return said
