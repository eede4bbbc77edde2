"""Row security of safe contact: it goes with the right to view the file, and is changed by one function alone.

The function writes what the file shows and what was told before in one step, on the locked row of the file, and only
over what whoever writes has seen. What happened is added and never changed; duty adds it to a file that it cannot read.
"""

from confidentiality.access.fence import ME, Fence, Table, any_of, holds, is_actor

VERSION, STANDING, MADE = (
    "contacting_contactversion",
    "contacting_contactstanding",
    "contacting_contactmade",
)
DISPOSER = is_actor("disposer")
_NOW = "{} BETWEEN now() - interval '5 minutes' AND clock_timestamp() + interval '5 minutes'"

FUNCTIONS = f"""
-- Which version of safe contact a file shows: of a file that I may view, or have found on duty; of others nothing.
CREATE FUNCTION access.contact_version(what uuid) RETURNS int LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce((SELECT s.version FROM {STANDING} s WHERE s.file_id = what), 1)
     WHERE EXISTS (SELECT 1 FROM clients_effectivegrant g WHERE g.file_id = what AND g.user_id = access.me()
                      AND g.view_until > now())
        OR access.on_duty_for(what) $$;

-- May I write in this file?
CREATE FUNCTION access.writes_in(what uuid) RETURNS boolean LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM clients_effectivegrant g WHERE g.file_id = what AND g.user_id = access.me()
                      AND g.view_until > now() AND g.contribute_until > now()) $$;

-- Put a telling of safe contact on a file: 'changed', 'meanwhile' where another is there than whoever writes has seen,
-- or 'hidden'. `before` is what the file held until it is first changed.
CREATE FUNCTION access.change_contact(what uuid, seen int, key uuid, of_kind text, told bytea, shown bytea,
                                      first_key uuid, before bytea, again date)
    RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE last int;
BEGIN
    IF access.me() IS NULL OR NOT access.writes_in(what) OR of_kind NOT IN ('changed', 'confirmed')
        OR told IS NULL OR shown IS NULL OR again IS NULL THEN
        RETURN 'hidden';
    END IF;
    PERFORM access.hold_file(what);
    IF EXISTS (SELECT 1 FROM {VERSION} v WHERE v.id = key AND v.file_id = what AND v.by_id = access.me()) THEN
        RETURN 'changed';  -- the same form, sent twice
    END IF;
    SELECT s.version INTO last FROM {STANDING} s WHERE s.file_id = what;
    IF seen IS DISTINCT FROM coalesce(last, 1) THEN RETURN 'meanwhile'; END IF;
    IF NOT EXISTS (SELECT 1 FROM {VERSION} v WHERE v.file_id = what) THEN
        INSERT INTO {VERSION} (id, file_id, number, kind, by_id, at, profile)
        VALUES (first_key, what, 1, 'found', access.me(), now(), before);
    END IF;
    INSERT INTO {VERSION} (id, file_id, number, kind, by_id, at, profile)
    VALUES (key, what, seen + 1, of_kind, access.me(), clock_timestamp(), told);
    INSERT INTO {STANDING} AS s (file_id, version, ask_again_on) VALUES (what, seen + 1, again)
    ON CONFLICT (file_id) DO UPDATE SET version = seen + 1, ask_again_on = again;
    UPDATE clients_casefile c SET contact = shown WHERE c.id = what;
    RETURN 'changed';
END $$;

-- Ask the client of a file sooner than was thought; never later. One that nobody changed is asked about by its age.
CREATE FUNCTION access.ask_contact_sooner(what uuid, again date, days int) RETURNS void LANGUAGE sql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO {STANDING} AS s (file_id, version, ask_again_on)
    SELECT c.id, 1, least(c.opened_on + days, again) FROM clients_casefile c
     WHERE c.id = what AND access.writes_in(what)
    ON CONFLICT (file_id) DO UPDATE SET ask_again_on = least(s.ask_again_on, again) $$;
"""

FILE = f"{MADE}.file_id"
_MINE_NOW = (
    f"made_by_id = {ME} AND {_NOW.format('written_at')} AND happened_at <= written_at + interval '5 minutes'"
    f" AND version BETWEEN 1 AND access.contact_version({FILE}) AND entry_id IS NOT NULL AND seen_at IS NULL"
    " AND seen_by_id IS NULL"
)

FENCE = Fence(
    order=10,  # asks the files' room and its duty search
    functions=FUNCTIONS,
    callable=(
        "access.contact_version(uuid)",
        "access.change_contact(uuid, int, uuid, text, bytea, bytea, uuid, bytea, date)",
        "access.ask_contact_sooner(uuid, date, int)",
    ),
    tables=(
        Table(
            VERSION,
            "content",
            select=any_of(holds("view", f"{VERSION}.file_id"), DISPOSER),
            delete=DISPOSER,
        ),
        Table(
            STANDING,
            "content",
            select=any_of(holds("view", f"{STANDING}.file_id"), DISPOSER),
            delete=DISPOSER,
        ),
        Table(
            MADE,
            "content",
            select=any_of(holds("view", FILE), DISPOSER),
            insert=f"{_MINE_NOW} AND ({any_of(holds('contribute', FILE), f'access.on_duty_for({FILE})')})",
            # that it is known of: by whoever leads the file, never by who did it
            update=f"against AND made_by_id <> {ME} AND {holds('lead', FILE)}",
            update_columns=("seen_at", "seen_by_id"),
            delete=DISPOSER,
        ),
    ),
)
