"""Row security of protocols: the whole house reads them, a manager who did not propose one agrees to it."""

from confidentiality.access.fence import ME, Fence, Table, any_of, holds, is_actor

PROTOCOL, PARTY, READER = "protocols_protocol", "protocols_party", "protocols_namedreader"
COPY, FILE = "protocols_partycopy", "protocols_namedfile"
SOMEBODY = f"{ME} IS NOT NULL"
DISPOSER = is_actor("disposer")

FUNCTIONS = """
-- A print of who is in a protocol: what somebody decides about is what they have seen.
CREATE FUNCTION access.protocol_parties(p_protocol uuid) RETURNS text LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN access.me() IS NULL THEN NULL ELSE encode(sha256(convert_to(
        coalesce((SELECT string_agg(x.agency_id::text, ',' ORDER BY x.agency_id) FROM protocols_party x
                   WHERE x.protocol_id = p_protocol), '') || '/' ||
        coalesce((SELECT string_agg(r.contact_id::text, ',' ORDER BY r.contact_id) FROM protocols_namedreader r
                   WHERE r.protocol_id = p_protocol), ''), 'UTF8')), 'hex') END $$;

-- Agree to a protocol, or refuse it: by a line manager who did not propose it, as they have seen it.
CREATE FUNCTION access.decide_protocol(p_protocol uuid, agree boolean, seen text) RETURNS text LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE p protocols_protocol; me uuid := access.me();
BEGIN
    SELECT * INTO p FROM protocols_protocol x WHERE x.id = p_protocol FOR UPDATE;
    IF p.id IS NULL OR agree IS NULL OR me IS NULL OR NOT access.has_role('line_manager') THEN RETURN 'hidden'; END IF;
    IF p.proposed_by_id = me THEN RETURN 'own'; END IF;
    IF p.outcome <> '' THEN RETURN 'decided'; END IF;
    IF agree AND p.until < (now() AT TIME ZONE 'Europe/London')::date THEN RETURN 'over'; END IF;
    IF seen IS DISTINCT FROM access.protocol_parties(p.id) THEN RETURN 'changed'; END IF;
    UPDATE protocols_protocol x SET outcome = CASE WHEN agree THEN 'agreed' ELSE 'refused' END,
           decided_by_id = me, decided_at = now() WHERE x.id = p.id;
    PERFORM access.note_event('protocol_decided', NULL, ARRAY[p.id]);
    RETURN 'done';
END $$;

-- Withdraw a proposal of mine; or end what was agreed, as a line manager or whoever proposed it. At once, and for good:
-- where a release held it, after that (its moment is not when this transaction began).
CREATE FUNCTION access.end_protocol(p_protocol uuid) RETURNS text LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE p protocols_protocol; me uuid := access.me();
BEGIN
    SELECT * INTO p FROM protocols_protocol x WHERE x.id = p_protocol FOR UPDATE;
    IF p.id IS NULL OR me IS NULL THEN RETURN 'hidden'; END IF;
    IF NOT (p.proposed_by_id = me OR p.outcome = 'agreed' AND access.has_role('line_manager')) THEN
        RETURN 'refused';
    END IF;
    IF p.outcome = '' THEN
        UPDATE protocols_protocol x SET outcome = 'withdrawn' WHERE x.id = p.id;
    ELSIF p.outcome = 'agreed' AND p.ended_at IS NULL THEN
        UPDATE protocols_protocol x SET ended_at = clock_timestamp(), ended_by_id = me WHERE x.id = p.id;
    ELSE RETURN 'ended'; END IF;
    PERFORM access.note_event('protocol_ended', NULL, ARRAY[p.id]);
    RETURN 'done';
END $$;

-- Is a protocol in force today, and this person still one of its named readers?
CREATE FUNCTION access.protocol_names(p_protocol uuid, p_contact uuid) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM protocols_protocol p JOIN protocols_namedreader r ON r.protocol_id = p.id
          JOIN disclosures_agencycontact c ON c.id = r.contact_id AND c.left_at IS NULL
          JOIN disclosures_agency a ON a.id = c.agency_id AND a.ended_at IS NULL
         WHERE p.id = p_protocol AND r.contact_id = p_contact AND p.outcome = 'agreed' AND p.ended_at IS NULL
           AND (now() AT TIME ZONE 'Europe/London')::date BETWEEN p.starts_on AND p.until) $$;
"""

_MINE_WAITING = (
    f"EXISTS (SELECT 1 FROM public.{PROTOCOL} p WHERE p.id = protocol_id AND p.proposed_by_id = {ME}"
    " AND p.outcome = '')"
)

FENCE = Fence(
    order=12,  # asks what disclosures and its register of agencies have made
    functions=FUNCTIONS,
    callable=(
        "access.protocol_parties(uuid)",
        "access.decide_protocol(uuid, boolean, text)",
        "access.end_protocol(uuid)",
    ),
    tables=(
        Table(
            PROTOCOL,
            "reference",
            select=SOMEBODY,
            insert=f"proposed_by_id = {ME} AND outcome = '' AND decided_by_id IS NULL AND decided_at IS NULL"
            " AND ended_by_id IS NULL AND ended_at IS NULL",
        ),
        Table(PARTY, "reference", select=SOMEBODY, insert=_MINE_WAITING),
        Table(
            READER,
            "reference",
            select=SOMEBODY,
            insert=f"{_MINE_WAITING} AND EXISTS (SELECT 1 FROM public.disclosures_agencycontact c"
            f" JOIN public.{PARTY} x ON x.agency_id = c.agency_id"
            f" WHERE c.id = contact_id AND x.protocol_id = {READER}.protocol_id)",
        ),
        Table(COPY, "reference", select=SOMEBODY, insert=f"recorded_by_id = {ME}"),
        Table(
            FILE,
            "content",
            select=any_of(holds("view", f"{FILE}.file_id"), DISPOSER),
            insert=f"named_by_id = {ME} AND {holds('contribute', f'{FILE}.file_id')}"
            f" AND EXISTS (SELECT 1 FROM public.{PROTOCOL} p WHERE p.id = protocol_id AND p.clients = 'named'"
            " AND p.outcome IN ('', 'agreed') AND p.ended_at IS NULL)",
            delete=any_of(holds("contribute", f"{FILE}.file_id"), DISPOSER),
        ),
    ),
)
