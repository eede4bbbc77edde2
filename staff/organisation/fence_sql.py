"""The database's own part in the organisation's details: what fits, who decides, and carrying it out.

The limits here are the ones that hold; the forms ask the same in words (`details.py`).
"""

from .details import LOCAL, MOST_NETWORKS, WIDEST_4, WIDEST_6

DECIDERS = ("records_admin", "outside_approver")
WAITS_DAYS = 14
NOTICE_DAYS = 30  # before a shorter period holds

_DECIDERS = ", ".join(repr(code) for code in DECIDERS)
_LOCAL = ", ".join(repr(host) for host in LOCAL)

FUNCTIONS = f"""
-- In post, with the role for it of their own.
CREATE FUNCTION access.decides_details(whom uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM staff_worker w JOIN staff_account a ON a.id = w.account_id AND a.is_active
                    WHERE w.account_id = whom AND w.role IN ({_DECIDERS})) $$;

CREATE FUNCTION access.years_now(r retention_schedulerule) RETURNS integer LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN r.then_from <= (now() AT TIME ZONE 'Europe/London')::date THEN r.then_years ELSE r.years END $$;

-- What is so now; NULL for a class of records that there is not.
CREATE FUNCTION access.detail_now(what text, of_class text) RETURNS jsonb LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN what = 'period' THEN (
        SELECT jsonb_build_object('name', r.name, 'years', access.years_now(r))
          FROM retention_schedulerule r WHERE r.record_class = of_class)
    ELSE coalesce((SELECT d.values FROM organisation_detail d WHERE d.kind = what), '{{}}') END $$;

-- Only these keys, and each a text of one kind and no longer than this.
CREATE FUNCTION access.has_texts(given jsonb, longest jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp AS $$
    SELECT jsonb_typeof(given) = 'object'
       AND (SELECT count(*) FROM jsonb_object_keys(given)) = (SELECT count(*) FROM jsonb_object_keys(longest))
       AND NOT EXISTS (SELECT 1 FROM jsonb_each_text(longest) l
                        WHERE jsonb_typeof(given -> l.key) IS DISTINCT FROM 'string'
                           OR length(given ->> l.key) > l.value::integer) $$;

CREATE FUNCTION access.networks_fit(given jsonb) RETURNS boolean LANGUAGE plpgsql IMMUTABLE
    SET search_path = pg_catalog, pg_temp AS $$
DECLARE each text;
BEGIN
    IF jsonb_typeof(given) IS DISTINCT FROM 'array' OR jsonb_array_length(given) > {MOST_NETWORKS} THEN
        RETURN false;
    END IF;
    FOR each IN SELECT jsonb_array_elements_text(given) LOOP
        IF masklen(each::cidr) < (CASE family(each::cidr) WHEN 4 THEN {WIDEST_4} ELSE {WIDEST_6} END) THEN
            RETURN false;
        END IF;
    END LOOP;
    RETURN true;
EXCEPTION WHEN invalid_text_representation THEN RETURN false;
END $$;

-- Where a kept password would go to somewhere else, it has to be typed again: two who agree do not learn it.
CREATE FUNCTION access.email_fits(before jsonb, after jsonb, asker uuid) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT access.has_texts(after - 'port',
            '{{"host": 253, "tls": 8, "user": 254, "sender": 254, "password": 36}}')
       AND jsonb_typeof(after -> 'port') = 'number' AND (after ->> 'port') ~ '^[0-9]{{1,5}}$'
       AND (after ->> 'port')::integer BETWEEN 1 AND 65535
       AND after ->> 'host' ~ '^[A-Za-z0-9.:-]+$' AND after ->> 'tls' IN ('starttls', 'tls', 'none')
       AND (after ->> 'tls' <> 'none' OR after ->> 'host' IN ({_LOCAL}))
       AND after ->> 'user' !~ '[[:cntrl:]]' AND after ->> 'sender' ~ '^[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+$'
       AND (after ->> 'password' = '' OR after ->> 'password' IS DISTINCT FROM before ->> 'password' AND EXISTS (
            SELECT 1 FROM organisation_mailpassword p
             WHERE p.id::text = after ->> 'password' AND p.made_by_id = asker AND p.made_at > now() - interval '1 hour')
            OR after ->> 'password' = before ->> 'password'
               AND (after ->> 'host', after ->> 'port', after ->> 'tls', after ->> 'user')
                 = (before ->> 'host', before ->> 'port', before ->> 'tls', before ->> 'user')) $$;

CREATE FUNCTION access.detail_fits(c organisation_detailchange) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT coalesce(c.before IS NOT NULL AND (c.kind = 'period' OR c.subject = '') AND CASE c.kind
        WHEN 'letters' THEN access.has_texts(c.after, '{{"name": 120, "address": 400, "telephone": 40}}')
            AND c.after ->> 'name' <> ''
        WHEN 'networks' THEN c.after - 'networks' = '{{}}' AND access.networks_fit(c.after -> 'networks')
        WHEN 'email' THEN access.email_fits(c.before, c.after, c.asked_by_id)
        WHEN 'turns' THEN access.has_texts(c.after, '{{"allowed": 3}}') AND c.after ->> 'allowed' IN ('yes', 'no')
        WHEN 'period' THEN c.after - 'years' = '{{}}' AND c.after ->> 'years' ~ '^[0-9]{{1,2}}$' AND EXISTS (
            SELECT 1 FROM retention_schedulerule r
             WHERE r.record_class = c.subject AND (c.after ->> 'years')::integer >= r.least_years
               AND (c.why <> '' OR (c.after ->> 'years')::integer = r.least_years))
        END, false) $$;

-- Changes of details come one at a time.
CREATE FUNCTION access.one_detail_change() RETURNS void LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    SELECT pg_advisory_xact_lock(6, 1) $$;

CREATE FUNCTION access.on_detail_change() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE me uuid := access.me();
BEGIN
    IF me IS NULL OR NEW.asked_by_id <> me OR NOT access.decides_details(me) THEN
        RAISE EXCEPTION 'not theirs to ask for' USING ERRCODE = '42501';
    END IF;
    PERFORM access.one_detail_change();
    NEW.asked_at := now();
    NEW.lapses_at := now() + interval '{WAITS_DAYS} days';
    NEW.before := access.detail_now(NEW.kind, NEW.subject);
    IF NOT access.detail_fits(NEW) THEN
        RAISE EXCEPTION 'no such detail' USING ERRCODE = '23514', CONSTRAINT = 'detail_fits';
    END IF;
    UPDATE organisation_detailchange c SET outcome = 'lapsed'
     WHERE c.kind = NEW.kind AND c.subject = NEW.subject AND c.outcome = '' AND c.lapses_at <= now();
    RETURN NEW;
END $$;

-- A longer period holds at once; a shorter one after notice, so that nothing is due sooner than anybody was told.
CREATE FUNCTION access.set_period(of_class text, years_then integer, because text) RETURNS void LANGUAGE sql
    SET search_path = public, pg_temp AS $$
    UPDATE retention_schedulerule r SET
           years = greatest(access.years_now(r), years_then),
           then_years = CASE WHEN years_then < access.years_now(r) THEN years_then END,
           then_from = CASE WHEN years_then < access.years_now(r)
               THEN (now() AT TIME ZONE 'Europe/London')::date + {NOTICE_DAYS} END,
           longer_because = CASE WHEN years_then > r.least_years THEN because ELSE '' END,
           unsure_since = NULL
     WHERE r.record_class = of_class $$;

-- A password that is neither in force nor asked for is gone with its key.
CREATE FUNCTION access.forget_passwords() RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    WITH kept AS (
        SELECT d.values ->> 'password' AS id FROM organisation_detail d WHERE d.kind = 'email'
        UNION ALL
        SELECT c.after ->> 'password' FROM organisation_detailchange c WHERE c.kind = 'email' AND c.outcome = ''
    ), gone AS (
        DELETE FROM organisation_mailpassword p WHERE NOT EXISTS (SELECT 1 FROM kept k WHERE k.id = p.id::text)
        RETURNING p.id
    )
    DELETE FROM keys.sealing_key k USING gone WHERE k.kind = 'mail' AND k.subject = gone.id $$;

-- Decide about a change: 'done', or why not. By somebody with the role for it who did not ask; agreed to only while
-- whoever asked may still ask, and what is so is still what it was when they asked.
CREATE FUNCTION access.decide_detail_change(what uuid, agree boolean) RETURNS text LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE c organisation_detailchange; me uuid := access.me();
BEGIN
    PERFORM access.one_detail_change();
    SELECT * INTO c FROM organisation_detailchange x WHERE x.id = what FOR UPDATE;
    IF c.id IS NULL OR agree IS NULL OR me IS NULL OR NOT access.decides_details(me) THEN RETURN 'hidden'; END IF;
    IF c.outcome <> '' THEN RETURN 'decided'; END IF;
    IF c.lapses_at <= now() THEN RETURN 'lapsed'; END IF;
    IF c.asked_by_id = me THEN RETURN 'own'; END IF;
    IF agree AND NOT access.decides_details(c.asked_by_id) THEN RETURN 'asker_left'; END IF;
    IF agree AND c.before IS DISTINCT FROM access.detail_now(c.kind, c.subject) THEN RETURN 'overtaken'; END IF;
    UPDATE organisation_detailchange SET outcome = CASE WHEN agree THEN 'agreed' ELSE 'refused' END,
           decided_by_id = me, decided_at = now() WHERE id = what;
    IF agree AND c.kind = 'period' THEN
        PERFORM access.set_period(c.subject, (c.after ->> 'years')::integer, c.why);
        PERFORM access.note_event('period_changed', NULL, ARRAY[c.id]);
    END IF;
    IF agree THEN
        INSERT INTO organisation_detail (kind, values, since)
        VALUES (c.kind, CASE c.kind WHEN 'period' THEN '{{}}' ELSE c.after END, now())
        ON CONFLICT (kind) DO UPDATE SET values = excluded.values, since = excluded.since;
    END IF;
    IF c.kind = 'email' THEN PERFORM access.forget_passwords(); END IF;
    PERFORM access.note_event(CASE WHEN agree THEN 'detail_change_agreed' ELSE 'detail_change_refused' END,
                              NULL, ARRAY[c.id]);
    RETURN 'done';
END $$;

-- Take back what I asked for.
CREATE FUNCTION access.withdraw_detail_change(what uuid) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM access.one_detail_change();
    UPDATE organisation_detailchange c SET outcome = 'withdrawn'
     WHERE c.id = what AND c.outcome = '' AND c.asked_by_id = access.me();
    IF NOT FOUND THEN RETURN false; END IF;
    PERFORM access.forget_passwords();
    PERFORM access.note_event('detail_change_withdrawn', NULL, ARRAY[what]);
    RETURN true;
END $$;
"""

CALLABLE = (
    "access.decide_detail_change(uuid, boolean)",
    "access.withdraw_detail_change(uuid)",
)
TRIGGERS = (
    "CREATE TRIGGER ask_detail_change BEFORE INSERT ON public.organisation_detailchange FOR EACH ROW"
    " EXECUTE FUNCTION access.on_detail_change();"
)
