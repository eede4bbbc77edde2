"""The duty search's part in row security: narrow functions that answer one worker about one file of their own service.

What is walled off, of the other service, or answered by two people, answers as if it were not there.
"""

from confidentiality.access.fence import ME, Table, any_of, holds, is_actor
from confidentiality.sealing.index.tokens import KIND_AT, Kind

AN_HOUR = "interval '1 hour'"
SEARCHES_AN_HOUR = 10
ON_DUTY = ("iss_worker", "dvpp_worker", "volunteer", "senior_practitioner", "line_manager")

FUNCTIONS = f"""
CREATE FUNCTION access.on_duty() RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM staff_worker w WHERE w.account_id = access.me()
                      AND w.service IN ('iss', 'dvpp', 'both') AND w.role IN {ON_DUTY}) $$;

-- May this file answer a duty search of mine: it is of my service, and no wall stands between us?
CREATE FUNCTION access.answers_on_duty(what uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT access.on_duty()
       AND EXISTS (SELECT 1 FROM clients_casefile c WHERE c.id = what
                      AND access.my_service() IN (c.service, 'both'))
       AND NOT EXISTS (SELECT 1 FROM clients_wall v WHERE v.file_id = what AND v.user_id = access.me()) $$;

-- Searches once, and counts it: 'found', 'nothing' or 'too many'. `wanted` are tokens of two exact identifiers each.
CREATE FUNCTION access.duty_search(search uuid, of_generation int, wanted bigint[]) RETURNS text LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE hits uuid[]; lone uuid;
BEGIN
    IF NOT access.on_duty() OR cardinality(wanted) NOT BETWEEN 1 AND 24
        OR EXISTS (SELECT 1 FROM unnest(wanted) t WHERE t >> {KIND_AT} <> {Kind.EXACT:d}) THEN
        RAISE EXCEPTION 'no duty search' USING ERRCODE = '42501';
    END IF;
    PERFORM pg_advisory_xact_lock(6, hashtext(access.me()::text));  -- one person's are counted one by one
    IF (SELECT count(*) FROM clients_dutysearch d
         WHERE d.by_id = access.me() AND d.at > now() - {AN_HOUR}) >= {SEARCHES_AN_HOUR} THEN
        RETURN 'too many';
    END IF;
    hits := ARRAY(
        SELECT t.file FROM keys.search_token t WHERE t.generation = of_generation AND t.token = ANY (wanted)
         GROUP BY t.file HAVING count(*) = (SELECT count(DISTINCT w) FROM unnest(wanted) w));
    PERFORM access.tell_of_wall_before(h) FROM unnest(hits) h;
    hits := ARRAY(SELECT h FROM unnest(hits) h WHERE access.answers_on_duty(h));
    IF cardinality(hits) > 1 THEN  -- one person's earlier files are closed
        hits := ARRAY(SELECT c.id FROM clients_casefile c WHERE c.id = ANY (hits) AND c.status <> 'closed');
    END IF;
    IF cardinality(hits) = 1 THEN lone := hits[1]; END IF;
    INSERT INTO clients_dutysearch (id, by_id, at, file_id) VALUES (search, access.me(), now(), lone);
    RETURN CASE WHEN lone IS NULL THEN 'nothing' ELSE 'found' END;
END $$;

-- The file that a duty search of mine found within the hour, if it may still answer.
CREATE FUNCTION access.duty_file(search uuid) RETURNS uuid LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT d.file_id FROM clients_dutysearch d
     WHERE d.id = search AND d.by_id = access.me() AND d.at > now() - {AN_HOUR}
       AND access.answers_on_duty(d.file_id) $$;

CREATE FUNCTION access.on_duty_for(what uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM clients_dutysearch d WHERE d.by_id = access.me() AND d.file_id = what
                      AND d.at > now() - {AN_HOUR}) AND access.answers_on_duty(what) $$;

-- What it opens: who leads it and how she can be reached, no name and nothing else that is sealed.
CREATE FUNCTION access.duty_contact(search uuid)
    RETURNS TABLE (id uuid, reference text, service text, status text, lead_id uuid, team_id int, contact bytea,
                   opened_on date, ask_again_on date)
    LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.id, c.reference, c.service, c.status, c.lead_id, c.team_id, c.contact, c.opened_on, s.ask_again_on
      FROM clients_casefile c LEFT JOIN contacting_contactstanding s ON s.file_id = c.id
     WHERE c.id = access.duty_file(search) $$;

CREATE FUNCTION access.duty_key(search uuid) RETURNS SETOF keys.sealing_key LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT k.* FROM keys.sealing_key k WHERE k.kind = 'file' AND k.subject = access.duty_file(search) $$;
"""

CALLABLE = (
    "access.on_duty()",
    "access.duty_search(uuid, int, bigint[])",
    "access.duty_file(uuid)",
    "access.on_duty_for(uuid)",
    "access.duty_contact(uuid)",
    "access.duty_key(uuid)",
)

_NOW = "BETWEEN now() - interval '5 minutes' AND clock_timestamp() + interval '5 minutes'"
# The search's own policy holds in it besides.
_ON_MY_FILE = (
    "EXISTS (SELECT 1 FROM public.clients_dutysearch d WHERE d.id = clients_dutysearchseen.search_id{}"
    f" AND {holds('lead', 'd.file_id')})"
)
TABLES = (
    Table(
        "clients_dutysearch",
        "personal",
        select=any_of(
            f"by_id = {ME}", holds("lead", "clients_dutysearch.file_id"), is_actor("disposer")
        ),
        delete=is_actor("disposer"),
    ),
    Table(
        "clients_dutysearchseen",
        "personal",
        select=any_of(f"by_id = {ME}", is_actor("disposer"), _ON_MY_FILE.format("")),
        insert=f"by_id = {ME} AND at {_NOW} AND {_ON_MY_FILE.format(f' AND d.by_id <> {ME}')}",
        delete=is_actor("disposer"),
    ),
    # A call is written down by whoever took it, and read by those who hold the file.
    Table(
        "clients_entry",
        "content",
        insert=f"author_id = {ME} AND kind = 'call' AND nature = 'fact' AND corrects_id IS NULL"
        " AND written_at > now() - interval '5 minutes' AND written_at < now() + interval '5 minutes'"
        " AND access.on_duty_for(file_id)",
        label="duty",
    ),
)
