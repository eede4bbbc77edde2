"""What has come to stand against a paper that was released, as things are when it goes out (1.2, 2.1, 3.3.2 e)."""

from collections.abc import Collection

from django.db import connection

from clients.emergency.walls import tell_of_recipient
from confidentiality.audit.record import record
from confidentiality.sealing.keys import KeyRef, load_keys
from disclosures.actions.lock import TO_PARTNER
from disclosures.asked import whole_requests
from disclosures.dossier import load_dossier
from disclosures.models import DisclosureRequest, Release
from disclosures.obstacle import Obstacle
from disclosures.readers.rules import obstacles_since
from disclosures.recipients import as_known_now
from staff.models import Worker


def stands_against(
    release: Release,
    by: Worker,
    *,
    doing: str,
    only: Collection[str] = (),
    request: DisclosureRequest | None = None,
) -> tuple[Obstacle, ...]:
    """Return what stands against letting the paper out now, `only` of these codes where some are given; () for nothing.

    What it finds is a denial in the audit; her managers are told where the paper would reach somebody who is known as
    a partner now (E13). Nobody is compared where that is not asked. `request`: its own as `whole_requests()` has just
    read it, where somebody did.
    """
    asked = request or whole_requests().get(id=release.request_id)
    load_keys([KeyRef("file", release.file_id), *asked.recipient_keys()])
    dossier = load_dossier(asked)
    picture = dossier.picture()
    if not only or TO_PARTNER & set(only):
        picture = as_known_now(dossier, picture, by)
    found = obstacles_since(picture, recalled=hasattr(release, "recall"))
    found = tuple(o for o in found if not only or o.code in only)
    if found:
        record(
            "disclosure_obstructed",
            file=release.file_id,
            ids=[release.request_id, release.id],
            reason=doing,
            fields=sorted({o.code for o in found}),
            outcome="denied",
        )
    if any(o.code in TO_PARTNER for o in found):
        tell_of_recipient(release.file_id)
    return found


def held_since(release: Release) -> bool:
    """Whether something that the client's own file showed was said since to be what they may not read (5.2.5).

    A family court's paper, a conference's minutes, another client's, or somebody else's words (E23, E24, E33, E48).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.held_since(%s)", [release.request_id])
        (held,) = cursor.fetchone()
    return bool(held)


def in_words(found: tuple[Obstacle, ...]) -> str:
    """Return what stands against it, each with its clause and who can mend it."""
    said = (
        f"{o.what_is_missing} (clause {o.clause}). To be mended by {o.who_can_mend}." for o in found
    )
    return " ".join(said)
