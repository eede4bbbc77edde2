"""Row security of imports: whoever the importer's role is lent to sees sheets whole, a line manager what waits for
their own service; who may be a couple is seen by the importer alone.
"""

from confidentiality.access.fence import ME, Fence, Table, any_of, has_role, is_actor

WORKING = is_actor("importer", "disposer")
MY_SERVICE = "(SELECT access.my_service())"


IMPORTING = has_role("importer")
# A row without a service may be of either: only whoever covers both may see it.
QUEUED = (
    f"{has_role('line_manager')} AND state IN ('waiting', 'placing', 'discarded')"
    f" AND ({MY_SERVICE} = 'both' OR (service <> '' AND service = {MY_SERVICE}))"
)

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
            select=any_of(IMPORTING, QUEUED, WORKING),
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
    ),
)
