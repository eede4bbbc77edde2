"""The one lock of whoever writes what may close something that left, and of whoever lets something leave (E13, E48)."""

FUNCTIONS = """
-- Lets whoever releases something of a file finish, or changes a contact to whom something of it went, and whoever
-- comes next wait: of two at one moment the second sees what the first did. Of a file in which I write. Taken before
-- every other lock of what is written then (docs/architecture.md, 'Who waits for whom').
CREATE FUNCTION access.hold_file(what uuid) RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT access.writes_in(what) THEN RETURN; END IF;
    PERFORM access.wait_for_names('{}');  -- of none yet: whoever decides about ties ends
    PERFORM 1 FROM clients_casefile f WHERE f.id = what FOR NO KEY UPDATE;
    PERFORM access.hold_contacts(what);
END $$;

CREATE FUNCTION access.hold_contacts(of_file uuid) RETURNS void LANGUAGE sql
    SET search_path = public, pg_temp AS $$
    SELECT 1 FROM disclosures_agencycontact c WHERE c.id IN (
        SELECT r.contact_id FROM disclosures_release r WHERE r.file_id = of_file) ORDER BY c.id FOR SHARE $$;
"""

CALLABLE = ("access.hold_file(uuid)",)
