"""Row security of the access review: written by functions alone; who looks after accounts sees every result."""

from confidentiality.access.fence import ME, Fence, Table, any_of, has_role

from .fence_sql import CALLABLE, FUNCTIONS

_MINE_OR_HOUSE = any_of(f"reviewer_id = {ME}", "(SELECT access.reviews_house())")

FENCE = Fence(
    order=20,  # asks who manages, which the files' and the emergencies' rooms say
    functions=FUNCTIONS,
    callable=CALLABLE,
    tables=(
        Table(
            "reviewing_round",
            "reference",
            select=any_of(has_role("line_manager"), "(SELECT access.reviews_house())"),
        ),
        Table("reviewing_mark", "personal", select=_MINE_OR_HOUSE),
        Table("reviewing_finished", "personal", select=_MINE_OR_HOUSE),
    ),
)
