-- A measured database's rows, by set-based statements; run as the owner with triggers off and constraints away.
-- $$files case files in $$teams teams; $$workers workers, $$managers line managers who hold a team's grants.

INSERT INTO staff_account (id, password, sign_in_name, is_active)
SELECT md5('worker ' || i)::uuid, '!', 'bench.' || i, true FROM generate_series(1, $people) i;

INSERT INTO auth_group SELECT $first_team + i, 'Team ' || i FROM generate_series(0, $teams - 1) i;

INSERT INTO staff_team
SELECT $first_team + i, CASE i % 2 WHEN 0 THEN 'iss' ELSE 'dvpp' END FROM generate_series(0, $teams - 1) i;

INSERT INTO staff_worker (account_id, display_name, role, service, team_id, in_post)
SELECT md5('worker ' || i)::uuid, 'Worker ' || i,
       CASE WHEN i > $workers THEN 'line_manager' WHEN i % $teams % 2 = 0 THEN 'iss_worker' ELSE 'dvpp_worker' END,
       CASE WHEN i % $teams % 2 = 0 THEN 'iss' ELSE 'dvpp' END, $first_team + i % $teams, true
  FROM generate_series(1, $people) i;

INSERT INTO staff_account_groups (account_id, group_id)
SELECT md5('worker ' || $workers + i)::uuid, $first_team + i % $teams FROM generate_series(1, $managers) i;

-- A file's lead is one of its team's workers, in turn; a reference is its number, scrambled.
INSERT INTO clients_casefile (id, reference, service, status, opened_on, person, attention_at, team_id, lead_id,
                              created_by_id, name, known_as, date_of_birth, contact, partner_names)
SELECT md5('file ' || i)::uuid, (SELECT overlay(string_agg(substr('$letters', ((i::bigint * 2654435761 >> 5 * k) & 31)::int + 1, 1),
                                 '') PLACING '-' FROM 5 FOR 0) FROM generate_series(0, 7) k),
       CASE WHEN i % $teams % 2 = 0 THEN 'iss' ELSE 'dvpp' END, 'open', current_date - 400, gen_random_uuid(),
       now() + (i::bigint * 7919 % 10000000 - 5000000) * interval '1 second',
       $first_team + i % $teams, md5('worker ' || lead)::uuid, md5('worker ' || lead)::uuid,
       '$short', '$short', '$short', '$long', '$short'
  FROM generate_series(1, $files) i,
       LATERAL (SELECT (i % $teams) + $teams * (1 + i / $teams % ($workers / $teams - 1)) AS lead) l;

INSERT INTO clients_teamgrant (id, permission_id, group_id, content_object_id, reason, given_at)
SELECT gen_random_uuid(), p.id, $first_team + i % $teams, md5('file ' || i)::uuid, 'the file''s team', now()
  FROM generate_series(1, $files) i
  JOIN auth_permission p ON p.codename IN ('view_casefile', 'contribute', 'lead');

-- Every worker holds files of their own team, everything on each.
INSERT INTO clients_usergrant (id, permission_id, user_id, content_object_id, reason, given_at)
SELECT gen_random_uuid(), p.id, md5('worker ' || u)::uuid, md5('file ' || f)::uuid, 'opened the file', now()
  FROM generate_series(1, $workers) u, generate_series(1, $per_worker) k
  CROSS JOIN LATERAL (SELECT 1 + ($teams + u % $teams - 1) % $teams
                             + $teams * ((u / $teams * $per_worker + k) * 7919 % ($files / $teams)) AS f) f
  JOIN auth_permission p ON p.codename IN ('view_casefile', 'contribute', 'view_third_party', 'lead')
ON CONFLICT DO NOTHING;

-- Every twentieth file is a half of a couple, the other half in the other service.
INSERT INTO clients_partnerlink (id, file_a_id, file_b_id)
SELECT gen_random_uuid(), least(one, other), greatest(one, other)
  FROM (SELECT md5('file ' || i)::uuid AS one, md5('file ' || i + 1)::uuid AS other
          FROM generate_series(40, $files - 1, 40) i) couples;

INSERT INTO clients_entry (id, file_id, kind, nature, happened_on, written_at, author_id, sensitive, body, basis, sensitive_kind)
SELECT gen_random_uuid(), c.id, 'note', 'fact', current_date - n, now() - n * interval '1 day', c.lead_id, false,
       '$body', '$short', '$short'
  FROM clients_casefile c, generate_series(1, 3) n;

INSERT INTO keys.sealing_key (id, kind, subject, wrapped, epoch)
SELECT gen_random_uuid(), kind, c.id, '$wrapped', $epoch FROM clients_casefile c, unnest(ARRAY['file', 'third_party']) kind;

INSERT INTO audit_event (id, at, person, actor, action, outcome, file, ids, purpose, reason, fields, origin)
SELECT gen_random_uuid(), now() - interval '1 year', c.lead_id, '', 'file_created', 'done', c.id, '[]', '', '', '[]', ''
  FROM clients_casefile c;
