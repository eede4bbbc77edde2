"""Row security of the rota: everybody reads it; the line managers of a service write it, with people who may decide."""

from confidentiality.access.fence import ME, Fence, Table, has_role

SHIFT = "rota_shift"
_THEIRS = (
    f"({has_role('line_manager')} AND (SELECT access.my_service()) IN ({SHIFT}.service, 'both'))"
)

FUNCTIONS = """
-- May somebody be on call for a service all that time: in post, and its line manager, the deputy of one for the whole
-- of it, or the safeguarding lead, who reviews emergencies where no manager can.
CREATE FUNCTION access.fit_on_call(whom uuid, which text, beginning timestamptz, ending timestamptz) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT access.me() IS NOT NULL AND EXISTS (
        SELECT 1 FROM staff_worker w JOIN staff_account a ON a.id = w.account_id AND a.is_active
         WHERE w.account_id = whom AND (w.role = 'safeguarding_lead' OR w.service IN (which, 'both') AND (
             w.role = 'line_manager' OR EXISTS (
                 SELECT 1 FROM deputies_deputyship d JOIN staff_worker m ON m.account_id = d.manager_id
                  WHERE d.deputy_id = whom AND m.service IN (which, 'both') AND d.ended_at IS NULL
                    AND d.starts_at <= beginning AND d.ends_at >= ending)))) $$;
"""

FENCE = Fence(
    order=-5,  # asks for roles and for deputies
    functions=FUNCTIONS,
    callable=("access.fit_on_call(uuid, text, timestamptz, timestamptz)",),
    tables=(
        Table(
            SHIFT,
            "personal",
            select=f"{ME} IS NOT NULL",
            insert=f"made_by_id = {ME} AND {_THEIRS}"
            " AND access.fit_on_call(person_id, service, starts_at, ends_at)"
            " AND (second_id IS NULL OR access.fit_on_call(second_id, service, starts_at, ends_at))",
            delete=_THEIRS,
        ),
    ),
)
