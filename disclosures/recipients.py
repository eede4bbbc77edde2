"""Comparing who receives something with everybody who is known as a partner of the client now (3.3.2 e, E13)."""

from dataclasses import replace
from itertools import pairwise
from uuid import UUID

from clients.access import rights_at_door, rights_on
from clients.partners.tokens import would_reach_a_partner
from disclosures.dossier import Dossier
from disclosures.likeness import heard_by_a_partner, likeness_to_partners, nearest
from disclosures.models import Release
from disclosures.names import Likeness
from disclosures.picture import MachineRead, Partners, Picture, Spoken
from disclosures.redaction.access import look_for
from staff.models import Worker


def as_known_now(dossier: Dossier, picture: Picture, by: Worker) -> Picture:
    """Return the picture with the recipient compared anew with everybody who is tied to the file now."""
    reading = picture.redaction.reading or MachineRead("")
    known = {reading.recipient, _likeness(dossier, picture.spoken, by)}
    reading = replace(reading, recipient=nearest(known))
    return replace(picture, redaction=replace(picture.redaction, reading=reading))


def _likeness(dossier: Dossier, spoken: Spoken | None, by: Worker) -> Likeness:
    """How like the recipient is to a partner; for whoever may not read what others said the database compares."""
    request = dossier.request
    if "third_party" in rights_at_door(by, request.file):
        return likeness_in(dossier, spoken, look_for(request).partners)
    known = reaches_a_partner(dossier, spoken)
    if known is None:  # a single name without a number: nobody can say that it is no partner
        return Likeness.ASK
    return Likeness.SAME if known else Likeness.DIFFERENT


def likeness_in(dossier: Dossier, spoken: Spoken | None, partners: Partners) -> Likeness:
    """How like the recipient, who reads it, and who is on the line are to these partners (E13)."""
    if spoken and heard_by_a_partner(spoken.with_whom, spoken.known_by, partners):
        return Likeness.SAME
    return likeness_to_partners(dossier.recipient, dossier.request.to_agency, partners)


def reaches_a_partner(dossier: Dossier, spoken: Spoken | None) -> bool | None:
    """Say whether the recipient, who else reads it, or who is on the line is known as a partner; None: nobody can say.

    For whoever may not read what others said.
    """
    to, request_id = dossier.recipient, dossier.request.id
    names = [each for each in (to.name, *to.aliases) if each.strip()]
    known = would_reach_a_partner(
        request_id=request_id,
        names=names,
        phones=to.phones,
        emails=to.emails,
        places=to.places,
        readers=to.readers,
    )
    return True if _is_heard(request_id, spoken) else known


def _is_heard(request_id: UUID, spoken: Spoken | None) -> bool:
    if spoken is None:
        return False
    return _is_known(request_id, spoken.with_whom, spoken.known_by)


def _is_known(request_id: UUID, named: str, how: str = "") -> bool:
    """Say whether the database knows a partner by a whole name in a few words, or by a number or address in either."""
    noted = (named, how)
    names = [named, *(" ".join(pair) for pair in pairwise(named.split()))]
    known = would_reach_a_partner(request_id=request_id, names=names, phones=noted, emails=noted)
    return known is True


def names_a_partner(release: Release, words: str, by: Worker) -> bool:
    """Say whether a few words about who has the paper of a release name a partner as they are known now (3.3.2 e)."""
    if "third_party" not in rights_on(by, release.file):
        return _is_known(release.request_id, words)
    return heard_by_a_partner(words, "", look_for(release.request).partners)
