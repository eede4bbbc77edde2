"""The database's own part in deputies: it lends role and teams with their end, and takes them away with either person.

A right of a deputy's ends by comparison: the loan of the role and the membership of each team carry the end.
"""

STANDS_IN = ("iss_worker", "dvpp_worker", "senior_practitioner", "line_manager")
LONGEST_DAYS = 92  # in one go, and from today on
RUNS = "d.begun_at IS NOT NULL AND d.ended_at IS NULL AND d.ends_at > now()"


def _words(codes: tuple[str, ...]) -> str:
    return ", ".join(repr(code) for code in codes)


FUNCTIONS = f"""
-- Can somebody stand in for a line manager: in post, another, of the same service, and somebody who has case files.
CREATE FUNCTION access.may_stand_in(whom uuid, manager uuid) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT whom <> manager AND EXISTS (
        SELECT 1 FROM staff_worker w JOIN staff_account a ON a.id = w.account_id AND a.is_active
          JOIN staff_worker m ON m.account_id = manager AND m.role = 'line_manager' AND w.service IN (m.service, 'both')
         WHERE w.account_id = whom AND w.role IN ({_words(STANDS_IN)}))
       AND EXISTS (SELECT 1 FROM staff_account_groups g WHERE g.account_id = manager AND g.until IS NULL) $$;

-- The teams by which somebody stands in now, each with its end: what their manager holds without one.
CREATE VIEW access.deputy_team AS
    SELECT d.deputy_id AS deputy, h.group_id AS team, d.ends_at FROM public.deputies_deputyship d
      JOIN public.staff_account_groups h
        ON h.account_id = d.manager_id AND h.group_id = ANY (d.teams) AND h.until IS NULL
     WHERE {RUNS};

-- Their memberships with an end, made to be what they stand in for; those without an end are their own.
CREATE FUNCTION access.keep_deputy(whom uuid) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM staff_account_groups m WHERE m.account_id = whom AND m.until IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM access.deputy_team t WHERE t.deputy = whom AND t.team = m.group_id);
    INSERT INTO staff_account_groups AS m (account_id, group_id, until)
    SELECT whom, t.team, max(t.ends_at) FROM access.deputy_team t WHERE t.deputy = whom GROUP BY t.team
    ON CONFLICT (account_id, group_id) DO UPDATE SET until = excluded.until
     WHERE m.until IS NOT NULL AND m.until IS DISTINCT FROM excluded.until;
END $$;

CREATE FUNCTION access.end_deputy(d deputies_deputyship, by uuid) RETURNS void LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE deputies_deputyship x SET ended_at = now(), ended_by_id = by WHERE x.id = d.id;
    UPDATE staff_roleloan l SET ends_at = now() WHERE l.id = d.id AND l.ends_at > now();
    PERFORM access.keep_deputy(d.deputy_id);
    PERFORM access.note_event('deputy_ended', NULL, ARRAY[d.id, d.deputy_id, d.manager_id]);
END $$;

-- Lend role and teams to the end that was agreed to; false where that does not fit any more.
CREATE FUNCTION access.begin_deputy(d deputies_deputyship) RETURNS boolean LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
BEGIN
    IF d.ends_at <= now() OR NOT access.may_stand_in(d.deputy_id, d.manager_id) THEN
        PERFORM access.end_deputy(d, NULL);
        RETURN false;
    END IF;
    UPDATE deputies_deputyship x SET begun_at = now() WHERE x.id = d.id;
    INSERT INTO staff_roleloan (id, worker_id, role, lent_by_id, approved_by_id, starts_at, ends_at)
    VALUES (d.id, d.deputy_id, 'line_manager', d.asked_by_id, d.agreed_by_id, now(), d.ends_at);
    PERFORM access.keep_deputy(d.deputy_id);
    PERFORM access.note_event('deputy_began', NULL, ARRAY[d.id, d.deputy_id, d.manager_id]);
    RETURN true;
END $$;

-- What two others agreed to: at once, or kept until its time has come.
CREATE FUNCTION access.appoint_deputy(c accounts_change, by uuid) RETURNS void LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
DECLARE d deputies_deputyship;
BEGIN
    IF c.until <= now() OR NOT access.may_stand_in(c.worker_id, c.line_manager_id) THEN RAISE SQLSTATE 'LA002'; END IF;
    INSERT INTO deputies_deputyship (id, manager_id, deputy_id, teams, starts_at, ends_at, asked_by_id, agreed_by_id)
    VALUES (c.id, c.line_manager_id, c.worker_id, c.manages, greatest(c.starts_at, now()), c.until, c.asked_by_id, by)
    RETURNING * INTO d;
    PERFORM access.note_event('deputy_appointed', NULL, ARRAY[d.id, d.deputy_id, d.manager_id]);
    IF d.starts_at <= now() THEN PERFORM access.begin_deputy(d); END IF;
END $$;

-- The clock's part: who stands in from now on. Missing a turn only delays it; nothing needs a turn to end.
CREATE FUNCTION access.begin_deputies() RETURNS integer LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE d deputies_deputyship; many integer := 0;
BEGIN
    IF access.actor() IS DISTINCT FROM 'timekeeper' THEN
        RAISE EXCEPTION 'only the timekeeper begins it' USING ERRCODE = '42501';
    END IF;
    PERFORM access.one_account_change();
    FOR d IN SELECT * FROM deputies_deputyship x WHERE x.begun_at IS NULL AND x.ended_at IS NULL
                AND x.starts_at <= now() ORDER BY x.starts_at, x.id LOOP
        IF access.begin_deputy(d) THEN many := many + 1; END IF;
    END LOOP;
    RETURN many;
END $$;

-- End it now: by the manager, the deputy, or somebody who decides about accounts. False when it is over, or not theirs.
CREATE FUNCTION access.end_deputyship(what uuid) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE d deputies_deputyship; me uuid := access.me();
BEGIN
    PERFORM access.one_account_change();
    SELECT * INTO d FROM deputies_deputyship x WHERE x.id = what AND x.ended_at IS NULL AND x.ends_at > now();
    IF d.id IS NULL OR me IS NULL OR NOT (me IN (d.manager_id, d.deputy_id) OR access.decides_accounts(me)) THEN
        RETURN false;
    END IF;
    PERFORM access.end_deputy(d, me);
    RETURN true;
END $$;

CREATE FUNCTION access.end_deputies_of(whom uuid) RETURNS void LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
DECLARE d deputies_deputyship;
BEGIN
    FOR d IN SELECT * FROM deputies_deputyship x WHERE whom IN (x.manager_id, x.deputy_id)
                AND x.ended_at IS NULL AND x.ends_at > now() ORDER BY x.id LOOP
        PERFORM access.end_deputy(d, NULL);
    END LOOP;
END $$;

-- Suspended, gone, or in another post: nobody stands in for them by what was agreed before, nor they for anybody.
CREATE FUNCTION access.on_account_closed() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM access.end_deputies_of(NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION access.on_post_changed() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM access.end_deputies_of(NEW.account_id);
    RETURN NULL;
END $$;

-- A team that a manager gives up is no deputy's of theirs any more, also when they get it back.
CREATE FUNCTION access.on_team_given_up() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE one uuid;
BEGIN
    FOR one IN UPDATE deputies_deputyship d SET teams = array_remove(d.teams, OLD.group_id)
                WHERE d.manager_id = OLD.account_id AND OLD.group_id = ANY (d.teams)
                  AND d.ended_at IS NULL AND d.ends_at > now() RETURNING d.deputy_id LOOP
        PERFORM access.keep_deputy(one);
    END LOOP;
    RETURN NULL;
END $$;
"""

CALLABLE = ("access.end_deputyship(uuid)", "access.begin_deputies()")

TRIGGERS = """
CREATE TRIGGER end_deputies AFTER UPDATE OF is_active ON public.staff_account FOR EACH ROW
    WHEN (OLD.is_active AND NOT NEW.is_active) EXECUTE FUNCTION access.on_account_closed();
CREATE TRIGGER end_deputies AFTER UPDATE OF role, service ON public.staff_worker FOR EACH ROW
    WHEN (OLD.role IS DISTINCT FROM NEW.role OR OLD.service IS DISTINCT FROM NEW.service)
    EXECUTE FUNCTION access.on_post_changed();
CREATE TRIGGER give_up_deputies AFTER DELETE ON public.staff_account_groups FOR EACH ROW
    WHEN (OLD.until IS NULL) EXECUTE FUNCTION access.on_team_given_up();
"""
