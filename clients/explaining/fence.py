"""Row security of what was explained: read by whoever may view the file, written by whoever may write in it."""

from confidentiality.access.fence import ME, Fence, Table, any_of, holds, is_actor

EXPLAINED = "explaining_explanation"
DISPOSER = is_actor("disposer")

FENCE = Fence(
    tables=(
        Table(
            EXPLAINED,
            "content",
            select=any_of(holds("view", f"{EXPLAINED}.file_id"), DISPOSER),
            insert=f"recorded_by_id = {ME} AND {holds('contribute', f'{EXPLAINED}.file_id')}",
            delete=DISPOSER,
        ),
    ),
)
