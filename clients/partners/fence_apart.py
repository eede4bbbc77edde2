"""How the halves of a couple in one team are kept apart, where there is no link between them (E4)."""

FUNCTIONS = """
-- Does somebody lead both by a team's grant: in one service and team there is nobody else.
CREATE FUNCTION access.leads_both(whom uuid, a uuid, b uuid) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT 2 = (SELECT count(DISTINCT g.content_object_id) FROM clients_teamgrant g
                  JOIN staff_account_groups m ON m.group_id = g.group_id AND coalesce(m.until, 'infinity') > now()
                 WHERE g.content_object_id IN (a, b) AND m.account_id = coalesce(whom, m.account_id)) $$;

-- Where the same managers lead both halves there is no link, which would leave one half to nobody: the managers keep
-- both, and everybody else who is given one, or lent it in an emergency, is walled off from the other (E4). Who was
-- given both keeps the one that they lead; if that does not decide, neither. Who holds one is lent no other.
CREATE FUNCTION access.keep_apart(of_files uuid[]) RETURNS void LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
DECLARE persons uuid[]; files uuid[];
BEGIN
    WITH tie AS (
        SELECT t.one_id, t.other_id FROM partners_tie t
         WHERE (t.one_id = ANY (of_files) OR t.other_id = ANY (of_files)) AND t.kind = 'partner' AND t.outcome = 'tied'
           AND NOT EXISTS (SELECT 1 FROM clients_partnerlink l
                            WHERE (l.file_a_id, l.file_b_id) = (t.one_id, t.other_id))),
    half AS (SELECT one_id AS mine, other_id AS other FROM tie UNION ALL SELECT other_id, one_id FROM tie),
    given AS MATERIALIZED (
        SELECT g.person, h.mine, h.other, bool_and(g.lent) AND EXISTS (
                   SELECT 1 FROM access.open_source s WHERE s.person = g.person AND s.file = h.other
                      AND NOT s.emergency AND s.until > now()) AS lent_beside
          FROM half h JOIN (
              SELECT u.user_id AS person, u.content_object_id AS file, false AS lent FROM clients_usergrant u
               WHERE coalesce(u.until, 'infinity') > now()
              UNION ALL
              SELECT e.worker_id, e.file_id, true FROM emergency_emergencyaccess e WHERE e.until > now()
          ) g ON g.file = h.mine
         WHERE NOT access.leads_both(g.person, h.mine, h.other)
           AND NOT EXISTS (SELECT 1 FROM clients_wall w
                            WHERE w.user_id = g.person AND w.file_id = h.mine AND w.kind = 'couple')
         GROUP BY g.person, h.mine, h.other),
    raised AS (
        INSERT INTO clients_wall (id, user_id, file_id, kind, made_at)
        SELECT gen_random_uuid(), g.person, CASE WHEN g.lent_beside THEN g.mine ELSE g.other END, 'couple', now()
          FROM given g JOIN clients_casefile c ON c.id = g.mine JOIN clients_casefile d ON d.id = g.other
         WHERE NOT (d.lead_id IS NOT DISTINCT FROM g.person AND c.lead_id IS DISTINCT FROM g.person
                    AND EXISTS (SELECT 1 FROM given x WHERE x.person = g.person AND x.mine = g.other))
        ON CONFLICT DO NOTHING RETURNING user_id, file_id)
    SELECT array_agg(DISTINCT user_id), array_agg(DISTINCT file_id) INTO persons, files FROM raised;
    IF files IS NOT NULL THEN PERFORM access.after_file_change(files, persons); END IF;
END $$;

CREATE FUNCTION access.on_given_half() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE given uuid[]; files uuid[];
BEGIN
    IF TG_TABLE_NAME = 'emergency_emergencyaccess' THEN
        SELECT array_agg(t.file_id) INTO given FROM touched t;
    ELSE
        SELECT array_agg(t.content_object_id) INTO given FROM touched t;
    END IF;
    SELECT array_agg(DISTINCT f) INTO files
      FROM unnest(given) f JOIN public.partners_tie x ON f IN (x.one_id, x.other_id);
    IF files IS NOT NULL THEN PERFORM access.keep_apart(files); END IF;
    RETURN NULL;
END $$;

-- Tie two halves, whoever says so: by a link, or where that would leave one to nobody, without.
CREATE FUNCTION access.tie_halves(what uuid, by_whom uuid) RETURNS void LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
DECLARE t partners_tie;
BEGIN
    UPDATE partners_tie x SET outcome = 'tied', decided_by_id = by_whom, decided_at = now(), why = ''
     WHERE x.id = what RETURNING * INTO t;
    IF access.leads_both(NULL, t.one_id, t.other_id) AND t.service = ALL (
        SELECT c.service FROM clients_casefile c WHERE c.id IN (t.one_id, t.other_id)) THEN
        PERFORM access.keep_apart(ARRAY[t.one_id]);
        PERFORM access.note_event('tie_agreed', NULL, ARRAY[t.id, t.one_id, t.other_id]);
    ELSE
        INSERT INTO clients_partnerlink (id, file_a_id, file_b_id) VALUES (gen_random_uuid(), t.one_id, t.other_id)
        ON CONFLICT DO NOTHING;
    END IF;
END $$;
"""

TRIGGERS = """
CREATE TRIGGER partners_apart_insert AFTER INSERT ON public.clients_usergrant REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION access.on_given_half();
CREATE TRIGGER partners_apart_update AFTER UPDATE ON public.clients_usergrant REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION access.on_given_half();
CREATE TRIGGER partners_apart_emergency AFTER INSERT ON public.emergency_emergencyaccess
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION access.on_given_half();
"""
