-- Couple walls and effective grants of everybody, all at once: what the triggers would have come to, one by one.

CREATE TEMP TABLE source AS
SELECT user_id AS person, content_object_id AS file, permission_id, until FROM clients_usergrant
UNION ALL
SELECT m.account_id, g.content_object_id, g.permission_id, g.until
  FROM clients_teamgrant g JOIN staff_account_groups m USING (group_id);

CREATE TEMP TABLE held AS SELECT DISTINCT person, file FROM source;

CREATE TEMP TABLE half AS
SELECT file_a_id AS one, file_b_id AS other FROM clients_partnerlink
UNION ALL SELECT file_b_id, file_a_id FROM clients_partnerlink;

ANALYZE source, held, half;

-- who holds both halves loses the one that is not of their service, or both
INSERT INTO clients_wall (id, user_id, file_id, kind, made_at)
SELECT gen_random_uuid(), a.person, a.file, 'couple', now()
  FROM held a JOIN half l ON l.one = a.file JOIN held b ON b.person = a.person AND b.file = l.other
  JOIN clients_casefile mine ON mine.id = a.file JOIN clients_casefile other ON other.id = b.file
  JOIN staff_worker w ON w.account_id = a.person
 WHERE NOT (mine.service = w.service AND other.service <> mine.service);

-- who holds one half is walled off from the other
INSERT INTO clients_wall (id, user_id, file_id, kind, made_at)
SELECT gen_random_uuid(), h.person, l.other, 'couple', now()
  FROM held h JOIN half l ON l.one = h.file
 WHERE NOT EXISTS (SELECT 1 FROM clients_wall v WHERE v.user_id = h.person AND v.file_id IN (h.file, l.other));

INSERT INTO clients_effectivegrant (user_id, file_id, view_until, contribute_until, third_party_until, lead_until, attention_at)
SELECT s.person, s.file, s.view, s.contribute, s.third_party, s.lead, c.attention_at
  FROM (SELECT s.person, s.file,
               max(coalesce(until, '9999-12-31 00:00:00+00'::timestamptz)) FILTER (WHERE p.codename = 'view_casefile') AS view,
               max(coalesce(until, '9999-12-31 00:00:00+00'::timestamptz)) FILTER (WHERE p.codename = 'contribute') AS contribute,
               max(coalesce(until, '9999-12-31 00:00:00+00'::timestamptz)) FILTER (WHERE p.codename = 'view_third_party') AS third_party,
               max(coalesce(until, '9999-12-31 00:00:00+00'::timestamptz)) FILTER (WHERE p.codename = 'lead') AS lead
          FROM source s JOIN auth_permission p ON p.id = s.permission_id GROUP BY s.person, s.file) s
  JOIN clients_casefile c ON c.id = s.file
 WHERE NOT EXISTS (SELECT 1 FROM clients_wall v WHERE v.user_id = s.person AND v.file_id = s.file);

DROP TABLE source, held, half;
