"""Row security of drafts: one's own, and only while the place may still be opened.

A draft's key goes with its words, whoever lets them go: triggers see to it.
"""

from confidentiality.access.fence import (
    ME,
    UNTIL,
    Fence,
    Table,
    any_of,
    has_role,
    holds,
    is_actor,
)

DISPOSER = is_actor("disposer")
FUNCTIONS = """
-- Waits for a disposal of the file that is under way, and keeps the next one waiting: no draft outlives its file.
CREATE FUNCTION access.on_draft_begun() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM 1 FROM public.clients_casefile f WHERE f.id = NEW.file FOR KEY SHARE;
    IF NOT FOUND THEN RAISE EXCEPTION 'no such file' USING ERRCODE = '42501'; END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION access.on_draft_gone() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM keys.sealing_key k WHERE k.kind = 'draft' AND k.subject = OLD.id;
    RETURN NULL;
END $$;
"""
TRIGGERS = """
DROP TRIGGER IF EXISTS draft_begun ON public.drafts_draft;
CREATE TRIGGER draft_begun AFTER INSERT ON public.drafts_draft FOR EACH ROW
    WHEN (NEW.file IS NOT NULL) EXECUTE FUNCTION access.on_draft_begun();
DROP TRIGGER IF EXISTS draft_sent ON public.drafts_draft;
CREATE TRIGGER draft_sent AFTER UPDATE OF words ON public.drafts_draft FOR EACH ROW
    WHEN (NEW.words IS NULL) EXECUTE FUNCTION access.on_draft_gone();
DROP TRIGGER IF EXISTS draft_discarded ON public.drafts_draft;
CREATE TRIGGER draft_discarded AFTER DELETE ON public.drafts_draft FOR EACH ROW
    EXECUTE FUNCTION access.on_draft_gone();
"""
_FILE = "drafts_draft.file"
_MAY_OPEN = any_of(
    "file IS NULL",
    *(f"needs = '{right}' AND {holds(right, _FILE)}" for right in UNTIL),
    f"needs = 'records' AND {has_role('records_admin')}",
)
MINE = f"person = {ME} AND ({_MAY_OPEN})"

FENCE = Fence(
    functions=FUNCTIONS,
    triggers=TRIGGERS,
    tables=(
        Table(
            "drafts_draft",
            "content",
            select=any_of(MINE, DISPOSER),
            insert=MINE,
            update=MINE,
            update_columns=("words", "writer", "serial", "version", "saved_at", "sent_at"),
            delete=any_of(MINE, DISPOSER),
        ),
        Table(
            "sealing_key",
            "keys",
            # The subquery sees what I may see of drafts.
            select=f"kind = 'draft' AND EXISTS (SELECT 1 FROM public.drafts_draft d"
            f" WHERE d.id = sealing_key.subject AND d.person = {ME})",
            logins=("web",),
            label="draft_keys",
        ),
    ),
)
