"""What others answer to our own requests: until when it is awaited, and how it ended (clause 2.2)."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from confidentiality.audit.record import record
from disclosures.actions.lock import NotNow
from disclosures.grounds import grounds_from
from disclosures.models import DisclosureRequest, Release
from disclosures.picture import Basis
from staff.models import Worker


def due_of(request: DisclosureRequest, released_at: datetime) -> date | None:
    """Return until when an answer is awaited; None where nothing was asked of anybody."""
    if request.basis != Basis.OWN_REQUEST:
        return None
    wanted = grounds_from(request.grounds).answer_by
    return wanted or timezone.localdate(released_at) + timedelta(days=settings.ANSWER_DAYS)


def note_answer(*, release: Release, answer: Release.Answer, by: Worker) -> None:
    """Note how it ended; raises NotNow where somebody has said so already, or nothing is awaited."""
    _awaited(release)
    release.answer, release.answer_noted_by = answer, by
    release.answer_noted_at = timezone.now()
    release.save(update_fields=["answer", "answer_noted_by", "answer_noted_at"])
    record("answer_noted", file=release.file_id, ids=[release.id], fields=[answer])


def await_again(*, release: Release) -> None:
    """Undo that it ended: the answer is awaited as before; raises NotNow where it is awaited."""
    if Release.objects.select_for_update().get(id=release.id).answer == "":
        raise NotNow("The answer is awaited already.")
    release.answer, release.answer_noted_by, release.answer_noted_at = "", None, None
    release.save(update_fields=["answer", "answer_noted_by", "answer_noted_at"])
    record("answer_awaited_again", file=release.file_id, ids=[release.id])


def put_off(*, release: Release, until: date) -> None:
    """Wait until another day; raises NotNow where nothing is awaited any more."""
    _awaited(release)
    release.answer_due = until
    release.save(update_fields=["answer_due"])
    record("answer_put_off", file=release.file_id, ids=[release.id])


def _awaited(release: Release) -> None:
    locked = (
        Release.objects.select_for_update()
        .filter(id=release.id, answer="")
        .exclude(answer_due=None)
    )
    if not locked.exists():
        raise NotNow("It is on record already how this ended.")
