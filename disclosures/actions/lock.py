"""Holding a request still while somebody decides about it, and the two ways of saying no."""

from collections.abc import Container
from uuid import UUID

from django.db import connection

from clients.emergency.walls import tell_of_recipient
from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from disclosures.asked import whole_requests
from disclosures.models import DisclosureRequest
from disclosures.obstacle import Obstacle, Stage
from disclosures.picture import Picture
from disclosures.rules import obstacles

# Of which a manager learns at once (E13)
TO_PARTNER = frozenset({"recipient_is_partner", "partner_unsigned"})


class NotNow(Exception):
    """It can't be done as things stand now; the message is a plain sentence for the page."""


class Obstructed(Exception):
    """Rules stand in the way: `obstacles` says which."""

    def __init__(self, found: tuple[Obstacle, ...]) -> None:
        super().__init__(", ".join(o.code for o in found))
        self.obstacles = found


def lock_request(request_id: UUID, *, states: Container[str]) -> DisclosureRequest:
    """Lock a request with all that its rules look at, and read it anew.

    Who locks second waits and then sees what the first one did. Raises Hidden when it is not there
    for whoever acts, NotNow when its state is not one of `states`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.lock_disclosure(%s)", [request_id])
        (there,) = cursor.fetchone()
    if not there:
        raise Hidden("disclosure_hidden")
    found = whole_requests().get(id=request_id)
    if found.state not in states:
        raise NotNow(f"This request is now: {found.get_state_display().lower()}.")
    return found


def stop_if_obstructed(request: DisclosureRequest, picture: Picture, stage: Stage) -> None:
    """Raise Obstructed, with a denial in the audit, while any rule is in the way at this stage."""
    stop_for(request, obstacles(picture, stage), stage)


def stop_for(request: DisclosureRequest, found: tuple[Obstacle, ...], stage: Stage) -> None:
    """Raise Obstructed, with a denial in the audit, for what was found to stand in the way."""
    if found:
        record(
            "disclosure_obstructed",
            file=request.file_id,
            ids=[request.id],
            reason=stage.name.lower(),
            fields=sorted({o.code for o in found}),
            outcome="denied",
        )
        if any(o.code in TO_PARTNER for o in found):
            tell_of_recipient(request.file_id)
        raise Obstructed(found)
