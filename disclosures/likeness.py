"""Whether a recipient may be a partner, under any name, number or e-mail address known of either (3.3.2 e). Pure."""

from collections.abc import Container

from disclosures.names import Likeness, compare_names, parts_of, same_email, same_phone
from disclosures.picture import Partners, Recipient


def likeness_to_partners(recipient: Recipient, agency: str, partners: Partners) -> Likeness:
    """Return the nearest likeness of a recipient, or of an agency called like one, to any of the partners."""
    names = [n for n in (recipient.name, *recipient.aliases) if n.strip()]
    known = [n for n in partners.names if parts_of(n)]  # a number among them is compared as one
    found = {compare_names(n, k) for n in names for k in known}
    if any(set(parts_of(k)) <= set(parts_of(agency)) for k in known):
        found.add(Likeness.ASK)
    if any(same_phone(a, b) for a in recipient.phones for b in partners.phones):
        found.add(Likeness.SAME)
    if any(same_email(a, b) for a in recipient.emails for b in partners.emails):
        found.add(Likeness.SAME)
    return nearest(found)


def nearest(found: Container[Likeness]) -> Likeness:
    """Return the one that leaves least room for doubt, 'different' for none."""
    return next((like for like in Likeness if like in found), Likeness.DIFFERENT)
