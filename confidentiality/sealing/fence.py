"""Row security of the keys: each room adds who may have its kind (label `<kind>_keys`)."""

from confidentiality.access.fence import ACTOR, Fence, Table

DESTROY = """
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

FENCE = Fence(
    functions=DESTROY,
    callable=("access.destroy_key(text, uuid)",),
    tables=(
        # Anybody who acts may make the key of a subject that has none: the subject's own table decides the rest.
        Table(
            "sealing_key",
            "keys",
            insert=f"(SELECT access.me()) IS NOT NULL OR {ACTOR} IN ('importer')",
            label="any",
        ),
    ),
)
