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
    IF access.actor() IS DISTINCT FROM 'disposer' THEN
        RAISE EXCEPTION 'only the disposer destroys keys' USING ERRCODE = '42501';
    END IF;
    DELETE FROM keys.sealing_key WHERE kind = what_kind AND subject = what;
    RETURN FOUND;
END $$;
"""

_OF_A_FILE = (
    "kind IN ('file', 'third_party') AND access.is_new_subject(subject)"
    f" AND ({any_of(f'{ME} IS NOT NULL', is_actor('importer'))})"
)

FENCE = Fence(
    functions=FUNCTIONS,
    callable=("access.destroy_key(text, uuid)", "access.is_new_subject(uuid)"),
    tables=(
        # A key is made before its subject is stored; the constraint on kind and subject lets nobody make a second.
        Table(
            "sealing_key",
            "keys",
            insert=any_of(
                _OF_A_FILE,
                f"kind = 'person' AND subject = {ME}",
                f"kind = 'import' AND {has_role('importer')}",
                f"kind IN ('package', 'agency', 'draft') AND {ME} IS NOT NULL",
            ),
            label="any",
        ),
    ),
)
