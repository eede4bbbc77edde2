"""Row security of handovers and notices: with the file; acknowledged once, and not changed otherwise."""

from confidentiality.access.fence import ME, Fence, Table, any_of, has_role, holds, is_actor

HANDOVER, NOTICE = "delivery_handover", "delivery_notice"
DISPOSER = is_actor("disposer")
JUDGES = has_role("line_manager", "safeguarding_lead")
LEAD = has_role("safeguarding_lead")  # whom a file is lent to view, and who judges a threat
FUNCTIONS = """
CREATE FUNCTION access.on_acknowledging() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.acknowledged_on IS NOT NULL OR NEW.acknowledged_on IS NULL THEN
        RAISE EXCEPTION 'it is acknowledged once and for good' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;

-- The organisation's register: what left, when and on what ground, whoever's file; for the data protection lead alone,
-- by loan too.
CREATE FUNCTION access.register_of_disclosures(before timestamptz, most integer)
    RETURNS TABLE (reference text, released_at timestamptz, basis text, manner text, agency uuid, look_by timestamptz,
                   upheld boolean, against boolean, recalled_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT r.reference, r.released_at, q.basis, q.manner, r.agency_id, r.look_by, l.upheld, r.against_procedure,
           c.recalled_at
      FROM disclosures_release r JOIN disclosures_request q ON q.id = r.request_id
      LEFT JOIN disclosures_lookedafter l ON l.release_id = r.id LEFT JOIN readers_recall c ON c.release_id = r.id
     WHERE (before IS NULL OR r.released_at < before)
       AND (SELECT access.has_role('data_protection_lead'))
     ORDER BY r.released_at DESC, r.reference LIMIT least(most, 200) $$;
"""
TRIGGERS = "".join(
    f"""
DROP TRIGGER IF EXISTS keep_acknowledged ON public.{table};
CREATE TRIGGER keep_acknowledged BEFORE UPDATE ON public.{table}
    FOR EACH ROW EXECUTE FUNCTION access.on_acknowledging();
"""
    for table in (HANDOVER, NOTICE)
)


def _of_a_release(table: str, more: str, *, or_by: str = "false") -> Table:
    """A table of what is recorded about a release, by whoever writes in its file, `or_by` whoever views it."""
    of = (
        f"EXISTS (SELECT 1 FROM public.disclosures_release r WHERE r.id = {table}.release_id"
        f" AND r.file_id = {table}.file_id)"
    )
    writes, sees = holds("contribute", f"{table}.file_id"), holds("view", f"{table}.file_id")
    return Table(
        table,
        "content",
        select=any_of(sees, DISPOSER),
        insert=f"by_id = {ME} AND acknowledged_on IS NULL AND (({writes}) OR ({sees}) AND ({or_by}))"
        f" AND {of} AND ({more})",
        update=writes,
        update_columns=("acknowledged_on", "said"),
        delete=DISPOSER,
    )


FENCE = Fence(
    order=21,  # asks what releases and recalls have made
    functions=FUNCTIONS,
    callable=("access.register_of_disclosures(timestamptz, integer)",),
    triggers=TRIGGERS,
    tables=(
        _of_a_release(HANDOVER, "true"),
        _of_a_release(
            NOTICE,
            f"kind <> 'false_threat' OR ({JUDGES})",
            or_by=f"kind = 'false_threat' AND {LEAD}",
        ),
    ),
)
