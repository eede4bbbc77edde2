"""What is done about a release that went before its sign-off: the words that it lacked, and somebody else's look."""

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from clients.once import written_once
from confidentiality.audit.record import record
from disclosures.access import may_say_after, said_after
from disclosures.actions.lock import NotNow, lock_request, stop_for
from disclosures.afterwards import Words, picture_of_words, with_words
from disclosures.models import DisclosureRequest, LookedAfter, Release, SaidAfter
from disclosures.obstacle import Obstacle
from disclosures.picture import Stage
from disclosures.rules import unwritten
from disclosures.signing import LOOKING_ROLES
from staff.access import roles_held
from staff.models import Worker

State = DisclosureRequest.State


def say_after(*, release: Release, words: Words, key: UUID, by: Worker) -> SaidAfter:
    """Write down beside a release what it lacked; nothing that was said before is changed (3.3.2 c, 3.1.1, 2.1).

    Raises PermissionDenied for whoever neither released it nor looks at such releases, NotNow for one that was signed
    off before it left.
    """
    if not may_say_after(by, release):
        raise PermissionDenied("Whoever released it, or looks at it, writes that down.")
    if release.look_by is None:
        raise NotNow("This release was signed off before it left: nothing is written beside it.")

    def write() -> SaidAfter:
        made = SaidAfter(id=key, release=release, file_id=release.file_id, by=by)
        made.says = words.as_stored()
        made.save(force_insert=True)
        record("disclosure_said_after", file=release.file_id, ids=[release.id, made.id])
        return made

    return written_once(SaidAfter, key, write)


def lacking(request: DisclosureRequest, said: Iterable[SaidAfter]) -> tuple[Obstacle, ...]:
    """Return the words that a release lacks, with what was written beside it since; () for none."""
    words = [Words.from_stored(each.says) for each in said]
    return unwritten(with_words(picture_of_words(request, timezone.localdate()), words))


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
    stop_for(found, lacking(found, said_after(release)), Stage.AFTERWARDS)
    looked = LookedAfter.objects.create(
        release=release, file_id=release.file_id, by=by, upheld=upheld, words=words
    )
    how = "upheld" if upheld else "not_upheld"
    record("disclosure_looked_after", file=release.file_id, ids=[release.id], reason=how)
    return looked


def escalate_look(*, release: Release) -> bool:
    """Ask somebody else to look, as the reminder, where nobody did within the day."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.escalate_look(%s)", [release.id])
        (asked,) = cursor.fetchone()
    if asked:
        record("disclosure_look_escalated", file=release.file_id, ids=[release.id])
    return bool(asked)
