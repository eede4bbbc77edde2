"""Keeping words, and letting them go."""

from dataclasses import dataclass

from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from confidentiality.access.identity import acting_as
from confidentiality.audit.record import record
from confidentiality.sealing.keys import KeyRef, make_key

from .models import Draft
from .place import Place
from .rules import Fate, Save, Stands, decide

Words = list[list[str]]


@dataclass(frozen=True)
class Kept:
    """A save that is stored: where, and as which version."""

    place: Place
    version: int


def keep(place: Place, words: Words, save: Save) -> Kept | None:
    """Keep words as whoever the place was shown to; return None where that person may not open it any more.

    Words that a later save of the same page has overtaken are not stored again. Where other words stand that this
    page has not seen, these become a draft of their own (see rules.decide).
    """
    with acting_as(place.person):
        for _ in range(2):  # again where two first saves of a page came at the same moment
            try:
                with transaction.atomic():
                    return _keep(place, words, save)
            except IntegrityError:
                continue
            except ProgrammingError:  # row security: the file, the right or the account has gone
                return None
    return None


def _keep(place: Place, words: Words, save: Save) -> Kept | None:
    draft = Draft.objects.select_for_update().filter(id=place.draft).first()
    if draft is None:
        return Kept(place, _begin(place, words, save).version)
    stands = Stands(draft.writer, draft.serial, draft.version, draft.sent_at is not None)
    match decide(stands, save):
        case Fate.STALE:
            return Kept(place, draft.version)
        case Fate.FORK:
            other = place.elsewhere()
            return Kept(other, _begin(other, words, save).version)
    draft.words, draft.writer, draft.serial = words, save.writer, save.serial
    draft.version, draft.saved_at = draft.version + 1, timezone.now()
    draft.save(update_fields=["words", "writer", "serial", "version", "saved_at"])
    return Kept(place, draft.version)


def _begin(place: Place, words: Words, save: Save) -> Draft:
    make_key(KeyRef("draft", place.draft))
    draft = _row(place, save)
    draft.words = words
    draft.save(force_insert=True)
    record("draft_begun", file=place.file, ids=[place.draft])
    return draft


def _row(place: Place, save: Save) -> Draft:
    return Draft(
        id=place.draft,
        person=place.person,
        address=place.address,
        route=place.route,
        form=place.form,
        file=place.file,
        needs=place.needs,
        reference=place.reference,
        begun_at=place.shown,
        writer=save.writer,
        serial=save.serial,
    )


def send(place: Place, save: Save) -> None:
    """Let go of a draft whose words were sent, in the transaction of the action that took them.

    The row stays without words and key, also one that no save had begun yet: a save under way must not bring the
    words back. Where the action took the right away, row security has the draft out of sight already.
    """
    for _ in range(2):  # again where the page's first save came at the same moment
        try:
            with transaction.atomic():
                return _send(place, save)
        except IntegrityError:
            continue
        except ProgrammingError:
            return None
    return None


def _send(place: Place, save: Save) -> None:
    draft = Draft.objects.select_for_update().filter(id=place.draft).first()
    if draft is None:
        if save.serial:
            gone = _row(place, save)
            gone.sent_at = timezone.now()
            gone.save(force_insert=True)
        return
    if draft.sent_at is not None:
        return
    draft.writer, draft.serial = save.writer, max(save.serial, draft.serial)
    _empty(draft, "writer", "serial")
    record("draft_sent", file=draft.file, ids=[draft.id])


def discard(draft: Draft) -> None:
    """Destroy the words of one of the acting person's drafts with their key, for good; its row stays as after sending.

    A save of its page that comes late does not bring them back; what is typed on there is a draft of its own.
    """
    _empty(draft)
    record("draft_discarded", file=draft.file, ids=[draft.id])


def _empty(draft: Draft, *also: str) -> None:
    now = timezone.now()
    draft.words, draft.sent_at, draft.saved_at = None, now, now
    draft.save(update_fields=["words", "sent_at", "saved_at", *also])


def take_left(draft: Draft) -> bool:
    """Destroy the words of what somebody else left, as with `discard`; False where they were not what was read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.take_left_draft(%s, %s)", [draft.id, draft.version])
        (taken,) = cursor.fetchone()
    return bool(taken)
