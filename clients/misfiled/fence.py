"""Row security of what stands in the wrong file: who hands it on knows not where to, who takes it not where from.

All of it is written by functions, each for somebody who holds the rights at that moment, on rows locked in the order
of every other lock (docs/architecture.md): case files by id, requests by id, entries by id. An answer about a reference
is the same whether a file has it or not, and whoever stands behind a wall.
"""

from confidentiality.access.fence import ME, Fence, Table, any_of, holds, is_actor

from .fence_told import CALLABLE as TOLD_CALLABLE
from .fence_told import FUNCTIONS as TOLD_FUNCTIONS
from .fence_told import TRIGGERS as TOLD_TRIGGERS

HANDING, PARCEL = "misfiled_handing", "misfiled_parcel"
LEFT, LOST = "misfiled_leftinpackage", "misfiled_lostdiscussion"
ENDED = "misfiled_endedhanding"
DISPOSER = is_actor("disposer")
# What is struck out stays in its file until another who writes there agrees.
_STRUCK = f"EXISTS (SELECT 1 FROM public.{HANDING} h WHERE h.id = {PARCEL}.id AND h.file_id = {PARCEL}.file)"
_PARCEL_IS_MINE = f"{holds('contribute', f'{PARCEL}.file')} AND ({any_of(holds('lead', f'{PARCEL}.file'), _STRUCK)})"
_THIRD = f"(NOT third_party OR {holds('third_party', f'{PARCEL}.file')})"
_NOT_MY_OWN = (
    f"NOT EXISTS (SELECT 1 FROM public.{HANDING} h WHERE h.id = {PARCEL}.id AND h.by_id = {ME})"
)
_TOLD = (
    f"(for_whom_id = {ME} AND {holds('view', f'{LOST}.file_id')}"
    f" OR for_whom_id IS NULL AND {holds('lead', f'{LOST}.file_id')})"
)
_ENDED = (
    f"(kind IN ('entry', 'telling') OR {holds('third_party', f'{ENDED}.file_id')})"
    f" AND (for_whom_id = {ME} AND {holds('view', f'{ENDED}.file_id')}"
    f" OR for_whom_id IS NULL AND {holds('lead', f'{ENDED}.file_id')})"
)
_HANDED = any_of(
    f"record_id IS NULL AND person_id IS NULL AND {holds('view', f'{HANDING}.file_id')}",
    holds("third_party", f"{HANDING}.file_id"),
)

FUNCTIONS = f"""
-- What an entry or a record says with all that corrects it, as it is sealed, documents included.
CREATE FUNCTION access.misfiled_digest(what uuid, third boolean) RETURNS text LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT encode(sha256(convert_to(coalesce(jsonb_agg(x.said ORDER BY x.id), '[]')::text, 'UTF8')), 'hex') FROM (
        SELECT e.id, jsonb_build_array(e.id, e.file_id, e.nature, e.happened_on, e.body, e.basis, e.sensitive_kind,
                                       d.id, c.id, (SELECT array_agg(x.id ORDER BY x.id)
                                                      FROM disclosures_riskdiscussion x WHERE x.note_id = e.id)) AS said
          FROM clients_entry e LEFT JOIN documents_document d ON d.entry_id = e.id
               LEFT JOIN contacting_contactmade c ON c.entry_id = e.id
         WHERE NOT third AND (e.id = what OR e.corrects_id = what)
        UNION ALL
        SELECT r.id, jsonb_build_array(r.id, access.record_digest(r.id), d.id)
          FROM clients_thirdpartyrecord r LEFT JOIN documents_thirdparty d ON d.record_id = r.id
         WHERE third AND (r.id = what OR r.corrects_id = what)) x $$;

CREATE FUNCTION access.holds_all(who uuid, what uuid, third boolean, leads boolean) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM clients_effectivegrant g JOIN staff_account a ON a.id = g.user_id AND a.is_active
                    WHERE g.file_id = what AND g.user_id = who AND g.view_until > now() AND g.contribute_until > now()
                      AND (NOT third OR g.third_party_until > now()) AND (NOT leads OR g.lead_until > now())) $$;

-- Whether something holds it where it is: it notes a letter that went from here.
CREATE FUNCTION access.is_bound(what uuid, third boolean) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM letters_letter l JOIN clients_entry e ON e.id = l.entry_id
                    WHERE NOT third AND (e.id = what OR e.corrects_id = what)) $$;

-- What it was parted from when words were moved out: of an entry the records of them, of a record its entry, each
-- by what stands first where something corrects it.
CREATE FUNCTION access.parted_from(what uuid, third boolean) RETURNS SETOF uuid LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN third THEN coalesce(e.corrects_id, e.id) ELSE coalesce(r.corrects_id, r.id) END
      FROM thirdparty_movedpassage m JOIN clients_entry e ON e.id = m.entry_id
           JOIN clients_thirdpartyrecord r ON r.id = m.record_id
     WHERE m.undone_at IS NULL AND CASE WHEN third THEN what IN (r.id, r.corrects_id)
                                        ELSE what IN (e.id, e.corrects_id) END $$;

-- The digest, for whoever may hand it on: asked before it is copied, so that a change meanwhile is noticed.
CREATE FUNCTION access.look_at_misfiled(what uuid, on_file uuid, third boolean) RETURNS text LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT access.misfiled_digest(what, third) WHERE access.holds_all(access.me(), on_file, third, false)
       AND (EXISTS (SELECT 1 FROM clients_entry e WHERE e.id = what AND e.file_id = on_file AND NOT third)
            OR EXISTS (SELECT 1 FROM clients_thirdpartyrecord r
                        WHERE r.id = what AND r.file_id = on_file AND third)) $$;

-- What becomes of what names it, for the page on which it is handed on: counted, with the references of what left.
CREATE FUNCTION access.hangs_on_misfiled(what uuid, on_file uuid) RETURNS jsonb LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH e AS (SELECT x.id FROM clients_entry x WHERE x.file_id = on_file AND (x.id = what OR x.corrects_id = what)),
         q AS (SELECT r.id, r.state, l.reference,
                   EXISTS (SELECT 1 FROM disclosures_riskdiscussion d JOIN e ON e.id = d.note_id
                            WHERE d.request_id = r.id) AS talk,
                   EXISTS (SELECT 1 FROM disclosures_requestitem i JOIN e ON e.id = i.entry_id
                            WHERE i.request_id = r.id) AS picked
                 FROM disclosures_request r LEFT JOIN disclosures_release l ON l.request_id = r.id
                WHERE r.file_id = on_file)
    SELECT jsonb_build_object(
        'parted', (SELECT count(*) FROM access.parted_from(what, false)),
        'further', (SELECT count(*) FROM e WHERE e.id <> what),
        'documents', (SELECT count(*) FROM documents_document d JOIN e ON e.id = d.entry_id),
        'attendances', (SELECT count(*) FROM groups_attendance a JOIN e ON e.id = a.entry
                         WHERE a.file_id = on_file),
        'consents', (SELECT count(DISTINCT i.consent_id) FROM disclosures_consentitem i JOIN e ON e.id = i.entry_id),
        'requests', (SELECT count(*) FROM q WHERE picked AND state IN ('draft', 'submitted', 'approved')),
        'discussions', (SELECT count(*) FROM q WHERE talk AND state IN ('draft', 'submitted', 'approved')),
        'discussed', coalesce((SELECT jsonb_agg(reference ORDER BY reference) FROM q
                                WHERE talk AND reference IS NOT NULL), '[]'))
     WHERE access.holds_all(access.me(), on_file, false, false) $$;

-- Hand on what stands in the wrong file, with a copy for whoever leads the file of that reference: 'handed', whether
-- there is one or not; or why not, about my own file only. `stays` is NULL where nobody was asked who was met.
CREATE FUNCTION access.hand_on(parcel uuid, what uuid, third boolean, reference text, contents bytea, seen text,
                               stays boolean)
    RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE me uuid := access.me(); mine uuid; other uuid;
BEGIN
    IF third THEN
        SELECT r.file_id INTO mine FROM clients_thirdpartyrecord r WHERE r.id = what AND r.corrects_id IS NULL;
    ELSE
        SELECT e.file_id INTO mine FROM clients_entry e WHERE e.id = what AND e.corrects_id IS NULL;
    END IF;
    IF mine IS NULL OR me IS NULL OR contents IS NULL OR NOT access.holds_all(me, mine, third, false) THEN
        RETURN 'hidden';
    END IF;
    PERFORM access.hold_file(mine);
    -- whoever releases it at this moment is waited for, and then seen: what is said comes after it, by the clock
    PERFORM 1 FROM clients_entry e WHERE NOT third AND (e.id = what OR e.corrects_id = what)
        ORDER BY e.id FOR NO KEY UPDATE;
    IF access.is_bound(what, third) THEN RETURN 'bound'; END IF;
    IF seen IS DISTINCT FROM access.misfiled_digest(what, third) THEN RETURN 'changed'; END IF;
    IF stays IS NULL AND EXISTS (SELECT 1 FROM contacting_contactmade c JOIN clients_entry e ON e.id = c.entry_id
                                  WHERE NOT third AND what IN (e.id, e.corrects_id)) THEN RETURN 'contact'; END IF;
    SELECT f.id INTO other FROM clients_casefile f WHERE f.reference = hand_on.reference AND f.id <> mine;
    INSERT INTO {HANDING} (id, file_id, entry_id, record_id, by_id, at, contact_stays)
    VALUES (parcel, mine, CASE WHEN NOT third THEN what END, CASE WHEN third THEN what END, me,
            clock_timestamp(), coalesce(stays, false) AND NOT third)
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN RETURN 'waits'; END IF;
    DELETE FROM {ENDED} x WHERE x.subject = what;
    INSERT INTO {PARCEL} (id, file, third_party, kind, seen, at, contents)
    VALUES (parcel, other, third, '', hand_on.seen, now(), hand_on.contents);
    RETURN 'handed';
END $$;

-- Take back what I handed on, or somebody did on a file that I lead.
CREATE FUNCTION access.take_back_handing(what uuid) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE h {HANDING};
BEGIN
    SELECT * INTO h FROM {HANDING} x WHERE x.id = what FOR UPDATE;
    IF h.id IS NULL OR NOT access.holds_all(
        access.me(), h.file_id, h.record_id IS NOT NULL OR h.person_id IS NOT NULL, h.by_id <> access.me())
    THEN RETURN false; END IF;
    DELETE FROM {PARCEL} p WHERE p.id = what;
    DELETE FROM {HANDING} x WHERE x.id = what;
    RETURN true;
END $$;

CREATE FUNCTION access.parcel_is_mine(what uuid) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM {PARCEL} p JOIN {HANDING} h ON h.id = p.id
                    WHERE p.id = what AND h.by_id <> access.me()
                      AND access.holds_all(access.me(), p.file, p.third_party, p.file <> h.file_id)) $$;

-- Say that a parcel does not belong into the file that I lead: it is gone, and its handing waits as before. What was to
-- be struck out stays.
CREATE FUNCTION access.refuse_parcel(what uuid) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM {PARCEL} p WHERE p.id = what FOR UPDATE;
    IF NOT access.parcel_is_mine(what) THEN RETURN false; END IF;
    DELETE FROM {HANDING} h USING {PARCEL} p WHERE h.id = what AND p.id = what AND p.file = h.file_id;
    DELETE FROM {PARCEL} p WHERE p.id = what;
    RETURN true;
END $$;

-- The parcels that I may take at once with this one, itself included: all parts of one entry that lie for one file.
CREATE FUNCTION access.parcels_with(what uuid) RETURNS SETOF uuid LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH entry AS (
        SELECT coalesce(h.entry_id, x) AS id, p.file
          FROM {HANDING} h JOIN {PARCEL} p ON p.id = h.id LEFT JOIN access.parted_from(h.record_id, true) x ON true
         WHERE h.id = what AND access.parcel_is_mine(what))
    SELECT p.id FROM entry e CROSS JOIN LATERAL (SELECT e.id UNION SELECT access.parted_from(e.id, false)) x (id)
           JOIN {HANDING} h ON x.id IN (h.entry_id, h.record_id) JOIN {PARCEL} p ON p.id = h.id AND p.file = e.file
     WHERE access.parcel_is_mine(p.id)
     UNION SELECT what WHERE access.parcel_is_mine(what) $$;

-- Take parcels into the file that I lead: 'taken', or 'changed' where one is no longer what was handed on, 'together'
-- where one waits for what it was parted from, or 'hidden'. All of them or none: what was parted goes at one moment,
-- for how it stood before goes from here with it.
-- Row by row as in `olds`: the new id and four sealed columns.
-- Gone with it from the wrong file: consents and requests that named it, drafts about it; its documents come along.
CREATE FUNCTION access.take_parcels(whats uuid[], olds uuid[], news uuid[], firsts bytea[], seconds bytea[],
                                    thirds bytea[], fourths bytea[], docs uuid[], doc_keys bytea[], doc_names bytea[],
                                    doc_sizes bytea[], contacts bytea[], againsts boolean[])
    RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE roots uuid[]; stays uuid[]; changed uuid[]; here uuid[]; there uuid[];
BEGIN
    PERFORM 1 FROM clients_casefile f WHERE f.id IN (
        SELECT p.file FROM {PARCEL} p WHERE p.id = ANY (whats)
        UNION SELECT h.file_id FROM {HANDING} h WHERE h.id = ANY (whats)) ORDER BY f.id FOR SHARE;
    PERFORM 1 FROM disclosures_request q WHERE q.id IN (
        SELECT i.request_id FROM disclosures_requestitem i WHERE i.entry_id = ANY (olds)
        UNION SELECT d.request_id FROM disclosures_riskdiscussion d WHERE d.note_id = ANY (olds))
        ORDER BY q.id FOR UPDATE;
    PERFORM 1 FROM clients_entry e WHERE e.id = ANY (olds) ORDER BY e.id FOR UPDATE;
    PERFORM 1 FROM clients_thirdpartyrecord r WHERE r.id = ANY (olds) ORDER BY r.id FOR UPDATE;
    PERFORM 1 FROM {HANDING} h WHERE h.id = ANY (whats) ORDER BY h.id FOR UPDATE;
    PERFORM 1 FROM {PARCEL} p WHERE p.id = ANY (whats) ORDER BY p.id FOR UPDATE;
    SELECT array_agg(x.root), array_agg(x.root) FILTER (WHERE x.contact_stays), array_agg(DISTINCT x.file_id),
           array_agg(DISTINCT x.file), array_agg(x.id) FILTER (
               WHERE x.seen IS DISTINCT FROM access.misfiled_digest(x.root, x.third_party)
                  OR access.is_bound(x.root, x.third_party)
                  OR NOT access.holds_all(x.by_id, x.file_id, x.third_party, false))
      INTO roots, stays, here, there, changed
      FROM (SELECT h.*, p.file, p.third_party, p.seen, coalesce(h.entry_id, h.record_id) AS root
              FROM {HANDING} h JOIN {PARCEL} p ON p.id = h.id
             WHERE h.id = ANY (whats) AND access.parcel_is_mine(h.id)) x;
    IF roots IS NULL OR cardinality(here) <> 1 OR cardinality(there) <> 1 THEN RETURN 'hidden'; END IF;
    IF changed IS NOT NULL THEN
        PERFORM access.handings_void(changed);
        RETURN 'changed';
    END IF;
    IF cardinality(roots) <> cardinality(whats) OR EXISTS (
               SELECT 1 FROM {HANDING} h CROSS JOIN LATERAL
                      access.parted_from(coalesce(h.entry_id, h.record_id), h.record_id IS NOT NULL) x
                WHERE h.id = ANY (whats) AND x <> ALL (roots)) THEN RETURN 'together'; END IF;
    IF cardinality(olds) IS DISTINCT FROM cardinality(news)
        OR (SELECT array_agg(x.id ORDER BY x.id) FROM (
              SELECT e.id FROM clients_entry e WHERE e.id = ANY (roots) OR e.corrects_id = ANY (roots)
              UNION ALL SELECT r.id FROM clients_thirdpartyrecord r
               WHERE r.id = ANY (roots) OR r.corrects_id = ANY (roots)) x)
           IS DISTINCT FROM (SELECT array_agg(o ORDER BY o) FROM unnest(olds) o) THEN RETURN 'hidden'; END IF;
    DELETE FROM {PARCEL} p WHERE p.id = ANY (whats);
    DELETE FROM {HANDING} h WHERE h.id = ANY (whats);
    INSERT INTO clients_thirdpartyrecord (id, file_id, in_confidence, safety_critical, written_at, author_id,
        corrects_id, about_whom, from_whom, body, told)
    SELECT x.new, there[1], r.in_confidence, r.safety_critical, r.written_at, r.author_id,
           news[array_position(olds, r.corrects_id)], x.one, x.two, x.three, x.four
      FROM clients_thirdpartyrecord r JOIN unnest(olds, news, firsts, seconds, thirds, fourths)
           AS x (old, new, one, two, three, four) ON x.old = r.id
     ORDER BY r.corrects_id NULLS FIRST;
    INSERT INTO clients_entry (id, file_id, kind, nature, happened_on, written_at, author_id, taken_over_by_id,
        sensitive, court_paper, corrects_id, body, basis, sensitive_kind)
    SELECT x.new, there[1],
           CASE WHEN coalesce(e.corrects_id, e.id) = ANY (stays) AND e.kind = 'call' THEN 'note' ELSE e.kind END,
           e.nature, e.happened_on, e.written_at, e.author_id, e.taken_over_by_id, e.sensitive, e.court_paper,
           news[array_position(olds, e.corrects_id)], x.one, x.two, x.three
      FROM clients_entry e JOIN unnest(olds, news, firsts, seconds, thirds) AS x (old, new, one, two, three)
           ON x.old = e.id
     ORDER BY e.corrects_id NULLS FIRST;
    UPDATE documents_thirdparty d SET file_id = there[1], record_id = news[array_position(olds, d.record_id)],
        key = x.key, name = x.name, measures = x.measures
      FROM unnest(docs, doc_keys, doc_names, doc_sizes) AS x (id, key, name, measures)
     WHERE d.id = x.id AND d.record_id = ANY (olds);
    UPDATE documents_document d SET file_id = there[1], entry_id = news[array_position(olds, d.entry_id)],
        key = x.key, name = x.name, measures = x.measures
      FROM unnest(docs, doc_keys, doc_names, doc_sizes) AS x (id, key, name, measures)
     WHERE d.id = x.id AND d.entry_id = ANY (olds);
    UPDATE contacting_contactmade c SET entry_id = NULL FROM clients_entry e
     WHERE e.id = c.entry_id AND e.id = ANY (olds) AND coalesce(e.corrects_id, e.id) = ANY (stays);
    INSERT INTO contacting_contactmade (id, file_id, version, channel, outcome, against, happened_at, made_by_id,
        written_at, entry_id, details)
    SELECT news[x.n], there[1], 0, c.channel, c.outcome, againsts[x.n], c.happened_at, c.made_by_id, c.written_at,
           news[x.n], contacts[x.n]
      FROM contacting_contactmade c JOIN unnest(olds) WITH ORDINALITY AS x (id, n) ON x.id = c.entry_id;
    DELETE FROM contacting_contactmade c WHERE c.entry_id = ANY (olds);
    PERFORM access.attendances_follow(here[1], olds, news, there[1]);
    PERFORM access.leave_no_trace(here[1], olds);
    RETURN 'taken';
END $$;

-- What named the rows that have left their file goes; of a package that held them, whoever leads the file is told.
CREATE FUNCTION access.leave_no_trace(what uuid, olds uuid[]) RETURNS void LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO {LEFT} (id, file_id, release, at)
    SELECT gen_random_uuid(), what, r.reference, now() FROM disclosures_release r
     WHERE r.request_id IN (SELECT i.request_id FROM disclosures_requestitem i WHERE i.entry_id = ANY (olds));
    -- nobody outside reads it from here on, whoever is inside included
    PERFORM access.recall_misfiled(what, ARRAY(
        SELECT DISTINCT i.request_id FROM disclosures_requestitem i WHERE i.entry_id = ANY (olds)));
    PERFORM access.forget_what_was_found(olds);
    DELETE FROM redaction_weighing w USING redaction_step s WHERE w.step_id = s.id AND s.entry_id = ANY (olds);
    DELETE FROM redaction_step s WHERE s.entry_id = ANY (olds);
    PERFORM access.lose_discussions(what, olds);
    DELETE FROM disclosures_requestitem i WHERE i.entry_id = ANY (olds);
    DELETE FROM disclosures_consentitem i WHERE i.entry_id = ANY (olds);
    DELETE FROM kiosk_limit l WHERE l.entry_id = ANY (olds);
    UPDATE disclosures_consent c SET paper_id = NULL WHERE c.paper_id = ANY (olds);
    DELETE FROM ownfile_conferencemark m WHERE m.entry_id = ANY (olds);
    DELETE FROM ownfile_rectification r WHERE r.entry_id = ANY (olds) OR r.statement_id = ANY (olds);
    DELETE FROM scans_page s USING documents_document d
     WHERE s.file_id = what AND d.id = s.document_id AND d.file_id <> what;
    DELETE FROM thirdparty_movedpassage m WHERE m.entry_id = ANY (olds) OR m.record_id = ANY (olds);
    DELETE FROM drafts_draft d USING unnest(olds) o WHERE d.file = what AND d.address LIKE '%/' || o || '/%';
    DELETE FROM duplicates_duplicate d WHERE d.kept_id = ANY (olds) OR d.gone_id = ANY (olds);
    DELETE FROM clients_entry e WHERE e.id = ANY (olds);
    DELETE FROM clients_thirdpartyrecord r WHERE r.id = ANY (olds);
    PERFORM access.note_event('misfiled_left', what, ARRAY[]::uuid[]);
END $$;

-- A discussion that something else noted was none of this client's: its request is a draft again, and what was signed
-- off on it is void. Whoever leads the file is told, and who asked; of what has left as well.
CREATE FUNCTION access.lose_discussions(what uuid, olds uuid[]) RETURNS void LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
DECLARE lost uuid[];
BEGIN
    SELECT array_agg(d.request_id) INTO lost FROM disclosures_riskdiscussion d WHERE d.note_id = ANY (olds);
    IF lost IS NULL THEN RETURN; END IF;
    INSERT INTO {LOST} (id, file_id, request, for_whom_id, with_whom_id, "on", release, at)
    SELECT gen_random_uuid(), what, q.id, w.who, d.with_whom_id, d."on", coalesce(l.reference, ''), now()
      FROM disclosures_riskdiscussion d JOIN disclosures_request q ON q.id = d.request_id
           LEFT JOIN disclosures_release l ON l.request_id = q.id
           CROSS JOIN LATERAL (VALUES (NULL::uuid), (q.requester_id)) AS w (who)
     WHERE d.note_id = ANY (olds) AND q.state NOT IN ('refused', 'withdrawn')
       AND (w.who IS NULL OR NOT access.holds_all(w.who, what, false, true));
    UPDATE disclosures_signoff s SET content = '' FROM disclosures_request q
     WHERE s.request_id = q.id AND q.id = ANY (lost) AND q.state IN ('draft', 'submitted', 'approved');
    UPDATE disclosures_request q SET state = 'draft' WHERE q.id = ANY (lost) AND q.state IN ('submitted', 'approved');
    DELETE FROM disclosures_riskdiscussion d WHERE d.note_id = ANY (olds);
END $$;

CREATE FUNCTION access.on_parcel_gone() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM keys.sealing_key k WHERE k.kind = 'parcel' AND k.subject = OLD.id;
    RETURN NULL;
END $$;
"""

TRIGGERS = f"""
CREATE TRIGGER parcel_gone AFTER DELETE ON public.{PARCEL} FOR EACH ROW EXECUTE FUNCTION access.on_parcel_gone();
"""

FENCE = Fence(
    order=12,  # asks the rooms of disclosures, documents and third-party records
    functions=FUNCTIONS + TOLD_FUNCTIONS,
    callable=(
        *TOLD_CALLABLE,
        "access.look_at_misfiled(uuid, uuid, boolean)",
        "access.hangs_on_misfiled(uuid, uuid)",
        "access.hand_on(uuid, uuid, boolean, text, bytea, text, boolean)",
        "access.take_back_handing(uuid)",
        "access.refuse_parcel(uuid)",
        "access.parcels_with(uuid)",
        "access.take_parcels(uuid[], uuid[], uuid[], bytea[], bytea[], bytea[], bytea[],"
        " uuid[], bytea[], bytea[], bytea[], bytea[], boolean[])",
    ),
    triggers=TRIGGERS + TOLD_TRIGGERS,
    tables=(
        Table(HANDING, "content", select=any_of(_HANDED, DISPOSER), delete=DISPOSER),
        Table(
            PARCEL,
            "content",
            select=any_of(f"{_PARCEL_IS_MINE} AND {_THIRD} AND {_NOT_MY_OWN}", DISPOSER),
            delete=DISPOSER,
        ),
        Table(
            ENDED,
            "personal",
            select=any_of(_ENDED, DISPOSER),
            update=_ENDED,
            update_columns=("seen_by_id", "seen_at"),
            delete=DISPOSER,
        ),
        Table(
            LEFT,
            "personal",
            select=any_of(holds("lead", f"{LEFT}.file_id"), DISPOSER),
            update=holds("lead", f"{LEFT}.file_id"),
            update_columns=("seen_by_id", "seen_at"),
            delete=DISPOSER,
        ),
        Table(
            LOST,
            "personal",
            select=any_of(_TOLD, DISPOSER),
            update=_TOLD,
            update_columns=("seen_by_id", "seen_at"),
            delete=DISPOSER,
        ),
        Table(
            "sealing_key",
            "keys",
            # The subquery sees the parcels that I may see.
            select=f"kind = 'parcel' AND EXISTS (SELECT 1 FROM public.{PARCEL} p WHERE p.id = sealing_key.subject)",
            logins=("web",),
            label="parcel_keys",
        ),
    ),
)
