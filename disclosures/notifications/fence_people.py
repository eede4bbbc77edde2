"""Whom of a programme file's people the notifier looks at, and what becomes of their strands (4.2.1 i)."""

from confidentiality.sealing.index.tokens import KIND_AT, Kind

_KNOWN_BY = ", ".join(f"{kind:d}" for kind in (Kind.PAIR, Kind.PHONE, Kind.EXACT))

FUNCTIONS = f"""
-- Does a woman whose file is tied to his bear what is known of this person of his file?
CREATE FUNCTION access.partner_has_file(of_file uuid, of_whom uuid) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM access.tied_to(of_file) h
        JOIN keys.search_token s ON s.file = h.file
        JOIN keys.partner_token p ON p.file = of_file AND p.about = of_whom AND p.generation = s.generation
         AND p.token = s.token AND p.token >> {KIND_AT} IN ({_KNOWN_BY})) $$;

-- Whom of the people of his file the notifier has to look at, by what stands in each entry that is them, the one that
-- they stand under first: new ones, changed ones, and partners whose file is none any more. `strand` is the one that
-- there is.
CREATE FUNCTION access.people_to_look_at(what uuid)
    RETURNS TABLE (person uuid, versions uuid[], has_file boolean, strand uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT p.id, v.ids, access.partner_has_file(what, p.id), l.strand_id FROM people_linkedperson p
      CROSS JOIN LATERAL (
        SELECT array_agg(x.id ORDER BY x.person_id <> p.id, x.person_id) AS ids,
               max(x.number) FILTER (WHERE x.person_id = p.id) AS number
          FROM (SELECT DISTINCT ON (y.person_id) y.id, y.person_id, y.number FROM access.entries_of(p.id) e
                  JOIN people_personversion y ON y.person_id = e ORDER BY y.person_id, y.number DESC) x) v
      LEFT JOIN notifications_personlookedat l ON l.person_id = p.id
     WHERE p.file_id = what AND p.merged_into_id IS NULL AND v.number IS NOT NULL AND access.notifier_reads(what)
       AND (l.person_id IS NULL OR v.number > l.version
            OR l.partner AND l.strand_id IS NULL AND NOT access.partner_has_file(what, p.id)) $$;

-- Note that somebody was looked at; a strand where she is a partner and has no file, or what he gave of her since.
CREATE FUNCTION access.put_person(what uuid, whom uuid, telling uuid, is_partner boolean, thread uuid, said bytea)
    RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT access.notifier_reads(what) OR NOT EXISTS (
        SELECT 1 FROM people_linkedperson p WHERE p.id = whom AND p.file_id = what) THEN
        RAISE EXCEPTION 'not theirs to write' USING ERRCODE = '42501';
    END IF;
    IF thread IS NOT NULL THEN
        INSERT INTO notifications_strand AS s (id, made_at, touched_on, closed_why, details)
        VALUES (thread, now(), (now() AT TIME ZONE 'Europe/London')::date, '', said)
        ON CONFLICT (id) DO UPDATE SET details = excluded.details;
    END IF;
    INSERT INTO notifications_personlookedat AS l (person_id, version, partner, strand_id)
    SELECT whom, v.number, is_partner, thread FROM people_personversion v WHERE v.id = telling AND v.person_id = whom
    ON CONFLICT (person_id) DO UPDATE SET version = excluded.version, partner = excluded.partner,
        strand_id = coalesce(l.strand_id, excluded.strand_id),
        strand_from_id = CASE WHEN l.strand_id IS NOT NULL THEN l.strand_from_id END;
END $$;

-- Two people said that two entries are one person, or two after all: everybody tied to the file is looked at anew. The
-- strand of an entry goes to the one that it lies below from now on; where that has one, it is closed. It goes back
-- with the entry that it came from: what was told on it was told to her.
CREATE FUNCTION access.on_entries_merged() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE thread uuid; holder uuid; came_from uuid;
BEGIN
    IF NEW.merged_into_id IS NOT NULL THEN
        UPDATE notifications_personlookedat l SET partner = false WHERE l.person_id = NEW.id
        RETURNING l.strand_id, coalesce(l.strand_from_id, NEW.id) INTO thread, came_from;
        IF EXISTS (SELECT 1 FROM notifications_personlookedat l
                    WHERE l.person_id = NEW.merged_into_id AND l.strand_id IS NOT NULL) THEN
            PERFORM access.end_strands(ARRAY[thread]);
        ELSIF thread IS NOT NULL THEN
            UPDATE notifications_personlookedat l SET strand_id = NULL, strand_from_id = NULL
             WHERE l.person_id = NEW.id;
            INSERT INTO notifications_personlookedat AS l (person_id, version, partner, strand_id, strand_from_id)
            VALUES (NEW.merged_into_id, 0, false, thread, came_from)
            ON CONFLICT (person_id) DO UPDATE SET strand_id = excluded.strand_id,
                strand_from_id = excluded.strand_from_id;
        END IF;
    ELSE
        SELECT l.person_id, l.strand_id, l.strand_from_id INTO holder, thread, came_from
          FROM notifications_personlookedat l WHERE l.strand_id IS NOT NULL
           AND l.strand_from_id IN (SELECT access.entries_of(NEW.id))
           AND l.person_id NOT IN (SELECT access.entries_of(NEW.id));
        IF FOUND THEN
            UPDATE notifications_personlookedat l SET strand_id = NULL, strand_from_id = NULL
             WHERE l.person_id = holder;
            UPDATE notifications_personlookedat l SET strand_id = thread, strand_from_id = nullif(came_from, NEW.id)
             WHERE l.person_id = NEW.id;
        END IF;
    END IF;
    UPDATE notifications_personlookedat l SET version = 0 FROM people_linkedperson p
     WHERE p.id = l.person_id AND p.file_id = NEW.file_id;
    PERFORM access.look_at_programme(NEW.file_id);
    RETURN NULL;
END $$;

-- Nothing that waits on these strands is told.
CREATE FUNCTION access.end_strands(what uuid[]) RETURNS void LANGUAGE sql
    SET search_path = public, pg_temp AS $$
    UPDATE notifications_strand s SET closed_why = 'ended' WHERE s.id = ANY (what);
    UPDATE notifications_notification n SET outcome = 'replaced', ended_at = now()
     WHERE n.strand_id = ANY (what) AND n.outcome = '' $$;

-- Whoever was tied to a programme file by mistake leaves it (E48): what waited to be told to them is told no more, and
-- a strand on which nobody was rung is none. One on which somebody was stays, closed: it was told.
CREATE FUNCTION access.looked_at_leave(gone uuid[]) RETURNS void LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
DECLARE strands uuid[];
BEGIN
    -- at a restore, by a backup from before they were parted, it is with who was one with them
    SELECT array_agg(l.strand_id) INTO strands FROM notifications_personlookedat l
     WHERE (l.person_id = ANY (gone) OR l.strand_from_id = ANY (gone)) AND l.strand_id IS NOT NULL;
    UPDATE notifications_personlookedat l SET strand_id = NULL, strand_from_id = NULL
     WHERE l.strand_from_id = ANY (gone);
    DELETE FROM notifications_personlookedat l WHERE l.person_id = ANY (gone);
    PERFORM access.end_strands(strands);
    PERFORM access.drop_strands(ARRAY(
        SELECT x FROM unnest(strands) x
         WHERE NOT EXISTS (SELECT 1 FROM notifications_attempt a JOIN notifications_notification n
                             ON n.id = a.notification_id WHERE n.strand_id = x)));
END $$;
"""

TRIGGERS = """
CREATE TRIGGER programme_people_merged AFTER UPDATE OF merged_into_id ON public.people_linkedperson
    FOR EACH ROW EXECUTE FUNCTION access.on_entries_merged();
"""
