"""The database's own part in allocation: who may, who can take a file, and which files nobody leads.

Whoever allocates learns of each colleague one thing: whether they can take this file. A wall, days away, a pause and a
full caseload are one answer (E1). A file's lead is changed by a line manager of its team alone, to somebody who can.
"""

from confidentiality.interface.counting import MOST_COUNTED

NOT_AVAILABLE = "LA001"  # the SQLSTATE of a lead who cannot take the file
MOST_ASKED = 50  # files at once
HELD = "coalesce(m.until, 'infinity') > now()"  # a deputy's membership has an end
BEGINNING = "'-infinity', '00000000-0000-0000-0000-000000000000'"
TODAY = "(now() AT TIME ZONE 'Europe/London')::date"

_OPEN = "c.status <> 'closed' AND (c.opened_on, c.id) > (after_day, after_id)"
# A scalar subquery, asked of the few rows that a page takes: as a join it would read all that a manager holds.
_LED_BY_ME = (
    "(SELECT g.lead_until FROM clients_effectivegrant g"
    " WHERE g.file_id = c.id AND g.user_id = (SELECT access.me())) > now()"
)


def _first(where: str) -> str:
    """Return the part of a join that finds the first open files of a team which I lead and for which `where` holds."""
    return (
        "CROSS JOIN LATERAL (SELECT c.id, c.opened_on FROM clients_casefile c"
        f" WHERE {where} AND {_OPEN} AND {_LED_BY_ME} ORDER BY c.opened_on, c.id LIMIT {MOST_COUNTED}) f"
    )


FUNCTIONS = f"""
-- May I allocate this file: I am a line manager, hold its team's grant, and lead it by that. Not from behind a wall.
CREATE FUNCTION access.may_allocate(what uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT access.has_role('line_manager') AND EXISTS (
        SELECT 1 FROM clients_casefile c
          JOIN staff_account_groups m ON m.group_id = c.team_id AND m.account_id = access.me() AND {HELD}
         WHERE c.id = what AND {_LED_BY_ME}) $$;

-- Whether somebody can take this file. Every ground is asked, whatever the others say: none shows in the time.
CREATE FUNCTION access.can_take(whom uuid, what uuid, as_lead boolean) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT bool_and(ground.passed) FROM (VALUES
        (EXISTS (SELECT 1 FROM staff_worker w JOIN staff_account a ON a.id = w.account_id AND a.is_active
                   JOIN clients_casefile c ON c.id = what AND c.team_id = w.team_id WHERE w.account_id = whom)),
        (NOT EXISTS (SELECT 1 FROM clients_wall v WHERE v.user_id = whom AND v.file_id = what)),
        (NOT EXISTS (SELECT 1 FROM absence_absence b
                      WHERE b.worker_id = whom AND {TODAY} BETWEEN b.first_day AND b.last_day)),
        (NOT as_lead
         OR (SELECT count(*) FROM clients_casefile c WHERE c.lead_id = whom AND c.status <> 'closed')
            < coalesce((SELECT l.most FROM allocation_caseloadlimit l WHERE l.worker_id = whom), 2147483647))
    ) ground (passed) $$;

-- Who of their teams can take these files of mine: yes or no for each, and nothing about files that I do not lead.
CREATE FUNCTION access.who_can_take(files uuid[], as_lead boolean)
    RETURNS TABLE (file uuid, worker uuid, can boolean) LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.id, w.account_id, access.can_take(w.account_id, c.id, as_lead)
      FROM clients_casefile c JOIN staff_worker w ON w.team_id = c.team_id
      JOIN staff_account a ON a.id = w.account_id AND a.is_active
     WHERE c.id = ANY (files[1:{MOST_ASKED}]) AND {_LED_BY_ME} $$;

-- The first open files of my teams that nobody leads who could: without a lead, or with one who is out of post, in
-- another team, or kept from it. Each part reads only the first hundred that it finds.
CREATE FUNCTION access.unallocated(after_day date, after_id uuid)
    RETURNS TABLE (id uuid, opened_on date) LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp SET random_page_cost = 1.1 AS $$
    WITH mine AS MATERIALIZED (
        SELECT m.group_id AS team FROM staff_account_groups m
         WHERE m.account_id = access.me() AND {HELD} AND access.has_role('line_manager')),
    people AS MATERIALIZED (
        SELECT w.account_id AS person, CASE WHEN a.is_active THEN w.team_id END AS team
          FROM staff_worker w JOIN staff_account a ON a.id = w.account_id)
    SELECT f.id, f.opened_on FROM mine {_first("c.team_id = mine.team AND c.lead_id IS NULL")}
    UNION ALL
    SELECT f.id, f.opened_on FROM mine JOIN people p ON p.team IS DISTINCT FROM mine.team
        {_first("c.team_id = mine.team AND c.lead_id = p.person")}
    UNION ALL
    -- whoever holds the team's grant has thousands of walls, and is not looked for
    SELECT f.id, f.opened_on FROM mine JOIN people p ON p.team = mine.team AND NOT EXISTS (
            SELECT 1 FROM staff_account_groups m WHERE m.account_id = p.person AND m.group_id = mine.team AND {HELD})
      CROSS JOIN LATERAL (SELECT DISTINCT w.file_id FROM clients_wall w WHERE w.user_id = p.person) v
        {_first("c.id = v.file_id AND c.team_id = mine.team AND c.lead_id = p.person")}
    ORDER BY opened_on, id LIMIT {MOST_COUNTED} $$;

CREATE FUNCTION access.count_unallocated() RETURNS int LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*)::int FROM access.unallocated({BEGINNING}) $$;

-- Lets nobody else change hands of these files, nor give these people one, until this transaction ends: files first,
-- then people, then what grants lock, each in one order for all, so that two who hand over much do not stop each other.
CREATE FUNCTION access.begin_allocation(files uuid[], people uuid[]) RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE slot int;
BEGIN
    IF NOT access.has_role('line_manager') OR cardinality(files) > {MOST_ASKED}
        OR EXISTS (SELECT 1 FROM unnest(files) f WHERE NOT access.may_allocate(f)) THEN
        RAISE EXCEPTION 'no allocation' USING ERRCODE = '42501';
    END IF;
    PERFORM 1 FROM clients_casefile c WHERE c.id = ANY (files) ORDER BY c.id FOR NO KEY UPDATE;
    FOR slot IN SELECT DISTINCT hashtext(p::text) FROM unnest(people) p ORDER BY 1 LOOP
        PERFORM pg_advisory_xact_lock(7, slot);
    END LOOP;
    PERFORM access.lock_for_files(files, people);
END $$;

CREATE FUNCTION access.on_lead_changed() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF session_user = 'latch_owner' THEN RETURN NEW; END IF;
    IF NEW.lead_id IS NULL OR NOT access.may_allocate(NEW.id) THEN
        RAISE EXCEPTION 'a line manager of its team allocates a file' USING ERRCODE = '42501';
    END IF;
    PERFORM pg_advisory_xact_lock(7, hashtext(NEW.lead_id::text));
    IF NOT access.can_take(NEW.lead_id, NEW.id, true) THEN
        RAISE EXCEPTION 'not available' USING ERRCODE = '{NOT_AVAILABLE}';
    END IF;
    RETURN NEW;
END $$;
"""

TRIGGERS = """
CREATE TRIGGER allocated BEFORE UPDATE OF lead_id ON public.clients_casefile FOR EACH ROW
    WHEN (OLD.lead_id IS DISTINCT FROM NEW.lead_id) EXECUTE FUNCTION access.on_lead_changed();
"""

CALLABLE = (
    "access.may_allocate(uuid)",
    "access.who_can_take(uuid[], boolean)",
    "access.unallocated(date, uuid)",
    "access.count_unallocated()",
    "access.begin_allocation(uuid[], uuid[])",
)
