"""The functions by which outside readers come in, are known, and are shut out; all narrow, owned by the keeper.

Lock order: release, ticket, visit. A recall locks the release, so that no link is given meanwhile, and then closes the
tickets: who is redeeming one at that moment is waited for, and their visit ended with the others.
"""

from disclosures.clauses.bases import CONSENTED, EVERY, JOINT

from . import fence_less, fence_shut

WRONG_CODES = 5
UNASSURED, CONSENT = (
    ", ".join(f"'{basis}'" for basis in sorted(some)) for some in (EVERY - JOINT, CONSENTED)
)

STANDING = f"""
-- May this person in post let the release's reader in: who may write in the file, or who released it and still sees it?
CREATE FUNCTION access.gives_readers(on_file uuid, releaser uuid, who uuid) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM clients_effectivegrant g JOIN staff_account a ON a.id = g.user_id AND a.is_active
                    WHERE g.file_id = on_file AND g.user_id = who AND g.view_until > now()
                      AND (g.contribute_until > now() OR who = releaser)) $$;

-- Does the agency that it went to still keep confidences, as far as we have seen, or does it need no assurance: it has
-- a duty in law, or the basis asks for none? As clause 4.1.1 is asked at the release; of a partner that it can keep to
-- ours, and what the latest agreement says of a breach, as 5.6 and 5.8 are.
CREATE FUNCTION access.is_assured(what uuid) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM disclosures_release r JOIN disclosures_request q ON q.id = r.request_id
         WHERE r.id = what AND (q.basis IN ({UNASSURED}) OR EXISTS (
            SELECT 1 FROM disclosures_agency a WHERE a.id = r.agency_id
               AND (a.kind <> 'partner' AND btrim(a.statutory_duty) <> '' OR (
                SELECT (now() AT TIME ZONE 'Europe/London')::date BETWEEN s.seen_on AND s.review_on
                       AND (a.kind <> 'partner' OR s.keeps_ours)
                  FROM disclosures_agencyassurance s WHERE s.agency_id = a.id
                 ORDER BY s.recorded_at DESC LIMIT 1) AND (a.kind <> 'partner' OR coalesce((
                SELECT g.has_breach_clause AND coalesce(g.until >= (now() AT TIME ZONE 'Europe/London')::date, true)
                  FROM agencies_managementagreement g WHERE g.agency_id = a.id
                 ORDER BY g.written_at DESC LIMIT 1), true)))))) $$;

-- Does what was shared in joint working still rest on a protocol, in force and looked at again when it was due, with
-- this agency, about this client, that names its reader (5.5, 5.7)?
CREATE FUNCTION access.is_under_protocol(what uuid) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM disclosures_release r JOIN disclosures_request q ON q.id = r.request_id
         WHERE r.id = what AND (q.basis <> 'joint_working' OR EXISTS (
            SELECT 1 FROM protocols_protocol p JOIN protocols_party y ON y.protocol_id = p.id
              JOIN clients_casefile f ON f.id = r.file_id
             WHERE y.agency_id = r.agency_id AND access.protocol_names(p.id, r.contact_id)
               AND p.review_on >= (now() AT TIME ZONE 'Europe/London')::date
               AND CASE WHEN p.clients = 'named'
                        THEN EXISTS (SELECT 1 FROM protocols_namedfile n
                                      WHERE n.protocol_id = p.id AND n.file_id = f.id)
                        ELSE p.clients IN ('both', f.service) END))) $$;

-- Is there still a written authorisation, signed on a screen or a document of the file, where one is asked for: on a
-- man's file, and to ask others (2.2)?
CREATE FUNCTION access.is_in_writing(what uuid) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM disclosures_release r JOIN disclosures_request q ON q.id = r.request_id
          JOIN clients_casefile f ON f.id = r.file_id
         WHERE r.id = what AND (q.basis NOT IN ({CONSENT}) OR (f.service = 'iss' AND q.basis <> 'own_request')
            OR EXISTS (SELECT 1 FROM disclosures_consentsignature s WHERE s.consent_id = r.consent_id)
            OR EXISTS (SELECT 1 FROM disclosures_consent c JOIN documents_document d ON d.entry_id = c.paper_id
                        WHERE c.id = r.consent_id AND d.file_id = r.file_id
                          AND NOT EXISTS (SELECT 1 FROM misfiled_handing h JOIN clients_entry e
                                              ON h.entry_id IN (e.id, e.corrects_id) WHERE e.id = d.entry_id)))) $$;

-- Was the client asked again after the consent that a release rests on, about the same agency, and said no: to all of
-- it, or to an entry that left? As `disclosures.asked` asks it of a request.
CREATE FUNCTION access.is_refused_since(what uuid) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM disclosures_release r JOIN disclosures_consent c ON c.id = r.consent_id
          JOIN disclosures_consent n ON n.file_id = c.file_id AND n.to_agency_id = c.to_agency_id AND n.refused
               AND (n.given_on, n.recorded_at) > (c.given_on, c.recorded_at)
         WHERE r.id = what AND (NOT EXISTS (SELECT 1 FROM disclosures_consentitem i WHERE i.consent_id = n.id)
            OR EXISTS (SELECT 1 FROM disclosures_consentitem i JOIN disclosures_requestitem q ON q.entry_id = i.entry_id
                        WHERE i.consent_id = n.id AND q.request_id = r.request_id))) $$;

-- May what was released still be read: written and not only told, not recalled, the agency still assured, under a
-- protocol where it rests on one, and its consent stands, within the same limits, neither refused nor made less since?
CREATE FUNCTION access.release_stands(what uuid) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM disclosures_release r WHERE r.id = what AND r.letter_sha256 <> ''
           AND NOT EXISTS (SELECT 1 FROM readers_recall c WHERE c.release_id = r.id) AND access.is_assured(r.id)
           AND access.is_under_protocol(r.id) AND access.is_in_writing(r.id) AND NOT access.is_refused_since(r.id)
           AND NOT access.is_agreed_to_less(r.request_id) AND access.limits_unread(r.request_id) IS NULL
           AND NOT EXISTS (SELECT 1 FROM disclosures_consent c WHERE c.id = r.consent_id AND (c.withdrawn_at IS NOT NULL
                OR c.expires_on < (now() AT TIME ZONE 'Europe/London')::date))
           AND NOT EXISTS (SELECT 1 FROM kiosk_limit l WHERE l.consent_id = r.consent_id AND CASE WHEN l.kind = 'ends'
                THEN l.day < (now() AT TIME ZONE 'Europe/London')::date ELSE l.at > r.released_at END)) $$;

-- Does anything stand against a ticket besides its own end: closed, recalled, the consent ended, its giver or whoever
-- it was given to gone, something in the client's own file held since?
CREATE FUNCTION access.ticket_stands(what uuid) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM readers_ticket t JOIN disclosures_package p ON p.id = t.package_id
          JOIN disclosures_release r ON r.id = p.release_id
         WHERE t.id = what AND t.closed_at IS NULL AND access.release_stands(r.id)
           AND CASE WHEN t.kind = 'office' THEN t.contact_id IS NULL AND access.is_own_file(r.id)
                         AND NOT access.is_held_since(r.request_id)
                    ELSE t.contact_id = r.contact_id AND EXISTS (
                        SELECT 1 FROM disclosures_agencycontact c JOIN disclosures_agency a ON a.id = c.agency_id
                         WHERE c.id = t.contact_id AND c.left_at IS NULL AND a.ended_at IS NULL) END
           AND CASE WHEN t.agency_worker_id IS NULL
                    THEN access.gives_readers(t.file_id, r.released_by_id, t.given_by_id)
                    ELSE access.agency_worker_stands(t.agency_worker_id) END) $$;

-- The same, told to whoever sees the file.
CREATE FUNCTION access.ticket_works(what uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM readers_ticket t WHERE t.id = what AND access.may_view(t.file_id))
       AND access.ticket_stands(what) $$;
"""

COMING_IN = f"""
-- One outcome for whoever redeems: the row is locked. A wrong code counts only for who has the link; what was not
-- found, has ended, is of another kind or was guessed wrong answers alike. Returns the ticket, NULL for whoever is not
-- let in.
CREATE FUNCTION access.redeem(kinds text[], p_link text, p_code text, p_visit uuid, p_cookie text, p_lasts interval)
    RETURNS uuid LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE t readers_ticket; s readers_secret;
BEGIN
    SELECT * INTO s FROM readers_secret x WHERE x.link = p_link;
    SELECT * INTO t FROM readers_ticket x WHERE x.id = s.ticket_id FOR UPDATE;
    IF t.id IS NULL OR t.kind <> ALL (kinds) OR t.redeemed_at IS NOT NULL OR t.expires_at <= now()
       OR NOT access.ticket_stands(t.id) THEN
        PERFORM access.note_event('reader_refused', t.file_id, array_remove(ARRAY[t.id], NULL));
        RETURN NULL;
    END IF;
    IF s.code IS DISTINCT FROM p_code THEN
        UPDATE readers_ticket x SET wrong = x.wrong + 1 WHERE x.id = t.id;
        PERFORM access.note_event('reader_refused', t.file_id, ARRAY[t.id]);
        IF t.wrong + 1 >= {WRONG_CODES} THEN
            UPDATE readers_ticket x SET closed_at = now(), closed_for = 'wrong_codes' WHERE x.id = t.id;
            PERFORM access.note_event('reader_link_closed', t.file_id, ARRAY[t.id]);
        END IF;
        RETURN NULL;
    END IF;
    UPDATE readers_ticket x SET redeemed_at = now() WHERE x.id = t.id;
    UPDATE readers_secret x SET cookie = p_cookie WHERE x.ticket_id = t.id;
    INSERT INTO readers_visit (id, file_id, ticket_id, began_at, seen_at, until)
         VALUES (p_visit, t.file_id, t.id, now(), now(), now() + p_lasts);
    PERFORM access.note_event('reader_came_in', t.file_id, ARRAY[t.id, p_visit, t.package_id]);
    RETURN t.id;
END $$;

CREATE FUNCTION access.redeem_ticket(p_link text, p_code text, p_visit uuid, p_cookie text, p_lasts interval)
    RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF access.actor() IS DISTINCT FROM 'redeemer' THEN
        RAISE EXCEPTION 'only the redeemer lets readers in' USING ERRCODE = '42501';
    END IF;
    RETURN access.redeem(ARRAY['link'], p_link, p_code, p_visit, p_cookie, p_lasts) IS NOT NULL;
END $$;

-- Whose visit this cookie is, while it lasts; asking is being seen.
CREATE FUNCTION access.visit_of(p_cookie text, p_idle interval) RETURNS uuid LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE found_visit uuid;
BEGIN
    IF access.actor() IS DISTINCT FROM 'redeemer' THEN
        RAISE EXCEPTION 'only the redeemer knows a visit by its cookie' USING ERRCODE = '42501';
    END IF;
    UPDATE readers_visit v SET seen_at = now() FROM readers_secret s JOIN readers_ticket t
        ON t.id = s.ticket_id AND t.kind <> 'office'
     WHERE s.cookie = p_cookie AND v.ticket_id = s.ticket_id AND v.ended_at IS NULL AND v.until > now()
       AND v.seen_at > now() - p_idle AND access.ticket_stands(v.ticket_id)
    RETURNING v.id INTO found_visit;
    RETURN found_visit;
END $$;

CREATE FUNCTION access.leave_visit(p_cookie text) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE v readers_visit;
BEGIN
    IF access.actor() IS DISTINCT FROM 'redeemer' THEN
        RAISE EXCEPTION 'only the redeemer knows a visit by its cookie' USING ERRCODE = '42501';
    END IF;
    UPDATE readers_visit x SET ended_at = now() FROM readers_secret s JOIN readers_ticket t
        ON t.id = s.ticket_id AND t.kind <> 'office'
     WHERE s.cookie = p_cookie AND x.ticket_id = s.ticket_id AND x.ended_at IS NULL RETURNING x.* INTO v;
    IF v.id IS NOT NULL THEN PERFORM access.note_event('reader_left', v.file_id, ARRAY[v.id]); END IF;
    RETURN v.id IS NOT NULL;
END $$;
"""

READING = """
-- Which visit acts, a link's as `reader`, one at an office screen as `office`; NULL for anybody else, and from the
-- statement after a recall or an end on. What lies blank at the office is nobody's as well.
CREATE FUNCTION access.reader() RETURNS uuid LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE who text := access.principal(); found_visit uuid;
BEGIN
    IF who IS NULL OR who NOT LIKE 'reader:%' AND who NOT LIKE 'office:%' THEN RETURN NULL; END IF;
    SELECT v.id INTO found_visit FROM readers_visit v JOIN readers_ticket t ON t.id = v.ticket_id
     WHERE v.id = substr(who, 8)::uuid AND v.ended_at IS NULL AND v.until > now()
       AND (t.kind = 'office') = (who LIKE 'office:%')
       AND (t.kind <> 'office' OR access.is_shown(v.id))
       AND access.ticket_stands(v.ticket_id);
    RETURN found_visit;
END $$;

CREATE FUNCTION access.reader_ticket() RETURNS uuid LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT v.ticket_id FROM readers_visit v WHERE v.id = access.reader() $$;

-- The package whose key the visitor has; its content is there once the terms are accepted.
CREATE FUNCTION access.reader_package(accepted boolean) RETURNS uuid LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.package_id FROM readers_visit v JOIN readers_ticket t ON t.id = v.ticket_id
     WHERE v.id = access.reader() AND (NOT accepted OR EXISTS (
        SELECT 1 FROM readers_outsidereading o WHERE o.visit_id = v.id AND o.what = 'terms')) $$;

CREATE FUNCTION access.reader_file() RETURNS uuid LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT v.file_id FROM readers_visit v WHERE v.id = access.reader() $$;
"""

GIVING = """
-- Holds a package's release while a link to it is given; false when it is not there for whoever acts.
CREATE FUNCTION access.hold_release(p_package uuid) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE r disclosures_release;
BEGIN
    SELECT x.* INTO r FROM disclosures_release x JOIN disclosures_package p ON p.release_id = x.id
     WHERE p.id = p_package FOR UPDATE OF x;
    RETURN r.id IS NOT NULL AND access.may_view(r.file_id);
END $$;

-- Who may call back what was released from a file: its lead, a line manager or the safeguarding lead who sees it,
-- whoever released it.
CREATE FUNCTION access.may_recall(on_file uuid, releaser uuid) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT releaser = access.me() OR access.has_role('line_manager') OR access.has_role('safeguarding_lead')
        OR EXISTS (SELECT 1 FROM clients_effectivegrant g
                    WHERE g.file_id = on_file AND g.user_id = access.me() AND g.lead_until > now()) $$;

-- Calls a released package back; once and for good (E21).
CREATE FUNCTION access.recall_release(p_recall uuid, p_release uuid, p_reason bytea) RETURNS text LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE r disclosures_release; pack uuid;
BEGIN
    SELECT * INTO r FROM disclosures_release x WHERE x.id = p_release FOR UPDATE;
    IF r.id IS NULL OR NOT access.may_view(r.file_id) THEN RETURN 'hidden'; END IF;
    IF NOT access.may_recall(r.file_id, r.released_by_id) THEN RETURN 'refused'; END IF;
    IF EXISTS (SELECT 1 FROM readers_recall c WHERE c.release_id = r.id) THEN RETURN 'already'; END IF;
    INSERT INTO readers_recall (id, file_id, release_id, recalled_by_id, recalled_at, reason)
         VALUES (p_recall, r.file_id, r.id, access.me(), now(), p_reason);
    SELECT p.id INTO pack FROM disclosures_package p WHERE p.release_id = r.id;
    PERFORM access.close_tickets(pack, 'recalled', '', access.me());
    PERFORM access.note_event('package_recalled', r.file_id, ARRAY[p_recall, r.id]);
    RETURN 'recalled';
END $$;

-- Calls back what was released with something in it that stood in the wrong file: by the database, in the transaction
-- in which that leaves. Nobody is named: whoever takes it in leads the right file, and which that is shows nowhere.
CREATE FUNCTION access.recall_misfiled(on_file uuid, requests uuid[]) RETURNS void LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
DECLARE what uuid := on_file; r disclosures_release; key uuid;
BEGIN
    FOR r IN SELECT * FROM disclosures_release x WHERE x.request_id = ANY (requests) ORDER BY x.id FOR UPDATE LOOP
        CONTINUE WHEN EXISTS (SELECT 1 FROM readers_recall c WHERE c.release_id = r.id);
        key := gen_random_uuid();
        INSERT INTO readers_recall (id, file_id, release_id, recalled_by_id, recalled_at, reason)
             VALUES (key, what, r.id, NULL, now(), NULL);
        PERFORM access.close_tickets(p.id, 'recalled', '', NULL) FROM disclosures_package p WHERE p.release_id = r.id;
        PERFORM access.note_event('misfiled_recalled', what, ARRAY[key, r.id]);
    END LOOP;
END $$;

-- Whoever gave a link, or manages its file, has seen that it was closed after wrong codes.
CREATE FUNCTION access.saw_closed_link(p_ticket uuid) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE t readers_ticket;
BEGIN
    SELECT * INTO t FROM readers_ticket x WHERE x.id = p_ticket AND x.closed_for = 'wrong_codes' FOR UPDATE;
    IF t.id IS NULL OR NOT access.may_view(t.file_id) THEN RETURN false; END IF;
    IF t.given_by_id <> access.me() AND NOT access.has_role('line_manager') THEN RETURN false; END IF;
    UPDATE readers_ticket x
       SET giver_saw_at = CASE WHEN t.given_by_id = access.me() THEN coalesce(x.giver_saw_at, now())
                               ELSE x.giver_saw_at END,
           manager_saw_at = CASE WHEN access.has_role('line_manager') THEN coalesce(x.manager_saw_at, now())
                                 ELSE x.manager_saw_at END
     WHERE x.id = p_ticket;
    RETURN true;
END $$;
"""

FUNCTIONS = fence_less.FUNCTIONS + STANDING + COMING_IN + READING + fence_shut.FUNCTIONS + GIVING
CALLABLE = (
    "access.ticket_works(uuid)",
    "access.hold_release(uuid)",
    *fence_less.CALLABLE,
    *fence_shut.CALLABLE,
    "access.recall_release(uuid, uuid, bytea)",
    "access.saw_closed_link(uuid)",
)
CALLABLE_BY_READER = (
    "access.redeem_ticket(text, text, uuid, text, interval)",
    "access.visit_of(text, interval)",
    "access.leave_visit(text)",
    "access.reader()",
    "access.reader_ticket()",
    "access.reader_package(boolean)",
    "access.reader_file()",
)
