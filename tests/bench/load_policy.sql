-- A policy in force, acknowledged by everybody, everybody's induction, first training and declaration that they know
-- nobody: files wait for them.

INSERT INTO induction_policyversion (id, number, text, changes, written_by_id, written_at, published_by_id, published_at)
SELECT md5('policy')::uuid, 1, '# 1 All of it', 'The first version.', md5('worker 1')::uuid, now(),
       md5('worker 2')::uuid, now();

INSERT INTO induction_acknowledgement (id, version_id, worker_id, at, takes_responsibility)
SELECT gen_random_uuid(), md5('policy')::uuid, account_id, now(), false FROM staff_worker;

INSERT INTO training_noted (id, item_id, worker_id, done_by_id, done_on, noted_by_id, noted_at)
SELECT gen_random_uuid(), i.id, w.account_id, o.other, current_date, o.other, now()
  FROM staff_worker w CROSS JOIN training_item i,
       LATERAL (SELECT CASE WHEN w.account_id = md5('worker 1')::uuid THEN md5('worker 2')::uuid
                            ELSE md5('worker 1')::uuid END AS other) o
 WHERE i.code <> 'declared';

INSERT INTO declarations_statement (id, worker_id, at) SELECT gen_random_uuid(), account_id, now() FROM staff_worker;

INSERT INTO training_training (id, worker_id, subject, content, trainer, held_on, months, good_until, noted_by_id, noted_at)
SELECT gen_random_uuid(), w.account_id, 'policy', 'All of it', 'Somebody', current_date, 24, current_date + 730, o.other, now()
  FROM staff_worker w,
       LATERAL (SELECT CASE WHEN w.account_id = md5('worker 1')::uuid THEN md5('worker 2')::uuid
                            ELSE md5('worker 1')::uuid END AS other) o;
