-- Search tokens of every file, drawn from the lists of names: real ones of what is shared among people, and for a
-- telephone number and two identifiers together numbers that are as long and nobody else's.

SELECT setseed(0.5);

CREATE TEMP TABLE called AS
SELECT id, width_bucket(random(), '$given'::float8[]) AS given, width_bucket(random(), '$family'::float8[]) AS family,
       CASE WHEN random() < 0.3 THEN width_bucket(random(), '$given'::float8[]) END AS also,
       floor(random() * $days)::int AS born, floor(random() * $postcodes)::int AS postcode
  FROM clients_casefile;

ANALYZE called;

INSERT INTO keys.search_token (generation, token, file)
SELECT $generation, t.token, c.id
  FROM called c
  JOIN listed g ON g.list = 'given' AND g.number = c.given
  JOIN listed f ON f.list = 'family' AND f.number = c.family
  LEFT JOIN listed a ON a.list = 'given' AND a.number = c.also
  JOIN listed b ON b.list = 'born' AND b.number = c.born
  JOIN listed p ON p.list = 'postcode' AND p.number = c.postcode
  CROSS JOIN LATERAL (
      SELECT DISTINCT token FROM unnest(g.tokens || f.tokens || coalesce(a.tokens, '{}') || b.tokens || p.tokens) token
      UNION ALL SELECT $pair << $kind_at | (hashtextextended(c.given || ' ' || c.family, 1) & $long)
      UNION ALL SELECT $phone << $kind_at | (hashtextextended(c.id::text, 1) & $long)
      UNION ALL SELECT $exact << $kind_at | (hashtextextended(c.id::text, n) & $long)
                  FROM generate_series(2, CASE WHEN c.also IS NULL THEN 5 ELSE 7 END) n) t;

DROP TABLE called, listed;
