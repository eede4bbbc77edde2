"""How workers of partner agencies are let in, known and shut out: narrow functions, owned by the keeper.

A session acts as `agency:<id>`. It sees no row by itself: what was released to its person comes from one function, and
reading a package is a visit like that of any other outside reader, opened by another.
"""

INVITED_DAYS = 7

# Before the readers' room, whose test of what a ticket is worth asks this.
STANDING = """
-- May this person of a partner agency read: two agreed, not ended, the protocol in force and naming them?
CREATE FUNCTION access.agency_worker_stands(who uuid) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM agencyworkers_agencyworker w WHERE w.id = who AND w.outcome = 'agreed' AND w.ended_at IS NULL
           AND w.until >= (now() AT TIME ZONE 'Europe/London')::date
           AND access.protocol_names(w.protocol_id, w.contact_id)) $$;
"""

DECIDING = f"""
CREATE FUNCTION access.decide_agency_worker(who uuid, agree boolean, other_code text) RETURNS text LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE w agencyworkers_agencyworker; me uuid := access.me();
BEGIN
    SELECT * INTO w FROM agencyworkers_agencyworker x WHERE x.id = who FOR UPDATE;
    IF w.id IS NULL OR agree IS NULL OR me IS NULL OR NOT access.has_role('line_manager') THEN RETURN 'hidden'; END IF;
    IF w.asked_by_id = me THEN RETURN 'own'; END IF;
    IF w.outcome <> '' THEN RETURN 'decided'; END IF;
    IF agree AND NOT access.protocol_names(w.protocol_id, w.contact_id) THEN RETURN 'no_protocol'; END IF;
    IF agree THEN
        UPDATE agencyworkers_agencysecret s SET second = other_code, expires_at = now() + interval '{INVITED_DAYS} days'
         WHERE s.agency_worker_id = w.id AND length(s.first) = 64 AND length(other_code) = 64 AND s.first <> other_code;
        IF NOT FOUND THEN RETURN 'no_codes'; END IF;
    END IF;
    UPDATE agencyworkers_agencyworker x SET outcome = CASE WHEN agree THEN 'agreed' ELSE 'refused' END,
           decided_by_id = me, decided_at = now() WHERE x.id = w.id;
    PERFORM access.note_event('agency_worker_decided', NULL, ARRAY[w.id]);
    RETURN 'done';
END $$;

-- Withdraw what I asked for; or end what was agreed, as whoever asked or a line manager: at once, and for good.
CREATE FUNCTION access.end_agency_worker(who uuid) RETURNS text LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE w agencyworkers_agencyworker; me uuid := access.me();
BEGIN
    SELECT * INTO w FROM agencyworkers_agencyworker x WHERE x.id = who FOR UPDATE;
    IF w.id IS NULL OR me IS NULL THEN RETURN 'hidden'; END IF;
    IF NOT (w.asked_by_id = me OR w.outcome = 'agreed' AND access.has_role('line_manager')) THEN
        RETURN 'refused';
    END IF;
    IF w.outcome = '' THEN
        UPDATE agencyworkers_agencyworker x SET outcome = 'withdrawn' WHERE x.id = w.id;
    ELSIF w.outcome = 'agreed' AND w.ended_at IS NULL THEN
        UPDATE agencyworkers_agencyworker x SET ended_at = now(), ended_by_id = me WHERE x.id = w.id;
        PERFORM access.shut_out_agency_worker(w.id);
    ELSE RETURN 'ended'; END IF;
    PERFORM access.note_event('agency_worker_ended', NULL, ARRAY[w.id]);
    RETURN 'done';
END $$;

-- Ends somebody's sessions and the visits that they opened.
CREATE FUNCTION access.shut_out_agency_worker(who uuid) RETURNS void LANGUAGE sql
    SET search_path = public, pg_temp AS $$
    UPDATE agencyworkers_agencysession SET ended_at = now() WHERE agency_worker_id = who AND ended_at IS NULL;
    UPDATE readers_visit v SET ended_at = now() FROM readers_ticket t
     WHERE t.id = v.ticket_id AND t.agency_worker_id = who AND v.ended_at IS NULL $$;
"""

SIGNING_IN = """
CREATE FUNCTION access.only_the_redeemer() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF access.actor() IS DISTINCT FROM 'redeemer' THEN
        RAISE EXCEPTION 'only the redeemer lets people of partner agencies in' USING ERRCODE = '42501';
    END IF;
END $$;

-- What a password and a code are compared with; no row for whoever may not come in, whatever the reason.
CREATE FUNCTION access.agency_secrets(p_name text) RETURNS TABLE (who uuid, password text, factor bytea)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM access.only_the_redeemer();
    RETURN QUERY SELECT w.id, s.password::text, s.factor FROM agencyworkers_agencyworker w
        JOIN agencyworkers_agencysecret s ON s.agency_worker_id = w.id
        WHERE w.sign_in_name = p_name AND s.password <> '' AND s.factor IS NOT NULL
          AND access.agency_worker_stands(w.id);
END $$;

-- Takes the two codes of an invitation, and keeps password and second factor; again until the first time of signing in.
CREATE FUNCTION access.take_agency_codes(p_name text, one text, other text, p_password text, p_factor bytea)
    RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE taken uuid;
BEGIN
    PERFORM access.only_the_redeemer();
    UPDATE agencyworkers_agencysecret s SET password = p_password, factor = p_factor
      FROM agencyworkers_agencyworker w
     WHERE w.id = s.agency_worker_id AND w.sign_in_name = p_name AND access.agency_worker_stands(w.id)
       AND (s.first, s.second) IN ((one, other), (other, one)) AND s.expires_at > now() AND s.confirmed_at IS NULL
    RETURNING w.id INTO taken;
    PERFORM access.note_event(CASE WHEN taken IS NULL THEN 'agency_worker_refused' ELSE 'agency_worker_welcomed' END,
                              NULL, array_remove(ARRAY[taken], NULL));
    RETURN taken IS NOT NULL;
END $$;

-- Begins a session for whom password and code were right, and ends every other; a code opens once. NULL: they were not.
CREATE FUNCTION access.begin_agency_session(p_who uuid, p_step bigint, p_session uuid, p_cookie text, p_lasts interval)
    RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE found_who uuid;
BEGIN
    PERFORM access.only_the_redeemer();
    UPDATE agencyworkers_agencysecret s SET last_step = p_step, confirmed_at = coalesce(s.confirmed_at, now())
     WHERE s.agency_worker_id = p_who AND s.last_step < p_step AND access.agency_worker_stands(p_who)
    RETURNING s.agency_worker_id INTO found_who;
    IF found_who IS NULL THEN
        PERFORM access.note_event('agency_worker_refused', NULL, '{}');
        RETURN false;
    END IF;
    PERFORM access.shut_out_agency_worker(found_who);
    INSERT INTO agencyworkers_agencysession (id, agency_worker_id, cookie, began_at, seen_at, until)
         VALUES (p_session, found_who, p_cookie, now(), now(), now() + p_lasts);
    UPDATE agencyworkers_agencyworker w SET signed_in_at = now() WHERE w.id = found_who;
    PERFORM access.note_event('agency_worker_signed_in', NULL, ARRAY[found_who, p_session]);
    RETURN true;
END $$;

-- Whose session this cookie is, while it lasts; asking is being seen.
CREATE FUNCTION access.agency_session_of(p_cookie text, p_idle interval) RETURNS uuid LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE found_session uuid;
BEGIN
    PERFORM access.only_the_redeemer();
    UPDATE agencyworkers_agencysession s SET seen_at = now()
     WHERE s.cookie = p_cookie AND s.ended_at IS NULL AND s.until > now() AND s.seen_at > now() - p_idle
       AND access.agency_worker_stands(s.agency_worker_id)
    RETURNING s.id INTO found_session;
    RETURN found_session;
END $$;

CREATE FUNCTION access.leave_agency_session(p_cookie text) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE who uuid;
BEGIN
    PERFORM access.only_the_redeemer();
    SELECT s.agency_worker_id INTO who FROM agencyworkers_agencysession s
     WHERE s.cookie = p_cookie AND s.ended_at IS NULL;
    IF who IS NULL THEN RETURN false; END IF;
    PERFORM access.shut_out_agency_worker(who);
    PERFORM access.note_event('agency_worker_left', NULL, ARRAY[who]);
    RETURN true;
END $$;
"""

READING = """
-- Which person of a partner agency acts; NULL for anybody else, and from the statement after an end on.
CREATE FUNCTION access.agency_worker() RETURNS uuid LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE who text := access.principal(); found_who uuid;
BEGIN
    IF who IS NULL OR who NOT LIKE 'agency:%' THEN RETURN NULL; END IF;
    SELECT s.agency_worker_id INTO found_who FROM agencyworkers_agencysession s
     WHERE s.id = substr(who, 8)::uuid AND s.ended_at IS NULL AND s.until > now()
       AND access.agency_worker_stands(s.agency_worker_id);
    RETURN found_who;
END $$;

-- The packages that were released to whoever acts, by name, that nothing stands against and nobody closed to them.
CREATE FUNCTION access.shared_packages() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT p.id FROM agencyworkers_agencyworker w JOIN disclosures_release r ON r.contact_id = w.contact_id
      JOIN disclosures_package p ON p.release_id = r.id
     WHERE w.id = access.agency_worker() AND access.release_stands(r.id) AND NOT access.is_shut_to_reader(p.id) $$;

-- The same with what tells them apart, for the list; that it was shown is in the audit.
CREATE FUNCTION access.list_shared() RETURNS TABLE (package uuid, reference text, released_at timestamptz,
                                                    read_at timestamptz)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE who uuid := access.agency_worker();
BEGIN
    IF who IS NULL THEN RETURN; END IF;
    PERFORM access.note_event('agency_list_shown', NULL, ARRAY[who] || ARRAY(SELECT access.shared_packages()));
    RETURN QUERY SELECT p.id, r.reference::text, r.released_at,
               (SELECT max(o.at) FROM readers_outsidereading o WHERE o.package_id = p.id AND o.what <> 'terms')
          FROM disclosures_package p JOIN disclosures_release r ON r.id = p.release_id
         WHERE p.id IN (SELECT access.shared_packages()) ORDER BY r.released_at DESC;
END $$;

-- Opens a visit to one of them, and closes what was open before. The ticket is used up as it is made, and has no code.
CREATE FUNCTION access.open_shared(p_package uuid, p_ticket uuid, p_visit uuid, p_cookie text, p_cover bytea,
                                   p_lasts interval)
    RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE who uuid := access.agency_worker(); r disclosures_release;
BEGIN
    IF who IS NULL THEN RETURN false; END IF;
    SELECT x.* INTO r FROM disclosures_release x JOIN disclosures_package p ON p.release_id = x.id
     WHERE p.id = p_package FOR UPDATE OF x;
    IF r.id IS NULL OR NOT EXISTS (SELECT 1 FROM access.shared_packages() s WHERE s = p_package) THEN
        PERFORM access.note_event('agency_package_refused', NULL, ARRAY[who]);
        RETURN false;
    END IF;
    PERFORM access.close_tickets(p_package, 'replaced', '', NULL);
    INSERT INTO readers_ticket (id, file_id, package_id, contact_id, kind, given_by_id, given_at, expires_at,
                                may_download, wrong, redeemed_at, closed_for, cover, agency_worker_id)
         VALUES (p_ticket, r.file_id, p_package, r.contact_id, 'agency', r.released_by_id, now(), now(), false, 0,
                 now(), '', p_cover, who);
    INSERT INTO readers_secret (id, file_id, ticket_id, link, code, cookie)
         VALUES (gen_random_uuid(), r.file_id, p_ticket, 'agency ' || p_ticket, '', p_cookie);
    INSERT INTO readers_visit (id, file_id, ticket_id, began_at, seen_at, until)
         VALUES (p_visit, r.file_id, p_ticket, now(), now(), now() + p_lasts);
    PERFORM access.note_event('reader_came_in', r.file_id, ARRAY[p_ticket, p_visit, p_package]);
    RETURN true;
END $$;
"""

FUNCTIONS = DECIDING + SIGNING_IN + READING
CALLABLE = (
    "access.decide_agency_worker(uuid, boolean, text)",
    "access.end_agency_worker(uuid)",
)
CALLABLE_BY_READER = (
    "access.agency_secrets(text)",
    "access.take_agency_codes(text, text, text, text, bytea)",
    "access.begin_agency_session(uuid, bigint, uuid, text, interval)",
    "access.agency_session_of(text, interval)",
    "access.leave_agency_session(text)",
    "access.agency_worker()",
    "access.shared_packages()",
    "access.list_shared()",
    "access.open_shared(uuid, uuid, uuid, text, bytea, interval)",
)
