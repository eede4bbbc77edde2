"""Decisions not to share for tests, recorded as the cast would."""

from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from confidentiality.access.identity import acting_as
from disclosures.refusals import actions
from disclosures.refusals.models import Refusal
from tests import cast
from tests.clients.questions import file_of

WHY, WHO = "He would know that she spoke to us.", "His brother, by telephone"


def record(by: str = "iss_worker", key: str = "amina", **instead: Any) -> UUID:
    """Record a decision as a cast person."""
    words: dict[str, Any] = {
        "kind": "asked",
        "decided_on": timezone.localdate(),
        "decided_by": cast.PEOPLE[by].id,
        "discussed_with": None,
        "recipient": WHO,
        "what": "Where she lives now",
        "why": WHY,
        "instead": "",
        "endangers": False,
        **instead,
    }
    with acting_as(cast.PEOPLE[by].id):
        return actions.record_refusal(
            refusal_id=uuid4(), file=file_of(key), by=cast.worker(by), **words
        ).id


def confirm(refusal: UUID, by: str = "iss_manager", key: str = "amina") -> None:
    """Confirm one as a cast person; raises as the action does."""
    with acting_as(cast.PEOPLE[by].id):
        roles = frozenset({str(cast.PEOPLE[by].role)})
        actions.confirm(file=file_of(key), refusal_id=refusal, roles=roles, by=cast.worker(by))


def kept(refusal: UUID, by: str = "iss_worker") -> Refusal:
    """Return one as somebody sees it."""
    with acting_as(cast.PEOPLE[by].id):
        return Refusal.objects.get(id=refusal)


def subjects() -> dict[str, str]:
    """Record one, and one not to warn that waits."""
    record()
    return {"refusal": str(record(kind="not_warned"))}
