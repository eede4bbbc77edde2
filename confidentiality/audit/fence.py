"""Row security of the audit: everybody adds their own events, the sequencer seals them, the records admin reads."""

from confidentiality.access.fence import ACTOR, ME, Fence, Table, any_of, has_role, is_actor

RECORDS_ADMIN = has_role("records_admin")
SEQUENCER = is_actor("sequencer")
# Nobody dates an event before their transaction or after now, beyond what clocks differ.
_NOW = "at > now() - interval '5 minutes' AND at < clock_timestamp() + interval '5 minutes'"
# A restore destroys again what these tell, so no person can have told it.
_NOBODYS = "action <> 'file_destroyed'"

# How far the audit is, for whoever watches the installation: numbers and ages, of nobody's events in particular.
FUNCTIONS = """
CREATE FUNCTION access.audit_figures() RETURNS TABLE (
        sealed bigint, signed bigint, signed_seconds double precision, waiting_seconds double precision)
    LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT (SELECT coalesce(max(s.n), 0) FROM audit_seal s),
           (SELECT coalesce(max(c.n), 0) FROM audit_checkpoint c),
           (SELECT extract(epoch FROM clock_timestamp() - max(c.at))::float8 FROM audit_checkpoint c),
           (SELECT extract(epoch FROM clock_timestamp() - min(e.at))::float8
              FROM (SELECT id, at FROM audit_event ORDER BY at DESC LIMIT 5000) e
             WHERE NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.event = e.id)) $$;
"""

FENCE = Fence(
    functions=FUNCTIONS,
    callable=("access.audit_figures()",),
    tables=(
        Table(
            "audit_event",
            "audit",
            select=RECORDS_ADMIN,
            insert=f"{_NOW} AND ("
            + any_of(
                f"person = {ME} AND actor = '' AND {_NOBODYS}",
                f"person IS NULL AND actor = {ACTOR}",
            )
            + ")",
        ),
        Table("audit_seal", "audit", select=RECORDS_ADMIN),
        Table("audit_checkpoint", "audit", select=RECORDS_ADMIN),
        Table(
            "audit_event", "audit", select=SEQUENCER, logins=("sequencer",), label="to_be_sealed"
        ),
        Table(
            "audit_seal",
            "audit",
            select=SEQUENCER,
            insert=SEQUENCER,
            logins=("sequencer",),
            label="sealing",
        ),
        Table(
            "audit_checkpoint",
            "audit",
            select=SEQUENCER,
            insert=SEQUENCER,
            logins=("sequencer",),
            label="sealing",
        ),
    ),
)
