"""The one question that is answered without an identity: counts and ages of work, of nobody in particular."""

from confidentiality.access.fence import Fence

FUNCTIONS = """
CREATE FUNCTION access.work_figures() RETURNS TABLE (
        clock_seconds double precision, waiting bigint, oldest_seconds double precision, stopped bigint)
    LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT (SELECT extract(epoch FROM now() - h.at)::float8 FROM work_heartbeat h WHERE h.name = 'clock'),
           (SELECT count(*) FROM work_job j WHERE j.state = 'waiting' AND j.not_before <= now()),
           (SELECT extract(epoch FROM now() - min(j.not_before))::float8 FROM work_job j
             WHERE j.state = 'waiting' AND j.not_before <= now()),
           (SELECT count(*) FROM work_job j WHERE j.state = 'failed') $$;
CREATE FUNCTION access.key_figures() RETURNS TABLE (oldest_epoch int, newest_epoch int)
    LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT min(k.epoch)::int, max(k.epoch)::int FROM keys.sealing_key k $$;
"""

FENCE = Fence(
    functions=FUNCTIONS,
    callable=("access.work_figures()", "access.key_figures()"),
)
