"""Row security of declarations: read and written by their own person alone; others see when, and never whom."""

from confidentiality.access.fence import ME, Fence, Table, any_of, has_role
from staff.induction.fence import REPORTS_TO_ME

STATEMENT, DECLARED = "declarations_statement", "declarations_declared"
MINE = f"worker_id = {ME}"
_NOW = "BETWEEN now() - interval '5 minutes' AND clock_timestamp() + interval '5 minutes'"
# The subquery sees what I may see.
_OF_MINE = f"EXISTS (SELECT 1 FROM public.{DECLARED} d WHERE d.id = {{row}})"

FUNCTIONS = f"""
-- What was declared goes with its key and its tokens, whoever lets it go; a restore lets it go again.
CREATE FUNCTION access.on_declared_gone() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM keys.sealing_key k WHERE k.kind = 'declared' AND k.subject = OLD.id;
    DELETE FROM keys.declared_token t WHERE t.declared = OLD.id;
    PERFORM access.note_event('conflict_ended', NULL, ARRAY[OLD.id]);
    RETURN NULL;
END $$;

-- Whoever leaves takes it along: nothing opens to them any more. Who comes back declares anew.
CREATE FUNCTION access.forget_declarations(whom uuid) RETURNS void LANGUAGE plpgsql
    SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM {DECLARED} WHERE worker_id = whom;
    DELETE FROM {STATEMENT} WHERE worker_id = whom;
    PERFORM access.note_event('declarations_forgotten', NULL, ARRAY[whom]);
END $$;
"""

FENCE = Fence(
    functions=FUNCTIONS,
    triggers=f"CREATE TRIGGER declared_gone AFTER DELETE ON public.{DECLARED} FOR EACH ROW"
    " EXECUTE FUNCTION access.on_declared_gone();",
    tables=(
        Table(
            STATEMENT,
            "personal",
            select=any_of(MINE, has_role("records_admin", "hr"), REPORTS_TO_ME),
            insert=f"{MINE} AND at {_NOW}",
        ),
        Table(
            DECLARED,
            "content",
            select=MINE,
            insert=f"{MINE} AND made_at {_NOW}",
            update=MINE,
            update_columns=(
                "relation",
                "given_name",
                "family_name",
                "other_names",
                "date_of_birth",
                "phone",
            ),
            delete=MINE,
            logins=("web",),
        ),
        Table(
            "declared_token",
            "keys",
            select=f"person = {ME}",
            insert=f"person = {ME} AND {_OF_MINE.format(row='declared')}",
            delete=f"person = {ME}",
            logins=("web",),
        ),
        Table(
            "sealing_key",
            "keys",
            select=f"kind = 'declared' AND {_OF_MINE.format(row='sealing_key.subject')} AND {ME} IS NOT NULL",
            insert=f"kind = 'declared' AND {ME} IS NOT NULL",
            logins=("web",),
            label="declared_keys",
        ),
    ),
)
