"""Row security of the keys: each room adds who may have its kind (label `<kind>_keys`)."""

from confidentiality.access.fence import ME, Fence, Table, any_of, has_role, is_actor

FUNCTIONS = """
-- Is this the id of no case file, now or ever? The audit outlives a disposal, so nobody gives a destroyed file a key.
CREATE FUNCTION access.is_new_subject(what uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT NOT EXISTS (SELECT 1 FROM clients_casefile c WHERE c.id = what)
       AND NOT EXISTS (SELECT 1 FROM audit_event e WHERE e.file = what) $$;

CREATE FUNCTION access.destroy_key(what_kind text, what uuid) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF coalesce(access.actor(), '') NOT IN ('disposer', 'restorer') THEN
        RAISE EXCEPTION 'only the disposer destroys keys' USING ERRCODE = '42501';
    END IF;
    DELETE FROM keys.sealing_key WHERE kind = what_kind AND subject = what;
    RETURN FOUND;
END $$;

-- Keys of these kinds and subjects, as far as the caller may read them: it runs with the caller's rights, under the
-- policies. It is here for its plan, which a session keeps: to plan a dozen policies takes longer than to read 25 keys.
CREATE FUNCTION access.keys_of(kinds text[], subjects uuid[]) RETURNS SETOF keys.sealing_key LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN QUERY SELECT k.* FROM keys.sealing_key k WHERE k.kind = ANY (kinds) AND k.subject = ANY (subjects);
END $$;

-- What a process has to know of the master keys before it may start, without anybody acting.
CREATE FUNCTION access.master_epochs() RETURNS TABLE (number integer, print text, destroyed boolean, used boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(e.number, k.epoch)::integer, coalesce(e.print, ''), e.destroyed_at IS NOT NULL, k.epoch IS NOT NULL
      FROM keys.sealing_epoch e FULL JOIN (SELECT DISTINCT epoch FROM keys.sealing_key) k ON k.epoch = e.number $$;

-- A key in an epoch that has ended would be lost with it, whoever writes it.
CREATE FUNCTION access.on_wrapping() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM wrapped w LEFT JOIN keys.sealing_epoch e ON e.number = w.epoch AND e.destroyed_at IS NULL
                WHERE e.number IS NULL) THEN
        RAISE EXCEPTION 'a key must be wrapped by a master key whose epoch stands' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$;
"""

TRIGGERS = """
DROP TRIGGER IF EXISTS new_in_an_epoch ON keys.sealing_key;
CREATE TRIGGER new_in_an_epoch AFTER INSERT ON keys.sealing_key REFERENCING NEW TABLE AS wrapped
    FOR EACH STATEMENT EXECUTE FUNCTION access.on_wrapping();
DROP TRIGGER IF EXISTS still_in_an_epoch ON keys.sealing_key;
CREATE TRIGGER still_in_an_epoch AFTER UPDATE ON keys.sealing_key REFERENCING NEW TABLE AS wrapped
    FOR EACH STATEMENT EXECUTE FUNCTION access.on_wrapping();
"""

_OF_A_FILE = (
    "kind IN ('file', 'third_party') AND access.is_new_subject(subject)"
    f" AND ({any_of(f'{ME} IS NOT NULL', is_actor('importer'))})"
)

_CERTIFIES = any_of(has_role("records_admin"), is_actor("disposer"))

FENCE = Fence(
    functions=FUNCTIONS,
    callable=(
        "access.destroy_key(text, uuid)",
        "access.is_new_subject(uuid)",
        "access.keys_of(text[], uuid[])",
        "access.master_epochs()",
    ),
    callable_by_reader=("access.keys_of(text[], uuid[])", "access.master_epochs()"),
    callable_by_kiosk=("access.keys_of(text[], uuid[])", "access.master_epochs()"),
    triggers=TRIGGERS,
    tables=(
        # A key is made before its subject is stored; the constraint on kind and subject lets nobody make a second.
        Table(
            "sealing_key",
            "keys",
            insert=any_of(
                _OF_A_FILE,
                f"kind = 'person' AND subject = {ME}",
                f"kind = 'import' AND {has_role('importer')}",
                f"kind IN ('package', 'agency', 'draft', 'parcel') AND {ME} IS NOT NULL",
            ),
            label="any",
        ),
        # Dates and numbers, which certificates and the records admin's pages show; only the owner writes them.
        Table("sealing_epoch", "reference", select=_CERTIFIES),
        Table("sealing_escrow", "reference", select=has_role("records_admin")),
        # How the search index is made; its tokens are the rooms' whose files they are of.
        Table(
            "search_generation",
            "keys",
            select=any_of(f"{ME} IS NOT NULL", is_actor("importer")),
        ),
    ),
)
