"""Writing an audit event: in the actor's transaction, or the page is not served."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from confidentiality.access.identity import IdentityError, current_frame

from .models import Event


def record(
    action: str,
    *,
    file: UUID | None = None,
    ids: Iterable[UUID] = (),
    purpose: str = "",
    reason: str = "",
    fields: Iterable[str] = (),
    outcome: str = "done",
) -> None:
    """Insert one audit event for whoever acts now.

    `fields` are names, never values; `purpose` and `reason` are codes or the worker's own short words about
    their act, never content. Raises IdentityError outside acting_as.
    """
    frame = current_frame()
    if frame is None:
        raise IdentityError("Nobody acts, so nothing can be recorded.")
    person = frame.principal if isinstance(frame.principal, UUID) else None
    event = Event(
        person=person,
        actor="" if person else str(frame.principal),
        action=action,
        outcome=outcome,
        file=file,
        ids=[str(item) for item in ids],
        purpose=purpose,
        reason=reason,
        fields=list(fields),
        request=frame.request_id,
        origin=frame.origin,
    )
    if frame.events is None:
        event.save(force_insert=True)
    else:
        frame.events.append(event)


@contextmanager
def in_one_insert() -> Iterator[None]:
    """Insert what the block records at its end, in its order, in one question; nothing where it raises.

    A block within another adds to that one's, or nothing to it where it raises.
    """
    frame = current_frame()
    if frame is None:
        raise IdentityError("Nobody acts, so nothing can be recorded.")
    if frame.events is not None:
        before = len(frame.events)
        try:
            yield
        except BaseException:
            del frame.events[before:]
            raise
        return
    frame.events = events = list[Event]()
    try:
        yield
        Event.objects.bulk_create(events)
    finally:
        frame.events = None
