"""What a client may be shown of the register of disclosures, and where a handover may go. Pure."""

from disclosures.clauses.bases import JOINT
from disclosures.picture import Basis, Grounds


def client_may_know(basis: Basis | str, grounds: Grounds, *, told: bool) -> bool:
    """Whether a client may read of a release: of what they agreed to or were told of, and of nothing else.

    A warning, or what the police asked for, may endanger somebody by being known (practice: no gap tells of it either).
    """
    if basis == Basis.OWN_FILE:
        return True
    return (not told and basis in JOINT) or grounds.told_on is not None
