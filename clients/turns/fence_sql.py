"""The database's own part in turns: who may take one, beginning and ending it, each in one function.

No login writes these rows. What a turn opens is `access.turn_source`, a source of effective grants (clients.fence_sql):
what the manager holds by their own teams on that one file, behind the couple's wall, until the turn's end.
"""

GAP = "2 minutes"  # so long may a page be on its way (deploy/nginx.conf); then nothing of the first half is in it
MOST_ASKS = 12  # by one person within an hour, whatever came of them
LOCK = 11  # of the database's advisory locks

FUNCTIONS = f"""
-- Is it set that a manager of both services may: by two people, in the organisation's details.
CREATE FUNCTION access.turns_allowed() RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM organisation_detail d WHERE d.kind = 'turns' AND d.values ->> 'allowed' = 'yes') $$;

CREATE FUNCTION access.may_take_turns() RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(access.turns_allowed() AND access.leads_both_services(access.me()), false) $$;

-- End what a manager has open: when they move or leave (staff.accounts).
CREATE FUNCTION access.end_turns_of(whom uuid) RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    UPDATE turns_turn t SET until = least(t.until, now()), ended_at = now()
     WHERE t.manager_id = whom AND t.ended_at IS NULL $$;

CREATE FUNCTION access.on_turns_set() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT access.turns_allowed() THEN
        UPDATE turns_turn t SET until = least(t.until, now()), ended_at = now() WHERE t.ended_at IS NULL;
    END IF;
    RETURN NULL;
END $$;

-- The half that this reference is, as far as somebody holds it by their own teams and only a couple's wall is between.
CREATE FUNCTION access.half_of_mine(who uuid, wanted text) RETURNS uuid LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT c.id FROM clients_casefile c
     WHERE c.reference = wanted AND EXISTS (SELECT 1 FROM access.link l WHERE l.one = c.id)
       AND EXISTS (SELECT 1 FROM clients_wall v WHERE v.user_id = who AND v.file_id = c.id AND v.kind = 'couple')
       AND NOT EXISTS (SELECT 1 FROM clients_wall v WHERE v.user_id = who AND v.file_id = c.id AND v.kind <> 'couple')
       AND EXISTS (SELECT 1 FROM clients_teamgrant g
                     JOIN auth_permission p ON p.id = g.permission_id AND p.codename = 'view_casefile'
                     JOIN staff_account_groups m ON m.group_id = g.group_id AND m.account_id = who AND m.until IS NULL
                    WHERE g.content_object_id = c.id AND coalesce(g.until, 'infinity') > now()) $$;

-- Close the other halves to somebody for good, as far as they are open: from now on each opens by a turn alone.
-- True where one was closed at this moment, or so lately that it may be on a page that is still on its way.
CREATE FUNCTION access.close_other_halves(who uuid, half uuid) RETURNS boolean LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO clients_wall (id, user_id, file_id, kind, made_at)
    SELECT gen_random_uuid(), who, l.other, 'couple', clock_timestamp() FROM access.link l
     WHERE l.one = half AND EXISTS (SELECT 1 FROM clients_effectivegrant g
                                     WHERE g.user_id = who AND g.file_id = l.other AND g.view_until > now())
    ON CONFLICT DO NOTHING;
    RETURN EXISTS (SELECT 1 FROM clients_wall v JOIN access.link l ON l.other = v.file_id AND l.one = half
                    WHERE v.user_id = who AND v.kind = 'couple'
                      AND v.made_at > clock_timestamp() - interval '{GAP}');
END $$;

-- Take a turn under the id `what`: opened, stands (another one runs), wait, nothing, limited. 'nothing' is the same for
-- a reference that was never drawn, a file of somebody else's teams, and one that is no half of a couple.
CREATE FUNCTION access.begin_turn(what uuid, wanted text, why text, OUT answer text, OUT opened uuid) LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE who uuid := access.me(); half uuid; at timestamptz;
BEGIN
    IF NOT access.may_take_turns() THEN RAISE EXCEPTION 'no turns' USING ERRCODE = '42501'; END IF;
    PERFORM pg_advisory_xact_lock({LOCK}, hashtext(who::text));
    SELECT t.file_id INTO opened FROM turns_turn t
     WHERE t.id = what AND t.manager_id = who AND t.ended_at IS NULL AND t.until > clock_timestamp();
    IF opened IS NOT NULL THEN answer := 'opened'; RETURN; END IF;  -- the same form, sent twice
    IF EXISTS (SELECT 1 FROM turns_turn t
                WHERE t.manager_id = who AND t.ended_at IS NULL AND t.until > clock_timestamp()) THEN
        answer := 'stands'; RETURN;
    END IF;
    IF (SELECT count(*) FROM audit_event e WHERE e.person = who AND e.action = 'turn_asked'
           AND e.at > now() - interval '1 hour') >= {MOST_ASKS} THEN answer := 'limited'; RETURN; END IF;
    PERFORM access.note_event('turn_asked', NULL, ARRAY[what]);
    half := access.half_of_mine(who, wanted);
    IF half IS NULL THEN answer := 'nothing'; RETURN; END IF;
    PERFORM access.lock_for_files(ARRAY[half], ARRAY[who]);
    IF access.close_other_halves(who, half) OR EXISTS (
        SELECT 1 FROM turns_turn t WHERE t.manager_id = who AND t.file_id <> half
           AND t.until > clock_timestamp() - interval '{GAP}') THEN answer := 'wait'; RETURN; END IF;
    UPDATE turns_turn t SET ended_at = clock_timestamp() WHERE t.manager_id = who AND t.ended_at IS NULL;
    at := clock_timestamp();
    INSERT INTO turns_turn (id, file_id, manager_id, purpose, started_at, until)
    VALUES (what, half, who, why, at, at + interval '60 minutes');
    -- what was found before the locks may have changed; and no other half may be open, whoever opened it
    IF access.half_of_mine(who, wanted) IS NULL OR EXISTS (
        SELECT 1 FROM clients_effectivegrant g JOIN access.link l ON l.other = g.file_id AND l.one = half
         WHERE g.user_id = who AND g.view_until > now()) THEN
        RAISE EXCEPTION 'overtaken' USING ERRCODE = '40001';
    END IF;
    answer := 'opened'; opened := half;
END $$;

-- End my own now. False when it had ended, or is none of mine.
CREATE FUNCTION access.end_turn(what uuid) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE at timestamptz := clock_timestamp();
BEGIN
    UPDATE turns_turn t SET until = least(t.until, at), ended_at = at
     WHERE t.id = what AND t.manager_id = access.me() AND t.ended_at IS NULL;
    RETURN FOUND;
END $$;
"""

TRIGGERS = """
DROP TRIGGER IF EXISTS turns_end ON public.organisation_detail;
CREATE TRIGGER turns_end AFTER INSERT OR UPDATE OR DELETE ON public.organisation_detail
    FOR EACH STATEMENT EXECUTE FUNCTION access.on_turns_set();
"""

CALLABLE = (
    "access.may_take_turns()",
    "access.begin_turn(uuid, text, text)",
    "access.end_turn(uuid)",
)
