"""Row security of requests for one's own file: with the file; a step is added by whose word it is, none is changed.

An open request keeps its file and the words of what it held, and is deleted by nobody (E32). The notice is shortened by
a line manager who did not take the request, and a complaint is decided by somebody whom it is not about (5.2.4, 5.2.5).
"""

from confidentiality.access.fence import ME, Fence, Table, any_of, has_role, holds, is_actor

from .endings import UNANSWERED
from .rules import DECIDES, JUDGED, NOT_THE_RECORDER, SAYS

REQUEST, STEP, MARK = "ownfile_filerequest", "ownfile_step", "ownfile_conferencemark"
ARRANGED, COMPLAINT, RECTIFICATION = (
    "ownfile_arrangement",
    "ownfile_complaint",
    "ownfile_rectification",
)
DISPOSER = is_actor("disposer")
THEIRS, NOT_THEIRS = "p.kind = 'statement'", "p.kind <> 'statement'"
WRITTEN = "p.kind NOT IN ('statement', 'held')"  # of somebody of us, or put into the file
_DECIDES = has_role(*sorted(DECIDES))
_JUDGED = ", ".join(f"'{kind}'" for kind in sorted(JUDGED))
_UNANSWERED = ", ".join(f"'{outcome}'" for outcome in sorted(UNANSWERED))
_NOW = "BETWEEN now() - interval '5 minutes' AND clock_timestamp() + interval '5 minutes'"

FUNCTIONS = f"""
-- A sweep that is destroying the file at this moment is waited for.
CREATE FUNCTION access.on_file_asked_for() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM 1 FROM public.clients_casefile f WHERE f.id = NEW.file_id FOR SHARE;
    IF NOT FOUND THEN RAISE EXCEPTION 'no such file' USING ERRCODE = '23503'; END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION access.on_file_request_change() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE restoring boolean := coalesce(access.actor() = 'restorer', false);
BEGIN
    IF OLD.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'a closed request does not change' USING ERRCODE = '23514';
    END IF;
    IF NEW.closed_at IS NOT NULL AND NEW.closed_by_id IS DISTINCT FROM access.me() AND NOT restoring THEN
        RAISE EXCEPTION 'it is closed by whoever acts' USING ERRCODE = '23514';
    END IF;
    IF NEW.outcome IN ({_UNANSWERED}) AND NOT restoring AND (OLD.recorded_by_id = access.me()
        OR NOT (access.has_role('line_manager') OR access.has_role('safeguarding_lead')
                OR access.has_role('data_protection_lead'))
        OR NOT EXISTS (SELECT 1 FROM {STEP} s
                        WHERE s.request_id = OLD.id AND s.kind = 'ended' AND s.by_id = access.me())) THEN
        RAISE EXCEPTION 'a lead who did not take it says why it ends without an answer' USING ERRCODE = '42501';
    END IF;
    IF NEW.earliest_at < OLD.earliest_at AND NOT EXISTS (
        SELECT 1 FROM {STEP} s WHERE s.request_id = OLD.id AND s.kind = 'waived' AND s.by_id = access.me()) THEN
        RAISE EXCEPTION 'the notice is shortened by whoever waives it' USING ERRCODE = '23514';
    END IF;
    IF OLD.face IS DISTINCT FROM NEW.face AND 'erasure' IN (OLD.face, NEW.face) THEN
        RAISE EXCEPTION 'another request is another request' USING ERRCODE = '23514';
    END IF;
    IF OLD.disclosure_id IS NOT NULL AND NEW.disclosure_id IS DISTINCT FROM OLD.disclosure_id AND EXISTS (
        SELECT 1 FROM disclosures_request q WHERE q.id = OLD.disclosure_id AND q.state NOT IN ('withdrawn', 'refused'))
        AND NOT EXISTS (SELECT 1 FROM disclosures_release l JOIN readers_recall c ON c.release_id = l.id
                         WHERE l.request_id = OLD.disclosure_id)
    THEN
        RAISE EXCEPTION 'it is prepared once at a time' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;

-- What the file held besides its entries stays as it was when they asked (E32).
CREATE FUNCTION access.on_file_request_about() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'it is written out once' USING ERRCODE = '23514';
END $$;

-- What was written out for the client while a telling of another's safe contact stood is written out anew (E48), and
-- the entries that became of it leave as everything of another's does; those of another request stay.
CREATE FUNCTION access.unwrite_own_files(what uuid, since timestamptz, until timestamptz) RETURNS void LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
DECLARE anew uuid[]; held uuid[];
BEGIN
    SELECT array_agg(r.id) INTO anew FROM {REQUEST} r
     WHERE r.file_id = what AND r.about IS NOT NULL AND r.recorded_at >= since AND r.recorded_at < until;
    IF anew IS NULL THEN RETURN; END IF;
    UPDATE {REQUEST} r SET about = NULL WHERE r.id = ANY (anew);
    SELECT array_agg(e.id) INTO held FROM clients_entry e JOIN clients_entry x ON x.id IN (e.id, e.corrects_id)
     WHERE x.file_id = what AND x.kind = 'held' AND x.written_at >= since AND NOT EXISTS (
        SELECT 1 FROM disclosures_requestitem i JOIN {REQUEST} r ON r.disclosure_id = i.request_id
         WHERE i.entry_id = x.id AND r.id <> ALL (anew));
    IF held IS NOT NULL THEN PERFORM access.leave_no_trace(what, held); END IF;
END $$;

-- What is said to be read or given has left, and was explained by whoever closes it; a copy was noted as handed over.
CREATE FUNCTION access.on_file_request_answered() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF access.actor() = 'restorer' THEN RETURN NEW; END IF;
    IF NOT EXISTS (SELECT 1 FROM {STEP} s
                    WHERE s.request_id = NEW.id AND s.kind = 'explained' AND s.by_id = access.me())
        OR NOT EXISTS (SELECT 1 FROM disclosures_release r WHERE r.request_id = NEW.disclosure_id
                          AND (NEW.outcome = 'read'
                               OR EXISTS (SELECT 1 FROM delivery_handover h WHERE h.release_id = r.id))) THEN
        RAISE EXCEPTION 'nothing was read or given' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;

-- That an entry is no minutes after all is said once, and at the time.
CREATE FUNCTION access.on_conference_mark() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.taken_back_at IS NOT NULL OR NEW.taken_back_by_id IS DISTINCT FROM access.me()
        OR NOT NEW.taken_back_at {_NOW} THEN
        RAISE EXCEPTION 'a mark is taken back once, as it happens' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;

-- That a death was wrong is said of one that stands, by somebody who did not note it.
CREATE FUNCTION access.on_file_request_step() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE told record;
BEGIN
    SELECT s.kind, s.by_id INTO told FROM {STEP} s
     WHERE s.file_id = NEW.file_id AND s.kind IN ('died', 'lives') ORDER BY s.at DESC, s.id DESC LIMIT 1;
    IF told.kind IS DISTINCT FROM 'died' OR told.by_id = NEW.by_id THEN
        RAISE EXCEPTION 'not of a death that stands, or by whoever noted it' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;

-- An answer that was given does not change.
CREATE FUNCTION access.on_their_own_answered() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.decided_on IS NOT NULL OR NEW.decided_on IS NOT NULL AND NEW.decided_by_id IS DISTINCT FROM access.me() THEN
        RAISE EXCEPTION 'it is answered once, by whoever acts' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;

-- That it was wrong is said beside a correction that was written after what they dispute.
CREATE FUNCTION access.on_rectification_answered() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.decision = 'corrected' AND NOT EXISTS (
        SELECT 1 FROM clients_entry e JOIN clients_entry c ON c.corrects_id = coalesce(e.corrects_id, e.id)
         WHERE e.id = NEW.entry_id AND c.kind = 'correction' AND c.written_at > e.written_at
           AND c.taken_out_at IS NULL) THEN
        RAISE EXCEPTION 'no correction stands beside it' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION access.on_complaint_change() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.acknowledged_on IS NOT NULL AND NEW.acknowledged_on IS DISTINCT FROM OLD.acknowledged_on THEN
        RAISE EXCEPTION 'it is acknowledged once' USING ERRCODE = '23514';
    END IF;
    IF NEW.decided_on IS NOT NULL AND NOT (access.has_role('line_manager') OR access.has_role('safeguarding_lead')
        OR access.has_role('data_protection_lead')) THEN
        RAISE EXCEPTION 'a lead decides a complaint' USING ERRCODE = '42501';
    END IF;
    IF NEW.decided_on IS NOT NULL AND EXISTS (
        SELECT 1 FROM {STEP} s WHERE s.request_id = NEW.request_id AND s.by_id = access.me()
           AND s.kind IN ({_JUDGED})) THEN
        RAISE EXCEPTION 'not whoever decided what it is about' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;

-- Which of these files somebody has asked for, openly still; for a sweep and the records admin, and no more than that.
CREATE FUNCTION access.files_asked_for(files uuid[]) RETURNS SETOF uuid LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT r.file_id FROM {REQUEST} r
     WHERE r.file_id = ANY (files) AND r.closed_at IS NULL
       AND (access.actor() = 'disposer' OR access.has_role('records_admin')) $$;

-- What is open of clients' requests, whoever's file, the first due first and where the clock stands still last: by
-- reference, for the data protection lead alone, by loan too; nothing of a file from which they are walled off.
CREATE FUNCTION access.requests_due(before date, most integer)
    RETURNS TABLE (id uuid, reference text, face text, asked_at timestamptz, due_on date, team integer)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT r.id, f.reference, r.face, r.asked_at, r.due_on, f.team_id
      FROM {REQUEST} r JOIN clients_casefile f ON f.id = r.file_id
     WHERE r.closed_at IS NULL AND (before IS NULL OR r.due_on < before)
       AND (SELECT access.has_role('data_protection_lead'))
       AND NOT EXISTS (SELECT 1 FROM clients_wall w WHERE w.file_id = r.file_id AND w.user_id = access.me())
     ORDER BY r.due_on NULLS LAST, r.asked_at, r.id LIMIT most $$;

-- Does an open request hold what was written on this file then (E32)? As row security shows me the file's requests.
CREATE FUNCTION access.is_asked_for(on_file uuid, written timestamptz) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM {REQUEST} r
                    WHERE r.file_id = on_file AND r.closed_at IS NULL AND r.recorded_at >= written) $$;
"""

# Another's safe contact leaves what was written out, of a closed one too: by a function of the database, or a restore.
_UNWRITTEN = "NEW.about IS NULL AND (current_user <> session_user OR coalesce(access.actor() = 'restorer', false))"

TRIGGERS = f"""
CREATE TRIGGER file_asked_for AFTER INSERT ON public.{REQUEST}
    FOR EACH ROW EXECUTE FUNCTION access.on_file_asked_for();
CREATE TRIGGER file_request_changes BEFORE UPDATE ON public.{REQUEST}
    FOR EACH ROW WHEN (NOT ({_UNWRITTEN})) EXECUTE FUNCTION access.on_file_request_change();
CREATE TRIGGER written_out_once BEFORE UPDATE ON public.{REQUEST}
    FOR EACH ROW WHEN (OLD.about IS NOT NULL AND NEW.about IS DISTINCT FROM OLD.about AND NOT ({_UNWRITTEN}))
    EXECUTE FUNCTION access.on_file_request_about();
CREATE TRIGGER read_or_given BEFORE UPDATE ON public.{REQUEST}
    FOR EACH ROW WHEN (NEW.outcome IN ('read', 'given')) EXECUTE FUNCTION access.on_file_request_answered();
CREATE TRIGGER taken_back_once BEFORE UPDATE ON public.{MARK}
    FOR EACH ROW EXECUTE FUNCTION access.on_conference_mark();
CREATE TRIGGER corrects_death BEFORE INSERT ON public.{STEP}
    FOR EACH ROW WHEN (NEW.kind = 'lives') EXECUTE FUNCTION access.on_file_request_step();
CREATE TRIGGER answered BEFORE UPDATE ON public.{RECTIFICATION}
    FOR EACH ROW EXECUTE FUNCTION access.on_their_own_answered();
CREATE TRIGGER corrected BEFORE UPDATE ON public.{RECTIFICATION}
    FOR EACH ROW EXECUTE FUNCTION access.on_rectification_answered();
CREATE TRIGGER answered BEFORE UPDATE ON public.{COMPLAINT}
    FOR EACH ROW EXECUTE FUNCTION access.on_their_own_answered();
CREATE TRIGGER changes BEFORE UPDATE ON public.{COMPLAINT}
    FOR EACH ROW EXECUTE FUNCTION access.on_complaint_change();
"""


def _writes(table: str) -> str:
    """The test for whoever writes in the file, or sees it and decides about requests."""
    file = f"{table}.file_id"
    return f"({any_of(holds('contribute', file), f'''{holds('view', file)} AND {_DECIDES}''')})"


def _of(table: str, parent: str, key: str, more: str = "true") -> str:
    return (
        f"EXISTS (SELECT 1 FROM public.{parent} p WHERE p.id = {table}.{key}"
        f" AND p.file_id = {table}.file_id AND {more})"
    )


def _on_file(table: str, insert: str, delete: str = DISPOSER, **more: object) -> Table:
    seen = any_of(holds("view", f"{table}.file_id"), DISPOSER)
    return Table(table, "content", select=seen, insert=insert, delete=delete, **more)  # type: ignore[arg-type]


def _whose_word() -> str:
    """The test that a step is one of those that whoever acts may say."""
    tests = [
        f"(kind <> '{kind}' OR {has_role(*sorted(roles))})" for kind, roles in sorted(SAYS.items())
    ]
    apart = ", ".join(f"'{kind}'" for kind in sorted(NOT_THE_RECORDER))
    own = _of(STEP, REQUEST, "request_id", f"p.recorded_by_id <> {ME}")
    return " AND ".join((*tests, f"(kind NOT IN ({apart}) OR {own})"))


FENCE = Fence(
    order=21,  # asks what the rooms of files and disclosures have made
    functions=FUNCTIONS,
    callable=(
        "access.files_asked_for(uuid[])",
        "access.is_asked_for(uuid, timestamptz)",
        "access.requests_due(date, integer)",
    ),
    triggers=TRIGGERS,
    tables=(
        _on_file(
            REQUEST,
            f"recorded_by_id = {ME} AND recorded_at {_NOW} AND closed_at IS NULL AND disclosure_id IS NULL"
            f" AND earliest_at > asked_at AND {_writes(REQUEST)}",
            update=_writes(REQUEST),
            update_columns=(
                *("face", "earliest_at", "due_on", "disclosure_id", "about"),
                *("closed_at", "closed_by_id", "outcome"),
            ),
            delete=f"closed_at IS NOT NULL AND {DISPOSER}",
        ),
        _on_file(
            STEP,
            f"by_id = {ME} AND at {_NOW} AND {_writes(STEP)}"
            f" AND {_of(STEP, REQUEST, 'request_id', 'p.closed_at IS NULL')} AND {_whose_word()}",
        ),
        _on_file(
            MARK,
            f"by_id = {ME} AND at {_NOW} AND taken_back_at IS NULL AND {_writes(MARK)}"
            f" AND {_of(MARK, 'clients_entry', 'entry_id', WRITTEN)}",
            update=f"(taken_back_by_id IS NULL OR taken_back_by_id = {ME}) AND {_writes(MARK)}",
            update_columns=("taken_back_at", "taken_back_by_id"),
        ),
        _on_file(
            ARRANGED,
            f"by_id = {ME} AND {_writes(ARRANGED)}"
            f" AND {_of(ARRANGED, REQUEST, 'request_id', 'p.closed_at IS NULL')}"
            f" AND EXISTS (SELECT 1 FROM public.diary_appointment a, public.{REQUEST} r"
            f" WHERE a.id = {ARRANGED}.appointment_id AND a.file_id = {ARRANGED}.file_id"
            f" AND r.id = {ARRANGED}.request_id AND a.starts_at >= r.earliest_at)",
        ),
        _on_file(
            COMPLAINT,
            f"recorded_by_id = {ME} AND recorded_at {_NOW} AND acknowledged_on IS NULL AND decided_on IS NULL"
            f" AND {_writes(COMPLAINT)}"
            f" AND (request_id IS NULL OR {_of(COMPLAINT, REQUEST, 'request_id')})",
            update=_writes(COMPLAINT),
            update_columns=("acknowledged_on", "decided_by_id", "decided_on", "upheld", "answer"),
        ),
        _on_file(
            RECTIFICATION,
            f"recorded_by_id = {ME} AND recorded_at {_NOW} AND decision = '' AND {_writes(RECTIFICATION)}"
            f" AND {_of(RECTIFICATION, 'clients_entry', 'entry_id', NOT_THEIRS)}"
            f" AND {_of(RECTIFICATION, 'clients_entry', 'statement_id', THEIRS)}"
            f" AND (remark IS NULL OR {_of(RECTIFICATION, 'kiosk_remark', 'remark')})",
            update=_writes(RECTIFICATION),
            update_columns=("decision", "decided_by_id", "decided_on", "answer"),
        ),
    ),
)
