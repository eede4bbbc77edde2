"""Row security of imports: whoever the importer's role is lent to sees sheets whole, a line manager what waits for
their own service; who may be a couple is seen by the importer alone.
"""

from confidentiality.access.fence import ME, Fence, Table, any_of, has_role, holds, is_actor
from confidentiality.work.fence import BY_ME, asks

WORKING = is_actor("importer", "disposer")
MY_SERVICE = "(SELECT access.my_service())"


IMPORTING = has_role("importer")
# A row without a service may be of either: only whoever covers both may see it.
QUEUED = (
    f"{has_role('line_manager')} AND state IN ('waiting', 'placing', 'discarded')"
    f" AND ({MY_SERVICE} = 'both' OR (service <> '' AND service = {MY_SERVICE}))"
)
# Beside a possible duplicate it must be seen which file the earlier row became, by whoever may view that file.
BECAME_MINE = (
    f"{has_role('line_manager')} AND state = 'imported' AND {holds('view', 'imports_row.file')}"
)

ENDING = has_role("importer", "line_manager")


def _asks(kind: str, who: str, table: str, *states: str, slot: str = "slot IS NULL") -> Table:
    """Let `who` ask for work on what they see themselves, and what is in one of these states."""
    there = (
        f"EXISTS (SELECT 1 FROM public.{table} t WHERE t.id = work_job.subject"
        f" AND t.state IN ({', '.join(repr(state) for state in states)}))"
    )
    return asks(kind, f"{BY_ME} AND {who} AND {there}", slot=slot)


FUNCTIONS = """
-- Whether a person has done anything in a file but open it: every write is in the audit, under the file.
CREATE FUNCTION access.worked_on(what uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM audit_event e WHERE e.file = what AND e.person IS NOT NULL
                      AND e.outcome = 'done' AND e.action <> 'file_opened') $$;

-- How many files of an import would be undone, and how many stay because they were worked on; no more than that.
CREATE FUNCTION access.import_files(what uuid, OUT untouched bigint, OUT worked_on bigint) LANGUAGE sql STABLE
    PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*) FILTER (WHERE NOT w), count(*) FILTER (WHERE w) FROM (
        SELECT access.worked_on(r.file) AS w FROM imports_row r
         WHERE r.batch_id = what AND r.state = 'imported'
           AND (access.has_role('importer') OR access.has_role('line_manager'))) counted $$;
"""

FENCE = Fence(
    functions=FUNCTIONS,
    callable=("access.worked_on(uuid)", "access.import_files(uuid)"),
    tables=(
        Table(
            "imports_import",
            "content",
            select=any_of(has_role("importer", "line_manager"), WORKING),
            insert=f"uploaded_by_id = {ME} AND {IMPORTING}",
            update=any_of(IMPORTING, WORKING),
            update_columns=(
                "state",
                "summary",
                "date_order",
                "iss_team_id",
                "dvpp_team_id",
                "applied_at",
                "evidence",
            ),
        ),
        Table(
            "imports_row",
            "content",
            select=any_of(IMPORTING, QUEUED, BECAME_MINE, WORKING),
            insert=IMPORTING,
            update=any_of(IMPORTING, QUEUED, WORKING),
            update_columns=(
                "service",
                "state",
                "reasons",
                "file",
                "settled_by_id",
                "settled_at",
                "cells",
                "packed_plan",
                "why",
            ),
            # A sheet that is planned anew is stored anew.
            delete=any_of(f"state = 'planned' AND {IMPORTING}", is_actor("disposer")),
        ),
        Table(
            "imports_pairing",
            "content",
            select=any_of(IMPORTING, WORKING),
            insert=IMPORTING,
            update=any_of(IMPORTING, WORKING),
            update_columns=("linked",),
            delete=any_of(IMPORTING, is_actor("disposer")),
        ),
        Table(
            "sealing_key",
            "keys",
            # No row for you means no key for you.
            select="kind = 'import' AND EXISTS"
            " (SELECT 1 FROM public.imports_row r WHERE r.batch_id = sealing_key.subject)",
            label="import_keys",
        ),
        _asks("imports.apply", IMPORTING, "imports_import", "applying"),
        _asks("imports.place", ENDING, "imports_row", "placing"),
        _asks("imports.link", IMPORTING, "imports_row", "waiting", "placing", "imported"),
        _asks(
            "imports.undo",
            ENDING,
            "imports_import",
            "planned",
            "applied",
            "closed",
            slot="slot = 'undo ' || replace(subject::text, '-', '')",
        ),
        _asks("retention.close_import", ENDING, "imports_import", "applied"),
    ),
)
