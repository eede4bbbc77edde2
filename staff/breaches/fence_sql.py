"""The database's own part in the breach register: who handles which breach, and what is refused to everybody.

Data protection leads handle breaches. Safeguarding leads join where somebody may be in danger, where a second person
has to confirm a decision, and where no data protection lead is left; records admins only where the leads leave a place
empty. Nobody handles what they reported, what concerns them, or what concerns a lead whose role they have.
"""

# Whoever has one of the three roles, own or lent, and in which order they are asked: 1 data protection, 2 safeguarding,
# 3 records. A few rows, gone through for each breach: nothing is joined that grows.
_HOLDERS = """held AS (
        SELECT w.account_id, w.role::text FROM staff_worker w
         UNION ALL
        SELECT l.worker_id, l.role::text FROM staff_roleloan l WHERE l.starts_at <= now() AND l.ends_at > now()),
    holders AS MATERIALIZED (
        SELECT h.account_id AS person, array_agg(h.role) AS roles,
               min(array_position(ARRAY['data_protection_lead', 'safeguarding_lead', 'records_admin'], h.role)) AS rank
          FROM held h JOIN staff_account a ON a.id = h.account_id AND a.is_active
         WHERE h.role IN ('data_protection_lead', 'safeguarding_lead', 'records_admin') GROUP BY h.account_id)"""
# That the holder `h` may handle the breach `b` at all.
_FIT = """h.person <> b.reported_by_id
           AND NOT (b.concerns::text = ANY (h.roles)
                    OR b.concerns = 'both' AND h.roles && ARRAY['data_protection_lead', 'safeguarding_lead'])
           AND coalesce((SELECT e.kind FROM breaches_event e
                          WHERE e.breach_id = b.id AND e.worker_id = h.person
                            AND e.kind IN ('concerned', 'not_concerned')
                          ORDER BY e.number DESC LIMIT 1), '') <> 'concerned'"""

FUNCTIONS = f"""
-- Do I handle this breach? Asked of one breach at a time, so that a page costs what it shows and not what was ever
-- reported.
CREATE FUNCTION access.handles_breach(what uuid) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        WITH {_HOLDERS}
        SELECT 1 FROM breaches_breach b
         CROSS JOIN LATERAL (
            SELECT count(*) FILTER (WHERE h.rank = 1) AS first, count(*) FILTER (WHERE h.rank < 3) AS leads,
                   min(h.rank) FILTER (WHERE h.person = (SELECT access.me())) AS mine
              FROM holders h
             WHERE {_FIT}) p
         CROSS JOIN LATERAL (
            SELECT coalesce(bool_or(e.kind = 'danger'), false) AS danger,
                   coalesce(bool_or(e.kind = 'not_reported'), false) AS second
              FROM breaches_event e WHERE e.breach_id = b.id) k
         WHERE b.id = what
           AND (p.mine = 1
                OR p.mine = 2 AND (b.danger <> 'no' OR k.danger OR k.second OR p.first = 0)
                OR p.mine = 3 AND p.leads < CASE WHEN k.second THEN 2 ELSE 1 END));
END $$;

-- Does it concern me, by name or by the lead's role that I have?
CREATE FUNCTION access.concerned_by_breach(what uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce((SELECT e.kind = 'concerned' FROM breaches_event e
                      WHERE e.breach_id = what AND e.worker_id = access.me()
                        AND e.kind IN ('concerned', 'not_concerned')
                      ORDER BY e.number DESC LIMIT 1), false)
        OR EXISTS (SELECT 1 FROM breaches_breach b WHERE b.id = what
                    AND (b.concerns IN ('data_protection_lead', 'both') AND access.has_role('data_protection_lead')
                         OR b.concerns IN ('safeguarding_lead', 'both') AND access.has_role('safeguarding_lead'))) $$;

-- Is there anybody who can handle what I reported?
CREATE FUNCTION access.breach_is_before_somebody(what uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH {_HOLDERS}
    SELECT EXISTS (SELECT 1 FROM breaches_breach b JOIN holders h ON {_FIT}
                    WHERE b.id = what AND b.reported_by_id = (SELECT access.me())) $$;

-- Lets nobody else note anything on it until this transaction has ended. False for a breach that I do not handle.
CREATE FUNCTION access.lock_breach(what uuid) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM breaches_breach b WHERE b.id = what FOR UPDATE;
    RETURN access.handles_breach(what);
END $$;

-- How many were reported, by month in London, near misses apart, by how grave they are. Of what concerns me I learn
-- nothing by this either.
CREATE FUNCTION access.breach_figures(since timestamptz)
    RETURNS TABLE (month date, near_miss boolean, level text, many integer) LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH counted AS (
        SELECT date_trunc('month', b.reported_at AT TIME ZONE 'Europe/London')::date AS month,
               b.near_miss AND NOT EXISTS (
                   SELECT 1 FROM breaches_event e WHERE e.breach_id = b.id AND e.kind = 'breach') AS near_miss,
               coalesce((SELECT e.level::text FROM breaches_event e WHERE e.breach_id = b.id AND e.kind = 'severity'
                          ORDER BY e.number DESC LIMIT 1), '') AS level
          FROM breaches_breach b
         WHERE b.reported_at >= since AND NOT access.concerned_by_breach(b.id)
           AND (access.has_role('committee') OR access.has_role('line_manager') OR access.has_role('hr')
                OR access.has_role('data_protection_lead') OR access.has_role('safeguarding_lead')))
    SELECT c.month, c.near_miss, c.level, count(*)::integer FROM counted c GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 $$;

-- How many breaches wait for me: not in hand yet, a call owed, a decision of somebody else's to confirm, or the clock
-- of those that began before this moment near its end; `pressing`: only those in which somebody may be in danger, and
-- those whose clock it is. Counted here, where no policy is asked of each note, and also for whoever sends reminders.
CREATE FUNCTION access.breaches_waiting(began_before timestamptz, pressing boolean) RETURNS integer LANGUAGE sql STABLE
    PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*)::integer FROM breaches_openbreach o JOIN breaches_breach b ON b.id = o.breach_id
     CROSS JOIN LATERAL (
        SELECT coalesce((array_agg(e.kind ORDER BY e.number DESC)
                         FILTER (WHERE e.kind IN ('taken', 'closed', 'reopened')))[1], '') AS turn,
               coalesce((array_agg(e.kind ORDER BY e.number DESC)
                         FILTER (WHERE e.kind IN ('danger', 'safety_call')))[1],
                        CASE WHEN b.danger <> 'no' THEN 'danger' ELSE '' END) AS alarm,
               (array_agg(e.kind ORDER BY e.number DESC)
                FILTER (WHERE e.kind IN ('regulator', 'not_reported', 'confirmed')))[1] AS decision,
               (array_agg(e.by_id ORDER BY e.number DESC) FILTER (WHERE e.kind = 'not_reported'))[1] AS decided_by,
               least(b.noticed_at, min(e.happened_at) FILTER (WHERE e.kind = 'aware')) AS knew,
               coalesce(bool_or(e.kind IN ('regulator', 'confirmed')), false) AS settled,
               coalesce(bool_or(e.kind = 'breach'), false) AS counts
          FROM breaches_event e WHERE e.breach_id = b.id) k
     WHERE access.handles_breach(b.id)
       AND (k.turn = '' AND (NOT pressing OR b.danger <> 'no')
            OR k.alarm = 'danger'
            OR NOT pressing AND k.decision = 'not_reported' AND k.decided_by <> access.me()
            OR k.knew < began_before AND (k.counts OR NOT b.near_miss) AND NOT k.settled) $$;

-- What nobody may note, whatever page or statement it comes from.
CREATE FUNCTION access.on_breach_event() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE word text; decided uuid;
BEGIN
    -- whoever does not handle it is refused by the policy, and learns nothing of it here
    IF NOT access.lock_breach(NEW.breach_id) THEN RETURN NEW; END IF;
    SELECT e.kind INTO word FROM breaches_event e
     WHERE e.breach_id = NEW.breach_id AND e.kind IN ('danger', 'safety_call') ORDER BY e.number DESC LIMIT 1;
    IF word IS NULL THEN
        SELECT CASE WHEN b.danger <> 'no' THEN 'danger' END INTO word FROM breaches_breach b WHERE b.id = NEW.breach_id;
    END IF;
    IF word = 'danger' AND NEW.kind NOT IN ('taken', 'safety_call', 'contained', 'danger') THEN
        RAISE EXCEPTION 'the safety call comes first' USING ERRCODE = '23514';
    END IF;
    IF NEW.kind = 'confirmed' THEN
        SELECT e.by_id INTO decided FROM breaches_event e
         WHERE e.breach_id = NEW.breach_id AND e.kind = 'not_reported' ORDER BY e.number DESC LIMIT 1;
        IF decided IS NULL OR decided = NEW.by_id THEN
            RAISE EXCEPTION 'somebody else confirms a decision' USING ERRCODE = '23514';
        END IF;
    END IF;
    IF NEW.number <> 1 + (SELECT count(*) FROM breaches_event e WHERE e.breach_id = NEW.breach_id) THEN
        RAISE EXCEPTION 'what is noted on a breach is numbered in order' USING ERRCODE = '23505';
    END IF;
    RETURN NEW;
END $$;

-- Which breaches are open, beside the register: what waits is looked for among these only.
CREATE FUNCTION access.keep_open_breaches() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_TABLE_NAME = 'breaches_breach' THEN
        INSERT INTO breaches_openbreach (breach_id) VALUES (NEW.id);
    ELSIF NEW.kind = 'closed' THEN
        DELETE FROM breaches_openbreach o WHERE o.breach_id = NEW.breach_id;
    ELSIF NEW.kind = 'reopened' THEN
        INSERT INTO breaches_openbreach (breach_id) VALUES (NEW.breach_id) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
"""

TRIGGERS = """
DROP TRIGGER IF EXISTS in_order ON public.breaches_event;
CREATE TRIGGER in_order BEFORE INSERT ON public.breaches_event FOR EACH ROW EXECUTE FUNCTION access.on_breach_event();
DROP TRIGGER IF EXISTS opened ON public.breaches_breach;
CREATE TRIGGER opened AFTER INSERT ON public.breaches_breach
    FOR EACH ROW EXECUTE FUNCTION access.keep_open_breaches();
DROP TRIGGER IF EXISTS turned ON public.breaches_event;
CREATE TRIGGER turned AFTER INSERT ON public.breaches_event
    FOR EACH ROW EXECUTE FUNCTION access.keep_open_breaches();
"""

CALLABLE = (
    "access.handles_breach(uuid)",
    "access.concerned_by_breach(uuid)",
    "access.breach_is_before_somebody(uuid)",
    "access.lock_breach(uuid)",
    "access.breach_figures(timestamptz)",
    "access.breaches_waiting(timestamptz, boolean)",
)
