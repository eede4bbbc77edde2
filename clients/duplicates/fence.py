"""Row security of duplicates: seen with the file; written by one function, for somebody who did not propose it.

Lock order as everywhere (docs/architecture.md): case file, requests by id, entries by id, then what is decided about.
"""

from confidentiality.access.fence import ME, Fence, Table, any_of, holds, is_actor

TABLE = "duplicates_duplicate"
FILE = f"{TABLE}.file_id"
DISPOSER = is_actor("disposer")
_NOW = (
    "proposed_at BETWEEN now() - interval '5 minutes' AND clock_timestamp() + interval '5 minutes'"
)

FUNCTIONS = f"""
-- May one of two entries of a file stand in the trail of the other: both stand by themselves, neither is handed on, and
-- the one marked as sensitive is not the one that goes (clause 4.4.2).
CREATE FUNCTION access.may_be_one(stays uuid, goes uuid, on_file uuid) RETURNS boolean LANGUAGE sql STABLE
    PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT access.writes_in(on_file) AND EXISTS (
        SELECT 1 FROM clients_entry k, clients_entry g
         WHERE k.id = stays AND g.id = goes AND k.id <> g.id AND k.file_id = on_file AND g.file_id = on_file
           AND k.corrects_id IS NULL AND g.corrects_id IS NULL AND (k.sensitive OR NOT g.sensitive)
           AND NOT EXISTS (SELECT 1 FROM misfiled_handing h WHERE h.entry_id IN (k.id, g.id))) $$;

-- What both say, with all that corrects them, as it is sealed: whoever decides decides about what they have seen.
CREATE FUNCTION access.look_at_duplicate(what uuid) RETURNS text LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT access.misfiled_digest(d.kept_id, false) || access.misfiled_digest(d.gone_id, false)
      FROM {TABLE} d WHERE d.id = what AND access.may_view(d.file_id) $$;

-- Decide about a proposal: 'agreed', 'refused', 'withdrawn' or 'lapsed', or why not. Agreed to by whoever may write in
-- the file and did not propose it, while whoever proposed it still may; once. What hangs on the one that goes
-- comes along: its document, picks of it in requests that are drafts, with what was decided about the same words, and
-- that a client took it out of a consent.
CREATE FUNCTION access.decide_duplicate(what uuid, agree boolean, seen text) RETURNS text LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE d {TABLE}; me uuid := access.me(); said text;
BEGIN
    SELECT * INTO d FROM {TABLE} x WHERE x.id = what;
    PERFORM access.hold_file(d.file_id);
    PERFORM 1 FROM disclosures_request q WHERE q.id IN (
        SELECT i.request_id FROM disclosures_requestitem i WHERE i.entry_id = d.gone_id) ORDER BY q.id FOR UPDATE;
    PERFORM 1 FROM clients_entry e WHERE e.id IN (d.kept_id, d.gone_id) OR e.corrects_id IN (d.kept_id, d.gone_id)
        ORDER BY e.id FOR UPDATE;
    SELECT * INTO d FROM {TABLE} x WHERE x.id = what FOR UPDATE;
    IF d.id IS NULL OR agree IS NULL OR me IS NULL OR NOT access.writes_in(d.file_id) THEN RETURN 'hidden'; END IF;
    IF d.outcome <> '' THEN RETURN 'decided'; END IF;
    IF agree AND d.proposed_by_id = me THEN RETURN 'own'; END IF;
    IF agree AND NOT access.holds_all(d.proposed_by_id, d.file_id, false, false) THEN RETURN 'proposer_left'; END IF;
    IF agree AND seen IS DISTINCT FROM access.look_at_duplicate(what) THEN RETURN 'changed'; END IF;
    said := CASE WHEN agree THEN 'agreed' WHEN d.proposed_by_id = me THEN 'withdrawn' ELSE 'refused' END;
    IF agree AND NOT access.may_be_one(d.kept_id, d.gone_id, d.file_id) THEN said := 'lapsed'; END IF;
    UPDATE {TABLE} x SET outcome = said, decided_by_id = me, decided_at = now() WHERE x.id = what;
    IF said = 'agreed' THEN PERFORM access.carry_over(d.kept_id, d.gone_id); END IF;
    RETURN said;
END $$;

CREATE FUNCTION access.carry_over(stays uuid, goes uuid) RETURNS void LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
DECLARE drafts uuid[] := ARRAY(SELECT i.request_id FROM disclosures_requestitem i JOIN disclosures_request q
                                   ON q.id = i.request_id WHERE i.entry_id = goes AND q.state = 'draft');
        in_both uuid[] := ARRAY(SELECT i.request_id FROM disclosures_requestitem i
                              WHERE i.entry_id = stays AND i.request_id = ANY (drafts));
BEGIN
    -- a family court's paper stays one; where nobody has said of one of them, nobody has of what becomes of both
    UPDATE clients_entry e SET court_paper = e.court_paper OR g.court_paper,
           court_said_at = CASE WHEN g.court_paper AND e.court_paper IS NOT TRUE THEN clock_timestamp()
                                ELSE e.court_said_at END
      FROM clients_entry g WHERE e.id = stays AND g.id = goes;
    UPDATE clients_entry e SET corrects_id = stays WHERE e.id = goes OR e.corrects_id = goes;
    -- what stands below a sensitive one tells the same, or corrects what does (4.4.2): of its kind, sealed there alone
    UPDATE clients_entry e SET sensitive = true FROM clients_entry k
     WHERE k.id = stays AND k.sensitive AND e.corrects_id = stays AND NOT e.sensitive;
    -- and all that stands below it is held with it, as where somebody says so of it
    UPDATE clients_entry e SET court_paper = true, court_said_at = clock_timestamp() FROM clients_entry k
     WHERE k.id = stays AND k.court_paper AND e.corrects_id = stays AND e.court_paper IS NOT TRUE;
    -- a conference's minutes stay minutes, from now: what left before closes (E33)
    INSERT INTO ownfile_conferencemark (id, file_id, entry_id, by_id, at)
    SELECT gen_random_uuid(), m.file_id, stays, m.by_id, clock_timestamp() FROM ownfile_conferencemark m
     WHERE m.entry_id = goes AND m.taken_back_at IS NULL ON CONFLICT DO NOTHING;
    -- by that one, and not by themselves: they are sent on to their co-ordinator as one
    UPDATE ownfile_conferencemark m SET taken_back_at = clock_timestamp(), taken_back_by_id = access.me()
     WHERE m.entry_id = goes AND m.taken_back_at IS NULL;
    -- and of what was written of a group's session, a group's (E27)
    UPDATE groups_attendance a SET entry = stays FROM clients_entry e
     WHERE e.id = stays AND a.file_id = e.file_id AND a.entry = goes;
    DELETE FROM disclosures_requestitem i WHERE i.entry_id = goes AND i.request_id = ANY (in_both);
    -- nobody has said of these words that they hold no sensitive fact
    UPDATE disclosures_requestitem i SET entry_id = stays, says_harmless = false
     WHERE i.entry_id = goes AND i.request_id = ANY (drafts);
    UPDATE redaction_step s SET entry_id = stays
     WHERE s.entry_id = goes AND s.request_id = ANY (drafts) AND s.request_id <> ALL (in_both);
    -- what a client took out of a consent stays out of it (3.3.2 d)
    INSERT INTO kiosk_limit (id, file_id, visit_id, package_id, by_id, at, consent_id, kind, entry_id)
    SELECT gen_random_uuid(), l.file_id, l.visit_id, l.package_id, l.by_id, l.at, l.consent_id, l.kind, stays
      FROM kiosk_limit l WHERE l.entry_id = goes ON CONFLICT DO NOTHING;
    -- where it was signed off, its document leaves as it was signed; the paper of a consent stays where it is
    UPDATE documents_document d SET entry_id = stays
     WHERE d.entry_id = goes AND NOT EXISTS (SELECT 1 FROM documents_document o WHERE o.entry_id = stays)
       AND NOT EXISTS (SELECT 1 FROM disclosures_requestitem i WHERE i.entry_id = goes)
       AND NOT EXISTS (SELECT 1 FROM disclosures_consent c WHERE c.paper_id = goes);
END $$;

-- Who corrects an entry that was found to be told twice at the same moment corrects the one that stays: held until that
-- is done. A correction of another file's entry is refused by row security.
CREATE FUNCTION access.on_correction() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE first uuid; is_sensitive boolean; is_court boolean;
BEGIN
    SELECT coalesce(e.corrects_id, e.id) INTO first FROM clients_entry e WHERE e.id = NEW.corrects_id FOR KEY SHARE;
    IF first IS NOT NULL AND EXISTS (SELECT 1 FROM {TABLE} d WHERE d.gone_id = NEW.corrects_id) THEN
        NEW.corrects_id := first;
        -- and is what that is: whoever wrote it could not see it yet
        SELECT e.sensitive, e.court_paper INTO is_sensitive, is_court FROM clients_entry e WHERE e.id = first;
        NEW.sensitive := NEW.sensitive OR is_sensitive;
        NEW.court_paper := CASE WHEN is_court THEN true ELSE NEW.court_paper END;
    END IF;
    RETURN NEW;
END $$;
"""

TRIGGERS = """
DROP TRIGGER IF EXISTS follow_to_the_one_that_stays ON public.clients_entry;
CREATE TRIGGER follow_to_the_one_that_stays BEFORE INSERT ON public.clients_entry
    FOR EACH ROW WHEN (NEW.corrects_id IS NOT NULL) EXECUTE FUNCTION access.on_correction();
"""

FENCE = Fence(
    order=13,  # asks the rooms of files, safe contact, disclosures and of what was handed on
    functions=FUNCTIONS,
    callable=(
        "access.may_be_one(uuid, uuid, uuid)",
        "access.look_at_duplicate(uuid)",
        "access.decide_duplicate(uuid, boolean, text)",
    ),
    triggers=TRIGGERS,
    tables=(
        Table(
            TABLE,
            "content",
            select=any_of(holds("view", FILE), DISPOSER),
            insert=f"proposed_by_id = {ME} AND outcome = '' AND {_NOW} AND {holds('contribute', FILE)}"
            f" AND access.may_be_one(kept_id, gone_id, {FILE})",
            delete=DISPOSER,
        ),
    ),
)
