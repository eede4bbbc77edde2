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

FUNCTIONS = f"""
-- What the former lead had to do on a file is its new lead's.
CREATE FUNCTION access.on_lead_has_changed() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE {TASK} t SET owner_id = NEW.lead_id
     WHERE t.file_id = NEW.id AND t.owner_id = OLD.lead_id AND t.done_at IS NULL;
    RETURN NULL;
END $$;
"""

FENCE = Fence(
    order=10,  # asks the files' room
    functions=FUNCTIONS,
    triggers="CREATE TRIGGER tasks_follow AFTER UPDATE OF lead_id ON public.clients_casefile FOR EACH ROW"
    " WHEN (OLD.lead_id IS DISTINCT FROM NEW.lead_id AND NEW.lead_id IS NOT NULL)"
    " EXECUTE FUNCTION access.on_lead_has_changed();",
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
