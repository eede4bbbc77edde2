"""Comparing who receives something with everybody who is known as a partner of the client now (3.3.2 e, E13)."""

from dataclasses import replace

from clients.access import rights_on
from clients.partners.tokens import would_reach_a_partner
from disclosures.dossier import Dossier
from disclosures.likeness import likeness_to_partners, nearest
from disclosures.names import Likeness
from disclosures.picture import MachineRead, Picture
from disclosures.redaction.access import look_for
from staff.models import Worker


def as_known_now(dossier: Dossier, picture: Picture, by: Worker) -> Picture:
    """Return the picture with the recipient compared anew with everybody who is tied to the file now."""
    reading = picture.redaction.reading or MachineRead("")
    reading = replace(reading, recipient=nearest({reading.recipient, _likeness(dossier, by)}))
    return replace(picture, redaction=replace(picture.redaction, reading=reading))


def _likeness(dossier: Dossier, by: Worker) -> Likeness:
    """How like the recipient is to a partner; for whoever may not read what others said the database compares."""
    to, request = dossier.recipient, dossier.request
    if "third_party" in rights_on(by, request.file):
        return likeness_to_partners(to, request.to_agency, look_for(request).partners)
    known = reaches_a_partner(dossier)
    if known is None:  # a single name without a number: nobody can say that it is no partner
        return Likeness.ASK
    return Likeness.SAME if known else Likeness.DIFFERENT


def reaches_a_partner(dossier: Dossier) -> bool | None:
    """Say whether the recipient, or who else reads it, is known as a partner; None where nobody can say.

    For whoever may not read what others said. A reader without a whole name, a post, tells neither.
    """
    to, request_id = dossier.recipient, dossier.request.id
    names = [each for each in (to.name, *to.aliases) if each.strip()]
    known = would_reach_a_partner(
        request_id=request_id, names=names, phones=to.phones, emails=to.emails, places=to.places
    )
    reads = to.readers and would_reach_a_partner(request_id=request_id, names=to.readers, phones=())
    return True if reads else known
