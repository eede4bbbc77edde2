"""Whether a recipient may be a partner, by any name, number or address known of either (3.3.2 e). Pure."""

from collections.abc import Container

from clients.contacting.sameness import doors, emails_of, may_be_one_door, phone_in
from disclosures.names import Likeness, called_in, compare_names, parts_of, same_phone
from disclosures.picture import Partners, Recipient


def likeness_to_partners(recipient: Recipient, agency: str, partners: Partners) -> Likeness:
    """Return the nearest likeness of a recipient, a reader, or an agency called like one, to any of the partners."""
    names = _names_of(recipient)
    known = [n for n in partners.names if parts_of(n)]  # a number among them is compared as one
    found = {compare_names(n, k) for n in names for k in known}
    if any(set(parts_of(k)) <= set(parts_of(agency)) for k in known):
        found.add(Likeness.ASK)
    found |= _ways_shared(recipient, partners)
    if partners.unsure is not None and _has_to_be_made_sure(recipient, partners.unsure):
        found.add(Likeness.ASK)
    return nearest(found)


def heard_by_a_partner(with_whom: str, known_by: str, partners: Partners) -> bool:
    """Say whether what was noted of who is on the line, or before us, names a partner, or a way to reach one."""
    if any(called_in(with_whom, name) for name in partners.names):
        return True
    noted = (with_whom, known_by)
    line = Recipient("", phones=noted, emails=noted)
    return _ways_shared(line, partners) != set()


def _names_of(recipient: Recipient) -> list[str]:
    """Return what a recipient and the readers are called; a reader of whom there is a number alone has no name."""
    called = (n for n in (recipient.name, *recipient.aliases) if n.strip())
    return [*called, *(n for n in recipient.readers if parts_of(n))]


def _ways_shared(recipient: Recipient, partners: Partners) -> set[Likeness]:
    """Return how alike their telephones, e-mail and postal addresses are."""
    found = {_same_door(a, b) for a in recipient.places for b in partners.places}
    if any(_same_phone(a, b) for a in recipient.phones for b in partners.phones):
        found.add(Likeness.SAME)
    if any(emails_of(a) & emails_of(b) for a in recipient.emails for b in partners.emails):
        found.add(Likeness.SAME)
    return found


def _has_to_be_made_sure(recipient: Recipient, unsure: Partners) -> bool:
    """Say whether a recipient has one of these names, each part of it whole, or shares a way to reach them.

    No likeness is enough here: a call for somebody's life would wait for whoever is called a little like a neighbour.
    """
    called = [set(parts_of(name)) for name in _names_of(recipient)]
    known = [parts for parts in (set(parts_of(name)) for name in unsure.names) if parts]
    if any(each <= parts for each in known for parts in called):
        return True
    return nearest(_ways_shared(recipient, unsure)) != Likeness.DIFFERENT


def _same_phone(one: str, other: str) -> bool:
    """Say whether one telephone stands in both texts, also among others or beside what else is said of it."""
    return same_phone(one, other) or phone_in(one, other) or phone_in(other, one)


def _same_door(place: str, known: str) -> Likeness:
    """Say whether a text gives an address of a partner's; what a neighbour's may have too is asked about."""
    if doors(place) & doors(known):
        return Likeness.SAME
    return Likeness.ASK if may_be_one_door(place, known) else Likeness.DIFFERENT


def nearest(found: Container[Likeness]) -> Likeness:
    """Return the one that leaves least room for doubt, 'different' for none."""
    return next((like for like in Likeness if like in found), Likeness.DIFFERENT)
