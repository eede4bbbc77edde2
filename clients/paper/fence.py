"""Row security of paper folders: labels for whoever counts, the case file of one for nobody without a grant.

Taking out and putting back keep to three rules of the database: nobody takes a folder out for somebody else, or
without a grant on its file; and whoever has one out can always bring it back, also after a wall rose.
"""

from confidentiality.access.fence import ME, Fence, Table, any_of, has_role, holds, is_actor

PLACE, FOLDER, OF_FILE, TAKE = (
    "paper_place",
    "paper_folder",
    "paper_folderoffile",
    "paper_stocktake",
)
DISPOSER = is_actor("disposer")
COUNTS = has_role("records_admin", "line_manager")
SOMEBODY = f"{ME} IS NOT NULL"
OF_MY_FILE = (
    f"EXISTS (SELECT 1 FROM public.{OF_FILE} o WHERE o.folder_id = {FOLDER}.id"
    f" AND {holds('view', 'o.file_id')})"
)

FUNCTIONS = f"""
CREATE FUNCTION access.on_folder_change() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.out_to_id IS NOT NULL AND NEW.out_to_id IS DISTINCT FROM OLD.out_to_id
        AND (OLD.out_to_id IS NOT NULL OR NEW.out_to_id IS DISTINCT FROM access.me() OR NOT EXISTS (
            SELECT 1 FROM {OF_FILE} o JOIN clients_effectivegrant g ON g.file_id = o.file_id
             WHERE o.folder_id = NEW.id AND g.user_id = access.me() AND g.view_until > now())) THEN
        RAISE EXCEPTION 'a folder is taken out by whoever may view its file' USING ERRCODE = '42501';
    END IF;
    IF (NEW.orphaned_at, NEW.orphan_of) IS DISTINCT FROM (OLD.orphaned_at, OLD.orphan_of)
        AND access.actor() IS DISTINCT FROM 'disposer' THEN
        RAISE EXCEPTION 'only a disposal leaves a folder behind' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;

-- Puts a folder back: by whoever has it out, may view its file, or counts. Its file stands in the audit, and is told
-- to nobody.
CREATE FUNCTION access.bring_back(folder uuid, into_place uuid) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE what uuid; -- the case file
BEGIN
    SELECT o.file_id INTO what FROM {OF_FILE} o WHERE o.folder_id = folder;
    UPDATE {FOLDER} f SET out_to_id = NULL, out_since = NULL, due_on = NULL, missing_since = NULL,
                          standing_since = now(), place_id = into_place
     WHERE f.id = folder AND (f.out_to_id IS NOT NULL OR f.missing_since IS NOT NULL)
       AND (f.out_to_id = access.me() OR access.has_role('records_admin') OR access.has_role('line_manager')
            OR EXISTS (SELECT 1 FROM clients_effectivegrant g WHERE g.file_id = what
                        AND g.user_id = access.me() AND g.view_until > now()));
    IF NOT FOUND THEN RETURN false; END IF;
    PERFORM access.note_event('paper_brought_back', what, ARRAY[folder]);
    RETURN true;
END $$;
"""

FENCE = Fence(
    order=10,  # asks the grants of the files' room
    functions=FUNCTIONS,
    callable=("access.bring_back(uuid, uuid)",),
    triggers=f"CREATE TRIGGER keep_folder BEFORE UPDATE ON public.{FOLDER} FOR EACH ROW"
    " EXECUTE FUNCTION access.on_folder_change();",
    tables=(
        Table(
            PLACE,
            "reference",
            select=SOMEBODY,
            insert=COUNTS,
            update=COUNTS,
            update_columns=("name", "retired_at"),
        ),
        Table(
            FOLDER,
            "personal",
            select=any_of(f"out_to_id = {ME}", COUNTS, DISPOSER, OF_MY_FILE),
            # what ties it to a file is written first
            insert=f"out_to_id IS NULL AND missing_since IS NULL AND orphaned_at IS NULL AND {OF_MY_FILE}",
            update=any_of(COUNTS, DISPOSER, OF_MY_FILE),
            update_columns=(
                "place_id",
                "standing_since",
                "out_to_id",
                "out_since",
                "due_on",
                "missing_since",
                "orphaned_at",
                "orphan_of",
            ),
        ),
        Table(
            OF_FILE,
            "content",
            select=any_of(DISPOSER, holds("view", f"{OF_FILE}.file_id")),
            insert=f"made_by_id = {ME} AND {holds('contribute', f'{OF_FILE}.file_id')}",
            delete=DISPOSER,
        ),
        Table(TAKE, "reference", select=COUNTS, insert=f"by_id = {ME} AND {COUNTS}"),
    ),
)
