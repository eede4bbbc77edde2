"""The database's own part in the access review: what is before whom, and saying whether it is still needed.

Grants on a team's files are before its line managers, and never before their own holder. What a team's only manager
holds is before the next manager up, and without one before the records admins. Roles, loans and teams are before
whoever asks for everybody's account changes. What is not needed any more ends in the transaction that says so; a role
or a team is ended by an account change, which takes two.
"""

from staff.accounts.fence_sql import ASKERS

MOST_MARKED = 500  # at once
HELD = "coalesce(g.until, 'infinity') > now() AND g.given_at <= since"
MEMBER = "coalesce(m.until, 'infinity') > now()"
_COLUMNS = (
    "g.id, g.user_id, c.id, c.reference::text, g.permission_id, g.reason::text, g.given_by, g.given_at, g.until,"
    " c.lead_id IS NOT DISTINCT FROM g.user_id"
)
_ROW = (
    "id uuid, person uuid, file uuid, reference text, permission integer, reason text, given_by uuid,"
    " given_at timestamptz, until timestamptz, leads boolean"
)
_ASKERS = ", ".join(repr(role) for role in ASKERS)

FUNCTIONS = f"""
-- The grants that stood when a round began, stand still, and are before this person.
CREATE FUNCTION access.grants_before(me uuid, since timestamptz) RETURNS TABLE ({_ROW}) LANGUAGE sql STABLE
    SET search_path = public, pg_temp SET random_page_cost = 1.1 AS $$
    SELECT {_COLUMNS} FROM staff_account_groups m JOIN clients_casefile c ON c.team_id = m.group_id
      JOIN clients_usergrant g ON g.content_object_id = c.id
     WHERE m.account_id = me AND {MEMBER} AND access.manages_now(me) AND g.user_id <> me AND {HELD}
       AND (SELECT e.lead_until FROM clients_effectivegrant e WHERE e.file_id = c.id AND e.user_id = me) > now()
    UNION ALL
    SELECT {_COLUMNS} FROM staff_account_groups m JOIN clients_casefile c ON c.team_id = m.group_id
      JOIN clients_usergrant g ON g.content_object_id = c.id AND g.user_id = m.account_id
      JOIN staff_worker w ON w.account_id = m.account_id
     WHERE m.account_id <> me AND m.until IS NULL AND {HELD}
       AND NOT EXISTS (SELECT 1 FROM staff_account_groups o JOIN staff_account a ON a.id = o.account_id AND a.is_active
                        WHERE o.group_id = m.group_id AND o.account_id <> m.account_id
                          AND coalesce(o.until, 'infinity') > now())
       AND EXISTS (SELECT 1 FROM staff_worker r JOIN staff_account a ON a.id = r.account_id AND a.is_active
                    WHERE r.account_id = me AND CASE
                        WHEN EXISTS (SELECT 1 FROM staff_account u WHERE u.id = w.line_manager_id AND u.is_active)
                        THEN w.line_manager_id = me ELSE r.role = 'records_admin' END) $$;

CREATE FUNCTION access.began(what uuid) RETURNS timestamptz LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT r.begun_at FROM reviewing_round r WHERE r.id = what $$;

-- Whose grants are before me in a round: on how many files, how many of them I have said something about.
CREATE FUNCTION access.review_people(what uuid) RETURNS TABLE (person uuid, files bigint, done bigint) LANGUAGE sql
    STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT b.person, count(DISTINCT b.file), count(DISTINCT b.file) FILTER (WHERE k.item IS NOT NULL)
      FROM access.grants_before(access.me(), access.began(what)) b
      LEFT JOIN reviewing_mark k ON k.round_id = what AND k.item = b.id
     GROUP BY b.person $$;

-- One person's grants before me that nobody has said anything about yet, file by file; when they were last there.
CREATE FUNCTION access.review_lines(what uuid, whom uuid, after uuid, most integer)
    RETURNS TABLE (file uuid, reference text, leads boolean, grants uuid[], rights text[], reasons text[],
                   givers uuid[], since timestamptz, ends timestamptz, last_used timestamptz)
    LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH lines AS (
        SELECT b.file, b.reference, b.leads, array_agg(b.id ORDER BY p.id) AS grants,
               array_agg(p.codename::text ORDER BY p.id) AS rights, array_agg(DISTINCT b.reason) AS reasons,
               array_agg(DISTINCT b.given_by) FILTER (WHERE b.given_by IS NOT NULL) AS givers,
               min(b.given_at) AS since, max(coalesce(b.until, 'infinity')) AS ends
          FROM access.grants_before(access.me(), access.began(what)) b JOIN auth_permission p ON p.id = b.permission
         WHERE b.person = whom AND b.file > after
           AND NOT EXISTS (SELECT 1 FROM reviewing_mark k WHERE k.round_id = what AND k.item = b.id)
         GROUP BY b.file, b.reference, b.leads ORDER BY b.file LIMIT most)
    SELECT l.file, l.reference, l.leads, l.grants, l.rights, l.reasons, coalesce(l.givers, ARRAY[]::uuid[]), l.since,
           nullif(l.ends, 'infinity'),
           (SELECT v.at FROM audit_event v WHERE v.file = l.file AND v.person = whom
               AND v.at > now() - interval '1 year' ORDER BY v.at DESC LIMIT 1)
      FROM lines l ORDER BY l.file $$;

-- Say of grants before me that they are still needed, or end them now. Returns of how many. Whoever leads the file
-- keeps theirs until it is allocated: it would be nobody's.
CREATE FUNCTION access.mark_grants(what uuid, which uuid[], keep boolean) RETURNS integer LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE mine uuid[]; me uuid := access.me();
BEGIN
    IF me IS NULL OR keep IS NULL OR cardinality(which) > {MOST_MARKED} THEN
        RAISE EXCEPTION 'no review' USING ERRCODE = '42501';
    END IF;
    WITH said AS (
        INSERT INTO reviewing_mark (id, round_id, side, item, reviewer_id, kept, at)
        SELECT gen_random_uuid(), what, 'files', b.id, me, keep, now()
          FROM access.grants_before(me, access.began(what)) b
         WHERE b.id = ANY (which) AND (keep OR NOT b.leads)
        ON CONFLICT (round_id, item) DO NOTHING RETURNING item)
    SELECT array_agg(item) INTO mine FROM said;
    IF mine IS NULL THEN RETURN 0; END IF;
    IF NOT keep THEN
        UPDATE clients_usergrant SET until = now(), reason = 'access review' WHERE id = ANY (mine);
    END IF;
    PERFORM access.note_event(CASE WHEN keep THEN 'access_kept' ELSE 'access_ended' END, NULL, what || mine);
    RETURN cardinality(mine);
END $$;

-- Who asks for everybody's account changes, by their own role: the house's side is before them, but for themselves.
CREATE FUNCTION access.reviews_house() RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM staff_worker w WHERE w.account_id = access.me() AND w.role IN ({_ASKERS})) $$;

-- Everybody in post but me, and what the house gave them: teams they manage, roles lent; whether somebody has looked.
CREATE FUNCTION access.review_house(what uuid)
    RETURNS TABLE (person uuid, teams text[], lent text[], done boolean) LANGUAGE sql
    STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT w.account_id,
           ARRAY(SELECT g.name::text FROM staff_account_groups m JOIN auth_group g ON g.id = m.group_id
                  WHERE m.account_id = w.account_id AND {MEMBER} ORDER BY g.name),
           ARRAY(SELECT l.role::text FROM staff_roleloan l
                  WHERE l.worker_id = w.account_id AND l.ends_at > now() ORDER BY l.role),
           EXISTS (SELECT 1 FROM reviewing_mark k WHERE k.round_id = what AND k.item = w.account_id)
      FROM staff_worker w JOIN staff_account a ON a.id = w.account_id AND a.is_active
     WHERE access.reviews_house() AND w.account_id <> access.me()
     ORDER BY w.display_name, w.account_id $$;

CREATE FUNCTION access.mark_people(what uuid, which uuid[]) RETURNS integer LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE mine uuid[]; me uuid := access.me();
BEGIN
    IF me IS NULL OR cardinality(which) > {MOST_MARKED} THEN
        RAISE EXCEPTION 'no review' USING ERRCODE = '42501';
    END IF;
    WITH said AS (
        INSERT INTO reviewing_mark (id, round_id, side, item, reviewer_id, kept, at)
        SELECT gen_random_uuid(), what, 'house', h.person, me, true, now() FROM access.review_house(what) h
         WHERE h.person = ANY (which) AND access.began(what) IS NOT NULL
        ON CONFLICT (round_id, item) DO NOTHING RETURNING item)
    SELECT array_agg(item) INTO mine FROM said;
    IF mine IS NULL THEN RETURN 0; END IF;
    PERFORM access.note_event('access_kept', NULL, what || mine);
    RETURN cardinality(mine);
END $$;

-- Note that I have finished a side of a round: nothing is left before me. False where something is, or it is not mine.
CREATE FUNCTION access.finish_review(what uuid, which text) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE me uuid := access.me(); unfinished boolean;
BEGIN
    unfinished := CASE which
        WHEN 'files' THEN NOT access.manages_now(me) OR EXISTS (
            SELECT 1 FROM access.grants_before(me, access.began(what)) b WHERE NOT EXISTS (
                SELECT 1 FROM reviewing_mark k WHERE k.round_id = what AND k.item = b.id))
        WHEN 'house' THEN NOT access.reviews_house()
            OR EXISTS (SELECT 1 FROM access.review_house(what) h WHERE NOT h.done) END;
    IF access.began(what) IS NULL OR unfinished IS NOT FALSE THEN RETURN false; END IF;
    INSERT INTO reviewing_finished (id, round_id, side, reviewer_id, kept, ended, at)
    SELECT gen_random_uuid(), what, which, me, count(*) FILTER (WHERE k.kept), count(*) FILTER (WHERE NOT k.kept), now()
      FROM reviewing_mark k WHERE k.round_id = what AND k.side = which AND k.reviewer_id = me
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN RETURN false; END IF;
    PERFORM access.note_event('access_review_finished', NULL, ARRAY[what]);
    RETURN true;
END $$;

-- Begin the next round: by the clock when the last is so many days old, or by a records admin when it is over.
CREATE FUNCTION access.begin_access_review(every_days integer, due_days integer) RETURNS uuid LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE new uuid; me uuid := access.me();
BEGIN
    IF access.actor() IS DISTINCT FROM 'timekeeper' AND NOT EXISTS (
        SELECT 1 FROM staff_worker w WHERE w.account_id = me AND w.role = 'records_admin') THEN
        RAISE EXCEPTION 'not theirs to begin' USING ERRCODE = '42501';
    END IF;
    PERFORM pg_advisory_xact_lock(6, 1);
    INSERT INTO reviewing_round (id, begun_at, due_on, begun_by_id)
    SELECT gen_random_uuid(), now(), (now() AT TIME ZONE 'Europe/London')::date + due_days, me
     WHERE NOT EXISTS (
        SELECT 1 FROM reviewing_round r WHERE r.due_on >= (now() AT TIME ZONE 'Europe/London')::date
            OR me IS NULL AND r.begun_at > now() - make_interval(days => every_days))
    RETURNING id INTO new;
    IF new IS NOT NULL THEN PERFORM access.note_event('access_review_began', NULL, ARRAY[new]); END IF;
    RETURN new;
END $$;
"""

CALLABLE = (
    "access.review_people(uuid)",
    "access.review_lines(uuid, uuid, uuid, integer)",
    "access.mark_grants(uuid, uuid[], boolean)",
    "access.reviews_house()",
    "access.review_house(uuid)",
    "access.mark_people(uuid, uuid[])",
    "access.finish_review(uuid, text)",
    "access.begin_access_review(integer, integer)",
)
