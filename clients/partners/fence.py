"""Row security of ties: whoever decides about them reads them, and nobody writes but functions (E5, E6)."""

from confidentiality.access.fence import Fence, Table, any_of, has_role, is_actor

from .fence_apart import FUNCTIONS as APART
from .fence_apart import TRIGGERS as APART_TRIGGERS
from .fence_leaving import FUNCTIONS as LEAVING
from .fence_sql import CALLABLE, FUNCTIONS, TRIGGERS

TIE = "partners_tie"
DISPOSER = is_actor("disposer")
DECIDES = f"{has_role('line_manager', 'safeguarding_lead')} AND access.decides_tie({TIE}.id)"

FENCE = Fence(
    order=20,  # asks walls, grants, and who stands in for a manager
    functions=FUNCTIONS + APART + LEAVING,
    callable=CALLABLE,
    triggers=TRIGGERS + APART_TRIGGERS,
    tables=(
        Table(TIE, "personal", select=any_of(DECIDES, DISPOSER), delete=DISPOSER),
        # Looked through by functions alone: who is whose partner would be told by two equal tokens.
        Table("partner_token", "keys", select=DISPOSER, delete=DISPOSER),
    ),
)
