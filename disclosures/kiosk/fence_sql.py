"""How office screens are set up, how a client comes in at one, and how their sitting blanks and ends.

All are narrow and owned by the keeper. The server's clock decides: whatever asks about a sitting first blanks or ends
it as time has passed. Lock order: release, ticket, visit, sitting.
"""

from .rules import BLANK_AFTER, ENDS_AFTER, LATE, WRONG_CODES

_BLANK = f"interval '{BLANK_AFTER + LATE} seconds'"
_END = f"interval '{ENDS_AFTER} seconds'"

# Before the readers' room, which asks these of its tickets and visits.
STANDING = f"""
-- Was this released to the client themselves, from their own file (clause 5.2.4)?
CREATE FUNCTION access.is_own_file(what uuid) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM disclosures_release r JOIN disclosures_request q ON q.id = r.request_id
                    WHERE r.id = what AND q.basis = 'own_file') $$;

-- Is what somebody reads at an office screen shown there now: not blank, nor long untouched, at a screen that stands?
CREATE FUNCTION access.is_shown(p_visit uuid) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM kiosk_sitting k JOIN readers_visit v ON v.id = k.visit_id
                     JOIN kiosk_officescreen s ON s.id = k.screen_id
                    WHERE k.visit_id = p_visit AND k.blanked_at IS NULL AND v.seen_at > now() - {_BLANK}
                      AND s.ended_at IS NULL) $$;
"""

SCREENS = """
CREATE FUNCTION access.sets_up_screens() RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT access.has_role('line_manager') OR access.has_role('records_admin') $$;

-- Agrees to a screen that somebody else asked for, or gives one that no browser has taken up a new code.
CREATE FUNCTION access.agree_to_screen(what uuid, p_code text) RETURNS text LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE s kiosk_officescreen; me uuid := access.me();
BEGIN
    SELECT * INTO s FROM kiosk_officescreen x WHERE x.id = what FOR UPDATE;
    IF s.id IS NULL OR me IS NULL OR NOT access.sets_up_screens() OR length(p_code) <> 64 THEN RETURN 'hidden'; END IF;
    IF s.ended_at IS NOT NULL THEN RETURN 'ended'; END IF;
    IF s.enrolled_at IS NOT NULL THEN RETURN 'enrolled'; END IF;
    IF s.asked_by_id = me THEN RETURN 'own'; END IF;
    UPDATE kiosk_officescreen x SET agreed_by_id = me, agreed_at = now() WHERE x.id = s.id;
    INSERT INTO kiosk_screensecret (id, screen_id, code, code_until)
         VALUES (gen_random_uuid(), s.id, p_code, now() + interval '10 minutes')
    ON CONFLICT (screen_id) DO UPDATE SET code = EXCLUDED.code, code_until = EXCLUDED.code_until;
    PERFORM access.note_event('screen_agreed', NULL, ARRAY[s.id]);
    RETURN 'done';
END $$;

-- Takes a screen away, for good, with whatever is being read at it.
CREATE FUNCTION access.end_screen(what uuid) RETURNS text LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE s kiosk_officescreen; v uuid;
BEGIN
    SELECT * INTO s FROM kiosk_officescreen x WHERE x.id = what FOR UPDATE;
    IF s.id IS NULL OR access.me() IS NULL OR NOT access.sets_up_screens() THEN RETURN 'hidden'; END IF;
    IF s.ended_at IS NOT NULL THEN RETURN 'ended'; END IF;
    UPDATE kiosk_officescreen x SET ended_at = now(), ended_by_id = access.me() WHERE x.id = s.id;
    FOR v IN SELECT k.visit_id FROM kiosk_sitting k JOIN readers_visit r ON r.id = k.visit_id
              WHERE k.screen_id = s.id AND r.ended_at IS NULL LOOP
        PERFORM access.end_office_visit(v, now(), 'staff');
    END LOOP;
    PERFORM access.note_event('screen_ended', NULL, ARRAY[s.id]);
    RETURN 'done';
END $$;

CREATE FUNCTION access.only_the_usher() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF access.actor() IS DISTINCT FROM 'usher' THEN
        RAISE EXCEPTION 'only the usher lets clients in' USING ERRCODE = '42501';
    END IF;
END $$;

-- Makes the browser in which a screen's code was typed that screen, once.
CREATE FUNCTION access.enrol_screen(p_code text, p_cookie text) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE what uuid;
BEGIN
    PERFORM access.only_the_usher();
    UPDATE kiosk_screensecret x SET code = NULL, code_until = NULL, cookie = p_cookie
      FROM kiosk_officescreen s
     WHERE s.id = x.screen_id AND x.code = p_code AND x.code_until > now() AND s.agreed_at IS NOT NULL
       AND s.ended_at IS NULL AND length(p_cookie) = 64
    RETURNING x.screen_id INTO what;
    UPDATE kiosk_officescreen s SET enrolled_at = now() WHERE s.id = what;
    PERFORM access.note_event(CASE WHEN what IS NULL THEN 'screen_refused' ELSE 'screen_enrolled' END, NULL,
                              array_remove(ARRAY[what], NULL));
    RETURN what IS NOT NULL;
END $$;

CREATE FUNCTION access.screen_of(p_screen text) RETURNS uuid LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT s.id FROM kiosk_officescreen s JOIN kiosk_screensecret x ON x.screen_id = s.id
     WHERE x.cookie = p_screen AND s.ended_at IS NULL $$;

CREATE FUNCTION access.in_office(p_address text) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM organisation_detail d, jsonb_array_elements_text(d.values -> 'networks') AS n
                    WHERE d.kind = 'networks' AND p_address::inet <<= n::inet) $$;
"""

SITTINGS = f"""
CREATE FUNCTION access.end_office_visit(p_visit uuid, p_at timestamptz, p_why text) RETURNS void LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
DECLARE on_file uuid;
BEGIN
    UPDATE readers_visit v SET ended_at = p_at WHERE v.id = p_visit AND v.ended_at IS NULL
    RETURNING v.file_id INTO on_file;
    IF on_file IS NULL THEN RETURN; END IF;
    UPDATE kiosk_sitting k SET ended_why = p_why WHERE k.visit_id = p_visit;
    PERFORM access.note_event('office_visit_ended', on_file, ARRAY[p_visit]);
END $$;

-- Blanks and ends what time has passed over. Says how it stands then: open, blank, or none.
CREATE FUNCTION access.by_the_clock(p_visit uuid) RETURNS text LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
DECLARE v readers_visit; k kiosk_sitting;
BEGIN
    SELECT * INTO v FROM readers_visit x WHERE x.id = p_visit AND x.ended_at IS NULL FOR UPDATE;
    SELECT * INTO k FROM kiosk_sitting x WHERE x.visit_id = v.id FOR UPDATE;
    IF k.id IS NULL THEN RETURN 'none'; END IF;
    IF k.blanked_at IS NULL AND v.seen_at + {_BLANK} <= now() THEN
        k.blanked_at := v.seen_at + {_BLANK};
        UPDATE kiosk_sitting x SET blanked_at = k.blanked_at WHERE x.id = k.id;
    END IF;
    IF k.blanked_at + {_END} <= now() OR v.until <= now() THEN
        PERFORM access.end_office_visit(v.id, least(v.until, coalesce(k.blanked_at + {_END}, v.until)), 'time');
        RETURN 'none';
    END IF;
    IF NOT access.ticket_stands(v.ticket_id) THEN RETURN 'none'; END IF;
    RETURN CASE WHEN k.blanked_at IS NULL THEN 'open' ELSE 'blank' END;
END $$;

-- Whose sitting this cookie is, at this screen and no other.
CREATE FUNCTION access.sitting_of(p_screen text, p_cookie text) RETURNS uuid LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT v.id FROM readers_secret c JOIN readers_ticket t ON t.id = c.ticket_id AND t.kind = 'office'
      JOIN readers_visit v ON v.ticket_id = t.id AND v.ended_at IS NULL
      JOIN kiosk_sitting k ON k.visit_id = v.id AND k.screen_id = access.screen_of(p_screen)
     WHERE c.cookie = p_cookie $$;

-- All that a request at the office has to know, in one question. An address that is NULL was looked at already. Whoever
-- is `active` is reading at this moment; `p_place` is how far down the page.
CREATE FUNCTION access.at_office(p_address text, p_screen text, p_cookie text, active boolean, p_place integer)
    RETURNS TABLE (where_from text, visit uuid, stands text)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM access.only_the_usher();
    visit := NULL; stands := 'none'; where_from := 'elsewhere';
    IF p_address IS NOT NULL AND NOT access.in_office(p_address) THEN RETURN NEXT; RETURN; END IF;
    where_from := CASE WHEN access.screen_of(p_screen) IS NULL THEN 'unknown' ELSE 'screen' END;
    visit := access.sitting_of(p_screen, p_cookie);
    IF visit IS NOT NULL THEN stands := access.by_the_clock(visit); END IF;
    IF stands = 'open' AND active THEN
        UPDATE readers_visit v SET seen_at = now() WHERE v.id = visit;
        UPDATE kiosk_sitting k SET place = p_place WHERE k.visit_id = visit AND p_place BETWEEN 0 AND 1000;
    END IF;
    RETURN NEXT;
END $$;

CREATE FUNCTION access.come_in_at_office(p_screen text, p_ticket text, p_code text, p_visit uuid, p_cookie text,
                                         p_lasts interval)
    RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE here uuid := access.screen_of(p_screen); opened uuid; earlier uuid;
BEGIN
    PERFORM access.only_the_usher();
    IF here IS NULL THEN RETURN false; END IF;
    opened := access.redeem(ARRAY['office'], p_ticket, p_code, p_visit, p_cookie, p_lasts);
    IF opened IS NULL THEN RETURN false; END IF;
    FOR earlier IN SELECT k.visit_id FROM kiosk_sitting k JOIN readers_visit v ON v.id = k.visit_id
                    WHERE k.screen_id = here AND v.ended_at IS NULL LOOP
        PERFORM access.end_office_visit(earlier, now(), 'replaced');
    END LOOP;
    UPDATE kiosk_sitting k SET visit_id = p_visit, screen_id = here WHERE k.ticket_id = opened;
    RETURN true;
END $$;

CREATE FUNCTION access.blank_sitting(p_screen text, p_cookie text) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE v uuid := access.sitting_of(p_screen, p_cookie);
BEGIN
    PERFORM access.only_the_usher();
    IF v IS NULL OR access.by_the_clock(v) <> 'open' THEN RETURN false; END IF;
    UPDATE kiosk_sitting k SET blanked_at = now() WHERE k.visit_id = v;
    RETURN true;
END $$;

-- Shows again what was blank to whoever knows the client's code; after five wrong ones it ends.
CREATE FUNCTION access.resume_sitting(p_screen text, p_cookie text, p_code text) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE v uuid := access.sitting_of(p_screen, p_cookie); k kiosk_sitting;
BEGIN
    PERFORM access.only_the_usher();
    IF v IS NULL OR access.by_the_clock(v) <> 'blank' THEN RETURN false; END IF;
    SELECT * INTO k FROM kiosk_sitting x WHERE x.visit_id = v;
    IF NOT EXISTS (SELECT 1 FROM readers_secret s WHERE s.ticket_id = k.ticket_id AND s.code = p_code) THEN
        UPDATE kiosk_sitting x SET wrong = x.wrong + 1 WHERE x.id = k.id;
        PERFORM access.note_event('reader_refused', k.file_id, ARRAY[k.ticket_id]);
        IF k.wrong + 1 >= {WRONG_CODES} THEN PERFORM access.end_office_visit(v, now(), 'wrong_codes'); END IF;
        RETURN false;
    END IF;
    UPDATE kiosk_sitting x SET blanked_at = NULL, wrong = 0 WHERE x.id = k.id;
    UPDATE readers_visit x SET seen_at = now() WHERE x.id = v;
    RETURN true;
END $$;

CREATE FUNCTION access.leave_office(p_screen text, p_cookie text) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE v uuid := access.sitting_of(p_screen, p_cookie);
BEGIN
    PERFORM access.only_the_usher();
    IF v IS NULL OR access.by_the_clock(v) = 'none' THEN RETURN false; END IF;
    PERFORM access.end_office_visit(v, now(), 'left');
    RETURN true;
END $$;
"""

STAFFS = """
-- How a sitting stands, for whoever sees its file; looking at it ends what time has ended.
CREATE FUNCTION access.look_at_sitting(p_ticket uuid) RETURNS text LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE k kiosk_sitting;
BEGIN
    SELECT * INTO k FROM kiosk_sitting x WHERE x.ticket_id = p_ticket;
    IF k.id IS NULL OR NOT access.may_view(k.file_id) THEN RETURN NULL; END IF;
    IF k.visit_id IS NULL THEN RETURN 'waits'; END IF;
    RETURN access.by_the_clock(k.visit_id);
END $$;

-- Ends a sitting at once, or a ticket that nobody has used: by whoever may shut its reader out.
CREATE FUNCTION access.end_sitting(p_ticket uuid) RETURNS text LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE r disclosures_release; t readers_ticket;
BEGIN
    SELECT * INTO t FROM readers_ticket x WHERE x.id = p_ticket AND x.kind = 'office';
    SELECT x.* INTO r FROM disclosures_release x JOIN disclosures_package p ON p.release_id = x.id
     WHERE p.id = t.package_id FOR UPDATE OF x;
    IF r.id IS NULL OR NOT access.may_view(r.file_id) THEN RETURN 'hidden'; END IF;
    IF NOT access.shuts_out(r.file_id, r.released_by_id) THEN RETURN 'refused'; END IF;
    PERFORM access.end_office_visit(v.id, now(), 'staff') FROM readers_visit v WHERE v.ticket_id = t.id;
    UPDATE readers_ticket x SET closed_at = now(), closed_for = 'taken_back', closed_by_id = access.me()
     WHERE x.id = t.id AND x.closed_at IS NULL;
    IF NOT FOUND THEN RETURN 'none'; END IF;
    PERFORM access.note_event('reader_link_closed', r.file_id, ARRAY[t.id, t.package_id]);
    RETURN 'done';
END $$;

-- Gives the client of a sitting that runs another code to come back with.
CREATE FUNCTION access.renew_client_code(p_ticket uuid, p_code text) RETURNS text LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE r disclosures_release; k kiosk_sitting;
BEGIN
    SELECT * INTO k FROM kiosk_sitting x WHERE x.ticket_id = p_ticket;
    SELECT x.* INTO r FROM disclosures_release x JOIN disclosures_package p ON p.release_id = x.id
      JOIN readers_ticket t ON t.package_id = p.id WHERE t.id = k.ticket_id;
    IF r.id IS NULL OR NOT access.may_view(k.file_id) OR length(p_code) <> 64 THEN RETURN 'hidden'; END IF;
    IF NOT access.gives_readers(r.file_id, r.released_by_id, access.me()) THEN RETURN 'refused'; END IF;
    IF k.visit_id IS NULL OR access.by_the_clock(k.visit_id) = 'none' THEN RETURN 'none'; END IF;
    UPDATE readers_secret s SET code = p_code WHERE s.ticket_id = k.ticket_id;
    UPDATE kiosk_sitting x SET wrong = 0 WHERE x.id = k.id;
    PERFORM access.note_event('office_code_renewed', k.file_id, ARRAY[k.ticket_id]);
    RETURN 'done';
END $$;
"""

CHANGES_OF_MIND = """
-- What was offered to whoever acts of one consent, and who has the task of it; no row for anything else.
CREATE FUNCTION access.offered_to_me(p_consent uuid, OUT o kiosk_offered, OUT gave uuid, OUT who uuid)
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF access.reader() IS NULL OR access.principal() NOT LIKE 'office:%' THEN RETURN; END IF;
    SELECT x.* INTO o FROM kiosk_offered x JOIN kiosk_sitting k ON k.id = x.sitting_id
     WHERE k.visit_id = access.reader() AND x.consent_id = p_consent AND x.file_id = access.reader_file();
    SELECT t.given_by_id, coalesce(f.lead_id, t.given_by_id) INTO gave, who
      FROM readers_ticket t JOIN clients_casefile f ON f.id = t.file_id WHERE t.id = access.reader_ticket();
END $$;

-- Puts a task before the file's lead, in the words that were sealed when the ticket was given; opens it again.
CREATE FUNCTION access.task_of_office(p_task uuid, p_file uuid, p_who uuid, p_gave uuid, p_words bytea) RETURNS void
    LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO tasks_task (id, file_id, owner_id, due_on, made_by_id, made_at, words)
         VALUES (p_task, p_file, p_who, (now() AT TIME ZONE 'Europe/London')::date, p_gave, now(), p_words)
    ON CONFLICT (id) DO UPDATE SET done_at = NULL, done_by_id = NULL $$;

-- Withdraws a consent that was offered at the ticket, by the client themselves; who is releasing on it at this moment
-- is waited for.
CREATE FUNCTION access.withdraw_at_office(p_consent uuid) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE x record; o kiosk_offered;
BEGIN
    SELECT * INTO x FROM access.offered_to_me(p_consent);
    o := x.o;
    UPDATE disclosures_consent c SET withdrawn_at = clock_timestamp()
     WHERE c.id = o.consent_id AND c.file_id = o.file_id AND c.withdrawn_at IS NULL;
    IF NOT FOUND THEN RETURN false; END IF;
    PERFORM access.task_of_office(o.task, o.file_id, x.who, x.gave, o.words);
    PERFORM access.note_event('consent_withdrawn_at_office', o.file_id, ARRAY[o.consent_id, o.task]);
    RETURN true;
END $$;

-- Sets a limit on one of them, which takes away and never adds (3.3.2 d): an entry that it covers, an earlier end, a
-- person, that nothing is written. The consent's row is locked: who is releasing on it is waited for.
CREATE FUNCTION access.limit_at_office(p_consent uuid, p_kind text, p_ids uuid[], p_entries uuid[], p_day date,
                                       p_words bytea)
    RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE x record; o kiosk_offered; c disclosures_consent; ends date; made integer;
        today date := (now() AT TIME ZONE 'Europe/London')::date;
BEGIN
    SELECT * INTO x FROM access.offered_to_me(p_consent);
    o := x.o;
    SELECT * INTO c FROM disclosures_consent d
     WHERE d.id = o.consent_id AND d.file_id = o.file_id AND d.withdrawn_at IS NULL AND NOT d.refused FOR UPDATE;
    IF c.id IS NULL OR o.limit_task IS NULL OR cardinality(p_ids) NOT BETWEEN 1 AND 1000 THEN RETURN false; END IF;
    ends := least(c.expires_on, (SELECT min(l.day) FROM kiosk_limit l WHERE l.consent_id = c.id AND l.kind = 'ends'));
    IF NOT coalesce(CASE p_kind
        WHEN 'not_this_item' THEN cardinality(p_entries) = cardinality(p_ids) AND NOT EXISTS (
            SELECT 1 FROM unnest(p_entries) e WHERE NOT EXISTS (
                SELECT 1 FROM disclosures_consentitem i WHERE i.consent_id = c.id AND i.entry_id = e))
        WHEN 'ends' THEN p_day >= today AND (ends IS NULL OR p_day < ends)
        WHEN 'not_before' THEN p_day > today
        WHEN 'only_verbally' THEN true
        WHEN 'not_this_person' THEN length(p_words) > 0
        END, false) THEN RETURN false; END IF;
    INSERT INTO kiosk_limit (id, file_id, visit_id, package_id, at, consent_id, kind, entry_id, day, words)
    SELECT one.id, c.file_id, access.reader(), access.reader_package(false), clock_timestamp(), c.id, p_kind, one.entry,
           p_day, p_words  -- the moment after the wait: later than a release that was waited for
      FROM unnest(p_ids, p_entries) AS one(id, entry) WHERE one.id IS NOT NULL
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS made = ROW_COUNT;
    IF made = 0 THEN RETURN false; END IF;
    PERFORM access.task_of_office(o.limit_task, c.file_id, x.who, x.gave, o.limit_words);
    PERFORM access.note_event('consent_limited_at_office', o.file_id, ARRAY[c.id, o.limit_task] || p_ids);
    RETURN true;
END $$;

-- Which of what was offered to whoever acts was withdrawn since.
CREATE FUNCTION access.withdrawn_of_offered() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.id FROM kiosk_offered o JOIN kiosk_sitting k ON k.id = o.sitting_id
      JOIN disclosures_consent c ON c.id = o.consent_id
     WHERE k.visit_id = access.reader() AND c.withdrawn_at IS NOT NULL $$;
"""

FUNCTIONS = SCREENS + SITTINGS + STAFFS + CHANGES_OF_MIND
CALLABLE = (
    "access.agree_to_screen(uuid, text)",
    "access.end_screen(uuid)",
    "access.look_at_sitting(uuid)",
    "access.end_sitting(uuid)",
    "access.renew_client_code(uuid, text)",
)
CALLABLE_BY_KIOSK = (
    "access.enrol_screen(text, text)",
    "access.at_office(text, text, text, boolean, integer)",
    "access.come_in_at_office(text, text, text, uuid, text, interval)",
    "access.blank_sitting(text, text)",
    "access.resume_sitting(text, text, text)",
    "access.leave_office(text, text)",
    "access.withdraw_at_office(uuid)",
    "access.limit_at_office(uuid, text, uuid[], uuid[], date, bytea)",
    "access.withdrawn_of_offered()",
    "access.reader()",
    "access.reader_ticket()",
    "access.reader_package(boolean)",
    "access.reader_file()",
)
