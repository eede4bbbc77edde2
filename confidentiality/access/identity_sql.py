"""The database's half of the identity: the schema `access`, verified by core sha256, no extension."""

from collections.abc import Mapping
from typing import Any

from .identity import ACTS_FROM, SETTING
from .tokens import pads

# Created by the owner. `challenge` is readable by all; what verifies belongs to the keeper.
SCHEMA = """
CREATE SCHEMA access;
GRANT USAGE ON SCHEMA access TO latch_web, latch_worker, latch_sequencer, latch_reader, latch_kiosk,
    latch_keeper;
GRANT CREATE ON SCHEMA access TO latch_keeper;
GRANT USAGE ON SCHEMA public TO latch_keeper, latch_web, latch_worker, latch_sequencer, latch_reader, latch_kiosk;
GRANT USAGE ON SCHEMA keys TO latch_keeper, latch_web, latch_worker, latch_reader, latch_kiosk;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
CREATE TABLE access.login_key (
    login name PRIMARY KEY, inner_pad bytea NOT NULL, outer_pad bytea NOT NULL);
CREATE TABLE access.login_actor (
    login name NOT NULL, actor text NOT NULL, PRIMARY KEY (login, actor));
GRANT SELECT ON access.login_key, access.login_actor TO latch_keeper;
CREATE FUNCTION access.challenge() RETURNS text LANGUAGE sql STABLE PARALLEL RESTRICTED
    SET search_path = pg_catalog
    RETURN pg_backend_pid() || '|' || (extract(epoch FROM transaction_timestamp()) * 1000000)::bigint;
GRANT EXECUTE ON FUNCTION access.challenge()
    TO latch_web, latch_worker, latch_sequencer, latch_reader, latch_kiosk, latch_keeper;
"""

# Created by the keeper, because they read what no login may read.
FUNCTIONS = f"""
CREATE FUNCTION access.principal() RETURNS text LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    token text := current_setting('{SETTING}', true);
    who text := split_part(token, '.', 1);
    pads access.login_key;
BEGIN
    IF coalesce(token, '') = '' THEN RETURN NULL; END IF;
    SELECT * INTO pads FROM access.login_key WHERE login = session_user;
    IF split_part(token, '.', 2) IS DISTINCT FROM encode(sha256(pads.outer_pad || sha256(
        pads.inner_pad || convert_to(who || '|' || access.challenge(), 'UTF8'))), 'hex') THEN
        RAISE EXCEPTION 'identity refused' USING ERRCODE = '42501';
    END IF;
    -- The readers' login acts for people outside and for what lets them in, the kiosk's for who reads at the office;
    -- no other login acts for one of these, and neither for one of the other's.
    IF (CASE session_user
             WHEN 'latch_reader'
             THEN who NOT LIKE 'reader:%' AND who NOT LIKE 'agency:%' AND who <> 'system:redeemer'
             WHEN 'latch_kiosk' THEN who NOT LIKE 'office:%' AND who <> 'system:usher'
             ELSE who LIKE 'reader:%' OR who LIKE 'agency:%' OR who LIKE 'office:%' END) THEN
        RAISE EXCEPTION 'identity refused' USING ERRCODE = '42501';
    END IF;
    RETURN who;
END $$;

CREATE FUNCTION access.actor() RETURNS text LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE who text := access.principal();
BEGIN
    IF who IS NULL OR who NOT LIKE 'system:%' THEN RETURN NULL; END IF;
    IF NOT EXISTS (SELECT 1 FROM access.login_actor a
                    WHERE a.login = session_user AND a.actor = substr(who, 8)) THEN
        RAISE EXCEPTION 'identity refused' USING ERRCODE = '42501';
    END IF;
    RETURN substr(who, 8);
END $$;

CREATE FUNCTION access.me() RETURNS uuid LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE who text := access.principal();
        person uuid;
BEGIN
    IF who IS NULL OR who NOT LIKE 'person:%' THEN RETURN NULL; END IF;
    SELECT a.id INTO person FROM public.staff_account a
     WHERE a.id = substr(who, 8)::uuid AND a.is_active;
    RETURN person;  -- an account that was ended is nobody from its next statement on
END $$;

-- What the doors are closed for (access/doors.py); NULL when they are open.
CREATE FUNCTION access.closed_for() RETURNS text LANGUAGE plpgsql STABLE
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN (SELECT c.reason FROM public.work_closing c);
END $$;
"""

CALLABLE_BY_READER = ("access.principal()", "access.actor()", "access.closed_for()")
CALLABLE_BY_KIOSK = CALLABLE_BY_READER
CALLABLE_BY_SEQUENCER = ("access.principal()", "access.actor()", "access.closed_for()")
CALLABLE_BY_LOGINS = (
    "access.principal()",
    "access.actor()",
    "access.me()",
    "access.closed_for()",
)


def install_keys(cursor: Any, keys: Mapping[str, str]) -> None:
    """Write each login's verifying key and the system actors that may act from it."""
    for login, key in keys.items():
        cursor.execute(
            "INSERT INTO access.login_key VALUES (%s, %s, %s)", [f"latch_{login}", *pads(key)]
        )
    for actor, login in ACTS_FROM.items():
        for name in {login, "owner"}:
            cursor.execute(
                "INSERT INTO access.login_actor VALUES (%s, %s)", [f"latch_{name}", str(actor)]
            )


def take_keys_away(cursor: Any) -> None:
    """Let the database know no identity but the owner's any more."""
    cursor.execute("DELETE FROM access.login_key WHERE login <> 'latch_owner'")


def closed_for(cursor: Any) -> str | None:
    """Return what the doors are closed for (a key of `doors.REASONS`), or None when they are open; for any login."""
    cursor.execute("SELECT access.closed_for()")
    (found,) = cursor.fetchone()
    return found and str(found)
