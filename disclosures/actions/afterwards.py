"""What is done about a release that went before its sign-off: the words that it lacked, and somebody else's look."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from clients.once import written_once
from confidentiality.audit.record import record
from confidentiality.interface.filters import date_gb
from disclosures.access import (
    agency_now,
    discussion_of,
    may_give_opinion,
    may_say_after,
    said_after,
    signs_as,
)
from disclosures.actions.lock import NotNow, lock_request, stop_for
from disclosures.actions.requests import keep_discussion
from disclosures.afterwards import Talk, Words, picture_of_words, with_words
from disclosures.models import DisclosureRequest, LookedAfter, Release, SaidAfter
from disclosures.obstacle import Obstacle, Stage
from disclosures.picture import WorkerPicture
from disclosures.rules import unwritten
from disclosures.signing import LOOKING_ROLES, SECOND_OPINION_ROLES, lead_of
from staff.access import roles_held
from staff.models import Worker

State = DisclosureRequest.State


def say_after(
    *, release: Release, words: Words, key: UUID, by: Worker, talk: Talk | None = None
) -> SaidAfter:
    """Write down beside a release what it lacked; nothing that was said before is changed (3.3.2 c, 3.1.1, 2.1).

    A `talk` about raised risk is noted in the case file. Raises PermissionDenied for whoever neither released it nor
    may decide about such, for an opinion on one's own release, and for a talk with nobody senior; NotNow for one that
    was signed off before it left, and where a talk is on record already.
    """
    if not may_say_after(by, release):
        raise PermissionDenied("Whoever released it, or looks at it, writes that down.")
    if words.opinion is not None and not may_give_opinion(by, release):
        raise PermissionDenied("A second opinion is given by somebody else who could sign it off.")
    if release.look_by is None:
        raise NotNow("This release was signed off before it left: nothing is written beside it.")

    def write() -> SaidAfter:
        made = SaidAfter(id=key, release=release, file_id=release.file_id, by=by)
        said = replace(words, discussed=_discussed(release, talk, by)) if talk else words
        made.says = said.as_stored()
        made.save(force_insert=True)
        record("disclosure_said_after", file=release.file_id, ids=[release.id, made.id])
        return made

    return written_once(SaidAfter, key, write)


def _discussed(release: Release, talk: Talk, by: Worker) -> str:
    """Keep a talk with its release's request and note it in the file; return with whom it was, and when."""
    whom = talk.with_whom
    if whom.role not in SECOND_OPINION_ROLES or whom.pk == release.released_by_id:
        raise PermissionDenied("Risk is discussed with a manager or senior practitioner.")
    found = lock_request(release.request_id, states={State.RELEASED})
    with_whom = f"{whom.display_name} ({whom.get_role_display()}), on {date_gb(talk.on)}"
    stands = (
        f"{release.released_by.display_name} discussed with {with_whom}, whether disclosure {release.reference},"
        " which left first, raises risk."
    )
    words = f"{stands}\n\n{talk.words}"
    keep_discussion(request=found, with_whom=whom, on=talk.on, words=words, by=by)
    return with_whom


def lacking(
    request: DisclosureRequest, said: Iterable[SaidAfter], looks: Worker
) -> tuple[Obstacle, ...]:
    """Return what a release lacks, with what was written beside it since, where `looks` is to close it; () for none."""
    words = [(each, Words.from_stored(each.says)) for each in said]
    gave = [_as_lead(each, request) for each, says in words if says.opinion is not None]
    then = picture_of_words(
        request,
        timezone.localdate(),
        talk=discussion_of(request),
        others=[*gave, signs_as(looks, request.basis)],
        agency=agency_now(request),
    )
    return unwritten(with_words(then, [says for _each, says in words]))


def _as_lead(said: SaidAfter, request: DisclosureRequest) -> WorkerPicture:
    """Return whoever wrote beside it as they would sign: with the lead's role, where it is on loan to them."""
    lent = frozenset({lead_of(request.basis)} if said.lent else ())  # type: ignore[attr-defined]
    return WorkerPicture(said.by_id, said.by.role, said.by.service, in_post=True, lent=lent)


def look_after(*, release: Release, upheld: bool, words: str, by: Worker) -> LookedAfter:
    """Record what somebody else found of a release that went before its sign-off; once.

    Raises PermissionDenied for whoever released it or may not decide, NotNow when it was looked at already,
    Obstructed while words are missing that can still be written beside it.
    """
    if by.pk == release.released_by_id or not roles_held(by) & LOOKING_ROLES:
        raise PermissionDenied("Somebody else has to look at this release.")
    found = lock_request(release.request_id, states={State.RELEASED})
    if release.look_by is None or LookedAfter.objects.filter(release=release).exists():
        raise NotNow("This release was looked at already.")
    stop_for(found, lacking(found, said_after(release), by), Stage.AFTERWARDS)
    looked = LookedAfter.objects.create(
        release=release, file_id=release.file_id, by=by, upheld=upheld, words=words
    )
    how = "upheld" if upheld else "not_upheld"
    record("disclosure_looked_after", file=release.file_id, ids=[release.id], reason=how)
    return looked


def escalate_look(*, release: Release) -> bool | None:
    """Ask somebody else to look, as the reminder, where nobody did within the day; False where there is nobody.

    None where somebody looked meanwhile, or another is to be asked by now: its file is locked then.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.escalate_look(%s)", [release.id])
        asked: bool | None = cursor.fetchone()[0]
    if asked:
        record("disclosure_look_escalated", file=release.file_id, ids=[release.id])
    return asked
