"""The one question that is answered without an identity: counts and ages of work, of nobody in particular."""

from confidentiality.access.fence import Fence

FUNCTIONS = """
CREATE FUNCTION access.work_figures() RETURNS TABLE (
        clock_seconds double precision, waiting bigint, oldest_seconds double precision, stopped bigint,
        shipped_seconds double precision)
    LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT (SELECT extract(epoch FROM now() - h.at)::float8 FROM work_heartbeat h WHERE h.name = 'clock'),
           (SELECT count(*) FROM work_job j WHERE j.state = 'waiting' AND j.not_before <= now()),
           (SELECT extract(epoch FROM now() - min(j.not_before))::float8 FROM work_job j
             WHERE j.state = 'waiting' AND j.not_before <= now()),
           (SELECT count(*) FROM work_job j WHERE j.state = 'failed'),
           (SELECT extract(epoch FROM now() - h.at)::float8 FROM work_heartbeat h WHERE h.name = 'shipping') $$;
-- The epochs that wrap keys, one that wraps none any more and stands, the age of the last drill of the newest's escrow.
CREATE FUNCTION access.key_figures() RETURNS TABLE (
        oldest_epoch int, newest_epoch int, left_standing int, drill_seconds double precision)
    LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH used AS MATERIALIZED (SELECT min(k.epoch)::int AS oldest, max(k.epoch)::int AS newest FROM keys.sealing_key k)
    SELECT used.oldest, used.newest,
           (SELECT max(e.number)::int FROM keys.sealing_epoch e
             WHERE e.destroyed_at IS NULL AND e.number < used.oldest),
           (SELECT extract(epoch FROM now() - max(s.drilled_at))::float8 FROM keys.sealing_escrow s
             WHERE s.epochs @> to_jsonb((SELECT max(e.number) FROM keys.sealing_epoch e)))
      FROM used $$;
-- The search index's newest complete making, whether another is under way, and about how many files there are.
CREATE FUNCTION access.index_figures() RETURNS TABLE (
        bits int, made_for int, key_print text, under_way boolean, about bigint)
    LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT g.bits::int, g.files, g.key_print::text,
           EXISTS (SELECT 1 FROM keys.search_generation b WHERE b.complete_at IS NULL),
           (SELECT greatest(c.reltuples, 0)::bigint FROM pg_class c WHERE c.oid = 'clients_casefile'::regclass)
      FROM (SELECT 1) one LEFT JOIN LATERAL (
        SELECT * FROM keys.search_generation g WHERE g.complete_at IS NOT NULL
         ORDER BY g.number DESC LIMIT 1) g ON true $$;
"""

FENCE = Fence(
    functions=FUNCTIONS,
    callable=("access.work_figures()", "access.key_figures()", "access.index_figures()"),
)
