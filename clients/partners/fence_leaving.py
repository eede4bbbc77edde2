"""What is undone where a partner was tied to the wrong file, and leaves it (E48)."""

FUNCTIONS = """
-- Partners leave a file that was the wrong one: nobody is looked for by them, and what the database followed from them
-- by itself, by whatever was ever told of them, goes with the walls: unless the file bears it out without them, or it
-- was found by another too. What a manager has decided stays theirs.
CREATE FUNCTION access.partners_leave(of_file uuid, gone uuid[]) RETURNS void LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
DECLARE followed uuid[]; t partners_tie;
BEGIN
    PERFORM access.wait_for_names(ARRAY(
        SELECT p.token FROM keys.partner_token p WHERE p.file = of_file AND p.about = ANY (gone)));
    -- whom the file itself names bears it out below, or was put among the people since. Of a tie that a restore has
    -- asked about again nobody knows by whom it was found: then by what agrees now
    SELECT array_agg(x.id) INTO followed FROM partners_tie x
     WHERE of_file IN (x.one_id, x.other_id) AND x.kind = 'partner' AND x.source = 'found'
       AND x.decided_by_id IS NULL AND x.outcome <> 'apart'
       AND array_remove(x.found_by, of_file) <@ gone
       AND (x.found_by && gone OR x.found_by = '{}' AND EXISTS (
            SELECT 1 FROM access.partner_hits(ARRAY[of_file]) h WHERE (h.one, h.other) = (x.one_id, x.other_id)));
    UPDATE partners_tie x SET found_by = ARRAY(SELECT f FROM unnest(x.found_by) f WHERE f <> ALL (gone))
     WHERE of_file IN (x.one_id, x.other_id) AND x.found_by && gone;
    DELETE FROM keys.partner_token p WHERE p.file = of_file AND p.about = ANY (gone);
    FOR t IN SELECT x.* FROM partners_tie x WHERE x.id = ANY (followed) AND NOT EXISTS (
                 SELECT 1 FROM access.partner_hits(ARRAY[of_file]) h WHERE (h.one, h.other) = (x.one_id, x.other_id))
              ORDER BY x.id FOR UPDATE LOOP
        PERFORM access.tie_falls(t);
        PERFORM access.note_event('tie_fell', NULL, ARRAY[t.id, t.one_id, t.other_id]);
    END LOOP;
END $$;

-- A tie goes as if it had never been found.
CREATE FUNCTION access.tie_falls(t partners_tie) RETURNS void LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
BEGIN
    IF t.outcome = 'tied' THEN
        PERFORM access.unlink_files(t.one_id, t.other_id);
    END IF;
    DELETE FROM partners_tie x WHERE x.id = t.id;
END $$;
"""
