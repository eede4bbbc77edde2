"""The database's own part in accounts that nobody uses: who they are, and suspending them by the clock."""

FEWEST_DAYS = (
    30  # a shorter time suspends nobody: a slip in a setting must not lock an organisation out
)

FUNCTIONS = """
-- When somebody was last here: signed in, came in with two codes or could have, or was let in by two. NULL: unknown.
CREATE FUNCTION access.last_here(whom uuid) RETURNS timestamptz LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT greatest(
        (SELECT a.last_login FROM staff_account a WHERE a.id = whom),
        (SELECT max(coalesce(i.taken_at, i.expires_at)) FROM accounts_invitation i WHERE i.person = whom),
        (SELECT max(coalesce(c.decided_at, c.asked_at)) FROM accounts_change c
          WHERE c.worker_id = whom AND c.outcome <> '' AND c.kind IN ('start', 'reset', 'suspend', 'come_back'))) $$;

-- Who has not been here for so long, for whoever decides about accounts; never oneself.
CREATE FUNCTION access.dormant_people(days integer) RETURNS TABLE (person uuid, since timestamptz) LANGUAGE sql
    STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.id, access.last_here(a.id) FROM staff_account a JOIN staff_worker w ON w.account_id = a.id
     WHERE a.is_active AND a.id <> access.me() AND access.decides_accounts(access.me())
       AND access.last_here(a.id) < now() - make_interval(days => days)
     ORDER BY 2, 1 $$;

-- Whose two codes were not used in time, so that they can't come in.
CREATE FUNCTION access.lapsed_invitations() RETURNS TABLE (person uuid, at timestamptz) LANGUAGE sql
    STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.id, max(i.expires_at) FROM staff_account a JOIN accounts_invitation i ON i.person = a.id
     WHERE a.is_active AND a.password LIKE '!%' AND a.id <> access.me() AND access.decides_accounts(access.me())
       AND i.taken_at IS NULL AND i.expires_at IS NOT NULL
     GROUP BY a.id HAVING max(i.expires_at) <= now() ORDER BY 2, 1 $$;

-- The clock's part. Two who decide about accounts always stay; and a slip in a setting locks no organisation out.
CREATE FUNCTION access.suspend_dormant(days integer) RETURNS integer LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE one uuid; many integer := 0;
BEGIN
    IF access.actor() IS DISTINCT FROM 'timekeeper' OR days < 30 THEN
        RAISE EXCEPTION 'only the timekeeper suspends, and not so soon' USING ERRCODE = '42501';
    END IF;
    PERFORM access.one_account_change();
    FOR one IN SELECT a.id FROM staff_account a JOIN staff_worker w ON w.account_id = a.id
                WHERE a.is_active AND access.last_here(a.id) < now() - make_interval(days => days)
                ORDER BY access.last_here(a.id), a.id LOOP
        CONTINUE WHEN access.decides_accounts(one) AND access.left_to_decide(one) < 2;
        UPDATE staff_account SET is_active = false WHERE id = one;
        PERFORM access.note_event('account_dormant', NULL, ARRAY[one]);
        many := many + 1;
    END LOOP;
    RETURN many;
END $$;
"""

CALLABLE = (
    "access.dormant_people(integer)",
    "access.lapsed_invitations()",
    "access.suspend_dormant(integer)",
)
