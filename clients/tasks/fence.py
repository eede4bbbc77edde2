"""Row security of tasks: those on a file go with the right to view it, those alone are their owner's."""

from confidentiality.access.fence import ME, Fence, Table, any_of, holds, is_actor

TASK = "tasks_task"
DISPOSER = is_actor("disposer")
FILE = f"{TASK}.file_id"
ALONE = f"file_id IS NULL AND owner_id = {ME}"
# One's own, or the lead's of the file.
FOR_WHOM = (
    f"(owner_id = {ME} OR EXISTS (SELECT 1 FROM public.clients_casefile c"
    f" WHERE c.id = {TASK}.file_id AND c.lead_id = {TASK}.owner_id))"
)
ON_A_FILE = f"{holds('contribute', FILE)} AND {FOR_WHOM}"

FENCE = Fence(
    order=10,  # asks the files' room
    tables=(
        Table(
            TASK,
            "content",
            select=any_of(ALONE, holds("view", FILE), DISPOSER),
            insert=f"made_by_id = {ME} AND done_at IS NULL AND done_by_id IS NULL AND "
            f"({any_of(ALONE, ON_A_FILE)})",
            update=f"(done_by_id IS NULL OR done_by_id = {ME}) AND ({any_of(ALONE, holds('contribute', FILE))})",
            update_columns=("done_at", "done_by_id"),
            delete=f"{DISPOSER} AND file_id IS NOT NULL",
        ),
    ),
)
