"""Row security of the index's tokens of case files, and the one function that writes them."""

from confidentiality.access.fence import Table, any_of, holds, is_actor

DISPOSER = is_actor("disposer")

FUNCTIONS = """
-- Let the index hold these tokens of a file in which I write, and no others. The right is asked once, and both happen
-- in one statement: what follows may be a wall before whoever writes, and compares what stands, not what stood. A wall
-- and a link lock who may open the file: what either follows from is waited for before one rises.
CREATE FUNCTION access.keep_index(of_file uuid, generations int[], wanted bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF cardinality(wanted) IS DISTINCT FROM cardinality(generations) OR NOT (
        access.writes_in(of_file) OR coalesce(access.actor(), '') = 'importer' AND access.is_imported(of_file)) THEN
        RAISE EXCEPTION 'not theirs to write' USING ERRCODE = '42501';
    END IF;
    PERFORM access.wait_for_names(wanted);
    WITH stale AS (
        DELETE FROM keys.search_token s WHERE s.file = of_file
           AND NOT EXISTS (SELECT 1 FROM unnest(generations, wanted) w (g, t)
                            WHERE w.g = s.generation AND w.t = s.token))
    INSERT INTO keys.search_token (generation, token, file)
    SELECT w.g, w.t, of_file FROM unnest(generations, wanted) w (g, t) ON CONFLICT DO NOTHING;
END $$;
"""

CALLABLE = ("access.keep_index(uuid, int[], bigint[])",)

TABLES = (
    Table(
        "search_token",
        "keys",
        select=any_of(DISPOSER, holds("view", "search_token.file")),
        delete=DISPOSER,
    ),
)
