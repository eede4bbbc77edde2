"""Row security of the diary: what is on a file goes with the right to view it, what is alone is its worker's.

Of the others' time a colleague of the team learns from and until, by one function, and nothing else.
"""

from confidentiality.access.fence import ME, Fence, Table, any_of, holds, is_actor

DIARY = "diary_appointment"
DISPOSER = is_actor("disposer")
FILE = f"{DIARY}.file_id"
ALONE = f"file_id IS NULL AND worker_id = {ME}"
# One's own, or the lead's of the file.
FOR_WHOM = (
    f"(worker_id = {ME} OR EXISTS (SELECT 1 FROM public.clients_casefile c"
    f" WHERE c.id = {FILE} AND c.lead_id = {DIARY}.worker_id))"
)

FUNCTIONS = f"""
-- When colleagues of my team, or of the teams that I manage, are taken: from and until, no more.
CREATE FUNCTION access.busy(since timestamptz, until timestamptz)
    RETURNS TABLE (worker uuid, starts_at timestamptz, ends_at timestamptz) LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.worker_id, a.starts_at, a.ends_at
      FROM staff_worker w JOIN {DIARY} a ON a.worker_id = w.account_id
     WHERE w.in_post AND w.account_id <> (SELECT access.me()) AND a.state = 'planned'
       AND a.starts_at < until AND a.starts_at >= since AND until <= since + interval '8 days'
       AND w.team_id IN (SELECT m.team_id FROM staff_worker m WHERE m.account_id = (SELECT access.me())
                          UNION ALL
                         SELECT g.group_id FROM staff_account_groups g
                          WHERE g.account_id = (SELECT access.me()) AND coalesce(g.until, 'infinity') > now())
     ORDER BY a.starts_at LIMIT 500 $$;

-- What the former lead had arranged with the client is before the new one, who has to look at it.
CREATE FUNCTION access.on_lead_takes_the_diary() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE {DIARY} a SET worker_id = NEW.lead_id, taken_over = true
     WHERE a.file_id = NEW.id AND a.worker_id = OLD.lead_id AND a.state = 'planned' AND a.ends_at > now();
    RETURN NULL;
END $$;
"""

FENCE = Fence(
    order=10,  # asks the files' room
    functions=FUNCTIONS,
    callable=("access.busy(timestamptz, timestamptz)",),
    triggers="CREATE TRIGGER diary_follows AFTER UPDATE OF lead_id ON public.clients_casefile FOR EACH ROW"
    " WHEN (OLD.lead_id IS DISTINCT FROM NEW.lead_id AND NEW.lead_id IS NOT NULL)"
    " EXECUTE FUNCTION access.on_lead_takes_the_diary();",
    tables=(
        Table(
            DIARY,
            "content",
            select=any_of(ALONE, holds("view", FILE), DISPOSER),
            insert=f"made_by_id = {ME} AND state = 'planned' AND NOT taken_over AND "
            f"({any_of(ALONE, f'''{holds('contribute', FILE)} AND {FOR_WHOM}''')})",
            update=f"(said_by_id IS NULL OR said_by_id = {ME}) AND ({any_of(ALONE, holds('contribute', FILE))})",
            update_columns=("state", "moved_to_id", "said_by_id", "said_at"),
            delete=f"{DISPOSER} AND file_id IS NOT NULL",
        ),
    ),
)
