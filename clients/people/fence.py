"""Row security of linked people: the right to third-party records, and nothing less (clause 3.2.1).

What the file itself said of a partner is read with the file, as what it says still. Versions are added and never
changed. That two entries are one person is written by one function alone, for somebody who holds both rights and did
not propose it.
"""

from confidentiality.access.fence import ME, Fence, Table, any_of, holds, is_actor

PERSON, VERSION, MERGE = "people_linkedperson", "people_personversion", "people_merge"
LINE = "people_partnerline"
DISPOSER = is_actor("disposer")
# With a time of one's choice, what was told later would seem to be what was told first.
_NOW = "{} BETWEEN now() - interval '5 minutes' AND clock_timestamp() + interval '5 minutes'"


def _reads(table: str) -> str:
    return any_of(holds("third_party", f"{table}.file_id"), DISPOSER)


def _writes(table: str) -> str:
    file = f"{table}.file_id"
    return f"{holds('third_party', file)} AND {holds('contribute', file)}"


_OF_THE_FILE = (
    f"EXISTS (SELECT 1 FROM public.{PERSON} p WHERE p.id = {VERSION}.person_id"
    f" AND p.file_id = {VERSION}.file_id AND p.merged_into_id IS NULL)"
)
_NAMED_BY_THE_FILE = (
    f"EXISTS (SELECT 1 FROM public.{PERSON} p WHERE p.id = {LINE}.person_id"
    f" AND p.file_id = {LINE}.file_id)"
)
_TWO_OF_THE_FILE = (
    f"EXISTS (SELECT 1 FROM public.{PERSON} k, public.{PERSON} m WHERE k.id = {MERGE}.kept_id"
    f" AND m.id = {MERGE}.merged_id AND k.file_id = {MERGE}.file_id AND m.file_id = {MERGE}.file_id"
    f" AND CASE {MERGE}.kind WHEN 'merge' THEN k.merged_into_id IS NULL AND m.merged_into_id IS NULL"
    f" WHEN 'split' THEN m.merged_into_id = k.id ELSE false END)"
)

FUNCTIONS = f"""
CREATE FUNCTION access.writes_linked_people(what uuid, who uuid) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM clients_effectivegrant g JOIN staff_account a ON a.id = g.user_id AND a.is_active
                    WHERE g.file_id = what AND g.user_id = who
                      AND g.third_party_until > now() AND g.contribute_until > now()) $$;

-- Somebody's entry, and every other of which two people said that it is the same person, by one between them too.
CREATE FUNCTION access.entries_of(what uuid) RETURNS SETOF uuid LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    WITH RECURSIVE entry (id) AS (
        SELECT p.id FROM {PERSON} p WHERE p.id = what
        UNION
        SELECT p.id FROM entry e JOIN {PERSON} p ON p.merged_into_id = e.id)
    SELECT e.id FROM entry e $$;

-- Decide about a proposal: 'agreed', 'refused' or 'withdrawn', or why not. Agreed to by whoever may write about the
-- file's people and did not propose it, while whoever proposed it still may; once.
CREATE FUNCTION access.decide_merge(what uuid, agree boolean) RETURNS text LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE m {MERGE}; me uuid := access.me(); said text; fits boolean;
BEGIN
    -- in the order of whoever moves one of them out of the file: what is looked for by them is written next
    PERFORM access.hold_file(x.file_id) FROM {MERGE} x WHERE x.id = what;
    SELECT * INTO m FROM {MERGE} x WHERE x.id = what FOR UPDATE;
    IF m.id IS NULL OR agree IS NULL OR me IS NULL OR NOT access.writes_linked_people(m.file_id, me) THEN
        RETURN 'hidden';
    END IF;
    IF m.outcome <> '' THEN RETURN 'decided'; END IF;
    IF agree AND m.proposed_by_id = me THEN RETURN 'own'; END IF;
    IF agree AND NOT access.writes_linked_people(m.file_id, m.proposed_by_id) THEN RETURN 'proposer_left'; END IF;
    said := CASE WHEN agree THEN 'agreed' WHEN m.proposed_by_id = me THEN 'withdrawn' ELSE 'refused' END;
    IF agree THEN
        PERFORM 1 FROM {PERSON} p WHERE p.id IN (m.kept_id, m.merged_id) ORDER BY p.id FOR UPDATE;
        SELECT CASE m.kind WHEN 'merge' THEN k.merged_into_id IS NULL AND x.merged_into_id IS NULL
                           ELSE x.merged_into_id IS NOT DISTINCT FROM k.id END
          INTO fits FROM {PERSON} k, {PERSON} x WHERE k.id = m.kept_id AND x.id = m.merged_id;
        IF fits THEN
            UPDATE {PERSON} p SET merged_into_id = CASE m.kind WHEN 'merge' THEN m.kept_id END WHERE p.id = m.merged_id;
        ELSE
            said := 'lapsed';  -- one of the two was merged, or taken apart, meanwhile
        END IF;
    END IF;
    UPDATE {MERGE} x SET outcome = said, decided_by_id = me, decided_at = clock_timestamp()  -- after the wait
     WHERE x.id = what;
    RETURN said;
END $$;
"""

FENCE = Fence(
    order=10,  # asks the grants of the files' room
    functions=FUNCTIONS,
    callable=("access.decide_merge(uuid, boolean)",),
    tables=(
        Table(
            PERSON,
            "content",
            select=_reads(PERSON),
            insert=f"added_by_id = {ME} AND merged_into_id IS NULL AND {_NOW.format('added_at')} AND {_writes(PERSON)}",
            delete=DISPOSER,
        ),
        Table(
            VERSION,
            "content",
            select=_reads(VERSION),
            insert=f"by_id = {ME} AND {_NOW.format('at')} AND {_writes(VERSION)} AND {_OF_THE_FILE}",
            delete=DISPOSER,
        ),
        Table(
            MERGE,
            "content",
            select=_reads(MERGE),
            insert=f"proposed_by_id = {ME} AND outcome = '' AND {_NOW.format('proposed_at')} AND {_writes(MERGE)}"
            f" AND {_TWO_OF_THE_FILE}",
            delete=DISPOSER,
        ),
        Table(
            LINE,
            "content",
            select=any_of(holds("view", f"{LINE}.file_id"), DISPOSER),
            insert=f"{_writes(LINE)} AND {_NAMED_BY_THE_FILE}",
            delete=DISPOSER,
        ),
    ),
)
