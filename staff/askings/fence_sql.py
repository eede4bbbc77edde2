"""The database's own part in requests about one of us: who handles one, when its person sees it, what is refused.

The person's line manager handles it, or whoever stands in for them; HR joins where nobody of these is there, where it
has waited for three days, and where a second person has to agree; the data protection lead where HR itself is meant.
Nobody handles what is about themselves. The rules in words are staff.askings.rules; these hold for every statement.
"""

from staff.deputies.fence_sql import RUNS

_ASKING, _NOTE = "askings_asking", "askings_askingnote"
# What `staff.askings.rules` calls withheld, for the request `a`.
_WITHHELD = f"""coalesce((SELECT n.kind = 'kept' OR n.kind = 'withheld' AND n.at > now() - interval '5 days'
                            FROM {_NOTE} n WHERE n.asking_id = a.id AND n.kind IN ('withheld', 'kept', 'lifted')
                           ORDER BY n.number DESC LIMIT 1), false)"""
_SHOWN = f"""(NOT {_WITHHELD}
            AND (a.recorded_at <= now() - interval '5 days'
                 OR EXISTS (SELECT 1 FROM {_NOTE} n WHERE n.asking_id = a.id
                               AND n.kind IN ('put', 'reached', 'agreed', 'given', 'closed', 'lifted'))))"""
_LAST = f"(SELECT n.{{}} FROM {_NOTE} n WHERE n.asking_id = a.id AND n.kind IN ({{}}) ORDER BY n.number DESC LIMIT 1)"
_TURNS = "'put', 'terms', 'reached', 'basis', 'agreed', 'given', 'closed'"

FUNCTIONS = f"""
CREATE FUNCTION access.handles_asking(what uuid) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE me uuid := access.me(); a {_ASKING}; manager uuid; post boolean; absent boolean; sees boolean;
BEGIN
    SELECT * INTO a FROM {_ASKING} x WHERE x.id = what;
    IF me IS NULL OR a.id IS NULL OR a.subject_id = me THEN RETURN false; END IF;
    SELECT m.account_id, s.in_post INTO manager, post FROM staff_worker s
      LEFT JOIN staff_worker m ON m.account_id = s.line_manager_id AND m.in_post WHERE s.account_id = a.subject_id;
    IF manager = me OR EXISTS (SELECT 1 FROM deputies_deputyship d
                                WHERE d.manager_id = manager AND d.deputy_id = me AND {RUNS}) THEN
        RETURN true;
    END IF;
    IF NOT (access.has_role('hr') OR access.has_role('data_protection_lead')) THEN RETURN false; END IF;
    absent := EXISTS (SELECT 1 FROM absence_absence x WHERE x.worker_id = manager AND x.kind = 'away'
                         AND (now() AT TIME ZONE 'Europe/London')::date BETWEEN x.first_day AND x.last_day)
        AND NOT EXISTS (SELECT 1 FROM deputies_deputyship d WHERE d.manager_id = manager
                           AND d.deputy_id IS DISTINCT FROM a.subject_id AND {RUNS});
    sees := a.subject_id IS NULL OR NOT post OR manager IS NULL OR absent
        OR a.recorded_at < least(now(), coalesce(a.closed_at, now())) - interval '3 days'
        OR EXISTS (SELECT 1 FROM {_NOTE} n WHERE n.asking_id = a.id AND n.kind IN ('basis', 'withheld'));
    RETURN sees AND (access.has_role('hr') OR NOT EXISTS (
        SELECT 1 FROM staff_worker w WHERE w.role = 'hr' AND w.in_post AND w.account_id IS DISTINCT FROM a.subject_id));
END $$;

-- Is it about me, and am I to see it?
CREATE FUNCTION access.asked_about_me(what uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM {_ASKING} a WHERE a.id = what AND a.subject_id = access.me() AND {_SHOWN}) $$;

-- What may be given out: what the person's last terms say, and what a right covers that two have looked at.
CREATE FUNCTION access.asking_allows(what uuid) RETURNS text[] LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT coalesce((SELECT CASE t.code WHEN 'yes' THEN a.wanted::text[] WHEN 'only' THEN t.items::text[]
                                        WHEN 'message' THEN ARRAY['message'] ELSE '{{}}' END
                       FROM {_NOTE} t WHERE t.asking_id = a.id AND t.kind IN ('terms', 'reached')
                      ORDER BY t.number DESC LIMIT 1), '{{}}')
        || coalesce((SELECT b.items::text[] FROM {_NOTE} b
                      WHERE b.asking_id = a.id AND b.kind = 'basis'
                        AND b.number = {_LAST.format("number", "'basis'")}
                        AND EXISTS (SELECT 1 FROM {_NOTE} g WHERE g.asking_id = a.id AND g.kind = 'agreed'
                                       AND g.number > b.number)), '{{}}')
      FROM {_ASKING} a WHERE a.id = what $$;

-- Lets nobody else note anything on it until this transaction has ended. Whether it is mine to note on.
CREATE FUNCTION access.lock_asking(what uuid) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM {_ASKING} a WHERE a.id = what FOR UPDATE;
    RETURN access.handles_asking(what) OR access.asked_about_me(what);
END $$;

-- How many wait for me: to put to somebody, to answer, to agree to; about me: to answer, or to know of.
CREATE FUNCTION access.askings_waiting() RETURNS integer LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*)::integer FROM (
        SELECT 1 FROM {_ASKING} a
         CROSS JOIN LATERAL (
            SELECT {_LAST.format("kind", _TURNS)} AS turn, {_LAST.format("by_id", _TURNS)} AS turned_by,
                   {_LAST.format("at", _TURNS)} AS turned_at,
                   {_LAST.format("kind", "'withheld', 'kept', 'lifted'")} AS secret,
                   {_LAST.format("by_id", "'withheld', 'kept', 'lifted'")} AS secret_by) k
         WHERE a.closed_at IS NULL AND access.handles_asking(a.id)
           AND (k.turn IS NULL OR k.turn IN ('terms', 'reached', 'agreed')
                OR k.secret = 'withheld' AND k.secret_by <> access.me()
                OR k.turn = 'basis' AND k.turned_by <> access.me()
                OR k.turn = 'put' AND k.turned_at <= now() - interval '3 days')
        UNION ALL
        SELECT 1 FROM {_ASKING} a
         WHERE a.subject_id = access.me() AND {_SHOWN}
           AND ({_LAST.format("kind", _TURNS)} = 'put'
                OR {_LAST.format("kind", "'agreed', 'given', 'known'")} <> 'known')) x $$;

-- What nobody may note, whatever page or statement it comes from.
CREATE FUNCTION access.on_asking_note() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE a {_ASKING}; b {_NOTE};
BEGIN
    -- whoever may not note on it is refused by the policy, and learns nothing of it here
    IF NOT access.lock_asking(NEW.asking_id) OR NOT (CASE WHEN NEW.kind IN ('terms', 'known')
        THEN access.asked_about_me(NEW.asking_id) ELSE access.handles_asking(NEW.asking_id) END) THEN
        RETURN NEW;
    END IF;
    SELECT * INTO a FROM {_ASKING} x WHERE x.id = NEW.asking_id;
    IF NEW.number <> 1 + (SELECT count(*) FROM {_NOTE} n WHERE n.asking_id = a.id) THEN
        RAISE EXCEPTION 'what is noted on a request is numbered in order' USING ERRCODE = '23505';
    END IF;
    IF a.closed_at IS NOT NULL AND NEW.kind <> 'known' THEN
        RAISE EXCEPTION 'it is closed' USING ERRCODE = '23514';
    END IF;
    IF NEW.kind = 'given' AND (cardinality(NEW.items) = 0 OR NOT NEW.items::text[] <@ access.asking_allows(a.id)) THEN
        RAISE EXCEPTION 'more than the person agreed to' USING ERRCODE = '23514';
    END IF;
    IF NEW.kind = 'reached' AND EXISTS (
        SELECT 1 FROM staff_worker w WHERE w.account_id = a.subject_id AND w.in_post) THEN
        RAISE EXCEPTION 'they say it themselves' USING ERRCODE = '23514';
    END IF;
    IF NEW.kind IN ('agreed', 'kept') THEN
        SELECT * INTO b FROM {_NOTE} n WHERE n.asking_id = a.id
           AND n.kind = ANY (CASE NEW.kind WHEN 'agreed' THEN ARRAY['basis', 'agreed']
                                           ELSE ARRAY['withheld', 'kept', 'lifted'] END)
         ORDER BY n.number DESC LIMIT 1;
        IF b.kind IS NULL OR b.kind NOT IN ('basis', 'withheld') OR b.by_id = NEW.by_id THEN
            RAISE EXCEPTION 'somebody else agrees' USING ERRCODE = '23514';
        END IF;
    END IF;
    IF NEW.kind = 'basis' AND NOT NEW.items::text[] <@ a.wanted::text[] THEN
        RAISE EXCEPTION 'a right covers what was asked for' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION access.on_asking_noted() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE {_ASKING} a SET closed_at = NEW.at WHERE a.id = NEW.asking_id AND NEW.kind = 'closed';
    RETURN NULL;
END $$;

CREATE FUNCTION access.on_asking_gone() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM keys.sealing_key k WHERE k.kind IN ('asking', 'answer') AND k.subject = OLD.id;
    RETURN NULL;
END $$;

-- Destroys some requests that were closed before a moment; for the disposer only.
CREATE FUNCTION access.destroy_askings(before timestamptz, most integer) RETURNS uuid[] LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE gone uuid[];
BEGIN
    IF access.actor() IS DISTINCT FROM 'disposer' THEN
        RAISE EXCEPTION 'only the disposer destroys them' USING ERRCODE = '42501';
    END IF;
    SELECT coalesce(array_agg(x.id), '{{}}') INTO gone FROM (
        SELECT a.id FROM {_ASKING} a WHERE a.closed_at < before ORDER BY a.closed_at, a.id LIMIT most FOR UPDATE) x;
    DELETE FROM {_NOTE} n WHERE n.asking_id = ANY (gone);
    DELETE FROM {_ASKING} a WHERE a.id = ANY (gone);
    RETURN gone;
END $$;
"""

TRIGGERS = f"""
CREATE TRIGGER in_order BEFORE INSERT ON public.{_NOTE} FOR EACH ROW EXECUTE FUNCTION access.on_asking_note();
CREATE TRIGGER noted AFTER INSERT ON public.{_NOTE} FOR EACH ROW EXECUTE FUNCTION access.on_asking_noted();
CREATE TRIGGER asking_gone AFTER DELETE ON public.{_ASKING} FOR EACH ROW EXECUTE FUNCTION access.on_asking_gone();
"""

CALLABLE = (
    "access.handles_asking(uuid)",
    "access.asked_about_me(uuid)",
    "access.lock_asking(uuid)",
    "access.askings_waiting()",
    "access.destroy_askings(timestamptz, integer)",
)
