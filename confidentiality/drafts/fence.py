"""Row security of drafts: one's own, and only while the place may still be opened; a leaver's, for a file's lead.

What was begun in an emergency is finished for a day after its end, by whoever began it; it is the lead's from then on.

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
_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# What stands before an id in an address, and the table that has it: what has left the file takes its pages with it.
_NAMED = {
    "entries|prepare|disputed": "clients_entry",
    "third-party": "clients_thirdpartyrecord",
    "people": "people_linkedperson",
    "merges": "people_merge",
    "twice": "duplicates_duplicate",
}
_LEFT = " OR ".join(
    f"EXISTS (SELECT 1 FROM regexp_matches(NEW.address, '/(?:{before})/({_UUID})/', 'g') m"
    f" WHERE NOT EXISTS (SELECT 1 FROM {table} x WHERE x.id = m[1]::uuid AND x.file_id = NEW.file))"
    for before, table in _NAMED.items()
)
FUNCTIONS = f"""
-- Waits for a disposal of the file, or a move of an entry, that is under way, and keeps the next one waiting: no draft
-- outlives what it is about. What was typed on a page that still shows a passage moved out since needs the right to it.
CREATE FUNCTION access.before_draft_begun() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM clients_casefile f WHERE f.id = NEW.file FOR KEY SHARE;
    PERFORM access.hold_told(NEW.file, false);
    PERFORM 1 FROM clients_entry e WHERE e.file_id = NEW.file AND e.id IN (
        SELECT m[1]::uuid FROM regexp_matches(NEW.address, '{_UUID}', 'g') m) ORDER BY e.id FOR KEY SHARE;
    IF EXISTS (SELECT 1 FROM thirdparty_movedpassage p
                WHERE p.file_id = NEW.file AND p.undone_at IS NULL AND p.at > NEW.begun_at
                  AND NEW.address LIKE '%/' || p.entry_id || '/%') THEN NEW.needs := 'third_party'; END IF;
    RETURN NEW;
END $$;

-- Nothing is kept of a page that was open when what it is about left the file (E48). Asked after the right to the file.
CREATE FUNCTION access.on_draft_begun() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM clients_casefile f WHERE f.id = NEW.file) THEN
        RAISE EXCEPTION 'no such file' USING ERRCODE = '42501';
    END IF;
    IF {_LEFT} OR NEW.address LIKE '%/contact/change/%' AND EXISTS (
        SELECT 1 FROM audit_event v WHERE v.file = NEW.file AND v.action = 'telling_moved' AND v.at > NEW.begun_at)
    THEN RAISE EXCEPTION 'what it is about has left' USING ERRCODE = '42501'; END IF;
    RETURN NULL;
END $$;

-- Was it begun by emergency access that has ended, by somebody who writes in the file no more.
CREATE FUNCTION access.was_emergency(who uuid, what uuid, begun timestamptz) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM emergency_emergencyaccess e
                    WHERE e.worker_id = who AND e.file_id = what AND e.until <= now()
                      AND begun BETWEEN e.started_at AND e.until)
       AND NOT EXISTS (SELECT 1 FROM clients_effectivegrant g WHERE g.file_id = what AND g.user_id = who
                          AND g.view_until > now() AND g.contribute_until > now()) $$;

-- May I still finish what I began by emergency access: for a day after its end, and behind no couple's wall.
CREATE FUNCTION access.finishes_emergency(what uuid, begun timestamptz) RETURNS boolean LANGUAGE sql STABLE
    PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM emergency_emergencyaccess e
                    WHERE e.worker_id = access.me() AND e.file_id = what AND begun BETWEEN e.started_at AND e.until
                      AND e.until > now() - interval '1 day')
       AND NOT EXISTS (SELECT 1 FROM clients_wall w
                        WHERE w.user_id = access.me() AND w.file_id = what AND w.kind = 'couple') $$;

-- Is it what somebody who has left, or whose emergency access has ended, typed on a file that I lead, in a form that I
-- may open there (E51).
CREATE FUNCTION access.left_to_me(what uuid) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT 1 FROM drafts_draft d JOIN clients_effectivegrant g ON g.file_id = d.file AND g.user_id = access.me()
         WHERE d.id = what AND d.sent_at IS NULL AND g.view_until > now() AND g.lead_until > now()
           AND CASE d.needs WHEN 'view' THEN g.view_until WHEN 'contribute' THEN g.contribute_until
                    WHEN 'third_party' THEN g.third_party_until WHEN 'lead' THEN g.lead_until END > now()
           AND (access.has_left(d.person) OR access.was_emergency(d.person, d.file, d.begun_at)));
END $$;

-- Let go of the words of such a draft, if they are those that I read. The row stays: what its writer types on becomes a
-- draft of its own.
CREATE FUNCTION access.take_left_draft(what uuid, seen int) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE drafts_draft d SET words = NULL, sent_at = now(), saved_at = now()
     WHERE d.id = what AND d.version = seen AND access.left_to_me(d.id);
    RETURN FOUND;
END $$;

CREATE FUNCTION access.on_draft_gone() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM keys.sealing_key k WHERE k.kind = 'draft' AND k.subject = OLD.id;
    RETURN NULL;
END $$;
"""
TRIGGERS = """
DROP TRIGGER IF EXISTS draft_begins ON public.drafts_draft;
CREATE TRIGGER draft_begins BEFORE INSERT ON public.drafts_draft FOR EACH ROW
    WHEN (NEW.file IS NOT NULL) EXECUTE FUNCTION access.before_draft_begun();
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
    # forms that begin empty: nothing of the file is read in them
    f"route IN ('clients:add_entry', 'contacting:make') AND access.finishes_emergency({_FILE}, begun_at)",
)
MINE = f"person = {ME} AND ({_MAY_OPEN})"
LEFT_TO_ME = f"file IS NOT NULL AND {holds('lead', _FILE)} AND access.left_to_me(drafts_draft.id)"

FENCE = Fence(
    functions=FUNCTIONS,
    callable=(
        "access.left_to_me(uuid)",
        "access.finishes_emergency(uuid, timestamptz)",
        "access.take_left_draft(uuid, int)",
    ),
    triggers=TRIGGERS,
    tables=(
        Table(
            "drafts_draft",
            "content",
            select=any_of(MINE, LEFT_TO_ME, DISPOSER),
            insert=MINE,
            update=MINE,
            update_columns=("words", "writer", "serial", "version", "saved_at", "sent_at"),
            delete=DISPOSER,
        ),
        Table(
            "sealing_key",
            "keys",
            # The subquery sees what I may see of drafts.
            select=f"kind = 'draft' AND EXISTS (SELECT 1 FROM public.drafts_draft d"
            f" WHERE d.id = sealing_key.subject AND (d.person = {ME} OR access.left_to_me(d.id)))",
            logins=("web",),
            label="draft_keys",
        ),
    ),
)
