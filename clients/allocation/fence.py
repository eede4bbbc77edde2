"""Row security of caseload limits, and the functions and the trigger through which a file changes hands."""

from confidentiality.access.fence import ME, Fence, Table, any_of
from staff.absence.fence import manages

from .fence_sql import CALLABLE, FUNCTIONS, TRIGGERS

LIMIT = "allocation_caseloadlimit"
_MANAGES = manages(f"{LIMIT}.worker_id")

FENCE = Fence(
    order=10,  # asks the walls and grants of the files' room
    functions=FUNCTIONS,
    callable=CALLABLE,
    triggers=TRIGGERS,
    tables=(
        Table(
            LIMIT,
            "personal",
            select=any_of(f"worker_id = {ME}", _MANAGES),
            insert=f"set_by_id = {ME} AND {_MANAGES}",
            delete=_MANAGES,
        ),
    ),
)
