"""The database's own part in grants: effective grants and couple walls, kept by triggers.

Sources: personal grants, team grants with membership (the sooner of their ends), emergency access, turns, walls,
partner links. One pair (person, file) is worked out by one transaction at a time. Lock rule: what changes on a file's
side takes its teams and persons shared and its files (and their partners' files) alone; what changes on a membership
takes its teams and persons alone, and works out all that these persons hold; always teams before persons before files,
each in the order of their hashes.

Couple walls: as soon as somebody holds anything on one half of a couple, a wall rises between them and the other
half, for good. Who held both when the link became known keeps the half of their own service; if that does not
decide, neither. A turn passes the wall before one half for an hour, and leaves no other half open beside it.
"""

SLOTS = 1024
FOREVER = "timestamptz '9999-12-31 00:00:00+00'"
_CODES = {
    "view_until": "view_casefile",
    "contribute_until": "contribute",
    "third_party_until": "view_third_party",
    "lead_until": "lead",
}
_COLUMNS = ", ".join(_CODES)
_LATEST = ", ".join(
    f"max(s.until) FILTER (WHERE p.codename = '{code}') AS {column}"
    for column, code in _CODES.items()
)
_NAMED = ", ".join(f"r.{column}" for column in _CODES)
_HELD = ", ".join(f"h.{column}" for column in _CODES)
_CHANGED = ", ".join(f"e.{column}" for column in _CODES)
_EXCLUDED = ", ".join(f"excluded.{column}" for column in _CODES)


def _raise_walls(name: str, about: str, which: str) -> str:
    """Return the function that raises couple walls for those who hold a half; the test `which` chooses among them."""
    return f"""
CREATE FUNCTION access.{name}({about}) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp SET random_page_cost = 1.1 AS $$
BEGIN
    WITH held AS MATERIALIZED (
        SELECT DISTINCT s.person, s.file FROM access.open_source s WHERE {which}),
    half AS MATERIALIZED (
        SELECT h.person, h.file, l.other FROM held h JOIN access.link l ON l.one = h.file),
    both_halves AS MATERIALIZED (
        SELECT a.person, a.file, a.other FROM half a
          JOIN half b ON (b.person, b.file, b.other) = (a.person, a.other, a.file)),
    -- who holds both halves loses the one that is not of their service, or both
    lost AS MATERIALIZED (
        SELECT DISTINCT b.person, b.file FROM both_halves b
          CROSS JOIN LATERAL (
              SELECT (SELECT c.service FROM public.clients_casefile c WHERE c.id = b.file) AS of_file,
                     (SELECT c.service FROM public.clients_casefile c WHERE c.id = b.other) AS of_other,
                     (SELECT w.service FROM public.staff_worker w WHERE w.account_id = b.person
                         AND NOT EXISTS (SELECT 1 FROM public.turns_turn t WHERE t.manager_id = b.person
                             AND t.ended_at IS NULL AND t.file_id IN (b.file, b.other))) AS of_person) x
         WHERE NOT (x.of_file IS NOT DISTINCT FROM x.of_person AND x.of_other <> x.of_file))
    INSERT INTO public.clients_wall (id, user_id, file_id, kind, made_at)
    SELECT gen_random_uuid(), h.person, h.file, 'couple', now() FROM (
        SELECT person, file FROM lost
        UNION
        -- who holds one half is walled off from the other
        SELECT a.person, a.other FROM half a
         WHERE NOT EXISTS (SELECT 1 FROM lost o WHERE o.person = a.person AND o.file = a.file)) h
    ON CONFLICT DO NOTHING;
END $$;
"""


FUNCTIONS = f"""
CREATE VIEW access.grant_source AS
    SELECT g.user_id AS person, g.content_object_id AS file, g.permission_id,
           coalesce(g.until, {FOREVER}) AS until, false AS emergency FROM public.clients_usergrant g
    UNION ALL
    SELECT m.account_id, g.content_object_id, g.permission_id,
           least(coalesce(g.until, {FOREVER}), coalesce(m.until, {FOREVER})), false
      FROM public.clients_teamgrant g JOIN public.staff_account_groups m ON m.group_id = g.group_id
    UNION ALL
    SELECT e.worker_id, e.file_id, p.id, e.until, true FROM public.emergency_emergencyaccess e
      JOIN public.auth_permission p ON p.codename IN ('view_casefile', 'contribute')
      JOIN public.django_content_type t ON t.id = p.content_type_id AND t.app_label = 'clients';

-- Does this person manage teams of both services themselves: as nobody's deputy.
CREATE FUNCTION access.leads_both_services(whom uuid) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM staff_worker w JOIN staff_account a ON a.id = w.account_id AND a.is_active
                    WHERE w.account_id = whom AND w.role = 'line_manager')
       AND 2 = (SELECT count(DISTINCT t.service) FROM staff_account_groups m
                  JOIN staff_team t ON t.group_ptr_id = m.group_id AND t.service IN ('iss', 'dvpp')
                 WHERE m.account_id = whom AND m.until IS NULL) $$;

-- What a turn opens: what its manager holds on that one file by their own teams, until its end.
CREATE VIEW access.turn_source AS
    SELECT t.manager_id AS person, t.file_id AS file, g.permission_id,
           least(coalesce(g.until, {FOREVER}), t.until) AS until, false AS emergency
      FROM public.turns_turn t
      JOIN public.clients_teamgrant g ON g.content_object_id = t.file_id
      JOIN public.staff_account_groups m ON (m.group_id, m.account_id) = (g.group_id, t.manager_id) AND m.until IS NULL
     WHERE t.ended_at IS NULL AND access.leads_both_services(t.manager_id) AND NOT EXISTS (
        SELECT 1 FROM public.clients_wall v WHERE v.user_id = t.manager_id AND v.file_id = t.file_id
           AND v.kind <> 'couple');

-- What no wall stands before. An emergency passes a conflict's wall; nothing passes a couple's but a turn.
CREATE VIEW access.open_source AS
    SELECT s.* FROM access.grant_source s WHERE NOT EXISTS (
        SELECT 1 FROM public.clients_wall v WHERE v.user_id = s.person AND v.file_id = s.file
           AND (v.kind = 'couple' OR NOT s.emergency))
    UNION ALL SELECT o.* FROM access.turn_source o;

CREATE VIEW access.link AS
    SELECT file_a_id AS one, file_b_id AS other FROM public.clients_partnerlink
    UNION ALL SELECT file_b_id, file_a_id FROM public.clients_partnerlink;

-- Files share {SLOTS} locks among them: a team may be given twenty thousand at once, and the server has some
-- thousands of locks for everybody.
CREATE FUNCTION access.lock_each(kind int, ids text[], alone boolean) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
DECLARE slot int;
BEGIN
    FOR slot IN SELECT DISTINCT CASE kind WHEN 3 THEN hashtext(id) & {SLOTS - 1} ELSE hashtext(id) END
                  FROM unnest(ids) id WHERE id IS NOT NULL ORDER BY 1 LOOP
        IF alone THEN PERFORM pg_advisory_xact_lock(kind, slot);
        ELSE PERFORM pg_advisory_xact_lock_shared(kind, slot); END IF;
    END LOOP;
END $$;

-- The files of a set and the other halves of their couples.
CREATE FUNCTION access.with_partners(files uuid[]) RETURNS uuid[] LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp AS $$
    SELECT array_agg(DISTINCT f) FROM (
        SELECT unnest(files) AS f UNION SELECT l.other FROM access.link l WHERE l.one = ANY (files)) x $$;

CREATE FUNCTION access.lock_for_files(files uuid[], persons uuid[]) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
DECLARE every uuid[] := access.with_partners(files);
BEGIN
    PERFORM access.lock_each(1, (SELECT array_agg(DISTINCT g.group_id::text)
        FROM public.clients_teamgrant g WHERE g.content_object_id = ANY (every)), false);
    PERFORM access.lock_each(2, (SELECT array_agg(DISTINCT p::text) FROM (
        SELECT unnest(persons) AS p UNION SELECT s.person FROM access.grant_source s
         WHERE s.file = ANY (every)) x), false);
    PERFORM access.lock_each(3, every::text[], true);
    -- a link may have been committed while this waited; take the new half too
    every := access.with_partners(files);
    PERFORM access.lock_each(3, every::text[], true);
END $$;

-- Of whoever holds these files, their partners' included; and of whatever these persons hold.
{_raise_walls("raise_couple_walls", "files uuid[]", "s.file = ANY (files)")}
{_raise_walls("raise_walls_of", "persons uuid[]", "s.person = ANY (persons)")}
-- Every pair of these persons and files, worked out anew from the sources.
CREATE FUNCTION access.work_out(persons uuid[], files uuid[]) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM public.clients_effectivegrant e
     WHERE e.user_id = ANY (persons) AND e.file_id = ANY (files)
       AND NOT EXISTS (SELECT 1 FROM access.open_source s WHERE s.person = e.user_id AND s.file = e.file_id);
    INSERT INTO public.clients_effectivegrant AS e (user_id, file_id, {_COLUMNS}, attention_at)
    SELECT r.person, r.file, {_NAMED}, c.attention_at FROM (
        SELECT s.person, s.file, {_LATEST} FROM access.open_source s
          JOIN public.auth_permission p ON p.id = s.permission_id
         WHERE s.person = ANY (persons) AND s.file = ANY (files)
         GROUP BY s.person, s.file) r
      JOIN public.clients_casefile c ON c.id = r.file
    ON CONFLICT (file_id, user_id) DO UPDATE SET ({_COLUMNS}) = ROW ({_EXCLUDED})
     WHERE ({_CHANGED}) IS DISTINCT FROM ({_EXCLUDED});
END $$;

-- Everything that these persons hold, worked out anew in one pass. It writes no row that is right already: whoever
-- changes a file's attention holds those, and not its persons. Nobody else makes rows of persons held alone, so none
-- is in the way. Twenty thousand files among a million are sought one by one, not by reading the million.
CREATE FUNCTION access.work_out_all_of(persons uuid[]) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp SET random_page_cost = 1.1 SET work_mem = '32MB' AS $$
BEGIN
    WITH r AS MATERIALIZED (
        SELECT s.person, s.file, {_LATEST} FROM access.open_source s
          JOIN public.auth_permission p ON p.id = s.permission_id
         WHERE s.person = ANY (persons)
         GROUP BY s.person, s.file),
    held AS MATERIALIZED (
        SELECT e.user_id AS person, e.file_id AS file, {_COLUMNS} FROM public.clients_effectivegrant e
         WHERE e.user_id = ANY (persons)),
    gone AS (
        DELETE FROM public.clients_effectivegrant e USING held h
         WHERE e.user_id = h.person AND e.file_id = h.file
           AND NOT EXISTS (SELECT 1 FROM r WHERE r.person = h.person AND r.file = h.file)),
    changed AS (
        UPDATE public.clients_effectivegrant e SET ({_COLUMNS}) = ROW ({_NAMED})
          FROM r JOIN held h ON h.person = r.person AND h.file = r.file
         WHERE ({_HELD}) IS DISTINCT FROM ({_NAMED}) AND e.user_id = h.person AND e.file_id = h.file)
    INSERT INTO public.clients_effectivegrant (user_id, file_id, {_COLUMNS}, attention_at)
    SELECT r.person, r.file, {_NAMED}, c.attention_at FROM r
      JOIN public.clients_casefile c ON c.id = r.file
     WHERE NOT EXISTS (SELECT 1 FROM held h WHERE h.person = r.person AND h.file = r.file)
     ORDER BY r.file;
END $$;

-- A change on a file's side: lock, raise walls, work out all touched persons on the files and their partners.
CREATE FUNCTION access.after_file_change(files uuid[], persons uuid[]) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
DECLARE every uuid[]; coupled uuid[];
BEGIN
    PERFORM access.lock_for_files(files, persons);
    every := access.with_partners(files);
    IF cardinality(every) > cardinality(files) OR EXISTS (SELECT 1 FROM access.link l WHERE l.one = ANY (files)) THEN
        PERFORM access.raise_couple_walls(every);
        SELECT array_agg(DISTINCT s.person) INTO coupled FROM access.grant_source s WHERE s.file = ANY (every);
        persons := persons || coalesce(coupled, '{{}}');
    END IF;
    PERFORM access.work_out(persons, every);
END $$;

CREATE FUNCTION access.on_usergrant() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE files uuid[]; persons uuid[];
BEGIN
    SELECT array_agg(DISTINCT content_object_id), array_agg(DISTINCT user_id) INTO files, persons FROM touched;
    IF files IS NOT NULL THEN PERFORM access.after_file_change(files, persons); END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION access.on_teamgrant() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE files uuid[]; persons uuid[];
BEGIN
    PERFORM access.lock_each(1, (SELECT array_agg(DISTINCT group_id::text) FROM touched), false);
    SELECT array_agg(DISTINCT content_object_id) INTO files FROM touched;
    SELECT array_agg(DISTINCT m.account_id) INTO persons
      FROM touched t JOIN public.staff_account_groups m ON m.group_id = t.group_id;
    IF files IS NOT NULL THEN PERFORM access.after_file_change(files, coalesce(persons, '{{}}')); END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION access.on_emergency() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE files uuid[]; persons uuid[];
BEGIN
    SELECT array_agg(DISTINCT file_id), array_agg(DISTINCT worker_id) INTO files, persons FROM touched;
    IF files IS NOT NULL THEN PERFORM access.after_file_change(files, persons); END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION access.on_turn() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE files uuid[]; persons uuid[];
BEGIN
    SELECT array_agg(DISTINCT file_id), array_agg(DISTINCT manager_id) INTO files, persons FROM touched;
    IF files IS NOT NULL THEN PERFORM access.after_file_change(files, persons); END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION access.on_wall() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE files uuid[]; persons uuid[];
BEGIN
    IF pg_trigger_depth() > 1 THEN RETURN NULL; END IF;  -- raised by a change that works everything out itself
    SELECT array_agg(DISTINCT file_id), array_agg(DISTINCT user_id) INTO files, persons FROM touched;
    IF files IS NOT NULL THEN PERFORM access.after_file_change(files, persons); END IF;
    RETURN NULL;
END $$;

-- A wall that rises is in the audit, by whichever way it rose, and a restore raises it again. What a conflict's notice
-- raises is noted with it (clients.conflicts).
CREATE FUNCTION access.on_wall_raised() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM access.note_events(r.kind || '_wall_raised', array_agg(r.file_id),
                               array_agg(to_jsonb(ARRAY[r.id, r.user_id]))) FROM raised r
      WHERE r.kind = 'couple' OR pg_trigger_depth() = 1 GROUP BY r.kind;
    RETURN NULL;
END $$;

CREATE FUNCTION access.on_files_linked() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM access.note_event('files_linked', NEW.file_a_id, ARRAY[NEW.id, NEW.file_b_id]);
    RETURN NULL;
END $$;

-- A grant that is taken away or ends sooner. Those of a file that is destroyed go with it, without a word.
CREATE FUNCTION access.on_grant_ended() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF coalesce(access.actor(), '') NOT IN ('disposer', 'restorer') THEN
        PERFORM access.note_event('grant_ended', OLD.content_object_id, ARRAY[OLD.id]);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION access.on_link() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE files uuid[];
BEGIN
    SELECT array_agg(DISTINCT f) INTO files
      FROM (SELECT file_a_id AS f FROM touched UNION SELECT file_b_id FROM touched) x;
    IF files IS NOT NULL THEN PERFORM access.after_file_change(files, '{{}}'); END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION access.on_membership() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE persons uuid[];
BEGIN
    PERFORM access.lock_each(1, (SELECT array_agg(DISTINCT group_id::text) FROM touched), true);
    PERFORM access.lock_each(2, (SELECT array_agg(DISTINCT account_id::text) FROM touched), true);
    SELECT array_agg(DISTINCT account_id) INTO persons FROM touched;
    IF persons IS NULL THEN RETURN NULL; END IF;
    IF TG_OP <> 'DELETE' THEN PERFORM access.raise_walls_of(persons); END IF;  -- leaving makes no couple
    PERFORM access.work_out_all_of(persons);
    RETURN NULL;
END $$;

CREATE FUNCTION access.on_attention() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- whoever joins one of its teams meanwhile works their row out from this file, without locking it
    PERFORM access.lock_each(1, (SELECT array_agg(DISTINCT g.group_id::text)
        FROM public.clients_teamgrant g WHERE g.content_object_id = NEW.id), false);
    PERFORM access.lock_each(3, ARRAY[NEW.id::text], true);
    UPDATE public.clients_effectivegrant SET attention_at = NEW.attention_at WHERE file_id = NEW.id;
    RETURN NULL;
END $$;

CREATE FUNCTION access.is_imported(what uuid) RETURNS boolean LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM clients_casefile c WHERE c.id = what AND c.origin_import IS NOT NULL) $$;

-- Is it an entry of this file, which I may view, that corrects no other: what a correction may correct (clause 5.2.2).
CREATE FUNCTION access.may_correct_entry(what uuid, on_file uuid) RETURNS boolean LANGUAGE sql STABLE
    PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM clients_entry e
                     JOIN clients_effectivegrant g ON g.file_id = e.file_id AND g.user_id = access.me()
                    WHERE e.id = what AND e.file_id = on_file AND e.corrects_id IS NULL AND g.view_until > now()) $$;

-- May I give grants on this file: I lead it, or I opened it and nobody holds anything on it yet.
CREATE FUNCTION access.may_grant(what uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM clients_effectivegrant g
                    WHERE g.file_id = what AND g.user_id = access.me() AND g.lead_until > now())
        OR (EXISTS (SELECT 1 FROM clients_casefile c WHERE c.id = what AND c.created_by_id = access.me())
            AND NOT EXISTS (SELECT 1 FROM access.grant_source s WHERE s.file = what)) $$;
"""

CALLABLE = (
    "access.is_imported(uuid)",
    "access.may_grant(uuid)",
    "access.may_correct_entry(uuid, uuid)",
)


def _statement_triggers(table: str, function: str) -> str:
    out = ""
    for event, which in (
        ("INSERT", "NEW"),
        ("UPDATE", "NEW"),
        ("UPDATE", "OLD"),
        ("DELETE", "OLD"),
    ):
        name = f"keep_grants_{event.lower()}_{which.lower()}"
        out += (
            f"DROP TRIGGER IF EXISTS {name} ON {table};"
            f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {which} TABLE AS touched"
            f" FOR EACH STATEMENT EXECUTE FUNCTION access.{function}();\n"
        )
    return out


def _end_triggers(table: str) -> str:
    sooner = "coalesce(NEW.until, 'infinity') < coalesce(OLD.until, 'infinity')"
    return (
        f"CREATE TRIGGER note_taken_away AFTER DELETE ON {table} FOR EACH ROW"
        f" EXECUTE FUNCTION access.on_grant_ended();"
        f"CREATE TRIGGER note_ended AFTER UPDATE OF until ON {table} FOR EACH ROW WHEN ({sooner})"
        f" EXECUTE FUNCTION access.on_grant_ended();\n"
    )


TRIGGERS = (
    _statement_triggers("public.clients_usergrant", "on_usergrant")
    + _statement_triggers("public.clients_teamgrant", "on_teamgrant")
    + _statement_triggers("public.emergency_emergencyaccess", "on_emergency")
    + _statement_triggers("public.turns_turn", "on_turn")
    + _statement_triggers("public.clients_wall", "on_wall")
    + _statement_triggers("public.clients_partnerlink", "on_link")
    + _statement_triggers("public.staff_account_groups", "on_membership")
    + _end_triggers("public.clients_usergrant")
    + _end_triggers("public.clients_teamgrant")
    + """
CREATE TRIGGER note_wall AFTER INSERT ON public.clients_wall REFERENCING NEW TABLE AS raised
    FOR EACH STATEMENT EXECUTE FUNCTION access.on_wall_raised();
CREATE TRIGGER note_link AFTER INSERT ON public.clients_partnerlink
    FOR EACH ROW EXECUTE FUNCTION access.on_files_linked();
DROP TRIGGER IF EXISTS keep_attention ON public.clients_casefile;
CREATE TRIGGER keep_attention AFTER UPDATE OF attention_at ON public.clients_casefile FOR EACH ROW
    WHEN (OLD.attention_at IS DISTINCT FROM NEW.attention_at) EXECUTE FUNCTION access.on_attention();
"""
)
