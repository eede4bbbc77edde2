"""What the database does itself about disclosures: functions of the keeper, and triggers."""

FUNCTIONS = """
CREATE FUNCTION access.may_view(what uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM clients_effectivegrant g
                    WHERE g.file_id = what AND g.user_id = access.me() AND g.view_until > now()) $$;

-- Locks a request with all that its rules look at; false when it is not there for whoever acts.
CREATE FUNCTION access.lock_disclosure(what uuid) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE on_file uuid; r disclosures_request;
BEGIN
    SELECT q.file_id INTO on_file FROM disclosures_request q WHERE q.id = what;
    IF NOT FOUND OR NOT access.may_view(on_file) THEN RETURN false; END IF;
    PERFORM 1 FROM clients_casefile f WHERE f.id = on_file FOR SHARE;
    SELECT * INTO r FROM disclosures_request q WHERE q.id = what FOR UPDATE;
    IF NOT FOUND THEN RETURN false; END IF;
    -- of the client's other requests too: a suspicion that comes up with one counts for each
    PERFORM 1 FROM ownfile_filerequest o WHERE o.file_id = on_file AND r.basis = 'own_file' ORDER BY o.id FOR SHARE;
    PERFORM 1 FROM disclosures_consent c WHERE c.id = r.consent_id FOR UPDATE;
    PERFORM 1 FROM disclosures_agency a WHERE a.id = r.agency_id FOR UPDATE;
    PERFORM 1 FROM disclosures_agencycontact c WHERE c.id = r.contact_id FOR SHARE;
    PERFORM 1 FROM protocols_protocol p WHERE p.id IN (
        SELECT y.protocol_id FROM protocols_party y WHERE y.agency_id = r.agency_id)
        AND r.basis = 'joint_working' ORDER BY p.id FOR SHARE;
    PERFORM 1 FROM clients_entry e WHERE e.id IN (
        SELECT i.entry_id FROM disclosures_requestitem i WHERE i.request_id = what)
        ORDER BY e.id FOR SHARE;
    PERFORM 1 FROM staff_account a WHERE a.id IN (
        SELECT s.approver_id FROM disclosures_signoff s WHERE s.request_id = what)
        ORDER BY a.id FOR SHARE;
    RETURN true;
END $$;

-- Is whoever would receive my urgent draft, or was told already by me, or what was released, known as a partner of its
-- client, under a name or a number that I may not read myself? Asked with keyed tokens, and each yes is told to the
-- managers of the file.
CREATE FUNCTION access.partner_would_receive(what uuid, generations int[], tokens bigint[]) RETURNS boolean LANGUAGE sql
    STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM disclosures_request q JOIN keys.partner_token p ON p.file = q.file_id
          JOIN unnest(generations, tokens) w (generation, token)
            ON w.generation = p.generation AND w.token = p.token
         WHERE q.id = what AND access.may_view(q.file_id) AND (q.state = 'released'
            OR q.requester_id = access.me() AND (q.urgent OR q.told_already) AND q.state = 'draft')) $$;

-- Is somebody who signed still in post, with the file still open to them (E12)? Told to those only
-- to whom the file is open as well.
CREATE FUNCTION access.stands(on_file uuid, person uuid) RETURNS boolean LANGUAGE sql STABLE
    PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT access.may_view(on_file) AND EXISTS (
        SELECT 1 FROM staff_account a JOIN clients_effectivegrant g ON g.user_id = a.id
         WHERE a.id = person AND a.is_active AND g.file_id = on_file AND g.view_until > now()) $$;

CREATE FUNCTION access.on_request_change() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.state IN ('released', 'refused', 'withdrawn') THEN
        RAISE EXCEPTION 'an ended request does not change' USING ERRCODE = '23514';
    END IF;
    IF OLD.state <> 'draft' AND (to_jsonb(NEW) - 'state' - 'submitted_at')
        IS DISTINCT FROM (to_jsonb(OLD) - 'state' - 'submitted_at') THEN
        RAISE EXCEPTION 'a request changes only while it is a draft' USING ERRCODE = '23514';
    END IF;
    -- what is sealed can't be compared with what it corrects: as its draft began, it stays
    IF (NEW.contact_id, NEW.agency_id, NEW.reached, NEW.readers)
        IS DISTINCT FROM (OLD.contact_id, OLD.agency_id, OLD.reached, OLD.readers)
        AND EXISTS (SELECT 1 FROM public.readers_correction c WHERE c.request_id = NEW.id) THEN
        RAISE EXCEPTION 'a correction goes to whoever received what it corrects' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;

-- What somebody on duty learns of the consents that stand on the file that their search found.
CREATE FUNCTION access.duty_consents(search uuid) RETURNS TABLE (id uuid, agency uuid, given_on date)
    LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.id, c.to_agency_id, c.given_on FROM disclosures_consent c
     WHERE c.file_id = access.duty_file(search) AND c.withdrawn_at IS NULL AND NOT c.refused
       AND NOT EXISTS (
        SELECT 1 FROM disclosures_consent n WHERE n.file_id = c.file_id AND n.to_agency_id = c.to_agency_id
           AND (n.given_on, n.recorded_at) > (c.given_on, c.recorded_at)
           AND CASE WHEN n.refused THEN NOT EXISTS (SELECT 1 FROM disclosures_consentitem i WHERE i.consent_id = n.id)
               ELSE n.beside IS FALSE END)
     ORDER BY c.given_on DESC, c.recorded_at DESC $$;

-- Withdraws one of them; who is releasing on it at this moment is waited for.
CREATE FUNCTION access.withdraw_on_duty(search uuid, what uuid) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE disclosures_consent c SET withdrawn_at = clock_timestamp(), withdrawn_by_id = access.me()
     WHERE c.id = what AND c.file_id = access.duty_file(search) AND c.withdrawn_at IS NULL;
    RETURN FOUND;
END $$;

-- Asks a second manager, or the safeguarding lead, to look at a release of which nobody did within its day: they may
-- view the file for a week. The reminder's alone; says whether somebody was asked, false where there is nobody. File,
-- grants and release are locked as everywhere, and whom that is for is chosen before: NULL where it would be another by
-- then, whom the next turn asks. Whoever looks shares the file, and is waited for: NULL where they did.
CREATE FUNCTION access.escalate_look(what uuid) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE r disclosures_release; who uuid;
BEGIN
    IF access.actor() IS DISTINCT FROM 'reminder' THEN
        RAISE EXCEPTION 'only the reminder escalates' USING ERRCODE = '42501';
    END IF;
    SELECT * INTO r FROM disclosures_release q WHERE q.id = what;
    SELECT access.reviewer_of(r.file_id, r.released_by_id, w.line_manager_id) INTO who
      FROM staff_worker w WHERE w.account_id = r.released_by_id;
    IF who IS NULL THEN RETURN false; END IF;
    PERFORM 1 FROM clients_casefile f WHERE f.id = r.file_id FOR NO KEY UPDATE;
    PERFORM access.lock_for_files(ARRAY[r.file_id], ARRAY[who]);
    UPDATE disclosures_release q SET second_id = who
      FROM staff_worker w
     WHERE q.id = what AND q.look_by <= now() AND q.second_id IS NULL AND w.account_id = q.released_by_id
       AND NOT EXISTS (SELECT 1 FROM disclosures_lookedafter l WHERE l.release_id = q.id)
       AND access.reviewer_of(q.file_id, q.released_by_id, w.line_manager_id) = who;
    IF NOT FOUND THEN RETURN NULL; END IF;
    INSERT INTO clients_usergrant (id, user_id, content_object_id, permission_id, reason, until, given_at, given_by)
    SELECT gen_random_uuid(), who, r.file_id, p.id, 'a release that nobody had looked at', now() + interval '7 days',
           now(), NULL
      FROM auth_permission p JOIN django_content_type t ON t.id = p.content_type_id
     WHERE t.app_label = 'clients' AND t.model = 'casefile' AND p.codename = 'view_casefile'
    ON CONFLICT (user_id, permission_id, content_object_id)
    DO UPDATE SET until = greatest(clients_usergrant.until, EXCLUDED.until) WHERE clients_usergrant.until IS NOT NULL;
    RETURN true;
END $$;

-- Lets whoever leads on the ground of my release that went first, of their own or on loan, view its file for a week:
-- their look is asked for. Returns who they are.
CREATE FUNCTION access.show_to_lead(what uuid) RETURNS SETOF uuid LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE on_file uuid; wanted text;
BEGIN
    SELECT r.file_id, CASE WHEN q.basis = 'child_protection' THEN 'safeguarding_lead'
                           WHEN q.basis IN ('court_order', 'statutory') THEN 'data_protection_lead' END
      INTO on_file, wanted FROM disclosures_release r JOIN disclosures_request q ON q.id = r.request_id
     WHERE r.id = what AND r.released_by_id = access.me() AND r.look_by IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM disclosures_lookedafter l WHERE l.release_id = r.id);
    RETURN QUERY
    INSERT INTO clients_usergrant (id, user_id, content_object_id, permission_id, reason, until, given_at, given_by)
    SELECT gen_random_uuid(), w.account_id, on_file, p.id, 'a disclosure that is theirs to look at',
           now() + interval '7 days', now(), NULL
      FROM auth_permission p JOIN django_content_type t ON t.id = p.content_type_id,
           staff_worker w JOIN staff_account a ON a.id = w.account_id AND a.is_active
     WHERE t.app_label = 'clients' AND t.model = 'casefile' AND p.codename = 'view_casefile'
       AND w.account_id IS DISTINCT FROM access.me()
       AND (w.role = wanted OR access.has_on_loan(wanted, w.account_id))
    ON CONFLICT (user_id, permission_id, content_object_id)
    DO UPDATE SET until = greatest(clients_usergrant.until, EXCLUDED.until) WHERE clients_usergrant.until IS NOT NULL
    RETURNING user_id;
END $$;

-- How what we asked of others ended is noted by whoever says so, now.
CREATE FUNCTION access.on_answer() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.answer <> '' AND (OLD.answer <> '' OR NEW.answer_noted_by_id IS DISTINCT FROM access.me()
        OR abs(extract(epoch FROM clock_timestamp() - NEW.answer_noted_at)) > 300) THEN
        RAISE EXCEPTION 'an answer is noted once, by whoever says so' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION access.on_withdrawal() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
DECLARE of_paper text[] := ARRAY['paper_id', 'paper_by_id', 'paper_at', 'authorised_on'];
BEGIN
    IF to_jsonb(NEW) - 'paper_id' = to_jsonb(OLD) - 'paper_id' AND NEW.paper_id IS NULL THEN
        RETURN NEW;  -- its paper lay in the wrong file, or is not of this consent
    END IF;
    -- its signed paper is found: a document of this file, put with a consent that stands by whoever says so
    IF to_jsonb(NEW) - of_paper = to_jsonb(OLD) - of_paper AND NEW.paper_id IS NOT NULL THEN
        IF OLD.paper_id IS NOT NULL OR OLD.withdrawn_at IS NOT NULL OR OLD.refused OR NEW.authorised_on IS NULL
            OR NEW.paper_by_id IS DISTINCT FROM access.me()
            OR NEW.paper_at IS NULL OR abs(extract(epoch FROM clock_timestamp() - NEW.paper_at)) > 300
            OR NOT EXISTS (SELECT 1 FROM public.documents_document d
                            WHERE d.entry_id = NEW.paper_id AND d.file_id = NEW.file_id) THEN
            RAISE EXCEPTION 'only a document of the file is the paper of a consent that stands' USING ERRCODE = '23514';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL THEN
        RAISE EXCEPTION 'a consent is withdrawn once and for good' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
"""

TRIGGERS = """
DROP TRIGGER IF EXISTS keep_answer ON public.disclosures_release;
CREATE TRIGGER keep_answer BEFORE UPDATE OF answer, answer_noted_by_id, answer_noted_at ON public.disclosures_release
    FOR EACH ROW EXECUTE FUNCTION access.on_answer();
DROP TRIGGER IF EXISTS keep_request ON public.disclosures_request;
CREATE TRIGGER keep_request BEFORE UPDATE ON public.disclosures_request
    FOR EACH ROW EXECUTE FUNCTION access.on_request_change();
DROP TRIGGER IF EXISTS keep_withdrawn ON public.disclosures_consent;
CREATE TRIGGER keep_withdrawn BEFORE UPDATE ON public.disclosures_consent
    FOR EACH ROW EXECUTE FUNCTION access.on_withdrawal();
"""
