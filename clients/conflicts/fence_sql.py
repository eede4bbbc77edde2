"""The database's own part in conflicts: declared persons and case files are compared whenever either is written.

Tokens are compared (decision 16), so nothing is opened. A given and a family name agree, or a telephone number, or the
date of birth and a name; two different known dates of birth are two persons (staff.declarations.rules, the same in
clear). A notice is written and its wall rises in the same transaction. Whoever declares and whoever opens a file get
the same answer either way; so that the audit's numbers tell nothing either, each comparison leaves one event, which
no reader sees, whether it found anything or not.

Nothing is missed: declaring takes lock 8 alone, writing a file's tokens takes it shared, both in the order of all locks
(docs/architecture.md, 'Who waits for whom').
Who is second waits for the first to end, and then sees what it wrote.
"""

from confidentiality.sealing.index.keeping import LOCK as INDEX
from confidentiality.sealing.index.tokens import KIND_AT, Kind

LOCK = 8  # of the database's advisory locks
MOST_NAMED = 200
NOWHERE = "00000000-0000-0000-0000-000000000000"


def _kind(token: str) -> str:
    return f"{token} >> {KIND_AT}"


_TELLS = f"{_kind('{t}.token')} <> {Kind.BORN:d}"
_BORN = f"{_kind('{t}.token')} = {Kind.BORN:d}"
_SAME = "t.generation = d.generation AND t.token = d.token"

FUNCTIONS = f"""
-- Which declared persons and which files are taken for one, among these files or these declared persons.
CREATE FUNCTION access.agreeing(of_files uuid[], of_declared uuid[])
    RETURNS TABLE (declared uuid, person uuid, file uuid) LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    WITH hit AS (
        SELECT d.declared, d.person, t.file, d.generation
          FROM keys.declared_token d JOIN keys.search_token t ON {_SAME}
         WHERE d.declared = ANY (of_declared) AND {_TELLS.format(t="d")}
        UNION
        SELECT d.declared, d.person, t.file, d.generation
          FROM keys.search_token t JOIN keys.declared_token d ON {_SAME}
         WHERE t.file = ANY (of_files) AND {_TELLS.format(t="t")})
    SELECT DISTINCT h.declared, h.person, h.file FROM hit h JOIN clients_casefile c ON c.id = h.file
     -- a date of birth is known of both, and it is another
     WHERE NOT EXISTS (
        SELECT 1 FROM keys.declared_token b
         WHERE b.declared = h.declared AND b.generation = h.generation AND {_BORN.format(t="b")}
           AND EXISTS (SELECT 1 FROM keys.search_token s
                        WHERE s.file = h.file AND s.generation = h.generation AND {_BORN.format(t="s")})
           AND NOT EXISTS (SELECT 1 FROM keys.search_token s
                            WHERE s.file = h.file AND s.generation = h.generation AND s.token = b.token)) $$;

-- Write notices, one for each person, file and declaration (NULL: none); what stands already is not written again.
-- One event tells of them all, or that there was none; who reads the audit sees neither.
CREATE FUNCTION access.raise_conflicts(whom uuid[], on_files uuid[], because uuid[], as_source text, by_whom uuid)
    RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE made uuid[];
BEGIN
    WITH raised AS (
        INSERT INTO conflicts_notice (id, file_id, reference, worker_id, source, declared, named_by_id, wall, made_at,
                                      outcome)
        SELECT gen_random_uuid(), c.id, c.reference, x.who, as_source, x.because, by_whom,
               coalesce((SELECT n.wall FROM conflicts_notice n
                          WHERE n.worker_id = x.who AND n.file_id = c.id AND n.outcome <> 'lifted' LIMIT 1),
                        gen_random_uuid()), now(), ''
          FROM unnest(whom, on_files, because) AS x (who, file, because) JOIN clients_casefile c ON c.id = x.file
        ON CONFLICT DO NOTHING RETURNING id, wall, worker_id, file_id, declared)
    SELECT array_agg(x.value ORDER BY r.id, x.place) INTO made FROM raised r CROSS JOIN LATERAL unnest(ARRAY[
        r.id, r.wall, r.worker_id, r.file_id,
        coalesce(r.declared, CASE as_source WHEN 'said' THEN r.worker_id ELSE '{NOWHERE}' END)])
        WITH ORDINALITY x (value, place);
    PERFORM access.note_event('conflict_walls_followed', NULL, coalesce(made, '{{}}'));
END $$;

-- What follows now that these files' or these declared persons' tokens are other ones. What a manager lifted stays
-- lifted; where they agree no more the wall stands, and waits for a manager again.
CREATE FUNCTION access.follow_declared(of_files uuid[], of_declared uuid[]) RETURNS void LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
DECLARE who uuid[]; files uuid[]; because uuid[];
BEGIN
    UPDATE conflicts_notice n SET changed_at = now(), settled_at = NULL, settled_by_id = NULL, outcome = ''
     WHERE (n.file_id = ANY (of_files) OR n.declared = ANY (of_declared)) AND n.source = 'declared'
       AND n.outcome <> 'lifted' AND n.changed_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM access.agreeing(of_files, of_declared) a
                        WHERE a.declared = n.declared AND a.file = n.file_id);
    SELECT array_agg(a.person), array_agg(a.file), array_agg(a.declared) INTO who, files, because
      FROM access.agreeing(of_files, of_declared) a
     WHERE NOT EXISTS (SELECT 1 FROM conflicts_notice n
                        WHERE n.worker_id = a.person AND n.file_id = a.file AND n.declared = a.declared);
    PERFORM access.raise_conflicts(coalesce(who, '{{}}'), coalesce(files, '{{}}'), coalesce(because, '{{}}'),
                                   'declared', NULL);
END $$;

CREATE FUNCTION access.on_file_begun() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM access.wait_for_names('{{}}');  -- in the order of whoever writes names on a file that is there
    PERFORM pg_advisory_xact_lock_shared({INDEX}, 0);
    PERFORM pg_advisory_xact_lock_shared({LOCK}, 0);
    RETURN NULL;
END $$;

CREATE FUNCTION access.on_declaring() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock({LOCK}, 0);
    RETURN NULL;
END $$;

-- Who makes the index anew writes what was compared before; what goes with a file takes its notices along.
CREATE FUNCTION access.on_file_tokens() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE which uuid[];
BEGIN
    IF coalesce(access.actor(), '') IN ('indexer', 'disposer', 'restorer') THEN RETURN NULL; END IF;
    SELECT array_agg(DISTINCT t.file) INTO which FROM touched t;
    IF which IS NOT NULL THEN
        PERFORM pg_advisory_xact_lock_shared({LOCK}, 0);
        PERFORM access.follow_declared(which, '{{}}');
    END IF;
    RETURN NULL;
END $$;

-- A leaver's declarations go, and their walls stay as they are.
CREATE FUNCTION access.on_declared_tokens() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE which uuid[];
BEGIN
    IF coalesce(access.actor(), '') IN ('indexer', 'restorer') THEN RETURN NULL; END IF;
    SELECT array_agg(DISTINCT t.declared) INTO which
      FROM touched t JOIN staff_account a ON a.id = t.person AND a.is_active;
    IF which IS NOT NULL THEN PERFORM access.follow_declared('{{}}', which); END IF;
    RETURN NULL;
END $$;

-- A notice raises its wall, in whichever way it came about.
CREATE FUNCTION access.on_conflict_noticed() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE files uuid[]; persons uuid[];
BEGIN
    INSERT INTO clients_wall (id, user_id, file_id, kind, made_at)
    SELECT r.wall, r.worker_id, r.file_id, 'conflict', now() FROM raised r WHERE r.outcome <> 'lifted'
    ON CONFLICT DO NOTHING;
    SELECT array_agg(DISTINCT r.file_id), array_agg(DISTINCT r.worker_id) INTO files, persons FROM raised r;
    IF files IS NOT NULL THEN PERFORM access.after_file_change(files, persons); END IF;
    RETURN NULL;
END $$;

-- Name colleagues who must not see a file that I lead; nobody may be named too, so that the audit looks alike.
CREATE FUNCTION access.name_colleagues(what uuid, whom uuid[]) RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE me uuid := access.me();
BEGIN
    IF me IS NULL OR me = ANY (whom) OR cardinality(whom) > {MOST_NAMED} OR NOT EXISTS (
        SELECT 1 FROM clients_effectivegrant g WHERE g.file_id = what AND g.user_id = me AND g.lead_until > now()) THEN
        RAISE EXCEPTION 'no colleagues to name' USING ERRCODE = '42501';
    END IF;
    PERFORM pg_advisory_xact_lock_shared({LOCK}, 0);
    PERFORM access.raise_conflicts(whom, array_fill(what, ARRAY[cardinality(whom)]),
                                   array_fill(NULL::uuid, ARRAY[cardinality(whom)]), 'named', me);
END $$;

-- Say that I know whom a file is about that I may view: from now on I do not. False for any other file.
CREATE FUNCTION access.say_i_know(what uuid) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE me uuid := access.me();
BEGIN
    IF NOT EXISTS (SELECT 1 FROM clients_effectivegrant g
                    WHERE g.file_id = what AND g.user_id = me AND g.view_until > now()) THEN
        RETURN false;
    END IF;
    PERFORM pg_advisory_xact_lock_shared({LOCK}, 0);
    PERFORM access.raise_conflicts(ARRAY[me], ARRAY[what], ARRAY[NULL]::uuid[], 'said', me);
    RETURN true;
END $$;

-- Am I one of those who decide about this notice: as with tries behind a wall, and never from behind one.
CREATE FUNCTION access.decides_conflict(notice uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM conflicts_notice n
                    WHERE n.id = notice AND access.is_told_of_wall(n.file_id, n.worker_id)) $$;

-- Does whoever is walled off lead the file still: for whoever decides, who may have no grant on it.
CREATE FUNCTION access.leads_though_walled(notice uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM conflicts_notice n JOIN clients_casefile c ON c.id = n.file_id
                    WHERE n.id = notice AND c.lead_id = n.worker_id AND c.status <> 'closed')
       AND access.decides_conflict(notice) $$;

-- Lift the wall between a person and a file that notices have raised, unless another notice stands for it.
CREATE FUNCTION access.lower_wall(what uuid, whom uuid) RETURNS void LANGUAGE sql
    SET search_path = public, pg_temp AS $$
    DELETE FROM clients_wall w WHERE w.file_id = what AND w.user_id = whom AND w.kind = 'conflict'
       AND w.id IN (SELECT n.wall FROM conflicts_notice n WHERE n.file_id = what AND n.worker_id = whom)
       AND NOT EXISTS (SELECT 1 FROM conflicts_notice n
                        WHERE n.file_id = what AND n.worker_id = whom AND n.outcome <> 'lifted') $$;

-- Confirm a notice that waits, or lift one that stands. False when it is none of mine, or was settled meanwhile.
CREATE FUNCTION access.settle_conflict(notice uuid, lift boolean) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE what uuid; whom uuid;
BEGIN
    PERFORM pg_advisory_xact_lock({LOCK}, 0);
    IF lift IS NULL OR NOT access.decides_conflict(notice) THEN RETURN false; END IF;
    UPDATE conflicts_notice n SET settled_at = now(), settled_by_id = access.me(),
           outcome = CASE WHEN lift THEN 'lifted' ELSE 'confirmed' END
     WHERE n.id = notice AND n.outcome <> 'lifted' AND (lift OR n.settled_at IS NULL)
    RETURNING n.file_id, n.worker_id INTO what, whom;
    IF what IS NULL THEN RETURN false; END IF;
    IF lift THEN PERFORM access.lower_wall(what, whom); END IF;
    PERFORM access.note_event(CASE WHEN lift THEN 'conflict_wall_lifted' ELSE 'conflict_confirmed' END,
                              what, ARRAY[notice, whom]);
    RETURN true;
END $$;

-- What agrees between declaration and file, for whoever decides: in kind, never a value. One row, or none.
CREATE FUNCTION access.conflict_grounds(notice uuid) RETURNS TABLE (names boolean, phone boolean, born text)
    LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH mine AS (
        SELECT n.declared, n.file_id FROM conflicts_notice n
         WHERE n.id = notice AND n.declared IS NOT NULL AND access.decides_conflict(n.id)),
    shared AS (
        SELECT {_kind("d.token")} AS kind FROM mine m JOIN keys.declared_token d ON d.declared = m.declared
          JOIN keys.search_token t ON {_SAME} AND t.file = m.file_id),
    known AS (
        SELECT EXISTS (SELECT 1 FROM keys.declared_token d WHERE d.declared = m.declared AND {_BORN.format(t="d")})
           AND EXISTS (SELECT 1 FROM keys.search_token t WHERE t.file = m.file_id AND {_BORN.format(t="t")}) AS of_both
          FROM mine m)
    SELECT EXISTS (SELECT 1 FROM shared s WHERE s.kind = {Kind.PAIR:d}),
           EXISTS (SELECT 1 FROM shared s WHERE s.kind = {Kind.PHONE:d}),
           CASE WHEN NOT k.of_both THEN 'unknown'
                WHEN EXISTS (SELECT 1 FROM shared s WHERE s.kind = {Kind.BORN:d}) THEN 'same' ELSE 'differs' END
      FROM known k $$;
"""


def _tokens(table: str, function: str, name: str) -> str:
    return "".join(
        f"DROP TRIGGER IF EXISTS {name}_{event.lower()} ON {table};"
        f"CREATE TRIGGER {name}_{event.lower()} AFTER {event} ON {table} REFERENCING {which} TABLE AS touched"
        f" FOR EACH STATEMENT EXECUTE FUNCTION access.{function}();\n"
        for event, which in (("INSERT", "NEW"), ("DELETE", "OLD"))
    )


TRIGGERS = (
    _tokens("keys.search_token", "on_file_tokens", "conflicts_follow")
    + _tokens("keys.declared_token", "on_declared_tokens", "conflicts_follow")
    + """
CREATE TRIGGER conflicts_wait BEFORE INSERT ON public.clients_casefile
    FOR EACH STATEMENT EXECUTE FUNCTION access.on_file_begun();
CREATE TRIGGER conflicts_wait BEFORE INSERT OR UPDATE ON public.declarations_declared
    FOR EACH STATEMENT EXECUTE FUNCTION access.on_declaring();
CREATE TRIGGER raise_walls AFTER INSERT ON public.conflicts_notice REFERENCING NEW TABLE AS raised
    FOR EACH STATEMENT EXECUTE FUNCTION access.on_conflict_noticed();
"""
)

CALLABLE = (
    "access.name_colleagues(uuid, uuid[])",
    "access.say_i_know(uuid)",
    "access.settle_conflict(uuid, boolean)",
    "access.conflict_grounds(uuid)",
    "access.leads_though_walled(uuid)",
)
