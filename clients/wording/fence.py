"""Row security of the writing aid: its list is everybody's to read, its figures nobody's to write."""

from confidentiality.access.fence import ME, Fence, Table, has_role

EDITS = has_role("records_admin", "line_manager")

FUNCTIONS = """
-- Adds to this month's figures: how many terms of a kind were shown, kept, changed by whoever writes now. It keeps
-- neither who nor what.
CREATE FUNCTION access.count_wording(of_kind text, more_shown int, more_kept int, more_changed int) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF access.me() IS NULL OR of_kind NOT IN ('belittling', 'opinion')
        OR least(more_shown, more_kept, more_changed) < 0 OR greatest(more_shown, more_kept, more_changed) > 1000 THEN
        RAISE EXCEPTION 'no such count' USING ERRCODE = '22023';
    END IF;
    INSERT INTO wording_wordingcount AS c (id, month, kind, shown, kept, changed)
    VALUES (gen_random_uuid(), date_trunc('month', now() AT TIME ZONE 'Europe/London')::date, of_kind,
            more_shown, more_kept, more_changed)
    ON CONFLICT (month, kind) DO UPDATE SET shown = c.shown + more_shown, kept = c.kept + more_kept,
                                            changed = c.changed + more_changed;
END $$;
"""

FENCE = Fence(
    functions=FUNCTIONS,
    callable=("access.count_wording(text, int, int, int)",),
    tables=(
        Table(
            "wording_wordingterm",
            "reference",
            select=f"{ME} IS NOT NULL",
            insert=f"changed_by_id = {ME} AND {EDITS}",
            update=EDITS,
            update_columns=("words", "kind", "changed_by_id", "changed_at"),
            delete=EDITS,
        ),
        Table("wording_wordingcount", "reference", select=EDITS),
    ),
)
