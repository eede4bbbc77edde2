"""Recording a request about one of us, and noting what is done about it, each with its audit event."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.utils import timezone

from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from confidentiality.sealing.keys import KeyRef, make_key
from staff.models import Worker

from .access import case_of
from .models import Asking, AskingNote
from .rules import Kind, Noted, Refusal, refusal

# Nobody gives out, agrees or closes over what they were not shown.
JUDGED = (Kind.AGREED, Kind.KEPT, Kind.GIVEN, Kind.CLOSED)
NEWER = Refusal("4.5.1", "Something was noted since you opened this page. Read it first.")


class CannotNote(Exception):
    """A rule stands against it; `refusal` says which, in a plain sentence."""

    def __init__(self, refused: Refusal) -> None:
        super().__init__(refused.clause)
        self.refusal = refused


def record_asking(
    *,
    asking_id: UUID,
    subject: Worker | None,
    came_by: str,
    claims: str,
    wanted: Iterable[str],
    caller: str,
    checked: str,
    about: str,
    asked: str,
    answered: str,
    told: str,
    by: Worker,
) -> Asking:
    """Keep who asked for what about one of us; what they claimed is kept, and believed by nobody (clause 4.5.1)."""
    asking = Asking(
        id=asking_id,
        subject=subject,
        recorded_by=by,
        came_by=came_by,
        claims=claims,
        wanted=sorted(wanted),
        caller=caller,
        checked=checked,
        about=about,
        asked=asked,
        answered=answered,
        told=told,
    )
    for kind in ("asking", "answer"):
        make_key(KeyRef(kind, asking_id))
    asking.save(force_insert=True)
    record("asking_recorded", ids=[asking_id])
    return asking


def note(
    *,
    note_id: UUID,
    asking_id: UUID,
    kind: Kind,
    by: Worker,
    shown: int,
    code: str = "",
    items: Iterable[str] = (),
    words: str = "",
) -> None:
    """Note something on a request, after asking the rules again on its locked row; the same form twice notes once.

    `shown` is how many notes its writer saw. Raises CannotNote, or Hidden where it is not theirs (any more).
    """
    asking, handles = _locked(asking_id)
    notes = list(asking.notes.order_by("number"))
    if any(each.id == note_id for each in notes):
        return
    now, given = timezone.now(), frozenset(items)
    case = case_of(asking, notes)
    refused = refusal(case, Noted(kind, by.pk, now, code, given), handles=handles, now=now)
    if refused is None and kind in JUDGED and shown != len(notes):
        refused = NEWER
    if refused is not None:
        raise CannotNote(refused)
    noted = AskingNote(id=note_id, asking=asking, number=len(notes) + 1, kind=kind, by=by, at=now)
    noted.code, noted.items, noted.words = code, sorted(given), words or None
    noted.save(force_insert=True)
    if kind in (Kind.WITHHELD, Kind.KEPT):
        record("asking_withheld", ids=[asking_id, note_id], reason=kind)
    else:
        record("asking_noted", ids=[asking_id, note_id], reason=kind)


def _locked(asking_id: UUID) -> tuple[Asking, bool]:
    """Lock a request and return it, and whether whoever acts handles it; raises Hidden where it is not theirs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.lock_asking(%s)", [asking_id])
        if not cursor.fetchone()[0]:
            raise Hidden("asking_hidden")
        cursor.execute("SELECT access.handles_asking(%s)", [asking_id])
        (handles,) = cursor.fetchone()
    return Asking.objects.select_related("subject").get(id=asking_id), bool(handles)
