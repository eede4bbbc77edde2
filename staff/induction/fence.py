"""Row security of the policy's versions and of who acknowledged them."""

from confidentiality.access.fence import ME, Fence, Table, any_of, has_role

VERSION, ACKNOWLEDGED = "induction_policyversion", "induction_acknowledgement"
WRITES = has_role("records_admin", "data_protection_lead")
SEES_ALL = has_role("records_admin", "data_protection_lead", "hr")
REPORTS_TO_ME = (
    "EXISTS (SELECT 1 FROM public.staff_worker w"
    f" WHERE w.account_id = worker_id AND w.line_manager_id = {ME})"
)

FUNCTIONS = """
-- A text in force is what people agreed to: nothing of it changes, and it is put in force as it was written.
CREATE FUNCTION access.on_policy_change() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.number IS NOT NULL OR (to_jsonb(NEW) - 'number' - 'published_by_id' - 'published_at')
        IS DISTINCT FROM (to_jsonb(OLD) - 'number' - 'published_by_id' - 'published_at') THEN
        RAISE EXCEPTION 'a policy in force does not change' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
"""

FENCE = Fence(
    functions=FUNCTIONS,
    triggers=f"CREATE TRIGGER keep_policy BEFORE UPDATE ON public.{VERSION} FOR EACH ROW"
    " EXECUTE FUNCTION access.on_policy_change();",
    tables=(
        Table(
            VERSION,
            "reference",
            select=any_of(f"number IS NOT NULL AND {ME} IS NOT NULL", WRITES),
            insert=f"written_by_id = {ME} AND number IS NULL AND {WRITES}",
            update=f"{WRITES} AND (published_by_id IS NULL OR published_by_id = {ME})",
            update_columns=("number", "published_by_id", "published_at"),
            delete=f"number IS NULL AND {WRITES}",
        ),
        Table(
            ACKNOWLEDGED,
            "personal",
            select=any_of(f"worker_id = {ME}", SEES_ALL, REPORTS_TO_ME),
            insert=f"worker_id = {ME} AND EXISTS (SELECT 1 FROM public.{VERSION} v"
            " WHERE v.id = version_id AND v.number IS NOT NULL)",
        ),
    ),
)
