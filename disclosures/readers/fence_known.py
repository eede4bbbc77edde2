"""What the database does by itself where the register of agencies tells that a recipient is a partner (E13).

Whoever changes the register may see no file from which something was released: it is compared here, and not answered.
"""

FUNCTIONS = """
-- Closes what was released to somebody of the register, from whichever file, whose client has a partner known by one of
-- these tokens. The file's managers are told; nobody is named as having closed it, and nobody learns that it was.
-- Whoever releases to them, or writes of partners on such a file, holds the contact (`access.hold_file`): who changes
-- it has waited for them by now, or they wait. A sweep that destroys a file is waited for before the file's releases.
CREATE FUNCTION access.close_to_contact(who uuid, generations int[], tokens bigint[]) RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE r record; files uuid[] := '{}'; f clients_casefile;
BEGIN
    IF NOT access.has_role('line_manager') THEN
        RAISE EXCEPTION 'not theirs to change' USING ERRCODE = '42501';
    END IF;
    PERFORM 1 FROM clients_casefile c WHERE c.id IN (
        SELECT x.file_id FROM disclosures_release x WHERE x.contact_id = who) ORDER BY c.id FOR KEY SHARE;
    FOR r IN
        SELECT x.id, x.file_id, x.released_by_id, p.id AS package
          FROM disclosures_release x JOIN disclosures_package p ON p.release_id = x.id
         WHERE x.contact_id = who AND x.letter_sha256 <> '' AND EXISTS (
            SELECT 1 FROM keys.partner_token k JOIN unnest(generations, tokens) w (generation, token)
                ON w.generation = k.generation AND w.token = k.token
             WHERE k.file = x.file_id)
         ORDER BY x.id FOR UPDATE OF x
    LOOP
        CONTINUE WHEN EXISTS (SELECT 1 FROM readers_ticket t WHERE t.package_id = r.package
                                 AND t.closed_for = 'taken_back' AND t.why = 'partner')
                   OR EXISTS (SELECT 1 FROM readers_recall c WHERE c.release_id = r.id);
        PERFORM access.shut_package(x, r.package, 'partner', NULL) FROM disclosures_release x WHERE x.id = r.id;
        files := files || r.file_id;
    END LOOP;
    FOR f IN SELECT * FROM clients_casefile c WHERE c.id = ANY (files) ORDER BY c.id LOOP
        PERFORM access.note_event('recipient_alerted', f.id, ARRAY[
            access.alert_managers(f.id, f.reference, access.me(), 'register')]);
    END LOOP;
END $$;
"""

CALLABLE = ("access.close_to_contact(uuid, integer[], bigint[])",)
