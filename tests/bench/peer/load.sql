-- The peer's rows: the same files, members and grants, one right a grant.

INSERT INTO peer_peerfile (id, reference, attention_at, name, contact)
SELECT i, 'P' || i, now() + (i::bigint * 7919 % 10000000 - 5000000) * interval '1 second', '$name', '$contact'
  FROM generate_series(1, $files) i;

INSERT INTO guardian_groupobjectpermission (permission_id, content_type_id, object_pk, group_id)
SELECT p.id, p.content_type_id, i::text, $first_team + i % $teams
  FROM generate_series(1, $files) i JOIN auth_permission p ON p.codename = 'open_peerfile';

INSERT INTO guardian_userobjectpermission (permission_id, content_type_id, object_pk, user_id)
SELECT DISTINCT p.id, p.content_type_id, f.f::text, md5('worker ' || u)::uuid
  FROM generate_series(1, $workers) u, generate_series(1, $per_worker) k
  CROSS JOIN LATERAL (SELECT 1 + ($teams + u % $teams - 1) % $teams
                             + $teams * ((u / $teams * $per_worker + k) * 7919 % ($files / $teams)) AS f) f
  JOIN auth_permission p ON p.codename = 'open_peerfile';
