"""Row security of notices of conflicts: whoever decides about them reads them, and nobody writes but functions."""

from confidentiality.access.fence import Fence, Table, any_of, has_role, is_actor

from .fence_sql import CALLABLE, FUNCTIONS, TRIGGERS

NOTICE = "conflicts_notice"
DISPOSER = is_actor("disposer")
DECIDES = (
    f"{has_role('line_manager', 'safeguarding_lead')}"
    f" AND access.is_told_of_wall({NOTICE}.file_id, {NOTICE}.worker_id)"
)

FENCE = Fence(
    order=20,  # asks walls, grants, and who is told of walls
    functions=FUNCTIONS,
    callable=CALLABLE,
    triggers=TRIGGERS,
    tables=(Table(NOTICE, "personal", select=any_of(DECIDES, DISPOSER), delete=DISPOSER),),
)
