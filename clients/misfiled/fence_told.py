"""The way out of a wrong file for what is told in versions: somebody tied to it, and a telling of safe contact (E48).

Locks are taken in the order of every other (docs/architecture.md, 'Who waits for whom'). A tie that points to the files
is not kept waiting. Whoever writes of the wrong file's people is, by a lock of its own: a record that names the person
is written before they leave, and noticed, or after.
"""

from clients.partners.fence_sql import LOCK

LOCK_TOLD = 14  # of the database's advisory locks
HANDING, PARCEL, ENDED = "misfiled_handing", "misfiled_parcel", "misfiled_endedhanding"
PERSON, VERSION, TELLING = (
    "people_linkedperson",
    "people_personversion",
    "contacting_contactversion",
)
NOWHERE = "00000000-0000-0000-0000-000000000000"  # in an event: it was only struck out

FUNCTIONS = f"""
-- What is told of somebody, and of those entered who are the same person, as it is sealed; with whom every record of
-- the file names that is not handed on itself, so that one that names them from then on is noticed. Or one telling.
CREATE FUNCTION access.told_digest(what uuid, person boolean) RETURNS text LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT encode(sha256(convert_to(coalesce(jsonb_agg(x.said ORDER BY x.id), '[]')::text, 'UTF8')), 'hex') FROM (
        SELECT v.id, jsonb_build_array(v.id, v.file_id, p.id, p.merged_into_id, v.number, v.details, v.reason) AS said
          FROM access.entries_of(what) e JOIN {PERSON} p ON p.id = e JOIN {VERSION} v ON v.person_id = p.id
         WHERE person
        UNION ALL
        SELECT r.id, jsonb_build_array(r.id, r.told) FROM clients_thirdpartyrecord r
          JOIN {PERSON} p ON p.file_id = r.file_id
         WHERE person AND p.id = what
           AND NOT EXISTS (SELECT 1 FROM {HANDING} h WHERE h.record_id IN (r.id, r.corrects_id))
        UNION ALL
        SELECT v.id, jsonb_build_array(v.id, v.file_id, v.number, v.profile) FROM {TELLING} v
         WHERE NOT person AND v.id = what) x $$;

-- The digest, for whoever may hand it on: asked before it is copied, so that a change meanwhile is noticed.
CREATE FUNCTION access.look_at_told(what uuid, on_file uuid, person boolean) RETURNS text LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT access.told_digest(what, person) WHERE access.holds_all(access.me(), on_file, person, false)
       AND (EXISTS (SELECT 1 FROM {PERSON} p WHERE person AND p.id = what AND p.file_id = on_file)
            OR EXISTS (SELECT 1 FROM {TELLING} v WHERE NOT person AND v.id = what AND v.file_id = on_file)) $$;

-- Is this telling what stands: then the page says how the client is reached by it.
CREATE FUNCTION access.telling_stands(what uuid) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM {TELLING} v LEFT JOIN contacting_contactstanding s ON s.file_id = v.file_id
                    WHERE v.id = what AND v.number >= coalesce(s.version, 1)) $$;

-- Then nothing of it is struck out, nor a telling read over elsewhere: it moves nowhere, and would be gone.
CREATE FUNCTION access.is_held(what uuid) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM retention_hold h WHERE h.file_id = what AND h.lifted_at IS NULL) $$;

-- Hand on what is told in versions, to whoever leads the file of that reference; without one, to whoever else writes
-- in the same file, to be struck out. 'handed', whether such a file is there or not; or why not, about my own only.
CREATE FUNCTION access.hand_on_told(parcel uuid, what uuid, person boolean, reference text, contents bytea, seen text)
    RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE me uuid := access.me(); mine uuid; other uuid;
BEGIN
    IF person THEN
        SELECT p.file_id INTO mine FROM {PERSON} p WHERE p.id = what AND p.merged_into_id IS NULL;
    ELSE
        SELECT v.file_id INTO mine FROM {TELLING} v WHERE v.id = what;
    END IF;
    IF mine IS NULL OR me IS NULL OR contents IS NULL OR reference IS NULL
        OR NOT access.holds_all(me, mine, person, false) THEN RETURN 'hidden'; END IF;
    PERFORM access.hold_file(mine);  -- what was written out of a telling may be leaving
    IF (reference = '' OR NOT person) AND access.is_held(mine) THEN RETURN 'held'; END IF;
    IF NOT person AND access.telling_stands(what) THEN RETURN 'stands'; END IF;
    IF seen IS DISTINCT FROM access.told_digest(what, person) THEN RETURN 'changed'; END IF;
    SELECT f.id INTO other FROM clients_casefile f
     WHERE CASE WHEN hand_on_told.reference = '' THEN f.id = mine
                ELSE f.reference = hand_on_told.reference AND f.id <> mine END;
    INSERT INTO {HANDING} (id, file_id, person_id, telling_id, by_id, at, contact_stays)
    VALUES (parcel, mine, CASE WHEN person THEN what END, CASE WHEN NOT person THEN what END, me,
            clock_timestamp(), false)
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN RETURN 'waits'; END IF;
    DELETE FROM {ENDED} x WHERE x.subject = what;
    INSERT INTO {PARCEL} (id, file, third_party, kind, seen, at, contents)
    VALUES (parcel, other, person, CASE WHEN person THEN 'person' ELSE 'telling' END, hand_on_told.seen, now(),
            hand_on_told.contents);
    RETURN 'handed';
END $$;

-- Take it: 'taken', or 'changed' where it is no longer what was handed on, 'together' where records that name them
-- still stand in their file, 'held', or 'hidden'. People are written in the file that I lead, told for told as in
-- `olds`, with their own authors and times. What was told of safe contact is poured over nothing: I have read it, and
-- written down in my file what holds.
CREATE FUNCTION access.take_told(what uuid, people uuid[], new_people uuid[], olds uuid[], news uuid[],
                                 told bytea[], reasons bytea[], naming uuid[])
    RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE h {HANDING}; p {PARCEL}; person boolean; root uuid; on_file uuid; same uuid[];
BEGIN
    PERFORM pg_advisory_xact_lock_shared({LOCK}, 0);
    PERFORM 1 FROM clients_casefile f WHERE f.id IN (
        SELECT x.file FROM {PARCEL} x WHERE x.id = what
        UNION SELECT x.file_id FROM {HANDING} x WHERE x.id = what) ORDER BY f.id FOR NO KEY UPDATE;
    PERFORM access.hold_contacts(x.file) FROM {PARCEL} x WHERE x.id = what;  -- somebody comes to be tied there
    PERFORM access.hold_told(x.file_id, true) FROM {HANDING} x WHERE x.id = what;
    PERFORM 1 FROM clients_thirdpartyrecord r JOIN {HANDING} x ON x.file_id = r.file_id
     WHERE x.id = what AND x.person_id IS NOT NULL ORDER BY r.id FOR SHARE OF r;
    SELECT * INTO h FROM {HANDING} x WHERE x.id = what FOR UPDATE;
    SELECT * INTO p FROM {PARCEL} x WHERE x.id = what FOR UPDATE;
    person := h.person_id IS NOT NULL;
    root := coalesce(h.person_id, h.telling_id);
    on_file := h.file_id;
    IF root IS NULL OR NOT access.parcel_is_mine(what) THEN RETURN 'hidden'; END IF;
    -- in this order: whoever decides about a proposal waits for it, then for both entries
    same := ARRAY(SELECT access.entries_of(root));
    PERFORM 1 FROM people_merge m WHERE m.kept_id = ANY (same) OR m.merged_id = ANY (same) ORDER BY m.id FOR UPDATE;
    PERFORM 1 FROM {PERSON} x WHERE x.id = ANY (ARRAY(SELECT access.entries_of(root))) ORDER BY x.id FOR UPDATE;
    IF p.seen IS DISTINCT FROM access.told_digest(root, person)
        OR NOT access.holds_all(h.by_id, on_file, person, false) OR access.telling_stands(root) THEN
        PERFORM access.handings_void(ARRAY[what]);
        RETURN 'changed';
    END IF;
    IF (p.file = on_file OR NOT person) AND access.is_held(on_file) THEN RETURN 'held'; END IF;
    IF person AND EXISTS (SELECT 1 FROM clients_thirdpartyrecord r WHERE r.id = ANY (naming) AND r.file_id = on_file)
    THEN RETURN 'together'; END IF;
    IF person AND ((SELECT array_agg(e ORDER BY e) FROM access.entries_of(root) e)
                   IS DISTINCT FROM (SELECT array_agg(o ORDER BY o) FROM unnest(people) o)
        OR p.file <> on_file AND (
            cardinality(new_people) IS DISTINCT FROM cardinality(people)
            OR (SELECT array_agg(v.id ORDER BY v.id) FROM {VERSION} v WHERE v.person_id = ANY (people))
               IS DISTINCT FROM (SELECT array_agg(o ORDER BY o) FROM unnest(olds) o))) THEN RETURN 'hidden'; END IF;
    IF NOT person THEN
        PERFORM access.telling_leaves(on_file, root);
        PERFORM access.note_event('telling_moved', on_file, ARRAY[root]);
        RETURN 'taken';
    END IF;
    IF p.file <> on_file THEN
        INSERT INTO {PERSON} (id, file_id, added_by_id, added_at, merged_into_id)
        SELECT x.new, p.file, o.added_by_id, o.added_at, new_people[array_position(people, o.merged_into_id)]
          FROM {PERSON} o JOIN unnest(people, new_people) AS x (old, new) ON x.old = o.id
         ORDER BY o.id;
        INSERT INTO {VERSION} (id, person_id, file_id, number, kind, by_id, at, details, reason)
        SELECT x.new, new_people[array_position(people, v.person_id)], p.file, v.number, v.kind, v.by_id,
               v.at, x.details, x.reason
          FROM {VERSION} v JOIN unnest(olds, news, told, reasons) AS x (old, new, details, reason) ON x.old = v.id
         ORDER BY v.person_id, v.number;
    END IF;
    PERFORM access.people_leave(on_file, people);
    PERFORM access.note_event('person_moved', on_file,
        CASE WHEN p.file = on_file THEN ARRAY['{NOWHERE}'::uuid] || people
             ELSE ARRAY[p.file] || people || new_people END);
    RETURN 'taken';
END $$;

-- Lets whoever moves somebody, or a telling, out of a file be alone, or lets me write of its people meanwhile.
CREATE FUNCTION access.hold_told(of_file uuid, alone boolean) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF alone THEN PERFORM pg_advisory_xact_lock({LOCK_TOLD}, hashtext(of_file::text));
    ELSE PERFORM pg_advisory_xact_lock_shared({LOCK_TOLD}, hashtext(of_file::text)); END IF;
END $$;

-- Whatever waits about any of these waits no more: taken now, or again at a restore of what was handed on before.
CREATE FUNCTION access.handings_end(gone uuid[]) RETURNS void LANGUAGE sql
    SET search_path = public, pg_temp AS $$
    DELETE FROM {PARCEL} p USING {HANDING} h
     WHERE h.id = p.id AND (h.person_id = ANY (gone) OR h.telling_id = ANY (gone));
    DELETE FROM {HANDING} h WHERE h.person_id = ANY (gone) OR h.telling_id = ANY (gone) $$;

-- Handings-on end for what was handed on is no longer the same: whoever did is told, unless they changed it themselves,
-- and in words that say nothing of the file it was handed to. Who may not know of it any more has its lead told.
CREATE FUNCTION access.handings_void(whats uuid[]) RETURNS void LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO {ENDED} (id, file_id, kind, subject, for_whom_id, handed_at, at)
    SELECT gen_random_uuid(), h.file_id, x.kind, x.subject,
           CASE WHEN access.holds_all(h.by_id, h.file_id, x.kind IN ('record', 'person'), false) THEN h.by_id END,
           h.at, now()
      FROM {HANDING} h CROSS JOIN LATERAL (VALUES ('entry', h.entry_id), ('record', h.record_id),
               ('person', h.person_id), ('telling', h.telling_id)) AS x (kind, subject)
     WHERE h.id = ANY (whats) AND x.subject IS NOT NULL AND h.by_id IS DISTINCT FROM access.me();
    DELETE FROM {PARCEL} p WHERE p.id = ANY (whats);
    DELETE FROM {HANDING} h WHERE h.id = ANY (whats);
END $$;

-- People leave a file as if they had never been tied to it: what was looked for by them, ties and walls that followed,
-- what waited to be told to them, proposals about them, and what was typed about them and not sent.
CREATE FUNCTION access.people_leave(of_file uuid, gone uuid[]) RETURNS void LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM access.handings_end(gone);
    PERFORM access.partners_leave(of_file, gone);
    PERFORM access.looked_at_leave(gone);
    DELETE FROM drafts_draft d USING (SELECT unnest(gone) UNION SELECT m.id FROM people_merge m
                                       WHERE m.kept_id = ANY (gone) OR m.merged_id = ANY (gone)) x (id)
     WHERE d.file = of_file AND d.address LIKE '%/people/%' || x.id || '/%';
    DELETE FROM people_merge m WHERE m.kept_id = ANY (gone) OR m.merged_id = ANY (gone);
    -- at a restore, by a backup from before they were parted
    UPDATE {PERSON} p SET merged_into_id = NULL WHERE p.merged_into_id = ANY (gone) AND NOT p.id = ANY (gone);
    DELETE FROM people_partnerline l WHERE l.person_id = ANY (gone);
    DELETE FROM {VERSION} v WHERE v.person_id = ANY (gone);
    DELETE FROM {PERSON} p WHERE p.id = ANY (gone);
END $$;

-- Whoever writes of people waits for whoever moves one of them out, and the other way: a reference would else be
-- looked at when all of it is written. Of somebody who has left nothing is told.
CREATE FUNCTION access.on_people_told() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE whom uuid[] := '{{}}';
BEGIN
    PERFORM 1 FROM clients_casefile f WHERE f.id = NEW.file_id FOR KEY SHARE;
    PERFORM access.hold_told(NEW.file_id, false);
    IF TG_TABLE_NAME = '{VERSION}' THEN whom := ARRAY[NEW.person_id]; END IF;
    IF TG_TABLE_NAME = 'people_merge' THEN whom := ARRAY[NEW.kept_id, NEW.merged_id]; END IF;
    IF (SELECT count(*) FROM {PERSON} p WHERE p.id = ANY (whom)) < cardinality(whom) THEN
        RAISE EXCEPTION 'nobody who is tied to this file' USING ERRCODE = '23503';
    END IF;
    RETURN NULL;
END $$;

-- A telling leaves the trail of safe contact, what was written out for its client while it stood, and every half-filled
-- page that began with it.
CREATE FUNCTION access.telling_leaves(of_file uuid, what uuid) RETURNS void LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
DECLARE v {TELLING}; until timestamptz;
BEGIN
    SELECT * INTO v FROM {TELLING} x WHERE x.id = what AND x.file_id = of_file;
    IF v.id IS NULL THEN RETURN; END IF;
    PERFORM access.handings_end(ARRAY[what]);
    SELECT min(x.at) INTO until FROM {TELLING} x WHERE x.file_id = of_file AND x.number > v.number;
    PERFORM access.unwrite_own_files(of_file, CASE WHEN v.number > 1 THEN v.at ELSE '-infinity' END, until);
    DELETE FROM drafts_draft d WHERE d.file = of_file AND d.address LIKE '%/contact/change/%';
    DELETE FROM {TELLING} x WHERE x.id = what;
END $$;
"""

TRIGGERS = f"""
CREATE TRIGGER record_of_people AFTER INSERT OR UPDATE ON public.clients_thirdpartyrecord
    FOR EACH ROW EXECUTE FUNCTION access.on_people_told();
CREATE TRIGGER people_told AFTER INSERT ON public.{VERSION}
    FOR EACH ROW EXECUTE FUNCTION access.on_people_told();
CREATE TRIGGER people_merged AFTER INSERT ON public.people_merge
    FOR EACH ROW EXECUTE FUNCTION access.on_people_told();
"""

CALLABLE = (
    "access.look_at_told(uuid, uuid, boolean)",
    "access.hand_on_told(uuid, uuid, boolean, text, bytea, text)",
    "access.take_told(uuid, uuid[], uuid[], uuid[], uuid[], bytea[], bytea[], uuid[])",
)
