"""The database's own part in reminders: an address counts by its code, and how it stands with e-mail."""

MOST_TRIES = 5
MOST_ASKED = (
    5  # codes and trials a person and day: nobody sends mail to strangers by noting their addresses
)

FUNCTIONS = f"""
-- An address that goes takes its code and both keys along. For whoever's it is.
CREATE FUNCTION access.erase_address(what uuid) RETURNS void LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM keys.sealing_key k WHERE k.kind = 'mail'
       AND k.subject IN (SELECT c.id FROM reminders_code c WHERE c.address_id = what);
    DELETE FROM reminders_code c WHERE c.address_id = what;
    DELETE FROM reminders_address a WHERE a.id = what;
    DELETE FROM keys.sealing_key k WHERE k.kind = 'address' AND k.subject = what;
    PERFORM access.note_event('reminder_address_erased', NULL, ARRAY[what]);
END $$;

-- Does this print fit the code that was sent to my address? 'done', 'wrong', or 'over': too late, too often, not mine.
CREATE FUNCTION access.confirm_address(what uuid, typed text) RETURNS text LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE me uuid := access.me(); c reminders_code;
BEGIN
    SELECT x.* INTO c FROM reminders_code x JOIN reminders_address a ON a.id = x.address_id
     WHERE a.id = what AND a.worker_id = me AND a.confirmed_at IS NULL FOR UPDATE OF x;
    IF c.id IS NULL OR c.tries >= {MOST_TRIES} OR c.expires_at <= now() THEN RETURN 'over'; END IF;
    IF typed IS DISTINCT FROM c.print THEN
        UPDATE reminders_code x SET tries = x.tries + 1 WHERE x.id = c.id;
        RETURN 'wrong';
    END IF;
    PERFORM access.erase_address(a.id) FROM reminders_address a
      WHERE a.worker_id = me AND a.confirmed_at IS NOT NULL;
    UPDATE reminders_address a SET confirmed_at = now() WHERE a.id = what;
    DELETE FROM reminders_code x WHERE x.id = c.id;
    DELETE FROM keys.sealing_key k WHERE k.kind = 'mail' AND k.subject = c.id;
    PERFORM access.note_event('reminder_address_confirmed', NULL, ARRAY[what]);
    RETURN 'done';
END $$;

-- Erase my addresses: all of them, or the one whose code was not typed.
CREATE FUNCTION access.erase_my_addresses(all_of_them boolean) RETURNS void LANGUAGE sql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT access.erase_address(a.id) FROM reminders_address a
     WHERE a.worker_id = access.me() AND (all_of_them OR a.confirmed_at IS NULL) $$;

-- Whoever has left is reminded of nothing, and their address is gone at once.
CREATE FUNCTION access.on_leaving_reminders() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM access.erase_address(a.id) FROM reminders_address a WHERE a.worker_id = NEW.id;
    RETURN NULL;
END $$;

CREATE FUNCTION access.on_message_asked() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.slot IS NOT NULL THEN RETURN NEW; END IF;
    PERFORM pg_advisory_xact_lock(6, hashtext('message ' || NEW.worker_id));
    IF (SELECT count(*) FROM reminders_message m
         WHERE m.worker_id = NEW.worker_id AND m.slot IS NULL AND m.asked_at > now() - interval '1 day') >= {MOST_ASKED}
       OR NEW.kind = 'trial' AND NOT access.decides_details(NEW.worker_id) THEN
        RAISE EXCEPTION 'too many messages' USING ERRCODE = '23514', CONSTRAINT = 'messages_asked_for';
    END IF;
    NEW.asked_at := now();
    RETURN NEW;
END $$;

-- Whether two people have agreed to a mail server, and how many messages of the last week were not delivered.
CREATE FUNCTION access.mail_figures() RETURNS TABLE (is_set boolean, undelivered bigint, newest_failure text)
    LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM organisation_detail d WHERE d.kind = 'email'),
           (SELECT count(*) FROM reminders_message m WHERE m.state IN ('failed', 'unsure')
               AND m.ended_at > now() - interval '7 days'
               AND m.ended_at > coalesce((SELECT max(s.ended_at) FROM reminders_message s WHERE s.state = 'sent'),
                                         '-infinity')),
           coalesce((SELECT m.failure::text FROM reminders_message m WHERE m.state = 'failed'
                      ORDER BY m.ended_at DESC LIMIT 1), '') $$;
"""

CALLABLE = (
    "access.confirm_address(uuid, text)",
    "access.erase_my_addresses(boolean)",
    "access.mail_figures()",
)
TRIGGERS = """
CREATE TRIGGER address_of_a_leaver AFTER UPDATE OF is_active ON public.staff_account FOR EACH ROW
    WHEN (OLD.is_active AND NOT NEW.is_active) EXECUTE FUNCTION access.on_leaving_reminders();
CREATE TRIGGER message_asked BEFORE INSERT ON public.reminders_message FOR EACH ROW
    EXECUTE FUNCTION access.on_message_asked();
"""
