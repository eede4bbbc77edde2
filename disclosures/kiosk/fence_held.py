"""What of a client's own file was said, since it was released, to be what they may not read (5.2.5)."""

# Before the readers' room, which asks these of its tickets and visits.
FUNCTIONS = """
-- Is this the telling of safe contact that stood when somebody asked for the own file that a request prepares?
CREATE FUNCTION access.told_when_asked(telling uuid, request uuid) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM contacting_contactversion v JOIN ownfile_filerequest f ON f.file_id = v.file_id
         WHERE v.id = telling AND f.disclosure_id = request AND (v.number = 1 OR v.at <= f.recorded_at)
           AND NOT EXISTS (SELECT 1 FROM contacting_contactversion l WHERE l.file_id = v.file_id
                              AND l.number > v.number AND l.at <= f.recorded_at)) $$;

-- What of a request's entries was said since it left to be a family court's paper, a conference's minutes or another
-- client's, or was taken out of it as somebody else's words (E23, E24, E33, E48): why, and what it was said of, an
-- entry or a telling of safe contact. What was known when it left was decided then.
CREATE FUNCTION access.held_by(what uuid) RETURNS TABLE (why text, subject uuid) LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    WITH e AS (
        SELECT x.id, x.corrects_id, x.kind, x.taken_out_at, r.released_at, r.file_id,
               CASE WHEN x.court_paper THEN x.court_said_at END AS court_at
          FROM disclosures_release r JOIN disclosures_requestitem i ON i.request_id = r.request_id
               JOIN clients_entry x ON x.id = i.entry_id
         WHERE r.request_id = what)
    SELECT 'court', e.id FROM e WHERE e.court_at > e.released_at
    UNION ALL SELECT 'others', e.id FROM e WHERE e.taken_out_at > e.released_at
    UNION SELECT 'minutes', m.entry_id FROM e JOIN ownfile_conferencemark m ON m.entry_id IN (e.id, e.corrects_id)
     WHERE e.kind <> 'statement' AND m.taken_back_at IS NULL AND m.at > e.released_at
    UNION SELECT 'handed_on', h.entry_id FROM e JOIN misfiled_handing h ON h.entry_id IN (e.id, e.corrects_id)
     WHERE h.at > e.released_at
    UNION SELECT 'told', h.telling_id FROM e JOIN misfiled_handing h ON h.file_id = e.file_id AND h.at > e.released_at
     WHERE e.kind = 'held' AND access.told_when_asked(h.telling_id, what) $$;

CREATE FUNCTION access.is_held_since(what uuid) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM access.held_by(what)) $$;

-- The same, for whoever sees the file; held for anybody else.
CREATE FUNCTION access.held_since(what uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce((SELECT access.is_held_since(q.id) FROM disclosures_request q
                      WHERE q.id = what AND access.may_view(q.file_id)), true) $$;

-- By what it is held, for whoever sees the file; nothing for anybody else. Kind and day are null of safe contact.
CREATE FUNCTION access.what_holds(what uuid) RETURNS jsonb LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_array(h.why, e.id, e.kind, e.happened_on)
                              ORDER BY e.happened_on, e.written_at, h.why), '[]')
      FROM disclosures_request q CROSS JOIN LATERAL access.held_by(q.id) h LEFT JOIN clients_entry e ON e.id = h.subject
     WHERE q.id = what AND access.may_view(q.file_id) $$;
"""

CALLABLE = ("access.held_since(uuid)", "access.what_holds(uuid)")
