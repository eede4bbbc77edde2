"""The database's own part in account changes: they are carried out with the decision, and by no other way."""

from staff.deputies.fence_sql import LONGEST_DAYS

DECIDERS = ("records_admin", "data_protection_lead", "hr", "outside_approver")
ASKERS = ("records_admin", "data_protection_lead", "hr")
LED = ("iss_worker", "dvpp_worker", "volunteer", "senior_practitioner")  # whom a manager asks for
WAITS_DAYS, INVITED_DAYS = 14, 7


def _words(codes: tuple[str, ...]) -> str:
    return ", ".join(repr(code) for code in codes)


FUNCTIONS = f"""
-- In post, with the role for it of their own: a lent one decides about nobody's account.
CREATE FUNCTION access.decides_accounts(whom uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM staff_worker w JOIN staff_account a ON a.id = w.account_id AND a.is_active
                    WHERE w.account_id = whom AND w.role IN ({_words(DECIDERS)})) $$;

-- Gone for good, as two agreed, and not back: more than suspended.
CREATE FUNCTION access.has_left(whom uuid) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM staff_account a WHERE a.id = whom AND NOT a.is_active)
       AND 'leave' IS NOT DISTINCT FROM (
           SELECT c.kind FROM accounts_change c
            WHERE c.worker_id = whom AND c.outcome = 'agreed' AND c.kind IN ('leave', 'come_back')
            ORDER BY c.decided_at DESC LIMIT 1) $$;

-- May this person ask for it: by their role, or as line manager for whoever reports to them or will.
CREATE FUNCTION access.asks_for(asker uuid, what text, whom uuid, reports_to uuid, as_role text)
    RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM staff_worker w JOIN staff_account a ON a.id = w.account_id AND a.is_active
         WHERE w.account_id = asker AND (w.role IN ({_words(ASKERS)}) OR w.role = 'line_manager' AND (
            what = 'start' AND reports_to = asker AND as_role IN ({_words(LED)})
            OR what = 'deputy' AND reports_to = asker  -- here the manager whose place it is
            OR what IN ('reset', 'suspend', 'leave', 'come_back') AND EXISTS (
                SELECT 1 FROM staff_worker r WHERE r.account_id = whom AND r.line_manager_id = asker)))) $$;

-- Account changes come one at a time: how many are left to decide is counted.
CREATE FUNCTION access.one_account_change() RETURNS void LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    SELECT pg_advisory_xact_lock(6, 0) $$;

CREATE FUNCTION access.left_to_decide(besides uuid) RETURNS bigint LANGUAGE sql
    SET search_path = public, pg_temp AS $$
    SELECT count(*) FROM staff_worker w
     WHERE w.account_id IS DISTINCT FROM besides AND access.decides_accounts(w.account_id) $$;

CREATE FUNCTION access.no_such_deputy(c accounts_change) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT NOT coalesce(access.may_stand_in(c.worker_id, c.line_manager_id)
        AND c.until > greatest(c.starts_at, now()) AND c.until <= now() + interval '{LONGEST_DAYS} days', false) $$;

CREATE FUNCTION access.on_account_change() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE there boolean := EXISTS (SELECT 1 FROM staff_worker w WHERE w.account_id = NEW.worker_id);
        me uuid := access.me();
BEGIN
    -- as the policy asks, which is looked at only after this
    IF me IS NULL OR NEW.asked_by_id <> me OR NEW.worker_id IS NOT DISTINCT FROM me
       OR NOT access.asks_for(me, NEW.kind, NEW.worker_id, NEW.line_manager_id, NEW.role) THEN
        RAISE EXCEPTION 'not theirs to ask for' USING ERRCODE = '42501';
    END IF;
    PERFORM access.one_account_change();
    NEW.asked_at := now();
    NEW.lapses_at := CASE NEW.kind WHEN 'suspend' THEN 'infinity' ELSE now() + interval '{WAITS_DAYS} days' END;
    IF NEW.kind = 'deputy' THEN
        NEW.role := 'line_manager';
        NEW.manages := ARRAY(SELECT g.group_id FROM staff_account_groups g
                              WHERE g.account_id = NEW.line_manager_id AND g.until IS NULL ORDER BY g.group_id);
    END IF;
    IF (NEW.kind = 'team') IS DISTINCT FROM (NEW.worker_id IS NULL)
       OR NEW.kind <> 'team' AND (NEW.kind = 'start') = there
       OR NEW.kind IN ('start', 'move', 'team') AND NEW.name = ''
       OR NEW.kind IN ('start', 'move') AND NEW.role IN ('', 'importer')
       OR NEW.kind = 'lend' AND (NEW.role = '' OR NEW.until IS NULL OR NEW.until > now() + interval '31 days')
       OR NEW.kind = 'deputy' AND access.no_such_deputy(NEW)
       OR cardinality(NEW.manages) > 0 AND NEW.role <> 'line_manager' THEN
        RAISE EXCEPTION 'no such account change' USING ERRCODE = '23514', CONSTRAINT = 'account_change_fits';
    END IF;
    IF NEW.kind = 'start' AND EXISTS (
        SELECT 1 FROM staff_account a WHERE lower(a.sign_in_name) = lower(NEW.sign_in_name)) THEN
        RAISE EXCEPTION 'taken' USING ERRCODE = '23505', CONSTRAINT = 'sign_in_name_free';
    END IF;
    UPDATE accounts_change c SET outcome = 'lapsed'
     WHERE c.worker_id = NEW.worker_id AND c.outcome = '' AND c.lapses_at <= now();
    IF NEW.kind = 'suspend' THEN
        IF NOT EXISTS (SELECT 1 FROM staff_account a WHERE a.id = NEW.worker_id AND a.is_active) THEN
            RAISE EXCEPTION 'not in post' USING ERRCODE = '23514', CONSTRAINT = 'account_change_fits';
        END IF;
        UPDATE staff_account SET is_active = false WHERE id = NEW.worker_id;
        IF access.left_to_decide(NEW.asked_by_id) < 1 OR access.left_to_decide(NULL) < 2 THEN
            RAISE EXCEPTION 'too few' USING ERRCODE = '23514', CONSTRAINT = 'two_are_left_to_decide';
        END IF;
    END IF;
    RETURN NEW;
END $$;

-- What somebody may open ends at once: rights on files, an emergency, what was lent (edge E51).
CREATE FUNCTION access.end_rights_of(whom uuid) RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    UPDATE clients_usergrant SET until = now() WHERE user_id = whom AND coalesce(until, 'infinity') > now();
    UPDATE emergency_emergencyaccess SET until = now() WHERE worker_id = whom AND until > now();
    UPDATE staff_roleloan SET ends_at = now() WHERE worker_id = whom AND ends_at > now() $$;

-- Neither the old password nor an old device opens anything; two codes do, once.
CREATE FUNCTION access.invite(c accounts_change, other_code text) RETURNS void LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE staff_account SET password = '!' || gen_random_uuid() WHERE id = c.worker_id;
    DELETE FROM mfa_authenticator WHERE user_id = c.worker_id;
    UPDATE accounts_invitation i SET expires_at = now() WHERE i.person = c.worker_id AND i.taken_at IS NULL;
    UPDATE accounts_invitation i SET second = other_code, expires_at = now() + interval '{INVITED_DAYS} days'
     WHERE i.change_id = c.id AND i.person = c.worker_id AND length(i.first) = 64 AND length(other_code) = 64;
    IF NOT FOUND THEN RAISE EXCEPTION 'no invitation' USING ERRCODE = '23514'; END IF;
    PERFORM access.note_event('factors_reset', NULL, ARRAY[c.worker_id]);
END $$;

-- The teams that somebody manages themselves; what a deputy holds to an end is not touched, or becomes theirs.
CREATE FUNCTION access.manage_teams(whom uuid, teams integer[]) RETURNS void LANGUAGE sql
    SET search_path = public, pg_temp AS $$
    DELETE FROM staff_account_groups WHERE account_id = whom AND until IS NULL AND group_id <> ALL (teams);
    INSERT INTO staff_account_groups AS m (account_id, group_id)
    SELECT whom, t.group_ptr_id FROM staff_team t WHERE t.group_ptr_id = ANY (teams)
    ON CONFLICT (account_id, group_id) DO UPDATE SET until = NULL WHERE m.until IS NOT NULL;
    SELECT access.keep_deputy(whom) $$;  -- who gave a team up may stand in for another of its managers

CREATE FUNCTION access.carry_out(c accounts_change, by uuid, other_code text) RETURNS void LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
DECLARE made integer;
BEGIN
    IF c.kind = 'start' THEN
        INSERT INTO staff_account (id, password, sign_in_name, is_active)
        VALUES (c.worker_id, '!', c.sign_in_name, true);
        INSERT INTO staff_worker (account_id, display_name, role, service, team_id, line_manager_id, in_post)
        VALUES (c.worker_id, c.name, c.role, c.service, c.team_id, c.line_manager_id, true);
    ELSIF c.kind = 'move' THEN
        IF EXISTS (SELECT 1 FROM staff_worker w WHERE w.account_id = c.worker_id AND w.service <> c.service) THEN
            PERFORM access.end_rights_of(c.worker_id);  -- the other service is nothing of theirs any more
        END IF;
        UPDATE staff_worker SET display_name = c.name, role = c.role, service = c.service, team_id = c.team_id,
               line_manager_id = c.line_manager_id WHERE account_id = c.worker_id;
        PERFORM access.note_event('account_moved', NULL, ARRAY[c.worker_id]);
    ELSIF c.kind = 'leave' THEN
        PERFORM access.end_rights_of(c.worker_id);
        UPDATE staff_account SET is_active = false WHERE id = c.worker_id;
        PERFORM access.forget_declarations(c.worker_id);
    ELSIF c.kind = 'come_back' THEN
        UPDATE staff_account SET is_active = true WHERE id = c.worker_id;
    ELSIF c.kind = 'lend' THEN
        INSERT INTO staff_roleloan (id, worker_id, role, lent_by_id, approved_by_id, starts_at, ends_at)
        VALUES (gen_random_uuid(), c.worker_id, c.role, c.asked_by_id, by, now(), c.until);
    ELSIF c.kind = 'deputy' THEN
        PERFORM access.appoint_deputy(c, by);
    ELSIF c.kind = 'team' THEN
        INSERT INTO auth_group (name) VALUES (c.name) RETURNING id INTO made;
        INSERT INTO staff_team (group_ptr_id, service) VALUES (made, c.service);
    END IF;
    IF c.kind IN ('move', 'leave') THEN PERFORM access.end_turns_of(c.worker_id); END IF;
    IF c.kind IN ('start', 'move', 'leave') THEN
        PERFORM access.manage_teams(c.worker_id, CASE c.kind WHEN 'leave' THEN '{{}}' ELSE c.manages END);
    END IF;
    IF c.kind IN ('start', 'reset', 'come_back') THEN PERFORM access.invite(c, other_code); END IF;
END $$;

-- Decide about a change: 'done', or why not. Decided by somebody with the role for it, who neither asked nor is it
-- about; agreed to only while whoever asked may still ask.
CREATE FUNCTION access.decide_account_change(what uuid, agree boolean, other_code text) RETURNS text LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE c accounts_change; me uuid := access.me();
BEGIN
    PERFORM access.one_account_change();
    SELECT * INTO c FROM accounts_change x WHERE x.id = what FOR UPDATE;
    IF c.id IS NULL OR agree IS NULL OR me IS NULL OR me IS NOT DISTINCT FROM c.worker_id
       OR NOT access.decides_accounts(me) THEN RETURN 'hidden'; END IF;
    IF c.outcome <> '' THEN RETURN 'decided'; END IF;
    IF c.lapses_at <= now() THEN RETURN 'lapsed'; END IF;
    IF c.asked_by_id = me THEN RETURN 'own'; END IF;
    IF agree AND NOT access.asks_for(c.asked_by_id, c.kind, c.worker_id, c.line_manager_id, c.role) THEN
        RETURN 'asker_left';
    END IF;
    UPDATE accounts_change SET outcome = CASE WHEN agree THEN 'agreed' ELSE 'refused' END, decided_by_id = me,
           decided_at = now() WHERE id = what;
    IF agree THEN PERFORM access.carry_out(c, me, other_code);
    ELSIF c.kind = 'suspend' THEN UPDATE staff_account SET is_active = true WHERE id = c.worker_id;
    END IF;
    IF agree AND c.kind IN ('move', 'leave') AND access.left_to_decide(NULL) < 2 THEN RAISE SQLSTATE 'LA001'; END IF;
    PERFORM access.note_event(CASE WHEN agree THEN 'account_change_agreed' ELSE 'account_change_refused' END,
                              NULL, array_remove(ARRAY[c.id, c.worker_id], NULL));
    RETURN 'done';
EXCEPTION
    WHEN SQLSTATE 'LA001' THEN RETURN 'too_few';
    WHEN SQLSTATE 'LA002' THEN RETURN 'unfit';
    WHEN unique_violation THEN RETURN 'name_taken';
END $$;

-- Take back what I asked for; whoever was suspended by it is there again.
CREATE FUNCTION access.withdraw_account_change(what uuid) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE whom uuid; which text;
BEGIN
    PERFORM access.one_account_change();
    UPDATE accounts_change c SET outcome = 'withdrawn'
     WHERE c.id = what AND c.outcome = '' AND c.asked_by_id = access.me()
    RETURNING c.worker_id, c.kind INTO whom, which;
    IF which IS NULL THEN RETURN false; END IF;
    IF which = 'suspend' THEN UPDATE staff_account SET is_active = true WHERE id = whom; END IF;
    PERFORM access.note_event('account_change_withdrawn', NULL, array_remove(ARRAY[what, whom], NULL));
    RETURN true;
END $$;

-- Whose both codes these are: once, while they last, and for whoever is signing in only.
CREATE FUNCTION access.take_invitation(named text, one text, other text) RETURNS uuid LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE whom uuid;
BEGIN
    IF access.actor() IS DISTINCT FROM 'signing-in' THEN
        RAISE EXCEPTION 'only whoever is signing in' USING ERRCODE = '42501';
    END IF;
    UPDATE accounts_invitation i SET taken_at = now() FROM staff_account a
     WHERE a.id = i.person AND a.is_active AND lower(a.sign_in_name) = lower(named)
       AND (i.first, i.second) IN ((one, other), (other, one)) AND i.taken_at IS NULL AND i.expires_at > now()
    RETURNING i.person INTO whom;
    RETURN whom;
END $$;
"""

CALLABLE = (
    "access.decide_account_change(uuid, boolean, text)",
    "access.withdraw_account_change(uuid)",
    "access.take_invitation(text, text, text)",
    "access.decides_accounts(uuid)",
)

TRIGGERS = (
    "CREATE TRIGGER ask_account_change BEFORE INSERT ON public.accounts_change FOR EACH ROW"
    " EXECUTE FUNCTION access.on_account_change();"
)
