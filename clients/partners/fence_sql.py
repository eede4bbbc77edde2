"""The database's own part in ties: what a file says of partners is compared with every file, in either order.

Tokens are compared (decision 16), so nothing is opened. Whoever writes gets one answer whatever is found (E6): a tie is
written beside, and one event, which no reader sees, is left by each comparison, found or not. What is sure between the
two services becomes a partner link at once, and the couple's wall follows from that. Everything else waits for a
manager of the side that may know: in one service a link could take a file from somebody who works with both.

Nothing is missed: who writes names takes a lock on each, all in one order; the second of two who write the same one
waits, and then sees what the first wrote.
"""

from confidentiality.sealing.index.keeping import LOCK as INDEX
from confidentiality.sealing.index.tokens import KIND_AT, Kind

from ..conflicts.fence_sql import LOCK as CONFLICTS

LOCK, LOCK_NAME = 9, 10  # of the database's advisory locks
MOST_TOKENS = 2000  # of one partner, in all generations
ASKS_AN_HOUR = 6  # ties by hand
NOWHERE = "00000000-0000-0000-0000-000000000000"
SAME_AS = "00000000-0000-0000-0000-000000000001"
BY_HAND = "00000000-0000-0000-0000-000000000002"

_PAIR, _PHONE, _EXACT = (f"{kind:d}" for kind in (Kind.PAIR, Kind.PHONE, Kind.EXACT))
_BORN = f"{{t}}.token >> {KIND_AT} = {Kind.BORN:d}"
_SAME = "t.generation = p.generation AND t.token = p.token"


def _differ(first: str, second: str) -> str:
    """Return the SQL test that both dates of birth are known, and none is shared; each a row source and its alias."""
    a, b = _BORN.format(t="a"), _BORN.format(t="b")
    return (
        f"EXISTS (SELECT 1 FROM {first} AND {a}) AND EXISTS (SELECT 1 FROM {second} AND {b})"
        f" AND NOT EXISTS (SELECT 1 FROM {first} AND {a}"
        f" AND EXISTS (SELECT 1 FROM {second} AND b.token = a.token))"
    )


# A no that knew of less than agrees by now. That they never were partners is an answer whatever agrees.
_ANEW = "t.outcome = 'apart' AND t.why IN ('namesake', 'mistake')"
_OF_PARTNER = "keys.partner_token a WHERE a.file = h.names_it AND a.about = h.about AND a.generation = h.generation"
_OF_FILE = "keys.search_token b WHERE b.file = h.bears_it AND b.generation = h.generation"
_OF_MINE = "keys.search_token a WHERE a.file = h.names_it AND a.generation = h.generation"

FUNCTIONS = f"""
-- Which of these files' recorded partners have a file, and in which files their clients are somebody's partner; with
-- the linked people it is found by, or a file's own id for the names that it gives.
CREATE FUNCTION access.partner_hits(of_files uuid[])
    RETURNS TABLE (kind text, one uuid, other uuid, names boolean, phone boolean, more boolean, sure boolean,
                   found_by uuid[])
    LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    WITH hit AS MATERIALIZED (
        SELECT p.file AS names_it, p.about, t.file AS bears_it, p.generation, p.token >> {KIND_AT} AS what
          FROM keys.partner_token p JOIN keys.search_token t ON {_SAME} AND t.file <> p.file
         WHERE p.file = ANY (of_files) AND p.token >> {KIND_AT} IN ({_PAIR}, {_PHONE}, {_EXACT})
        UNION
        SELECT p.file, p.about, t.file, p.generation, p.token >> {KIND_AT}
          FROM keys.search_token t JOIN keys.partner_token p ON {_SAME} AND t.file <> p.file
         WHERE t.file = ANY (of_files) AND t.token >> {KIND_AT} IN ({_PAIR}, {_PHONE}, {_EXACT})),
    judged AS MATERIALIZED (
        SELECT h.names_it, h.bears_it, h.about, bool_or(h.what = {_PAIR}) AS names, bool_or(h.what = {_PHONE}) AS phone,
               bool_or(h.what <> {_PAIR}) AS more
          FROM hit h WHERE NOT ({_differ(_OF_PARTNER, _OF_FILE)})
         GROUP BY h.names_it, h.bears_it, h.about)
    SELECT 'partner', least(j.names_it, j.bears_it), greatest(j.names_it, j.bears_it),
           bool_or(j.names), bool_or(j.phone), bool_or(j.more),
           -- or each names the other
           bool_or(j.names AND (j.more OR EXISTS (SELECT 1 FROM judged k
                                  WHERE k.names_it = j.bears_it AND k.bears_it = j.names_it AND k.names))),
           array_agg(DISTINCT j.about)
      FROM judged j GROUP BY 2, 3 $$;

-- Which files of the same service may be of the same person. A number alone is a household's.
CREATE FUNCTION access.same_hits(of_files uuid[])
    RETURNS TABLE (kind text, one uuid, other uuid, names boolean, phone boolean, more boolean, sure boolean,
                   found_by uuid[])
    LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    WITH hit AS MATERIALIZED (
        SELECT p.file AS names_it, t.file AS bears_it, p.generation, p.token >> {KIND_AT} AS what
          FROM keys.search_token p JOIN keys.search_token t ON {_SAME} AND t.file <> p.file
         WHERE p.file = ANY (of_files) AND p.token >> {KIND_AT} IN ({_PAIR}, {_PHONE}, {_EXACT}))
    SELECT 'same', least(h.names_it, h.bears_it), greatest(h.names_it, h.bears_it), bool_or(h.what = {_PAIR}),
           bool_or(h.what = {_PHONE}), bool_or(h.what = {_EXACT}),
           bool_or(h.what = {_PAIR}) AND bool_or(h.what = {_EXACT}), '{{}}'::uuid[]
      FROM hit h JOIN clients_casefile c ON c.id = h.names_it
      JOIN clients_casefile d ON d.id = h.bears_it AND d.service = c.service AND d.person <> c.person
     WHERE NOT ({_differ(_OF_MINE, _OF_FILE)})
     GROUP BY 2, 3 HAVING bool_or(h.what <> {_PHONE}) $$;

-- What follows now that these files' tokens are other ones. What was decided stays as it is, but a no to somebody of
-- the same name is no answer to more than a name: a manager is asked anew, and nothing follows by itself. The importer
-- asks about a sheet's own couples itself.
CREATE FUNCTION access.follow_partners(of_files uuid[]) RETURNS void LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
DECLARE me uuid := access.me(); importing boolean := coalesce(access.actor(), '') = 'importer'; made uuid[];
BEGIN
    WITH found AS (
        SELECT h.*, a.reference AS one_reference, b.reference AS other_reference,
               CASE WHEN 'iss' IN (a.service, b.service) THEN 'iss' ELSE 'dvpp' END AS service,
               t.id IS NULL OR h.sure AND NOT t.sure AND (t.outcome = '' OR {_ANEW}) AS anew
          FROM (SELECT * FROM access.partner_hits(of_files) UNION ALL SELECT * FROM access.same_hits(of_files)) h
          JOIN clients_casefile a ON a.id = h.one JOIN clients_casefile b ON b.id = h.other
          LEFT JOIN partners_tie t ON (t.kind, t.one_id, t.other_id) = (h.kind, h.one, h.other)
         WHERE NOT (importing AND a.origin_import IS NOT DISTINCT FROM b.origin_import)),
    raised AS (
        INSERT INTO partners_tie AS t (id, kind, one_id, other_id, one_reference, other_reference, service, sure,
                                       source, written_by_id, made_at, outcome, why, found_by)
        SELECT gen_random_uuid(), f.kind, f.one, f.other, f.one_reference, f.other_reference, f.service, f.sure,
               'found', me, now(), '', '', f.found_by FROM found f
        ON CONFLICT (one_id, other_id, kind) DO UPDATE SET
            outcome = CASE WHEN excluded.sure AND NOT t.sure AND {_ANEW} THEN '' ELSE t.outcome END,
            decided_at = CASE WHEN excluded.sure AND NOT t.sure AND {_ANEW} THEN NULL ELSE t.decided_at END,
            decided_by_id = CASE WHEN excluded.sure AND NOT t.sure AND {_ANEW} THEN NULL ELSE t.decided_by_id END,
            written_by_id = CASE WHEN excluded.sure AND NOT t.sure AND {_ANEW} THEN me ELSE t.written_by_id END,
            sure = t.sure OR excluded.sure, found_by = t.found_by || excluded.found_by
         WHERE excluded.sure AND NOT t.sure OR NOT excluded.found_by <@ t.found_by
        RETURNING t.id, t.one_id, t.other_id, t.kind)
    SELECT array_agg(x.value ORDER BY r.id, x.place) INTO made
      FROM raised r JOIN found f ON (f.kind, f.one, f.other) = (r.kind, r.one_id, r.other_id) AND f.anew
     CROSS JOIN LATERAL unnest(ARRAY[
        r.id, r.one_id, r.other_id, CASE r.kind WHEN 'same' THEN '{SAME_AS}' ELSE '{NOWHERE}' END::uuid])
        WITH ORDINALITY x (value, place);
    PERFORM access.note_event('ties_followed', NULL, coalesce(made, '{{}}'));
    INSERT INTO clients_partnerlink (id, file_a_id, file_b_id)
    SELECT gen_random_uuid(), t.one_id, t.other_id FROM partners_tie t
      JOIN clients_casefile a ON a.id = t.one_id JOIN clients_casefile b ON b.id = t.other_id
     WHERE t.id = ANY (made) AND t.kind = 'partner' AND t.sure AND t.outcome = '' AND t.why = ''
       AND a.service <> b.service
    ON CONFLICT DO NOTHING;
END $$;

-- Lets nobody else write these tokens of whole names, numbers and single names with either, until this transaction
-- ends: whoever comes second sees what the first wrote. Who writes none of them does not wait. Whoever begins an index,
-- and declarations, are waited for first: of some names a wall follows as well. An import writes too many to lock each,
-- and lets everybody wait for its step.
CREATE FUNCTION access.wait_for_names(wanted bigint[]) RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE slot int;
BEGIN
    IF coalesce(access.actor(), '') = 'importer' THEN
        PERFORM pg_advisory_xact_lock({LOCK}, 0);
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock_shared({LOCK}, 0);
    IF wanted <> '{{}}' THEN
        PERFORM pg_advisory_xact_lock_shared({INDEX}, 0);
        PERFORM pg_advisory_xact_lock_shared({CONFLICTS}, 0);
    END IF;
    FOR slot IN SELECT DISTINCT hashint8(w) FROM unnest(wanted[1:{MOST_TOKENS}]) w
                 WHERE w >> {KIND_AT} IN ({_PAIR}, {_PHONE}, {_EXACT}) ORDER BY 1 LOOP
        PERFORM pg_advisory_xact_lock({LOCK_NAME}, slot);
    END LOOP;
END $$;

-- Locks what a link locks, and every wall that follows from it, where whoever bears one of these tokens may turn out to
-- be the other half of a file in which I write; answers nothing.
CREATE FUNCTION access.wait_for_halves(of_file uuid, generations int[], wanted bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE halves uuid[];
BEGIN
    IF cardinality(wanted) > {MOST_TOKENS} OR NOT access.writes_in(of_file) THEN RETURN; END IF;
    SELECT array_agg(DISTINCT b.id) INTO halves FROM unnest(generations, wanted) w (generation, token)
      JOIN keys.search_token t ON t.generation = w.generation AND t.token = w.token
      JOIN clients_casefile a ON a.id = of_file JOIN clients_casefile b ON b.id = t.file AND b.service <> a.service
     WHERE t.token >> {KIND_AT} IN ({_PAIR}, {_PHONE}, {_EXACT});
    IF halves IS NOT NULL THEN PERFORM access.lock_for_files(halves || of_file, '{{}}'); END IF;
END $$;

-- Who makes the index anew writes what was compared before.
CREATE FUNCTION access.on_named() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE which uuid[];
BEGIN
    IF coalesce(access.actor(), '') IN ('indexer', 'disposer', 'restorer') THEN RETURN NULL; END IF;
    SELECT array_agg(DISTINCT t.file) INTO which FROM touched t;
    IF which IS NOT NULL THEN PERFORM access.follow_partners(which); END IF;
    RETURN NULL;
END $$;

-- A link, in whichever way it came about, is a tie before the managers; and a link that goes is none.
CREATE FUNCTION access.on_link_tied() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO partners_tie AS t (id, kind, one_id, other_id, one_reference, other_reference, service, sure, source,
                                   made_at, outcome, decided_at, why, found_by)
    SELECT gen_random_uuid(), 'partner', a.id, b.id, a.reference, b.reference,
           CASE WHEN 'iss' IN (a.service, b.service) THEN 'iss' ELSE 'dvpp' END, true, 'link', now(), 'tied', now(), '',
           '{{}}'
      FROM clients_casefile a, clients_casefile b WHERE a.id = NEW.file_a_id AND b.id = NEW.file_b_id
    ON CONFLICT (one_id, other_id, kind) DO UPDATE SET outcome = 'tied', decided_at = now(), decided_by_id = NULL,
       why = '' WHERE t.outcome <> 'tied';
    RETURN NULL;
END $$;

CREATE FUNCTION access.on_link_gone() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE partners_tie t SET outcome = 'apart', decided_at = now(), decided_by_id = NULL
     WHERE t.one_id = OLD.file_a_id AND t.other_id = OLD.file_b_id AND t.kind = 'partner' AND t.outcome = 'tied';
    RETURN NULL;
END $$;

-- Let the index hold these tokens of these partners of a file in which I write, and no others; `whose` says of which of
-- them each is. The right is asked once, and all are kept before any is compared: what follows may be a wall before
-- whoever writes. Answers nothing.
CREATE FUNCTION access.keep_partners(of_file uuid, of_whom uuid[], whose uuid[], generations int[], wanted bigint[])
    RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE me uuid := access.me(); one uuid;
BEGIN
    IF cardinality(wanted) IS DISTINCT FROM cardinality(generations)
        OR cardinality(wanted) IS DISTINCT FROM cardinality(whose) OR (whose <@ of_whom) IS NOT TRUE
        OR EXISTS (SELECT 1 FROM unnest(whose) w GROUP BY w HAVING count(*) > {MOST_TOKENS}) THEN
        RAISE EXCEPTION 'these are no tokens of partners' USING ERRCODE = '22023';
    END IF;
    IF NOT (
        coalesce(access.actor(), '') = 'importer' AND access.is_imported(of_file) AND of_whom = ARRAY[of_file]
        OR EXISTS (SELECT 1 FROM clients_effectivegrant g
                    WHERE g.file_id = of_file AND g.user_id = me AND g.contribute_until > now()
                      AND (of_whom = ARRAY[of_file] OR g.third_party_until > now() AND NOT EXISTS (
                          SELECT 1 FROM unnest(of_whom) a WHERE a IS DISTINCT FROM of_file AND NOT EXISTS (
                              SELECT 1 FROM people_linkedperson l WHERE l.id = a AND l.file_id = of_file))))) THEN
        RAISE EXCEPTION 'not theirs to write' USING ERRCODE = '42501';
    END IF;
    FOR one IN SELECT a FROM unnest(of_whom) a ORDER BY a LOOP
        PERFORM access.wait_for_names(ARRAY(SELECT w.t FROM unnest(whose, wanted) w (a, t) WHERE w.a = one));
    END LOOP;
    DELETE FROM keys.partner_token p WHERE p.file = of_file AND p.about = ANY (of_whom)
       AND NOT EXISTS (SELECT 1 FROM unnest(whose, generations, wanted) w (a, g, t)
                        WHERE (w.a, w.g, w.t) = (p.about, p.generation, p.token));
    INSERT INTO keys.partner_token (id, file, about, generation, token)
    SELECT gen_random_uuid(), of_file, w.a, w.g, w.t FROM unnest(whose, generations, wanted) w (a, g, t)
    ON CONFLICT DO NOTHING;
    PERFORM access.follow_partners(ARRAY[of_file]);
END $$;

-- May this person decide about a tie: in post, of the service that may know or the safeguarding lead, kept from neither
-- file as somebody who knows them, and, while it waits, not who wrote what it was found by. A couple's wall is no bar.
CREATE FUNCTION access.fit_for_tie(whom uuid, t partners_tie) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT (t.outcome <> '' OR whom IS DISTINCT FROM t.written_by_id) AND EXISTS (
        SELECT 1 FROM staff_worker w JOIN staff_account a ON a.id = w.account_id AND a.is_active
         WHERE w.account_id = whom
           AND (w.role = 'safeguarding_lead' OR w.service IN (t.service, 'both') AND access.manages_now(whom))
           AND NOT EXISTS (SELECT 1 FROM clients_wall v WHERE v.user_id = whom AND v.kind = 'conflict'
                              AND v.file_id IN (t.one_id, t.other_id))) $$;

-- Am I one of those who decide about it: the managers; without any, the safeguarding lead.
CREATE FUNCTION access.decides_tie(what uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM partners_tie t WHERE t.id = what AND access.fit_for_tie(access.me(), t) AND (
        access.manages_now(access.me())
        OR NOT EXISTS (SELECT 1 FROM staff_worker w WHERE w.role = 'line_manager'
                          AND access.fit_for_tie(w.account_id, t)))) $$;

-- Take a couple’s link away, the walls that stand for no other link of the same file, and what waits to be told by it.
-- A restore calls it as the owner, who reads tables and no views of this schema.
CREATE FUNCTION access.unlink_files(a uuid, b uuid) RETURNS void LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM clients_partnerlink l WHERE l.file_a_id = a AND l.file_b_id = b;
    DELETE FROM clients_wall w WHERE w.kind = 'couple' AND w.file_id IN (a, b)
       AND NOT EXISTS (SELECT 1 FROM clients_partnerlink l WHERE w.file_id IN (l.file_a_id, l.file_b_id))
       AND NOT EXISTS (SELECT 1 FROM partners_tie t WHERE w.file_id IN (t.one_id, t.other_id) AND t.kind = 'partner'
                          AND t.outcome = 'tied' AND (t.one_id, t.other_id) <> (a, b));
    PERFORM access.tell_no_more(a, b);
END $$;

-- The files that standing ties make one person's, with this one.
CREATE FUNCTION access.files_of_person(what uuid) RETURNS SETOF uuid LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    WITH RECURSIVE f (id) AS (
        SELECT what
        UNION
        SELECT CASE f.id WHEN t.one_id THEN t.other_id ELSE t.one_id END
          FROM f JOIN partners_tie t ON f.id IN (t.one_id, t.other_id) AND t.kind = 'same' AND t.outcome = 'tied')
    SELECT f.id FROM f $$;

-- Retention counts the files of one person together.
CREATE FUNCTION access.join_persons(a uuid, b uuid) RETURNS void LANGUAGE sql
    SET search_path = public, pg_temp AS $$
    SELECT 1 FROM clients_casefile c WHERE c.person = (SELECT x.person FROM clients_casefile x WHERE x.id = b)
     ORDER BY c.id FOR NO KEY UPDATE;
    UPDATE clients_casefile c SET person = (SELECT x.person FROM clients_casefile x WHERE x.id = a)
     WHERE c.person = (SELECT x.person FROM clients_casefile x WHERE x.id = b) $$;

CREATE FUNCTION access.part_persons(a uuid, b uuid, as_person uuid) RETURNS void LANGUAGE sql
    SET search_path = public, pg_temp AS $$
    SELECT 1 FROM clients_casefile c WHERE c.id IN (SELECT access.files_of_person(b)) ORDER BY c.id FOR NO KEY UPDATE;
    UPDATE clients_casefile c SET person = as_person
     WHERE c.id IN (SELECT access.files_of_person(b)) AND a NOT IN (SELECT access.files_of_person(b)) $$;

-- Decide about a tie, or decide otherwise: 'done', or 'hidden' for none of mine, 'decided' where it is so already.
CREATE FUNCTION access.decide_tie(what uuid, tied boolean, because text) RETURNS text LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE t partners_tie; anew uuid := gen_random_uuid();
BEGIN
    PERFORM pg_advisory_xact_lock({LOCK}, 0);
    SELECT * INTO t FROM partners_tie x WHERE x.id = what FOR UPDATE;
    IF t.id IS NULL OR tied IS NULL OR NOT access.decides_tie(what)
        OR tied = (because IN ('namesake', 'never', 'mistake')) OR because IS NULL THEN RETURN 'hidden'; END IF;
    IF t.outcome = (CASE WHEN tied THEN 'tied' ELSE 'apart' END) THEN RETURN 'decided'; END IF;
    UPDATE partners_tie x SET decided_by_id = access.me(), decided_at = now(), why = because,
           outcome = CASE WHEN tied THEN 'tied' ELSE 'apart' END WHERE x.id = what;
    IF t.kind = 'partner' AND tied THEN
        PERFORM access.tie_halves(t.id, access.me());
    ELSIF t.kind = 'partner' AND t.outcome = 'tied' THEN
        PERFORM access.unlink_files(t.one_id, t.other_id);
        PERFORM access.note_event('files_unlinked', NULL, ARRAY[t.id, t.one_id, t.other_id]);
    ELSIF tied THEN
        PERFORM access.join_persons(t.one_id, t.other_id);
        PERFORM access.note_event('persons_joined', NULL, ARRAY[t.id, t.one_id, t.other_id]);
    ELSIF t.outcome = 'tied' THEN
        PERFORM access.part_persons(t.one_id, t.other_id, anew);
        PERFORM access.note_event('persons_parted', NULL, ARRAY[t.id, t.one_id, t.other_id, anew]);
    ELSE
        PERFORM access.note_event('tie_refused', NULL, ARRAY[t.id, t.one_id, t.other_id]);
    END IF;
    RETURN 'done';
END $$;

-- Say that the client of a file that I lead is the partner of whoever has another file, known to me by its reference
-- and two exact details. Answers nothing but that somebody asks too often. Who may not know of it asks those who may.
CREATE FUNCTION access.tie_by_hand(what uuid, wanted text, of_generation int, details bigint[]) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE me uuid := access.me(); target uuid; made uuid;
BEGIN
    IF NOT access.has_role('line_manager') OR coalesce(cardinality(details), 0) NOT BETWEEN 1 AND 24
        OR EXISTS (SELECT 1 FROM unnest(details) d WHERE d IS NULL OR d >> {KIND_AT} <> {_EXACT})
        OR NOT EXISTS (SELECT 1 FROM clients_effectivegrant g
                        WHERE g.file_id = what AND g.user_id = me AND g.lead_until > now()) THEN
        RAISE EXCEPTION 'not theirs to say' USING ERRCODE = '42501';
    END IF;
    PERFORM pg_advisory_xact_lock({LOCK}, 0);
    IF (SELECT count(*) FROM audit_event e WHERE e.person = me AND e.action = 'tie_said'
           AND e.at > now() - interval '1 hour') >= {ASKS_AN_HOUR} THEN RETURN false; END IF;
    PERFORM access.note_event('tie_said', what, '{{}}');
    SELECT c.id INTO target FROM clients_casefile c
     WHERE c.reference = wanted AND c.id <> what
       AND (SELECT count(*) FROM keys.search_token s WHERE s.file = c.id AND s.generation = of_generation
               AND s.token = ANY (details)) = (SELECT count(DISTINCT d) FROM unnest(details) d);
    INSERT INTO partners_tie AS t (id, kind, one_id, other_id, one_reference, other_reference, service, sure, source,
                                   written_by_id, made_at, outcome, why, found_by)
    SELECT gen_random_uuid(), 'partner', a.id, b.id, a.reference, b.reference,
           CASE WHEN 'iss' IN (a.service, b.service) THEN 'iss' ELSE 'dvpp' END, true, 'hand', me, now(), '', '', '{{}}'
      FROM clients_casefile a, clients_casefile b
     WHERE a.id = least(what, target) AND b.id = greatest(what, target) AND target IS NOT NULL
    ON CONFLICT (one_id, other_id, kind) DO UPDATE SET outcome = '', decided_at = NULL, decided_by_id = NULL, why = '',
       source = 'hand', written_by_id = me WHERE t.outcome <> 'tied'
    RETURNING t.id INTO made;
    PERFORM access.note_event('ties_followed', NULL, CASE WHEN made IS NULL THEN '{{}}' ELSE
        ARRAY[made, least(what, target), greatest(what, target), '{BY_HAND}'::uuid] END);
    PERFORM access.tie_halves(t.id, me) FROM partners_tie t JOIN staff_worker w ON w.account_id = me
      WHERE t.id = made AND w.service IN (t.service, 'both')
        AND NOT EXISTS (SELECT 1 FROM clients_wall v WHERE v.user_id = me AND v.kind = 'conflict'
                           AND v.file_id IN (t.one_id, t.other_id));
    RETURN true;
END $$;

-- What agrees now, in kind and never a value, for whoever decides. One row, or none.
CREATE FUNCTION access.tie_grounds(what uuid) RETURNS TABLE (names boolean, phone boolean, more boolean, sure boolean)
    LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT h.names, h.phone, h.more, h.sure FROM partners_tie t
      CROSS JOIN LATERAL (
        SELECT * FROM access.partner_hits(ARRAY[t.one_id]) UNION ALL SELECT * FROM access.same_hits(ARRAY[t.one_id])) h
     WHERE t.id = what AND access.decides_tie(what) AND (h.kind, h.one, h.other) = (t.kind, t.one_id, t.other_id) $$;
"""

TRIGGERS = """
DROP TRIGGER IF EXISTS partners_follow ON keys.search_token;
CREATE TRIGGER partners_follow AFTER INSERT ON keys.search_token REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION access.on_named();
CREATE TRIGGER a_link_is_a_tie AFTER INSERT ON public.clients_partnerlink
    FOR EACH ROW EXECUTE FUNCTION access.on_link_tied();
CREATE TRIGGER no_link_no_tie AFTER DELETE ON public.clients_partnerlink
    FOR EACH ROW EXECUTE FUNCTION access.on_link_gone();
"""

CALLABLE = (
    "access.wait_for_names(bigint[])",
    "access.wait_for_halves(uuid, int[], bigint[])",
    "access.keep_partners(uuid, uuid[], uuid[], int[], bigint[])",
    "access.decides_tie(uuid)",
    "access.decide_tie(uuid, boolean, text)",
    "access.tie_by_hand(uuid, text, int, bigint[])",
    "access.tie_grounds(uuid)",
)
