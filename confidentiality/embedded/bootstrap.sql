-- Logins, roles and database of Latch: once per cluster, as its superuser, and safe to repeat.
-- The embedded PostgreSQL of `make run` is prepared by this very file. In production:
--
--     psql -X -d postgres -f confidentiality/embedded/bootstrap.sql
--     psql -X -d postgres -c '\password latch_owner'      (and latch_web, latch_worker, latch_sequencer,
--                                                          latch_reader, latch_kiosk, latch_backup)
--
-- Another name for the database: -v database=NAME. Needs PostgreSQL 16 or later.
-- pg_hba.conf has to admit every login with scram-sha-256 (hostssl across a network).

\set ON_ERROR_STOP on
\set QUIET on
\if :{?database} \else \set database latch \endif
SET client_min_messages = warning;

-- Before anything is made: an older one would stop in the middle, at what it does not know.
DO $$ BEGIN
    IF current_setting('server_version_num')::int < 160000 THEN
        RAISE EXCEPTION 'This is PostgreSQL %, and Latch needs 16 or later. Nothing was made.',
            current_setting('server_version');
    END IF;
END $$;

SELECT format('CREATE ROLE %I', name)
FROM unnest(ARRAY[
    'latch_owner', 'latch_web', 'latch_worker', 'latch_sequencer', 'latch_reader', 'latch_kiosk',
    'latch_backup', 'latch_keeper'
]) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

-- The owner migrates and nothing else. None of these passes row security by, makes roles or
-- databases, or copies the cluster.
ALTER ROLE latch_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE latch_web LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE latch_worker LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
-- The sequencer reads the audit's events, numbers and chains them, and nothing else.
ALTER ROLE latch_sequencer LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
-- Outside readers: the package that a link opened, and nothing else.
ALTER ROLE latch_reader LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
-- A client at an office screen: their own package, which their codes opened, and nothing else.
ALTER ROLE latch_kiosk LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

-- The backup login reads every row, which is what a backup is, and writes none; `manage.py backup` alone uses it, and
-- no other process of the product starts with it.
ALTER ROLE latch_backup LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION BYPASSRLS CONNECTION LIMIT 4;
ALTER ROLE latch_backup SET default_transaction_read_only = on;

-- The keeper owns the functions that may see everything and answer narrowly. Nobody logs in as it.
ALTER ROLE latch_keeper NOLOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
GRANT latch_keeper TO latch_owner WITH ADMIN FALSE, INHERIT FALSE, SET TRUE;

-- One session must not read another's statement, and with it a signed identity, from
-- pg_stat_activity. Only a superuser can set this, so the logins can't turn it on again.
ALTER ROLE latch_web SET track_activities = off;
ALTER ROLE latch_worker SET track_activities = off;
ALTER ROLE latch_sequencer SET track_activities = off;
ALTER ROLE latch_reader SET track_activities = off;
ALTER ROLE latch_kiosk SET track_activities = off;
ALTER ROLE latch_backup SET track_activities = off;

-- What each process asks for when it connects stands here too: a pooler in transaction mode passes none of it on.
ALTER ROLE latch_web SET search_path = public, keys;
ALTER ROLE latch_web SET lock_timeout = '10s';
ALTER ROLE latch_worker SET search_path = public, keys;
ALTER ROLE latch_reader SET search_path = public, keys;
ALTER ROLE latch_reader SET lock_timeout = '10s';
ALTER ROLE latch_kiosk SET search_path = public, keys;
ALTER ROLE latch_kiosk SET lock_timeout = '10s';

SELECT format('CREATE DATABASE %I OWNER latch_owner', :'database')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec

REVOKE ALL ON DATABASE :"database", postgres, template1 FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO latch_owner, latch_web, latch_worker, latch_sequencer,
    latch_reader, latch_kiosk, latch_backup;

\connect :"database"
SET client_min_messages = warning;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
