"""The one function that changes whether an entry is a family court's paper (E23), long after its words are locked."""

FUNCTIONS = """
-- Say that an entry, with all that corrects it, is a family court's paper: whoever writes in the file. That it is none:
-- of what nobody has said the same, else whoever leads the file, and of this entry alone. Whether that was news; NULL
-- for anybody else.
CREATE FUNCTION access.say_court_paper(what uuid, it_is boolean) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE on_file uuid; stands boolean;
BEGIN
    SELECT e.file_id INTO on_file FROM clients_entry e WHERE e.id = what;
    PERFORM access.hold_file(on_file);
    PERFORM 1 FROM clients_entry e WHERE e.id = what OR e.corrects_id = what ORDER BY e.id FOR UPDATE;
    SELECT e.court_paper INTO stands FROM clients_entry e WHERE e.id = what AND e.file_id = on_file;
    IF NOT FOUND OR it_is IS NULL
        OR NOT access.holds_all(access.me(), on_file, false, stands IS TRUE AND NOT it_is) THEN RETURN NULL; END IF;
    -- said again of what is marked, it tells nothing new of what has left
    UPDATE clients_entry e SET court_paper = it_is, court_said_at = clock_timestamp()
     WHERE (e.id = what OR (it_is AND e.corrects_id = what)) AND e.court_paper IS DISTINCT FROM it_is;
    RETURN FOUND;
END $$;
"""

CALLABLE = ("access.say_court_paper(uuid, boolean)",)
