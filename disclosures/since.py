"""What has come to stand against a paper that was released, as things are when it goes out (1.2, 2.1, 3.3.2 e)."""

from dataclasses import replace

from clients.access import rights_on
from clients.emergency.walls import tell_of_recipient
from clients.partners.tokens import would_reach_a_partner
from confidentiality.audit.record import record
from confidentiality.sealing.keys import KeyRef, load_keys
from disclosures.actions.lock import TO_PARTNER
from disclosures.asked import whole_requests
from disclosures.dossier import Dossier, load_dossier
from disclosures.likeness import likeness_to_partners, nearest
from disclosures.models import Release
from disclosures.names import Likeness
from disclosures.obstacle import Obstacle
from disclosures.picture import MachineRead, Picture
from disclosures.readers.rules import obstacles_since
from disclosures.redaction.access import look_for
from staff.models import Worker


def stands_against(release: Release, by: Worker, *, doing: str) -> tuple[Obstacle, ...]:
    """Return what stands against letting the paper out now; () means that it may go.

    What it finds is a denial in the audit; her managers are told where the paper would reach somebody who is known as
    a partner now (E13).
    """
    load_keys([KeyRef("file", release.file_id), *release.recipient_keys()])
    dossier = load_dossier(whole_requests().get(id=release.request_id))
    picture = _as_known_now(dossier, by)
    found = obstacles_since(picture, recalled=hasattr(release, "recall"))
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


def in_words(found: tuple[Obstacle, ...]) -> str:
    """Return what stands against it, each with its clause and who can mend it."""
    said = (
        f"{o.what_is_missing} (clause {o.clause}). To be mended by {o.who_can_mend}." for o in found
    )
    return " ".join(said)


def _as_known_now(dossier: Dossier, by: Worker) -> Picture:
    """The picture with the recipient compared anew with everybody who is tied to the file now."""
    picture = dossier.picture()
    reading = picture.redaction.reading or MachineRead("")
    reading = replace(reading, recipient=nearest({reading.recipient, _likeness(dossier, by)}))
    return replace(picture, redaction=replace(picture.redaction, reading=reading))


def _likeness(dossier: Dossier, by: Worker) -> Likeness:
    """How like the recipient is to a partner; for whoever may not read what others said the database compares."""
    to, request = dossier.recipient, dossier.request
    if "third_party" in rights_on(by, request.file):
        return likeness_to_partners(to, request.to_agency, look_for(request).partners)
    names = [each for each in (to.name, *to.aliases) if each.strip()]
    known = would_reach_a_partner(
        request_id=request.id, names=names, phones=to.phones, emails=to.emails, places=to.places
    )
    if known is None:  # a single name without a number: nobody can say that it is no partner
        return Likeness.ASK
    return Likeness.SAME if known else Likeness.DIFFERENT
