"""Row security of turns: the manager's own, and who leads the file; nobody writes but functions (E1)."""

from confidentiality.access.fence import ME, Fence, Table, any_of, holds, is_actor

from .fence_sql import CALLABLE, FUNCTIONS, TRIGGERS

TURN = "turns_turn"
DISPOSER = is_actor("disposer")

FENCE = Fence(
    order=35,  # asks the files' links and walls, and the organisation's details
    functions=FUNCTIONS,
    callable=CALLABLE,
    triggers=TRIGGERS,
    tables=(
        Table(
            TURN,
            "personal",
            select=any_of(f"manager_id = {ME}", holds("lead", f"{TURN}.file_id"), DISPOSER),
            delete=DISPOSER,
        ),
    ),
)
