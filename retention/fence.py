"""Row security of schedules, holds, sweeps and certificates, and what the database itself holds to:

- a hold is lifted once, by whoever acts; one that stands is deleted by nobody and keeps its file;
- placing a hold waits for a sweep that is destroying the file at that moment, and the sweep waits for it;
- a certificate is taken only when every row and key of its file is gone, and no file goes without one;
- only a line manager who leads an imported file says that it was reviewed;
- a line manager says that somebody left long ago, and nobody brings a day of leaving forward;
- no file is destroyed before what its clause asks for has run from its own dates, a child's from the year of age.
"""

from django.db.models import Model

from clients.closing import LATE_DAYS
from confidentiality.access.fence import ME, Fence, Table, any_of, has_role, holds, is_actor
from confidentiality.work.fence import BY_ME, asks

from .models import CASE_FILES
from .registry import file_columns, owned

DISPOSER = is_actor("disposer")
RECORDS = has_role("records_admin")
READS = any_of(RECORDS, DISPOSER)
LEADS = holds("lead", "retention_hold.file_id")
TODAY = "(now() AT TIME ZONE 'Europe/London')::date"


def _place(model: type[Model]) -> str:
    schema = "keys" if model._meta.app_label == "sealing" else "public"
    return f"{schema}.{model._meta.db_table}"


def _nothing_left() -> str:
    """Return the SQL test that no table a room owns names the file of the new certificate any more."""
    tests = [
        f"NOT EXISTS (SELECT 1 FROM {_place(model)} t WHERE t.{column} = NEW.file_id)"
        for model in owned()
        for column in file_columns(model)
    ]
    tests.append("NOT EXISTS (SELECT 1 FROM keys.sealing_key k WHERE k.subject = NEW.file_id)")
    return "\n        AND ".join(tests)


FUNCTIONS = f"""
-- Which of these people have a file that is linked to the file of somebody whose own work goes on. Links are readable
-- by nobody; this says neither to whom nor to which file.
CREATE FUNCTION access.linked_to_active(persons uuid[]) RETURNS SETOF uuid LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT mine.person FROM clients_casefile mine
      JOIN access.link l ON l.one = mine.id
      JOIN clients_casefile other ON other.id = l.other
      JOIN clients_casefile active ON active.person = other.person AND active.status <> 'closed'
     WHERE mine.person = ANY (persons)
       AND (access.actor() = 'disposer' OR access.has_role('records_admin')) $$;

CREATE FUNCTION access.on_hold_placed() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM 1 FROM public.clients_casefile f WHERE f.id = NEW.file_id FOR SHARE;
    IF NOT FOUND THEN RAISE EXCEPTION 'no such file' USING ERRCODE = '23503'; END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION access.on_hold_lifted() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.lifted_at IS NOT NULL OR NEW.lifted_at IS NULL
        OR (NEW.lifted_by_id IS DISTINCT FROM access.me() AND access.actor() IS DISTINCT FROM 'restorer') THEN
        RAISE EXCEPTION 'a hold is lifted once, by whoever acts' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION access.on_review() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT access.has_role('line_manager') OR NOT EXISTS (
        SELECT 1 FROM public.clients_effectivegrant g
         WHERE g.file_id = NEW.id AND g.user_id = access.me() AND g.lead_until > now()) THEN
        RAISE EXCEPTION 'a line manager who leads the file reviews it' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION access.on_certificate() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT ({_nothing_left()}) THEN
        RAISE EXCEPTION 'a certificate before everything is destroyed' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$;

-- An import that is undone takes its files away without a certificate: nobody has worked on them.
CREATE FUNCTION access.on_file_deleted() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.origin_import IS NULL AND NOT EXISTS (
        SELECT 1 FROM public.retention_certificate c WHERE c.file_id = OLD.id) THEN
        RAISE EXCEPTION 'a case file goes with a certificate only' USING ERRCODE = '23514';
    END IF;
    -- not before what its clause asks for has run from its own dates; a restore does again what was due then
    IF access.actor() IS DISTINCT FROM 'restorer'
        AND EXISTS (SELECT 1 FROM public.retention_certificate c WHERE c.file_id = OLD.id)
        AND NOT coalesce({TODAY} > (SELECT greatest(OLD.left_on,
                CASE WHEN OLD.of_age_in > 0 THEN make_date(OLD.of_age_in, 12, 31) END)
                + make_interval(years => r.least_years) FROM public.retention_schedulerule r
             WHERE r.record_class = '{CASE_FILES}'
               AND OLD.left_on IS NOT NULL AND OLD.of_age_in IS NOT NULL), false) THEN
        RAISE EXCEPTION 'a case file is kept as long as its clause asks for' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$;

-- The day on which somebody left is never brought forward, and one of long ago is a line manager's to say.
CREATE FUNCTION access.on_leaving() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF access.actor() = 'disposer' OR access.me() IS NOT NULL AND (NEW.left_on < OLD.left_on
        OR NEW.left_on < {TODAY} - {LATE_DAYS} AND NOT access.has_role('line_manager')) THEN
        RAISE EXCEPTION 'a line manager says that somebody left long ago' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;

-- Once it is said that somebody left as a child, it is neither taken back nor said of an earlier year; and never by
-- whoever destroys.
CREATE FUNCTION access.on_age() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF access.actor() = 'disposer' OR NEW.of_age_in IS NULL OR NEW.of_age_in < OLD.of_age_in THEN
        RAISE EXCEPTION 'a child''s file is kept no shorter than was said' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
"""

TRIGGERS = """
CREATE TRIGGER hold_placed AFTER INSERT ON public.retention_hold
    FOR EACH ROW EXECUTE FUNCTION access.on_hold_placed();
CREATE TRIGGER hold_lifted BEFORE UPDATE ON public.retention_hold
    FOR EACH ROW EXECUTE FUNCTION access.on_hold_lifted();
CREATE TRIGGER reviewed BEFORE UPDATE OF reviewed_at ON public.clients_casefile FOR EACH ROW
    WHEN (OLD.reviewed_at IS DISTINCT FROM NEW.reviewed_at) EXECUTE FUNCTION access.on_review();
CREATE TRIGGER left_when_said BEFORE UPDATE OF left_on ON public.clients_casefile FOR EACH ROW
    WHEN (OLD.left_on IS DISTINCT FROM NEW.left_on) EXECUTE FUNCTION access.on_leaving();
CREATE TRIGGER kept_as_a_child BEFORE UPDATE OF of_age_in ON public.clients_casefile FOR EACH ROW
    WHEN (OLD.of_age_in IS DISTINCT FROM NEW.of_age_in) EXECUTE FUNCTION access.on_age();
CREATE TRIGGER certified AFTER INSERT ON public.retention_certificate
    FOR EACH ROW EXECUTE FUNCTION access.on_certificate();
CREATE CONSTRAINT TRIGGER goes_with_certificate AFTER DELETE ON public.clients_casefile
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION access.on_file_deleted();
"""

FENCE = Fence(
    order=20,  # asks the links of the files' room
    functions=FUNCTIONS,
    callable=("access.linked_to_active(uuid[])",),
    triggers=TRIGGERS,
    tables=(
        Table("retention_schedulerule", "reference", select=any_of(f"{ME} IS NOT NULL", DISPOSER)),
        Table(
            "retention_hold",
            "content",
            select=any_of(LEADS, READS),
            insert=f"placed_by_id = {ME} AND lifted_at IS NULL AND "
            f"({any_of(f'''side = 'file' AND {LEADS}''', f'''side = 'records' AND {RECORDS}''')})",
            update=any_of(
                f"side = 'file' AND {LEADS} AND (placed_by_id = {ME} OR {has_role('line_manager')})",
                f"side = 'records' AND {RECORDS}",
            ),
            update_columns=("lift_ground", "lifted_by_id", "lifted_at", "lift_reason"),
            delete=f"lifted_at IS NOT NULL AND {DISPOSER}",
        ),
        Table(
            "retention_sweep",
            "reference",
            select=READS,
            insert=f"as_of <= {TODAY} AND started_at IS NULL AND ended_at IS NULL AND planned_by = '{{}}' AND "
            + "("
            + any_of(
                f"asked_by_id = {ME} AND {RECORDS}",
                f"asked_by_id IS NULL AND {is_actor('dispatcher')}",
            )
            + ")",
            update=DISPOSER,
            update_columns=("started_at", "ended_at", "planned_by"),
        ),
        Table(
            "retention_disposal",
            "reference",
            select=READS,
            insert=DISPOSER,
            update=DISPOSER,
            update_columns=("outcome", "reasons", "tries", "failure", "ended_at"),
        ),
        Table("retention_certificate", "audit", select=READS, insert=DISPOSER),
        asks("retention.sweep", f"{BY_ME} AND {RECORDS}"),
        asks(
            "retention.sweep",
            f"asked_by IS NULL AND {is_actor('dispatcher')}",
            slot="true",
            label="clock_asks",
        ),
    ),
)
