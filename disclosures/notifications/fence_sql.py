"""The database's own part in notifications: what follows for a partner from what happened on a programme file.

It is worked out by the notifier, from a job, one file at a time; whoever recorded an event has long gone on. What it
writes stands before the support service alone, and each look leaves one event of the audit that nobody reads, whether
there was anybody to be told or not (4.2.1 i, E26).
"""

LOCK = 12  # of the database's advisory locks

FUNCTIONS = f"""
-- Something happened on a programme file, or who is tied to it changed: the notifier has to look.
CREATE FUNCTION access.look_at_programme(what uuid) RETURNS void LANGUAGE sql
    SET search_path = public, pg_temp AS $$
    INSERT INTO notifications_tolookat (id, file_id, since)
    SELECT gen_random_uuid(), c.id, now() FROM clients_casefile c WHERE c.id = what AND c.service = 'dvpp' $$;

CREATE FUNCTION access.on_programme_told() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM access.look_at_programme(NEW.file_id);
    RETURN NULL;
END $$;

-- A file that goes is not looked at: an import that is undone knows nothing of this room.
CREATE FUNCTION access.on_programme_file_gone() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM public.notifications_tolookat t WHERE t.file_id = OLD.id;
    RETURN OLD;
END $$;

CREATE FUNCTION access.on_halves_tied() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM access.look_at_programme(NEW.one_id);
    PERFORM access.look_at_programme(NEW.other_id);
    RETURN NULL;
END $$;

-- The next programme file to look at, held until the transaction ends, with all that is to be looked at by then: what
-- comes while the notifier looks waits for its next look.
CREATE FUNCTION access.next_programme_file() RETURNS TABLE (file uuid, waits uuid[]) LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE found uuid;
BEGIN
    IF coalesce(access.actor(), '') <> 'notifier' THEN RETURN; END IF;
    SELECT t.file_id INTO found FROM notifications_tolookat t ORDER BY t.since, t.id FOR UPDATE SKIP LOCKED LIMIT 1;
    IF found IS NULL THEN RETURN; END IF;
    PERFORM pg_advisory_xact_lock({LOCK}, hashtext(found::text));
    RETURN QUERY SELECT found, array_agg(t.id) FROM notifications_tolookat t WHERE t.file_id = found;
END $$;

-- Is there a programme file to look at? Asked by the clock.
CREATE FUNCTION access.programme_waits() RETURNS boolean LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(access.actor(), '') = 'dispatcher' AND EXISTS (SELECT 1 FROM notifications_tolookat) $$;

-- May the notifier read who is tied to this file: only while the file waits to be looked at, and something happened.
CREATE FUNCTION access.notifier_reads(what uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(access.actor(), '') = 'notifier'
       AND EXISTS (SELECT 1 FROM notifications_tolookat t WHERE t.file_id = what)
       AND EXISTS (SELECT 1 FROM programme_programmeevent e WHERE e.file_id = what) $$;

-- The support service's files that are tied to this one as a partner's, and since when.
CREATE FUNCTION access.tied_to(what uuid) RETURNS TABLE (file uuid, since timestamptz) LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT c.id, t.decided_at FROM partners_tie t
      JOIN clients_casefile c ON c.id = CASE t.one_id WHEN what THEN t.other_id ELSE t.one_id END
     WHERE what IN (t.one_id, t.other_id) AND t.kind = 'partner' AND t.outcome = 'tied' AND c.service = 'iss' $$;

-- Put one event before her; a strand that something comes to is open.
CREATE FUNCTION access.put_notification(of_event uuid, to_file uuid, to_strand uuid, wrong uuid) RETURNS uuid
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE made uuid := gen_random_uuid();
BEGIN
    INSERT INTO notifications_notification (id, file_id, strand_id, status, stage, "on", corrects_id, contact_version,
                                            made_at, outcome)
    SELECT made, to_file, to_strand, e.kind, e.stage, e.happened_on, wrong,
           CASE WHEN to_file IS NULL THEN 0 ELSE coalesce(
               (SELECT s.version FROM contacting_contactstanding s WHERE s.file_id = to_file), 1) END,
           clock_timestamp(), ''
      FROM programme_programmeevent e WHERE e.id = of_event;
    INSERT INTO notifications_origin (notification_id, event_id) VALUES (made, of_event);
    UPDATE notifications_strand s SET touched_on = (now() AT TIME ZONE 'Europe/London')::date, closed_why = ''
     WHERE s.id = to_strand;
    RETURN made;
END $$;

-- What was told of an event that is corrected is told to be wrong, to whoever was told; what was not yet is replaced.
CREATE FUNCTION access.correct_notifications(e programme_programmeevent) RETURNS uuid[] LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
DECLARE n notifications_notification; made uuid[] := '{{}}'; wrong uuid;
BEGIN
    FOR n IN SELECT x.* FROM notifications_notification x JOIN notifications_origin o ON o.notification_id = x.id
              WHERE o.event_id = e.corrects_id ORDER BY x.made_at, x.id FOR UPDATE OF x LOOP
        CONTINUE WHEN EXISTS (
            SELECT 1 FROM notifications_origin o JOIN notifications_notification x ON x.id = o.notification_id
             WHERE o.event_id = e.id AND x.file_id IS NOT DISTINCT FROM n.file_id
               AND x.strand_id IS NOT DISTINCT FROM n.strand_id);
        wrong := CASE WHEN n.outcome = 'told' THEN n.id ELSE n.corrects_id END;
        UPDATE notifications_notification x SET outcome = 'replaced', ended_at = now()
         WHERE x.id = n.id AND x.outcome = '';
        IF wrong IS NOT NULL OR e.kind <> 'none' THEN
            made := made || access.put_notification(e.id, n.file_id, n.strand_id, wrong);
        END IF;
    END LOOP;
    RETURN made;
END $$;

-- Everything that is to be told to one who is tied to his file since then: first how things stood, then each event.
CREATE FUNCTION access.bring_up_to_date(what uuid, to_file uuid, to_strand uuid, since timestamptz) RETURNS uuid[]
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE e programme_programmeevent; made uuid[] := '{{}}'; stood uuid;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM notifications_origin o JOIN programme_programmeevent x ON x.id = o.event_id
                     JOIN notifications_notification n ON n.id = o.notification_id
                    WHERE x.file_id = what AND (n.file_id = to_file OR n.strand_id = to_strand)) THEN
        SELECT x.id INTO stood FROM programme_programmeevent x
         WHERE x.file_id = what AND x.recorded_at <= since AND x.kind <> 'none'
           AND NOT EXISTS (SELECT 1 FROM programme_programmeevent c WHERE c.corrects_id = x.id)
         ORDER BY x.happened_on DESC, x.recorded_at DESC LIMIT 1;
        IF stood IS NOT NULL THEN made := made || access.put_notification(stood, to_file, to_strand, NULL); END IF;
    END IF;
    FOR e IN SELECT x.* FROM programme_programmeevent x
              WHERE x.file_id = what AND x.corrects_id IS NULL AND x.recorded_at > since
                AND NOT EXISTS (SELECT 1 FROM notifications_origin o
                                  JOIN notifications_notification n ON n.id = o.notification_id
                                 WHERE o.event_id = x.id AND (n.file_id = to_file OR n.strand_id = to_strand))
              ORDER BY x.recorded_at, x.id LOOP
        made := made || access.put_notification(e.id, to_file, to_strand, NULL);
    END LOOP;
    RETURN made;
END $$;

-- A partner who has a file by now is told by it: her strand is closed, and what waits there is replaced. Who has none
-- any more has her strand again.
CREATE FUNCTION access.close_strands_of(what uuid) RETURNS void LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
DECLARE gone uuid[];
BEGIN
    SELECT array_agg(s.id) INTO gone FROM notifications_personlookedat l
      JOIN notifications_strand s ON s.id = l.strand_id
      JOIN people_linkedperson p ON p.id = l.person_id
     WHERE p.file_id = what AND p.merged_into_id IS NULL AND s.closed_why = '' AND access.partner_has_file(what, p.id);
    UPDATE notifications_strand s SET closed_why = 'file' WHERE s.id = ANY (gone);
    UPDATE notifications_notification n SET outcome = 'replaced', ended_at = now()
     WHERE n.strand_id = ANY (gone) AND n.outcome = '';
    UPDATE notifications_strand s SET closed_why = '' FROM notifications_personlookedat l
      JOIN people_linkedperson p ON p.id = l.person_id
     WHERE l.strand_id = s.id AND p.file_id = what AND p.merged_into_id IS NULL AND s.closed_why = 'file'
       AND NOT access.partner_has_file(what, p.id);
END $$;

-- Everything that follows from a programme file for those who may be told; and it waits no more.
CREATE FUNCTION access.notify_of(what uuid, waits uuid[]) RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE made uuid[] := '{{}}'; e programme_programmeevent; r record;
BEGIN
    IF coalesce(access.actor(), '') <> 'notifier' THEN
        RAISE EXCEPTION 'not theirs to do' USING ERRCODE = '42501';
    END IF;
    PERFORM access.close_strands_of(what);
    FOR r IN SELECT h.file, NULL::uuid AS strand, h.since FROM access.tied_to(what) h
             UNION ALL
             -- of one person since the last entry of theirs: what was told on the strand of another is not told again
             SELECT NULL, l.strand_id, (SELECT max(x.added_at) FROM people_linkedperson x
                                         WHERE x.id IN (SELECT access.entries_of(p.id)))
               FROM notifications_personlookedat l
               JOIN people_linkedperson p ON p.id = l.person_id AND p.file_id = what AND p.merged_into_id IS NULL
               JOIN notifications_strand s ON s.id = l.strand_id AND s.closed_why <> 'file'
              WHERE l.partner LOOP
        made := made || access.bring_up_to_date(what, r.file, r.strand, r.since);
    END LOOP;
    FOR e IN SELECT x.* FROM programme_programmeevent x
              WHERE x.file_id = what AND x.corrects_id IS NOT NULL ORDER BY x.recorded_at, x.id LOOP
        made := made || access.correct_notifications(e);
    END LOOP;
    DELETE FROM notifications_tolookat t WHERE t.file_id = what AND t.id = ANY (waits);
    PERFORM access.note_event('partners_notified', NULL, made);
END $$;

-- Whoever works for the support service on a strand: a line manager, or who they gave it to, and nobody who holds
-- anything of the man whose partner she is. Where no manager is left, the safeguarding lead.
CREATE FUNCTION access.fit_for_strand(whom uuid, what uuid) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM staff_worker w JOIN staff_account a ON a.id = w.account_id AND a.is_active
                    WHERE w.account_id = whom AND (w.service IN ('iss', 'both') OR w.role = 'safeguarding_lead'))
       AND NOT EXISTS (SELECT 1 FROM notifications_personlookedat l JOIN people_linkedperson p ON p.id = l.person_id
                         JOIN access.grant_source g ON g.file = p.file_id AND g.until > now()
                        WHERE l.strand_id = what AND g.person = whom) $$;

CREATE FUNCTION access.manages_strand(what uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT access.fit_for_strand(access.me(), what) AND (
        access.manages_now(access.me())
        OR access.has_role('safeguarding_lead') AND NOT EXISTS (
            SELECT 1 FROM staff_worker w
             WHERE w.role = 'line_manager' AND access.fit_for_strand(w.account_id, what))) $$;

CREATE FUNCTION access.reads_strand(what uuid, given_to uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN given_to = access.me() THEN access.fit_for_strand(access.me(), what)
                ELSE access.manages_strand(what) END $$;

-- Who of the support service can be given a strand: with whom to choose from, so that 'not available' needs no word.
CREATE FUNCTION access.who_can_take_strand(what uuid) RETURNS SETOF uuid LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT w.account_id FROM staff_worker w
     WHERE w.service IN ('iss', 'both') AND w.role IN ('iss_worker', 'senior_practitioner')
       AND access.manages_strand(what) AND access.fit_for_strand(w.account_id, what) $$;

-- Give a strand to somebody, or to the managers again.
CREATE FUNCTION access.give_strand(what uuid, whom uuid) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF whom IS NOT NULL AND NOT EXISTS (SELECT 1 FROM access.who_can_take_strand(what) w WHERE w = whom)
        OR NOT access.manages_strand(what) THEN RETURN false; END IF;
    UPDATE notifications_strand s SET given_to_id = whom WHERE s.id = what;
    RETURN FOUND;
END $$;

-- Say that a strand is still needed, or that it is not: then nothing waits on it.
CREATE FUNCTION access.review_strand(what uuid, keep boolean) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT access.manages_strand(what) OR NOT keep AND EXISTS (
        SELECT 1 FROM notifications_notification n WHERE n.strand_id = what AND n.outcome = '') THEN
        RETURN false;
    END IF;
    UPDATE notifications_strand s SET touched_on = (now() AT TIME ZONE 'Europe/London')::date,
           closed_why = CASE WHEN keep THEN s.closed_why ELSE 'ended' END WHERE s.id = what AND s.closed_why <> 'file';
    RETURN FOUND;
END $$;

-- May I do something about this notification: write in her file, or read her strand.
CREATE FUNCTION access.tells_notification(what uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM notifications_notification n LEFT JOIN notifications_strand s ON s.id = n.strand_id
                    WHERE n.id = what AND (n.file_id IS NOT NULL AND access.writes_in(n.file_id)
                       OR n.strand_id IS NOT NULL AND access.reads_strand(n.strand_id, s.given_to_id))) $$;

-- Hold a notification that waits and is mine to tell, until the transaction ends.
CREATE FUNCTION access.hold_notification(what uuid) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM notifications_notification n WHERE n.id = what AND n.outcome = '' FOR UPDATE;
    RETURN FOUND AND access.tells_notification(what);
END $$;

-- An attempt that ends a notification ends it, and a strand was touched.
CREATE FUNCTION access.on_attempt() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE notifications_notification n SET outcome = NEW.result, ended_at = NEW.at
     WHERE n.id = NEW.notification_id AND n.outcome = '' AND NEW.result <> 'unreached';
    UPDATE notifications_strand s SET touched_on = (now() AT TIME ZONE 'Europe/London')::date
      FROM notifications_notification n WHERE n.id = NEW.notification_id AND s.id = n.strand_id;
    RETURN NULL;
END $$;

CREATE FUNCTION access.on_strand_gone() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM keys.sealing_key k WHERE k.kind = 'strand' AND k.subject = OLD.id;
    RETURN NULL;
END $$;

-- Destroy some strands about which nothing was done since that day, with all that hangs on them; return which.
CREATE FUNCTION access.destroy_strands(last_day date, most int) RETURNS uuid[] LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE gone uuid[];
BEGIN
    IF coalesce(access.actor(), '') NOT IN ('disposer', 'restorer') THEN RETURN '{{}}'; END IF;
    SELECT array_agg(x.id) INTO gone FROM (SELECT s.id FROM notifications_strand s WHERE s.touched_on <= last_day
                                            ORDER BY s.touched_on, s.id LIMIT most FOR UPDATE) x;
    PERFORM access.drop_strands(gone);
    RETURN coalesce(gone, '{{}}');
END $$;

-- Two files are no couple's: what waits in one because of the other is told no more.
CREATE FUNCTION access.tell_no_more(a uuid, b uuid) RETURNS void LANGUAGE sql
    SET search_path = public, pg_temp AS $$
    UPDATE notifications_notification n SET outcome = 'replaced', ended_at = now()
      FROM notifications_origin o JOIN programme_programmeevent e ON e.id = o.event_id
     WHERE o.notification_id = n.id AND n.outcome = '' AND (n.file_id, e.file_id) IN ((a, b), (b, a)) $$;

CREATE FUNCTION access.drop_strands(gone uuid[]) RETURNS void LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE notifications_personlookedat l SET strand_id = NULL, strand_from_id = NULL WHERE l.strand_id = ANY (gone);
    DELETE FROM notifications_preference p WHERE p.strand_id = ANY (gone);
    DELETE FROM notifications_attempt a USING notifications_notification n
     WHERE n.id = a.notification_id AND n.strand_id = ANY (gone);
    DELETE FROM notifications_origin o USING notifications_notification n
     WHERE n.id = o.notification_id AND n.strand_id = ANY (gone);
    DELETE FROM notifications_notification n WHERE n.strand_id = ANY (gone);
    DELETE FROM notifications_strand s WHERE s.id = ANY (gone);
END $$;
"""

TRIGGERS = """
CREATE TRIGGER programme_file_gone BEFORE DELETE ON public.clients_casefile
    FOR EACH ROW EXECUTE FUNCTION access.on_programme_file_gone();
CREATE TRIGGER programme_told AFTER INSERT ON public.programme_programmeevent
    FOR EACH ROW EXECUTE FUNCTION access.on_programme_told();
CREATE TRIGGER programme_people_told AFTER INSERT ON public.people_personversion
    FOR EACH ROW EXECUTE FUNCTION access.on_programme_told();
CREATE TRIGGER programme_tied AFTER INSERT ON public.partners_tie
    FOR EACH ROW WHEN (NEW.outcome = 'tied') EXECUTE FUNCTION access.on_halves_tied();
CREATE TRIGGER programme_tied_later AFTER UPDATE ON public.partners_tie
    FOR EACH ROW WHEN (OLD.outcome IS DISTINCT FROM NEW.outcome) EXECUTE FUNCTION access.on_halves_tied();
CREATE TRIGGER notification_told AFTER INSERT ON public.notifications_attempt
    FOR EACH ROW EXECUTE FUNCTION access.on_attempt();
CREATE TRIGGER strand_gone AFTER DELETE ON public.notifications_strand
    FOR EACH ROW EXECUTE FUNCTION access.on_strand_gone();
"""

CALLABLE = (
    "access.next_programme_file()",
    "access.programme_waits()",
    "access.notifier_reads(uuid)",
    "access.people_to_look_at(uuid)",
    "access.put_person(uuid, uuid, uuid, boolean, uuid, bytea)",
    "access.notify_of(uuid, uuid[])",
    "access.manages_strand(uuid)",
    "access.reads_strand(uuid, uuid)",
    "access.who_can_take_strand(uuid)",
    "access.give_strand(uuid, uuid)",
    "access.review_strand(uuid, boolean)",
    "access.tells_notification(uuid)",
    "access.hold_notification(uuid)",
    "access.destroy_strands(date, int)",
)
