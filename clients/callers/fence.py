"""Row security of callers: who recorded it, and the managers of both services, whoever it was about (clause 3.3.1).

A call goes to the same people whether a file is there or not. To which file it belongs is known to whoever may view
that file; its words, which are another person's, to whoever may read what others said.
"""

from confidentiality.access.fence import ME, Fence, Table, any_of, has_role, holds, is_actor

CALL, LOOK, LINK = "callers_call", "callers_calllook", "callers_calllink"
DISPOSER = is_actor("disposer")
LOOKS = has_role("line_manager", "safeguarding_lead")
_NOW = "BETWEEN now() - interval '5 minutes' AND clock_timestamp() + interval '5 minutes'"
# The link's own policy, the right to view, holds in it besides.
_ON_MY_FILE = (
    f"EXISTS (SELECT 1 FROM public.{LINK} l WHERE l.call_id = {CALL}.id"
    f" AND {holds('third_party', 'l.file_id')})"
)

FUNCTIONS = """
CREATE FUNCTION access.on_call_looked_at() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE callers_call c SET looked_at = NEW.at WHERE c.id = NEW.call_id AND c.looked_at IS NULL;
    RETURN NULL;
END $$;

CREATE FUNCTION access.on_call_gone() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM keys.sealing_key k WHERE k.kind = 'call' AND k.subject = OLD.id;
    RETURN NULL;
END $$;

-- Destroys some calls that somebody has looked at, of before a moment, and that are on no file; for the disposer only.
CREATE FUNCTION access.destroy_calls(before timestamptz, most integer) RETURNS uuid[] LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE gone uuid[];
BEGIN
    IF access.actor() IS DISTINCT FROM 'disposer' THEN
        RAISE EXCEPTION 'only the disposer destroys them' USING ERRCODE = '42501';
    END IF;
    SELECT coalesce(array_agg(x.id), '{}') INTO gone FROM (
        SELECT c.id FROM callers_call c WHERE c.recorded_at < before AND c.looked_at < before
           AND NOT EXISTS (SELECT 1 FROM callers_calllink l WHERE l.call_id = c.id)
         ORDER BY c.recorded_at, c.id LIMIT most FOR UPDATE) x;
    DELETE FROM callers_calllook k WHERE k.call_id = ANY (gone);
    DELETE FROM callers_call c WHERE c.id = ANY (gone);
    RETURN gone;
END $$;
"""
TRIGGERS = f"""
CREATE TRIGGER looked_at AFTER INSERT ON public.{LOOK} FOR EACH ROW EXECUTE FUNCTION access.on_call_looked_at();
CREATE TRIGGER call_gone AFTER DELETE ON public.{CALL} FOR EACH ROW EXECUTE FUNCTION access.on_call_gone();
"""

FENCE = Fence(
    order=10,  # asks the files' room
    functions=FUNCTIONS,
    callable=("access.destroy_calls(timestamptz, integer)",),
    triggers=TRIGGERS,
    tables=(
        Table(
            CALL,
            "content",
            select=any_of(f"recorded_by_id = {ME}", LOOKS, _ON_MY_FILE),
            insert=f"recorded_by_id = {ME} AND recorded_at {_NOW} AND looked_at IS NULL",
        ),
        Table(
            LOOK,
            "content",
            select=LOOKS,
            insert=f"by_id = {ME} AND at {_NOW} AND {LOOKS}",
        ),
        Table(
            LINK,
            "content",
            select=any_of(holds("view", f"{LINK}.file_id"), DISPOSER),
            insert=f"by_id = {ME} AND at {_NOW} AND {LOOKS} AND {holds('view', f'{LINK}.file_id')}",
            delete=any_of(f"{LOOKS} AND {holds('view', f'{LINK}.file_id')}", DISPOSER),
        ),
        Table(
            "sealing_key",
            "keys",
            # The subquery sees the calls that I may see.
            select=f"kind = 'call' AND EXISTS (SELECT 1 FROM public.{CALL} c WHERE c.id = sealing_key.subject)",
            insert=f"kind = 'call' AND {ME} IS NOT NULL",
            logins=("web",),
            label="call_keys",
        ),
    ),
)
