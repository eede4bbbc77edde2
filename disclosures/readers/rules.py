"""What stands against letting a recipient have what was released to them, on screen or on paper. Pure: no Django.

The release decided what leaves and who receives it. What can have changed since is asked again: her consent, her
limits and her written word, who her partners are, whether what we work with the agency on still stands, and what has
turned out to be held.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from disclosures.clauses.bases import CONSENTED
from disclosures.clauses.consent import informed_consent, provisos
from disclosures.obstacle import Mender, Obstacle, Stage
from disclosures.picture import Picture
from disclosures.rules import RULES

# What the client agreed to since, against what left on an earlier consent.
SINCE = frozenset({"agreed_to_less", "limits_unread"})
# Of what leaves, what is said to be a family court's paper, or another client's (E23, E48).
HELD = frozenset({"court_unpermitted", "court_unsaid", "handed_on"})
# Of what the rules of a release can say, what can be so after it.
STILL = frozenset(
    {
        *("no_consent", "consent_withdrawn", "consent_expired", "consent_refused_since"),
        *SINCE,
        *("child_of_age", "child_unknown"),
        *(
            "item_barred",
            "agency_barred",
            "person_barred",
            "too_early",
            "too_late",
            "only_verbally",
            "proviso_unknown",
        ),
        *(
            "no_recipient",
            "recipient_left",
            "recipient_is_partner",
            "recipient_like_partner",
            "partners_unknown",
        ),
        *("partner_unsigned", "partner_unsure", "warned_unasked"),
        *("not_in_writing", "writing_unseen"),
        *(
            "no_assurance",
            "assurance_lapsed",
            "policy_unkept",
            "no_breach_clause",
            "agreement_over",
        ),
        *("no_protocol", "protocol_over", "protocol_not_reviewed", "reader_not_named"),
        *("agency_not_in_protocol", "client_not_in_protocol"),
        *HELD,
    }
)


@dataclass(frozen=True, slots=True)
class Way:
    """How a recipient would come in: whether there is an address to come to, a number to ring them on, a recall.

    What was told by word of mouth is not `written`: there is nothing to read.
    """

    has_address: bool
    has_phone: bool
    recalled: bool
    written: bool = True


def obstacles_to_link(picture: Picture, way: Way) -> tuple[Obstacle, ...]:
    """Return all that stands against a link to a released package; () means it may be given."""
    return (*_recalled(recalled=way.recalled), *_of_the_way(way), *_still(picture))


def obstacles_since(picture: Picture, *, recalled: bool) -> tuple[Obstacle, ...]:
    """Return all that has come to stand against the paper of a release going out; () means it may."""
    return (*_recalled(recalled=recalled), *_still(picture))


def _still(picture: Picture) -> tuple[Obstacle, ...]:
    found = [o for rule in RULES for o in rule.found(picture) if o.code in STILL]
    if picture.basis not in CONSENTED:
        found += [o for o in _of_its_consent(picture) if o.code in SINCE]
    return tuple(found)


def _of_its_consent(picture: Picture) -> Iterator[Obstacle]:
    """What no rule asks on a ground that needs no consent: of the one that lets it name facts, what came since."""
    if picture.consent is not None:
        yield from informed_consent(picture)
        yield from provisos(picture)


def _recalled(*, recalled: bool) -> tuple[Obstacle, ...]:
    what = "The package was recalled. A corrected one is a new disclosure."
    return (Obstacle("1.2", what, Mender.WORKER, "recalled", Stage.RELEASE),) if recalled else ()


def _of_the_way(way: Way) -> tuple[Obstacle, ...]:
    found = []
    if not way.written:
        what = "It was told by word of mouth: there is nothing to read."
        found.append(Obstacle("1.2", what, Mender.NOBODY, "was_spoken", Stage.RELEASE))
    if not way.has_address:
        what = "This installation has no address for outside readers (LATCH_READER_URL)."
        found.append(Obstacle("1.2", what, Mender.MANAGER, "no_address", Stage.RELEASE))
    if not way.has_phone:
        what = "No phone number of the recipient is on record, so the code can't be told to them."
        found.append(Obstacle("1.2", what, Mender.MANAGER, "no_phone", Stage.RELEASE))
    return tuple(found)
