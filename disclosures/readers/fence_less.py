"""What a client agrees to anew against what left on an earlier consent: less of it, or limits that are to be read."""

from disclosures.clauses.bases import CONSENTED

_ON_CONSENT = ", ".join(f"'{basis.value}'" for basis in sorted(CONSENTED))

FUNCTIONS = f"""
-- Does a request rest on what the client agreed to, as a whole or by the sensitive facts that only a consent lets it
-- name? On any other ground nothing that she agrees to later reaches it.
CREATE FUNCTION access.rests_on_consent(what uuid) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM disclosures_request q WHERE q.id = what AND (q.basis IN ({_ON_CONSENT}) OR EXISTS (
            SELECT 1 FROM disclosures_requestitem i JOIN disclosures_consentitem b
                ON b.consent_id = q.consent_id AND b.entry_id = i.entry_id
             WHERE i.request_id = q.id AND b.names_sensitive))) $$;

-- The consents given after the one that a request rests on, refusals aside, whose limits reach it: its own agency's,
-- and those that name whom they keep out.
CREATE FUNCTION access.agreed_later(what uuid) RETURNS SETOF disclosures_consent LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT n.* FROM disclosures_request q JOIN disclosures_consent c ON c.id = q.consent_id
      JOIN disclosures_consent n ON n.file_id = c.file_id AND NOT n.refused
           AND (n.given_on, n.recorded_at) > (c.given_on, c.recorded_at)
     WHERE q.id = what AND access.rests_on_consent(q.id)
       AND (n.to_agency_id = c.to_agency_id OR n.limited = 'anywhere') $$;

-- Does one that takes the place of the earlier allow less than what a request picked or wrote: an entry, a sensitive
-- fact by its name, words, or the time? Ended and withdrawn it allows nothing; what was limited since counts as that.
-- One of which nobody was asked (NULL) takes no place; what was asked for on such a one may have been written down
-- empty, so nobody knows whether words left. On another ground than consent the facts count that it names, and no more.
CREATE FUNCTION access.is_agreed_to_less(what uuid) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM disclosures_request q JOIN disclosures_consent c ON c.id = q.consent_id
          CROSS JOIN access.agreed_later(q.id) n LEFT JOIN disclosures_release r ON r.request_id = q.id
         WHERE q.id = what AND n.to_agency_id = c.to_agency_id AND n.beside IS FALSE AND (
            n.withdrawn_at IS NOT NULL OR n.expires_on < (now() AT TIME ZONE 'Europe/London')::date
            OR q.text IS NOT NULL AND n.new_words IS NULL AND c.beside IS NOT NULL AND q.basis IN ({_ON_CONSENT})
            OR EXISTS (SELECT 1 FROM disclosures_requestitem i WHERE i.request_id = q.id
              AND (q.basis IN ({_ON_CONSENT}) OR EXISTS (SELECT 1 FROM disclosures_consentitem b
                    WHERE b.consent_id = c.id AND b.entry_id = i.entry_id AND b.names_sensitive))
              AND NOT EXISTS (
                SELECT 1 FROM disclosures_consentitem k WHERE k.consent_id = n.id AND k.entry_id = i.entry_id
                   AND (k.names_sensitive OR NOT EXISTS (SELECT 1 FROM disclosures_consentitem b
                        WHERE b.consent_id = c.id AND b.entry_id = i.entry_id AND b.names_sensitive))))
            OR EXISTS (SELECT 1 FROM kiosk_limit l WHERE l.consent_id = n.id AND CASE WHEN l.kind = 'ends'
                THEN l.day < (now() AT TIME ZONE 'Europe/London')::date
                ELSE l.at > coalesce(r.released_at, '-infinity') END))) $$;

-- The later consents with limits that came after a release, as long as no manager has read them: what they say is
-- sealed, and may be words of the client's own. Of one that stands beside the earlier not what is of its own alone. Not
-- those of before an upgrade (beside is NULL), which came when nothing was closed for them.
CREATE FUNCTION access.limits_unread(what uuid) RETURNS uuid[] LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT array_agg(n.id ORDER BY n.recorded_at, n.id) FROM disclosures_release r
      CROSS JOIN access.agreed_later(r.request_id) n
     WHERE r.request_id = what AND n.limited <> '' AND (n.limited <> 'alone' OR NOT n.beside)
       AND n.beside IS NOT NULL AND n.recorded_at > r.released_at
       AND NOT EXISTS (SELECT 1 FROM readers_limitsread k WHERE k.release_id = r.id AND k.consent_id = n.id) $$;

-- What a later consent has against a request: 'less', 'limits' that nobody has read; NULL for nothing. Told to whoever
-- sees the file, for anybody else it is always less.
CREATE FUNCTION access.agreed_since(what uuid) RETURNS text LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN access.is_agreed_to_less(q.id) THEN 'less'
                WHEN access.limits_unread(q.id) IS NOT NULL THEN 'limits' END
      FROM disclosures_request q WHERE q.id = what AND access.may_view(q.file_id)
     UNION ALL SELECT 'less' WHERE NOT EXISTS (
        SELECT 1 FROM disclosures_request q WHERE q.id = what AND access.may_view(q.file_id)) $$;

-- Which limits nobody has read, for whoever sees the file.
CREATE FUNCTION access.limits_to_read(what uuid) RETURNS uuid[] LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT access.limits_unread(q.id) FROM disclosures_request q WHERE q.id = what AND access.may_view(q.file_id) $$;
"""

CALLABLE = ("access.agreed_since(uuid)", "access.limits_to_read(uuid)")
