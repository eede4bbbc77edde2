"""The database's own part in emergency access: starting, ending, reviewing and escalating, each in one function.

No login writes these rows. Who asks learns one of four answers: opened, nothing, limited, unreviewed; 'nothing' is
the same for a reference that was never drawn, a file of the other service, and the other half of a couple.
"""

from staff.deputies.fence_sql import RUNS

MOST_LOOKED = 500  # shown to a reviewer; one more is read, to say that there is more
UNANSWERED_DAYS = 7  # then a search is no emergency any more, and describes somebody all the same
MOST_ASKS = 6  # by one person within an hour, whatever came of them

FUNCTIONS = f"""
-- A line manager, of their own or while they stand in for one.
CREATE FUNCTION access.manages_now(whom uuid) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM staff_worker w WHERE w.account_id = whom AND w.role = 'line_manager')
        OR EXISTS (SELECT 1 FROM deputies_deputyship d WHERE d.deputy_id = whom AND {RUNS}) $$;

-- May this person review it: in post, somebody else, without a wall, a line manager of the file's service or the lead.
CREATE FUNCTION access.fit_to_review(whom uuid, what uuid, used_by uuid) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT whom <> used_by AND EXISTS (
        SELECT 1 FROM staff_worker w JOIN staff_account a ON a.id = w.account_id AND a.is_active
          JOIN clients_casefile c ON c.id = what
         WHERE w.account_id = whom
           AND (w.role = 'safeguarding_lead' OR w.service IN (c.service, 'both') AND access.manages_now(whom))
           AND NOT EXISTS (SELECT 1 FROM clients_wall v WHERE v.user_id = whom AND v.file_id = what)) $$;

-- Who is told and reviews: their own line manager, then the file's, then another of the service, then the lead.
CREATE FUNCTION access.reviewer_of(what uuid, used_by uuid, other uuid) RETURNS uuid LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT w.account_id FROM staff_worker w
     WHERE w.role IN ('line_manager', 'safeguarding_lead') AND w.account_id IS DISTINCT FROM other
       AND access.fit_to_review(w.account_id, what, used_by)
     ORDER BY w.role = 'line_manager' DESC,
              EXISTS (SELECT 1 FROM staff_worker u
                       WHERE u.account_id = used_by AND u.line_manager_id = w.account_id) DESC,
              EXISTS (SELECT 1 FROM access.grant_source s WHERE s.person = w.account_id AND s.file = what) DESC,
              w.account_id
     LIMIT 1 $$;

CREATE FUNCTION access.escalate(what uuid, because text) RETURNS boolean LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE emergency_emergencyaccess e
       SET second_id = access.reviewer_of(e.file_id, e.worker_id, e.manager_id),
           escalated_at = now(), escalated_because = because
     WHERE e.id = what AND e.reviewed_at IS NULL
       AND (e.second_id IS NULL OR NOT access.fit_to_review(e.second_id, e.file_id, e.worker_id))
       AND access.reviewer_of(e.file_id, e.worker_id, e.manager_id) IS NOT NULL;
    RETURN FOUND;
END $$;

-- The file that is opened, or nothing.
CREATE FUNCTION access.begin_emergency(what uuid, who uuid, mine text, wanted text, risk boolean, why bytea)
    RETURNS uuid LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE target uuid; earlier uuid;
BEGIN
    SELECT c.id INTO target FROM clients_casefile c
     WHERE c.reference = wanted AND (mine = 'both' OR c.service = mine)
       AND NOT EXISTS (SELECT 1 FROM clients_wall v
                        WHERE v.user_id = who AND v.file_id = c.id AND v.kind = 'couple');
    IF target IS NULL THEN RETURN NULL; END IF;
    PERFORM 1 FROM emergency_emergencyaccess e WHERE e.worker_id = who AND e.file_id = target AND e.until > now();
    IF FOUND THEN RETURN target; END IF;
    BEGIN
        INSERT INTO emergency_emergencyaccess (id, file_id, reference, worker_id, at_risk, reason, started_at, until,
                                               manager_id, escalated_because, outcome)
        VALUES (what, target, wanted, who, risk, why, now(), now() + interval '60 minutes',
                access.reviewer_of(target, who, NULL), '', '');
        -- a couple's wall may have risen at this very moment
        PERFORM 1 FROM clients_effectivegrant g
          WHERE g.file_id = target AND g.user_id = who AND g.view_until > now();
        IF NOT FOUND THEN RAISE SQLSTATE 'LE001'; END IF;
    EXCEPTION WHEN SQLSTATE 'LE001' THEN RETURN NULL;
    END;
    FOR earlier IN SELECT e.id FROM emergency_emergencyaccess e
                    WHERE e.worker_id = who AND e.id <> what AND e.reviewed_at IS NULL LOOP
        PERFORM access.escalate(earlier, 'again');
    END LOOP;
    RETURN target;
END $$;

-- Ask for emergency access under the id `what`, whose key was made before. One person asks one at a time.
CREATE FUNCTION access.start_emergency(what uuid, wanted text, risk boolean, why bytea,
                                       OUT answer text, OUT opened uuid) LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE who uuid := access.me(); mine text;
BEGIN
    SELECT w.service INTO mine FROM staff_worker w
     WHERE w.account_id = who AND w.team_id IS NOT NULL AND w.service IN ('iss', 'dvpp', 'both');
    IF mine IS NULL OR coalesce(octet_length(why), 0) < 30 OR risk IS NULL THEN
        RAISE EXCEPTION 'no emergency access' USING ERRCODE = '42501';
    END IF;
    PERFORM pg_advisory_xact_lock(4, hashtext(who::text));
    DELETE FROM emergency_ask WHERE person = who AND at <= now() - interval '1 hour';
    IF (SELECT count(*) FROM emergency_ask WHERE person = who) >= {MOST_ASKS} THEN
        answer := 'limited';
    ELSE
        INSERT INTO emergency_ask (id, person, at) VALUES (gen_random_uuid(), who, now());
        IF NOT risk AND EXISTS (SELECT 1 FROM emergency_emergencyaccess e
                                 WHERE e.worker_id = who AND e.reviewed_at IS NULL) THEN
            answer := 'unreviewed';
        ELSE
            opened := access.begin_emergency(what, who, mine, wanted, risk, why);
            answer := CASE WHEN opened IS NULL THEN 'nothing' ELSE 'opened' END;
        END IF;
    END IF;
    -- the key that was made for nothing
    DELETE FROM keys.sealing_key k WHERE k.kind = 'emergency' AND k.subject = what
       AND NOT EXISTS (SELECT 1 FROM emergency_emergencyaccess e WHERE e.id = what);
END $$;

-- Is it before me: myself, or whoever I stand in for.
CREATE FUNCTION access.is_before_me(first uuid, other uuid) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT access.me() IN (first, other) OR EXISTS (
        SELECT 1 FROM deputies_deputyship d
         WHERE d.deputy_id = access.me() AND d.manager_id IN (first, other) AND {RUNS}) $$;

-- May I review it: it is before me, and nothing stands against me.
CREATE FUNCTION access.may_review(what uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM emergency_emergencyaccess e
                    WHERE e.id = what AND access.is_before_me(e.manager_id, e.second_id)
                      AND access.fit_to_review(access.me(), e.file_id, e.worker_id)) $$;

-- End it now: by who uses it, who reviews it, or who leads the file. False when it had ended, or is none of mine.
CREATE FUNCTION access.end_emergency(what uuid) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE emergency_emergencyaccess e SET until = now(), ended_by_id = access.me()
     WHERE e.id = what AND e.until > now()
       AND (e.worker_id = access.me() OR access.may_review(e.id)
            OR EXISTS (SELECT 1 FROM clients_effectivegrant g WHERE g.file_id = e.file_id
                         AND g.user_id = access.me() AND g.lead_until > now()));
    RETURN FOUND;
END $$;

-- Review it once, after its end. False when it is none of mine, runs, or was reviewed.
CREATE FUNCTION access.review_emergency(what uuid, verdict text, words bytea) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE emergency_emergencyaccess e
       SET reviewed_at = now(), reviewed_by_id = access.me(), outcome = verdict, finding = words
     WHERE e.id = what AND e.reviewed_at IS NULL AND e.until <= now()
       AND verdict IN ('justified', 'not_justified') AND octet_length(words) >= 30 AND access.may_review(e.id);
    RETURN FOUND;
END $$;

-- The worker's clock: whether a second manager was asked, because it is overdue or the first may not review it.
CREATE FUNCTION access.escalate_emergency(what uuid, overdue boolean) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE fit boolean;
BEGIN
    IF access.actor() IS DISTINCT FROM 'reminder' THEN
        RAISE EXCEPTION 'only the reminder escalates' USING ERRCODE = '42501';
    END IF;
    SELECT access.fit_to_review(coalesce(e.second_id, e.manager_id), e.file_id, e.worker_id),
           overdue AND e.second_id IS NULL
      INTO fit, overdue FROM emergency_emergencyaccess e WHERE e.id = what;
    IF fit IS TRUE AND NOT overdue THEN RETURN false; END IF;
    RETURN access.escalate(what, CASE WHEN fit IS TRUE THEN 'overdue' ELSE 'unfit' END);
END $$;

-- What was looked at while it lasted, for whoever reviews it: from the audit.
CREATE FUNCTION access.looked_at(what uuid)
    RETURNS TABLE (at timestamptz, action text, outcome text, many int) LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT v.at, v.action::text, v.outcome::text, jsonb_array_length(v.ids)
      FROM emergency_emergencyaccess e JOIN audit_event v ON v.file = e.file_id AND v.person = e.worker_id
     WHERE e.id = what AND access.may_review(what)
       AND v.at BETWEEN e.started_at - interval '5 seconds' AND e.until + interval '1 minute'
     ORDER BY v.at LIMIT {MOST_LOOKED + 1} $$;

-- Am I told of it, found not justified: not from behind a wall, where I may not know that there is a file.
CREATE FUNCTION access.is_told(what uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM emergency_emergencyaccess e
                    WHERE e.id = what AND e.outcome = 'not_justified' AND NOT EXISTS (
                        SELECT 1 FROM clients_wall v WHERE v.user_id = access.me() AND v.file_id = e.file_id)) $$;

-- Who is told of a try behind a conflict's wall: the line managers who could review it; without any, the lead.
CREATE FUNCTION access.is_told_of_wall(what uuid, tried_by uuid) RETURNS boolean LANGUAGE sql STABLE
    PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT access.fit_to_review(access.me(), what, tried_by) AND (
        access.manages_now(access.me())
        OR NOT EXISTS (SELECT 1 FROM staff_worker w WHERE w.role = 'line_manager'
                          AND access.fit_to_review(w.account_id, what, tried_by))) $$;

-- One alert of a kind about one person and file stands until a manager has seen it, and counts what comes after.
CREATE FUNCTION access.alert_managers(what uuid, named text, who uuid, as_kind text) RETURNS uuid LANGUAGE sql
    SET search_path = public, pg_temp AS $$
    INSERT INTO emergency_wallalert AS a (id, kind, file_id, reference, worker_id, first_at, last_at, times)
    VALUES (gen_random_uuid(), as_kind, what, named, who, now(), now(), 1)
    ON CONFLICT (worker_id, file_id, kind) WHERE seen_at IS NULL DO UPDATE SET times = a.times + 1, last_at = now()
    RETURNING a.id $$;

-- Tell of it, if I am behind a conflict's wall before this file. Behind a couple's nobody is told: who is would learn
-- of the couple. Waits for a disposal that is under way.
CREATE FUNCTION access.tell_of_wall_before(what uuid) RETURNS void LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
DECLARE who uuid := access.me(); named text; told uuid;
BEGIN
    IF (SELECT array_agg(v.kind::text) FROM clients_wall v WHERE v.file_id = what AND v.user_id = who)
        IS DISTINCT FROM ARRAY['conflict'] THEN RETURN; END IF;
    SELECT c.reference INTO named FROM clients_casefile c WHERE c.id = what FOR KEY SHARE;
    IF named IS NULL THEN RETURN; END IF;
    told := access.alert_managers(what, named, who, 'wall');
    PERFORM access.note_event('wall_tried', what, ARRAY[told]);
END $$;

-- Somebody asked to disclose from this file, in which they write, to a partner of its client (E13). Told are the same
-- managers; on the other side of a couple nobody is.
CREATE FUNCTION access.tell_of_recipient(what uuid) RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE who uuid := access.me(); named text; told uuid;
BEGIN
    SELECT c.reference INTO named FROM clients_casefile c
      JOIN clients_effectivegrant g ON g.file_id = c.id AND g.user_id = who AND g.view_until > now()
     WHERE c.id = what FOR KEY SHARE OF c;
    IF named IS NULL THEN RETURN; END IF;
    told := access.alert_managers(what, named, who, 'recipient');
    PERFORM access.note_event('recipient_alerted', what, ARRAY[told]);
END $$;

-- Something that had left this file, in which somebody writes, was closed to its reader: the client agrees to less.
CREATE FUNCTION access.tell_of_less(what uuid) RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE who uuid := access.me(); named text; told uuid;
BEGIN
    SELECT c.reference INTO named FROM clients_casefile c
      JOIN clients_effectivegrant g ON g.file_id = c.id AND g.user_id = who AND g.view_until > now()
     WHERE c.id = what FOR KEY SHARE OF c;
    IF named IS NULL THEN RETURN; END IF;
    told := access.alert_managers(what, named, who, 'less');
    PERFORM access.note_event('agreed_less_alerted', what, ARRAY[told]);
END $$;

CREATE FUNCTION access.tell_of_wall(wanted text) RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM access.tell_of_wall_before(c.id) FROM clients_casefile c WHERE c.reference = wanted;
END $$;

CREATE FUNCTION access.see_wall_alert(what uuid) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE emergency_wallalert a SET seen_at = now(), seen_by_id = access.me()
     WHERE a.id = what AND a.seen_at IS NULL AND access.is_told_of_wall(a.file_id, a.worker_id);
    RETURN FOUND;
END $$;

-- Answer a search once; what was described is gone with it.
CREATE FUNCTION access.answer_search(what uuid) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE emergency_emergencysearch s SET answered_at = now(), answered_by_id = access.me(), words = NULL
     WHERE s.id = what AND s.answered_at IS NULL AND s.asked_by_id <> access.me() AND access.has_role('line_manager')
       AND (access.my_service() = s.service OR 'both' IN (access.my_service(), s.service));
    IF FOUND THEN DELETE FROM keys.sealing_key k WHERE k.kind = 'search' AND k.subject = what; END IF;
    RETURN FOUND;
END $$;

-- The worker's clock: what was described and nobody has answered for so long is gone. Returns which searches.
CREATE FUNCTION access.forget_searches() RETURNS SETOF uuid LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF access.actor() IS DISTINCT FROM 'reminder' THEN
        RAISE EXCEPTION 'only the reminder forgets' USING ERRCODE = '42501';
    END IF;
    RETURN QUERY WITH lapsed AS (
        UPDATE emergency_emergencysearch s SET answered_at = now(), words = NULL
         WHERE s.answered_at IS NULL AND s.asked_at < now() - interval '{UNANSWERED_DAYS} days' RETURNING s.id),
      gone AS (DELETE FROM keys.sealing_key k USING lapsed l WHERE k.kind = 'search' AND k.subject = l.id)
    SELECT l.id FROM lapsed l;
END $$;
"""

CALLABLE = (
    "access.start_emergency(uuid, text, boolean, bytea)",
    "access.may_review(uuid)",
    "access.end_emergency(uuid)",
    "access.review_emergency(uuid, text, bytea)",
    "access.escalate_emergency(uuid, boolean)",
    "access.looked_at(uuid)",
    "access.answer_search(uuid)",
    "access.forget_searches()",
    "access.is_told(uuid)",
    "access.is_told_of_wall(uuid, uuid)",
    "access.tell_of_wall(text)",
    "access.tell_of_recipient(uuid)",
    "access.tell_of_less(uuid)",
    "access.see_wall_alert(uuid)",
)
