"""Notifications for tests: what happened is recorded, the notifier looks, and somebody tells."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from clients.contacting import actions as contacting
from clients.contacting.actions import Made
from clients.contacting.profile import CALL, Point, Profile, read
from clients.contacting.rules import Use
from clients.people.details import Address, Details
from disclosures.notifications import access, actions
from disclosures.notifications.models import Attempt, Notification, Strand
from tests import cast
from tests.clients.questions import file_of, working_as
from tests.database import owner
from tests.people.working import add
from tests.programme.working import happened
from tests.retention import working as retention

PHONE_OF_HERS = "07700 900101"
EX = Details(
    relation="ex_partner",
    given="Edda",
    family="Roewood",
    phones=("07700 900471",),
    addresses=(Address("9 Tern Court", "EB4 5FG"),),
    notes="He says she started it.",
)


def event(kind: str, **said: Any) -> UUID:
    """Record an event on Daniel's file and let the notifier look."""
    made = happened(kind, **said)
    retention.do_jobs()
    return made


def an_ex(details: Details = EX, *, key: str = "daniel") -> UUID:
    """Tie a former partner who has no file to a man's file."""
    return add(details, by=cast.FILES[key].worker, file=cast.FILES[key].id)


def waiting(key: str = "iss_worker") -> list[Notification]:
    """Return what waits for somebody, the oldest first."""
    with working_as(key) as worker:
        found = access.queue(worker).waiting
        for each in found:
            if each.strand:
                each.strand.details  # noqa: B018 - opened while its key may be had
    return sorted(found, key=lambda each: each.made_at)


def said(notifications: list[Notification]) -> list[str]:
    """Return the statuses of notifications."""
    return [each.status for each in notifications]


def every() -> list[tuple[str, str, bool, bool]]:
    """Return every notification, whoever's: status, outcome, whether a strand's, whether a correction."""
    return [
        (str(status), str(outcome), bool(strand), bool(corrects))
        for status, outcome, strand, corrects in owner(
            "SELECT status, outcome, strand_id IS NOT NULL, corrects_id IS NOT NULL FROM notifications_notification"
            " ORDER BY made_at, id"
        )
    ]


def safe(**change: Any) -> None:
    """Let Amina say today that her telephone is safe."""
    with working_as("iss_worker") as by:
        file = file_of("amina")
        told = Profile(phones=(Point(PHONE_OF_HERS, safe="yes"),), safe_to_call="yes", **change)
        contacting.change_contact(
            file=file, profile=told, verified=True, seen=read(file.contact).version, by=by,
            version_id=uuid4(),
        )  # fmt: skip


def tell(
    notification_id: UUID, *, told: bool = True, by: str = "iss_worker", words: str = ""
) -> Attempt:
    """Let somebody ring and tell, or not reach her."""
    with working_as(by) as worker:
        found = access.open_notification(worker, notification_id)
        now = timezone.now()
        made = Made(
            Use(CALL, PHONE_OF_HERS, at=timezone.localtime(now)),
            "herself" if told else "nobody",
            words,
            now,
        )
        return actions.tell(
            notification=found,
            made=made,
            told=told,
            verdict=access.verdict_on(found),
            against=[],
            by=worker,
            attempt_id=uuid4(),
        )


def want(wants: str, *, by: str = "iss_worker", key: str = "amina") -> None:
    """Let a client, Amina unless told otherwise, say what she wants to be told."""
    with working_as(by) as worker:
        actions.note_preference(
            of=file_of(key), wants=wants, words="Not at work.", by=worker, preference_id=uuid4()
        )


def outcome(notification_id: UUID) -> str:
    """Return what became of a notification."""
    ((found,),) = owner(
        "SELECT outcome FROM notifications_notification WHERE id = %s", notification_id
    )
    return str(found)


def _of_amina() -> dict[str, str]:
    """Let something wait for Amina, and for a strand, as an event on Daniel's file has it."""
    an_ex()
    event("suitable", on=date(2026, 1, 5))
    strand = waiting("iss_manager")[-1].strand
    assert strand is not None
    return {"notification": str(waiting()[-1].id), "strand": str(strand.id)}


def subjects() -> dict[str, str]:
    """Let something wait for Amina, for a strand, and twice for Siobhán.

    She has asked for warnings of risk alone, and nobody has told how she can be reached.
    """
    made = _of_amina()
    want("risk", by="iss_colleague", key="siobhan")
    event("suitable", key="craig")
    event("left", key="craig")
    unwanted, unsettled = waiting("iss_colleague")[-2:]
    return made | {
        "unwanted notification": str(unwanted.id),
        "unsettled notification": str(unsettled.id),
    }


def strands(key: str = "iss_manager") -> list[Strand]:
    """Return the strands that somebody reads."""
    with working_as(key) as worker:
        found = access.queue(worker).strands
        for each in found:
            each.details  # noqa: B018 - opened while its key may be had
    return found


def everything() -> None:
    """Fill Amina's file and Daniel's with what this room keeps: told, wanted, looked at, and to be looked at."""
    _of_amina()
    tell(waiting()[-1].id)
    want("risk")
    happened("left")
