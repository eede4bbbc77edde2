"""Row security of passages moved out of entries: read by the right to third-party records, written by two functions.

The functions change an entry that nobody may change any more, so they ask for both rights themselves, compare what they
are given with what stands, and work on locked rows in the order of every other lock (docs/architecture.md): case file,
entry.
"""

from confidentiality.access.fence import Fence, Table, any_of, holds, is_actor

TABLE = "thirdparty_movedpassage"
DISPOSER = is_actor("disposer")

FUNCTIONS = f"""
-- What a record says, as it is sealed: whether it is still what a move wrote.
CREATE FUNCTION access.record_digest(what uuid) RETURNS text LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array(r.about_whom, r.from_whom, r.body, r.told, r.in_confidence,
                                                      r.safety_critical, r.file_id)::text, 'UTF8')), 'hex')
      FROM clients_thirdpartyrecord r WHERE r.id = what $$;

-- Is it a record of this file that corrects no other: what a correction may correct.
CREATE FUNCTION access.may_correct_record(what uuid, on_file uuid) RETURNS boolean LANGUAGE sql STABLE
    PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM clients_thirdpartyrecord r
                     JOIN clients_effectivegrant g ON g.file_id = r.file_id AND g.user_id = access.me()
                    WHERE r.id = what AND r.file_id = on_file AND r.corrects_id IS NULL
                      AND g.third_party_until > now()) $$;

-- Move passages out of an entry: it holds `body` and `basis` from now on, and the move keeps the `original`. 'moved',
-- or why not. `rec` is the record of the passages, which I have just written; `seen` what I was shown.
CREATE FUNCTION access.move_passage(move uuid, what uuid, rec uuid, seen_body bytea, seen_basis bytea,
                                    body bytea, basis bytea, original bytea) RETURNS text LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE e clients_entry; me uuid := access.me(); on_file uuid;
BEGIN
    SELECT x.file_id INTO on_file FROM clients_entry x WHERE x.id = what;
    PERFORM access.hold_file(on_file);
    SELECT * INTO e FROM clients_entry x WHERE x.id = what AND x.file_id = on_file FOR UPDATE;
    IF e.id IS NULL OR me IS NULL OR NOT access.writes_linked_people(e.file_id, me) THEN RETURN 'hidden'; END IF;
    IF e.kind = 'statement' THEN RETURN 'theirs'; END IF;  -- what the client said stays as they said it
    IF e.body IS DISTINCT FROM seen_body OR e.basis IS DISTINCT FROM seen_basis THEN RETURN 'changed'; END IF;
    IF body IS NULL OR basis IS NULL OR original IS NULL OR NOT EXISTS (
        SELECT 1 FROM clients_thirdpartyrecord r WHERE r.id = rec AND r.file_id = e.file_id AND r.author_id = me
           AND r.written_at > now() - interval '5 minutes' AND r.corrects_id IS NULL) THEN RETURN 'hidden'; END IF;
    UPDATE clients_entry x SET body = move_passage.body, basis = move_passage.basis, taken_out_at = clock_timestamp()
     WHERE x.id = what;
    INSERT INTO {TABLE} (id, file_id, entry_id, record_id, written, by_id, at, original)
    VALUES (move, e.file_id, what, rec, access.record_digest(rec), me, clock_timestamp(), move_passage.original);
    -- whoever leads the file that it was handed on to reads what it said no more either
    PERFORM access.handings_void(ARRAY(SELECT h.id FROM misfiled_handing h WHERE h.entry_id IN (what, e.corrects_id)));
    PERFORM access.forget_what_was_found(ARRAY[what, e.corrects_id]);
    -- what somebody typed in a form on this entry and did not send may hold the passage: it needs the same right now
    UPDATE drafts_draft d SET needs = 'third_party'
     WHERE d.file = e.file_id AND d.sent_at IS NULL AND d.address LIKE '%/' || what || '/%';
    RETURN 'moved';
END $$;

-- Undo the last move of an entry, as long as the record is what the move wrote and nothing hangs on it: 'undone', or
-- why not. `body` and `basis` are the original, sealed for the entry again.
CREATE FUNCTION access.undo_move(what uuid, body bytea, basis bytea) RETURNS text LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE m {TABLE}; me uuid := access.me(); before timestamptz; rec uuid; root uuid;
BEGIN
    SELECT * INTO m FROM {TABLE} x WHERE x.id = what;
    IF m.id IS NULL OR me IS NULL OR body IS NULL OR basis IS NULL
        OR NOT access.writes_linked_people(m.file_id, me) THEN RETURN 'hidden'; END IF;
    PERFORM 1 FROM clients_casefile f WHERE f.id = m.file_id FOR SHARE;
    PERFORM 1 FROM clients_entry x WHERE x.id = m.entry_id FOR UPDATE;
    SELECT * INTO m FROM {TABLE} x WHERE x.id = what FOR UPDATE;
    IF m.undone_at IS NOT NULL THEN RETURN 'done'; END IF;
    rec := m.record_id;
    PERFORM 1 FROM clients_thirdpartyrecord r WHERE r.id = rec FOR UPDATE;
    IF m.written IS DISTINCT FROM access.record_digest(rec)
        OR EXISTS (SELECT 1 FROM clients_thirdpartyrecord r WHERE r.corrects_id = rec)
        OR EXISTS (SELECT 1 FROM documents_thirdparty d WHERE d.record_id = rec)
        OR EXISTS (SELECT 1 FROM {TABLE} x WHERE x.entry_id = m.entry_id AND x.undone_at IS NULL AND x.id <> m.id
                                             AND x.at >= m.at)
    THEN RETURN 'changed'; END IF;
    SELECT max(x.at) INTO before FROM {TABLE} x
     WHERE x.entry_id = m.entry_id AND x.undone_at IS NULL AND x.id <> m.id;
    UPDATE clients_entry x SET body = undo_move.body, basis = undo_move.basis, taken_out_at = before
     WHERE x.id = m.entry_id;
    UPDATE {TABLE} x SET undone_at = clock_timestamp(), undone_by_id = me, record_id = NULL, original = NULL
     WHERE x.id = what;
    -- neither is any more what was handed on
    SELECT x.corrects_id INTO root FROM clients_entry x WHERE x.id = m.entry_id;
    PERFORM access.handings_void(ARRAY(
        SELECT h.id FROM misfiled_handing h WHERE h.record_id = rec OR h.entry_id IN (m.entry_id, root)));
    DELETE FROM misfiled_endedhanding x WHERE x.subject = rec;
    DELETE FROM clients_thirdpartyrecord r WHERE r.id = rec;
    RETURN 'undone';
END $$;
"""

FENCE = Fence(
    order=11,  # asks what the room of linked people has made
    functions=FUNCTIONS,
    callable=(
        "access.may_correct_record(uuid, uuid)",
        "access.move_passage(uuid, uuid, uuid, bytea, bytea, bytea, bytea, bytea)",
        "access.undo_move(uuid, bytea, bytea)",
    ),
    tables=(
        Table(
            TABLE,
            "content",
            select=any_of(holds("third_party", f"{TABLE}.file_id"), DISPOSER),
            delete=DISPOSER,
        ),
    ),
)
