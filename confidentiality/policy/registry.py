"""Every clause of the policy with what this product does about it now.

The numbers are the policy's own; titles and controls are ours. A row is `enforced` only when tests
marked with its number prove the control as it is worded here; what is planned stays `not yet`.
"""

from .clause import Clause, Kind, State
from .disclosing import DISCLOSING
from .records import RECORDS

__all__ = ["CLAUSES", "Clause", "Kind", "State"]

CLAUSES: tuple[Clause, ...] = (*DISCLOSING, *RECORDS)
