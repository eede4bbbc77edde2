"""Shutting the recipient of a package out, for a reason that is kept, and letting them in again once all are seen."""

FUNCTIONS = """
-- Who may shut a reader out again: whoever may let them in, and the file's line managers.
CREATE FUNCTION access.shuts_out(on_file uuid, releaser uuid) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT access.gives_readers(on_file, releaser, access.me())
        OR (access.may_view(on_file) AND access.has_role('line_manager')) $$;

-- Closes the open ticket of a package and ends the visit that it opened; `who` is NULL where nobody is to be named.
CREATE FUNCTION access.close_tickets(p_package uuid, closed text, reason text, who uuid) RETURNS uuid[]
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE closed_ones uuid[];
BEGIN
    WITH done AS (UPDATE readers_ticket t SET closed_at = now(), closed_for = closed, why = reason, closed_by_id = who
                   WHERE t.package_id = p_package AND t.closed_at IS NULL RETURNING t.id)
    SELECT coalesce(array_agg(d.id), '{}') INTO closed_ones FROM done d;
    UPDATE readers_visit v SET ended_at = now() FROM readers_ticket t
     WHERE v.ticket_id = t.id AND t.package_id = p_package AND v.ended_at IS NULL;
    RETURN closed_ones;
END $$;

-- `reason`: 'replaced' by a newer link, '' for whoever decided it, or why it is closed to its reader: that closes it to
-- somebody of the register of agencies where nothing is open as well. Each stays, and is written once; 'found' once
-- by each who did: no machine finds it again, and what a second one found can be of somebody else.
CREATE FUNCTION access.shut_out_reader(p_package uuid, reason text) RETURNS text LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE r disclosures_release; closed uuid[]; replacing boolean := reason = 'replaced';
BEGIN
    SELECT x.* INTO r FROM disclosures_release x JOIN disclosures_package p ON p.release_id = x.id
     WHERE p.id = p_package FOR UPDATE OF x;
    IF r.id IS NULL OR NOT access.may_view(r.file_id) OR reason IS NULL
       OR reason NOT IN ('replaced', '', 'partner', 'found', 'less', 'limits', 'held') THEN
        RETURN 'hidden';
    END IF;
    IF NOT access.shuts_out(r.file_id, r.released_by_id) THEN RETURN 'refused'; END IF;
    IF r.contact_id IS NOT NULL AND reason NOT IN ('replaced', '') THEN
        IF EXISTS (SELECT 1 FROM readers_ticket t
                    WHERE t.package_id = p_package AND t.closed_for = 'taken_back' AND t.why = reason
                      AND (reason <> 'found' OR t.closed_by_id = access.me())) THEN
            RETURN 'none';
        END IF;
        PERFORM access.shut_package(r, p_package, reason, access.me());
        RETURN 'closed';
    END IF;
    closed := access.close_tickets(p_package, CASE WHEN replacing THEN 'replaced' ELSE 'taken_back' END,
                                   CASE WHEN replacing THEN '' ELSE reason END, access.me());
    IF cardinality(closed) = 0 THEN RETURN 'none'; END IF;
    -- a restore knows by the package what was closed to its reader; a newer ticket closes it to nobody
    PERFORM access.note_event('reader_link_closed', r.file_id,
                              CASE WHEN replacing THEN closed ELSE closed || p_package END);
    RETURN 'closed';
END $$;

-- Was a way in to a package closed by staff, and nobody let in again since? Then neither whoever signs in finds it nor
-- is a link given, until they are.
CREATE FUNCTION access.is_shut_to_reader(p_package uuid) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM readers_ticket t WHERE t.package_id = p_package AND t.closed_for = 'taken_back') $$;

-- Closes a package to its recipient: where no way in is open, one that is closed as it is made says so to whoever signs
-- in later.
CREATE FUNCTION access.shut_package(r disclosures_release, p_package uuid, reason text, who uuid) RETURNS void
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE closed uuid[] := access.close_tickets(p_package, 'taken_back', reason, who);
BEGIN
    IF cardinality(closed) = 0 THEN
        closed := ARRAY[gen_random_uuid()];
        INSERT INTO readers_ticket (id, file_id, package_id, contact_id, kind, given_by_id, given_at, expires_at,
                                    may_download, wrong, closed_at, closed_for, why, closed_by_id)
             VALUES (closed[1], r.file_id, p_package, r.contact_id, 'link', r.released_by_id, now(), now(), false, 0,
                     now(), 'taken_back', reason, who);
    END IF;
    PERFORM access.note_event('reader_link_closed', r.file_id, closed || p_package);
END $$;

-- Notes that a manager has read which limits the client set since: all of them. Nobody is let in by it, and what can be
-- read on a screen and was not closed to its reader is now.
CREATE FUNCTION access.note_limits_read(p_package uuid, p_read uuid[]) RETURNS text LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE r disclosures_release; unread uuid[];
BEGIN
    -- the rows that are written name them: file and consents are held before releases, as everywhere
    PERFORM 1 FROM disclosures_package p JOIN clients_casefile f ON f.id = p.file_id
      WHERE p.id = p_package FOR KEY SHARE OF f;
    PERFORM 1 FROM disclosures_consent c WHERE c.id = ANY (p_read) ORDER BY c.id FOR KEY SHARE;
    SELECT x.* INTO r FROM disclosures_release x JOIN disclosures_package p ON p.release_id = x.id
     WHERE p.id = p_package FOR UPDATE OF x;
    IF r.id IS NULL OR NOT access.may_view(r.file_id) THEN RETURN 'hidden'; END IF;
    IF NOT access.has_role('line_manager') THEN RETURN 'refused'; END IF;
    unread := coalesce(access.limits_unread(r.request_id), '{}');
    IF cardinality(unread) = 0 THEN RETURN 'none'; END IF;
    IF p_read IS NULL OR NOT unread <@ p_read THEN RETURN 'unread'; END IF;
    INSERT INTO readers_limitsread (id, file_id, release_id, consent_id, read_by_id, at)
         SELECT gen_random_uuid(), r.file_id, r.id, u, access.me(), clock_timestamp() FROM unnest(unread) u;
    UPDATE readers_ticket t SET why = 'read'
     WHERE t.package_id = p_package AND t.closed_for = 'taken_back' AND t.why = 'limits';
    IF r.contact_id IS NOT NULL AND r.letter_sha256 <> '' AND NOT access.is_shut_to_reader(p_package) THEN
        PERFORM access.shut_package(r, p_package, 'read', access.me());
    END IF;
    PERFORM access.note_event('limits_read', r.file_id, p_package || unread);
    RETURN 'done';
END $$;

-- Lets the recipient of a package in again to whom it was closed: by whoever may give a link to it, who has seen each
-- closing that stands. Each has a reason of its own, and a machine does not know them all.
CREATE FUNCTION access.let_in_again(p_package uuid, p_seen uuid[]) RETURNS text LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE r disclosures_release; standing uuid[];
BEGIN
    SELECT x.* INTO r FROM disclosures_release x JOIN disclosures_package p ON p.release_id = x.id
     WHERE p.id = p_package FOR UPDATE OF x;
    IF r.id IS NULL OR NOT access.may_view(r.file_id) THEN RETURN 'hidden'; END IF;
    IF NOT access.gives_readers(r.file_id, r.released_by_id, access.me()) THEN RETURN 'refused'; END IF;
    IF access.limits_unread(r.request_id) IS NOT NULL THEN RETURN 'unread'; END IF;
    SELECT array_agg(t.id) INTO standing FROM readers_ticket t
     WHERE t.package_id = p_package AND t.closed_for = 'taken_back';
    IF standing IS NULL THEN RETURN 'none'; END IF;
    IF p_seen IS NULL OR NOT standing <@ p_seen THEN RETURN 'unseen'; END IF;
    UPDATE readers_ticket t SET closed_for = 'let_in_again' WHERE t.id = ANY (standing);
    PERFORM access.note_event('reader_let_in_again', r.file_id, standing || p_package);
    RETURN 'done';
END $$;
"""

CALLABLE = (
    "access.shut_out_reader(uuid, text)",
    "access.note_limits_read(uuid, uuid[])",
    "access.let_in_again(uuid, uuid[])",
)
