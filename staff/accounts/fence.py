"""Row security of account changes and invitations."""

from confidentiality.access.fence import ME, Fence, Table, any_of, has_role

from . import dormant_sql
from .fence_sql import CALLABLE, DECIDERS, FUNCTIONS, TRIGGERS

_ASKS = "access.may_ask_for_account(kind, worker_id, line_manager_id, role)"
MAY_ASK = """
CREATE FUNCTION access.may_ask_for_account(what text, whom uuid, reports_to uuid, as_role text)
    RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT access.asks_for(access.me(), what, whom, reports_to, as_role) $$;
"""

FENCE = Fence(
    functions=FUNCTIONS + MAY_ASK + dormant_sql.FUNCTIONS,
    callable=(
        *CALLABLE,
        *dormant_sql.CALLABLE,
        "access.may_ask_for_account(text, uuid, uuid, text)",
    ),
    triggers=TRIGGERS,
    tables=(
        Table(
            "accounts_change",
            "personal",
            # Nobody sees what is asked about themselves: a suspension may protect somebody.
            select=any_of(
                f"asked_by_id = {ME}", f"worker_id IS DISTINCT FROM {ME} AND {has_role(*DECIDERS)}"
            ),
            insert=f"asked_by_id = {ME} AND worker_id IS DISTINCT FROM {ME} AND decided_by_id IS NULL"
            f" AND decided_at IS NULL AND outcome = '' AND {_ASKS}",
        ),
        Table(
            "accounts_invitation",
            "credential",
            # Prints of codes: put there by whoever asked, read by nobody.
            insert="second = '' AND expires_at IS NULL AND taken_at IS NULL AND EXISTS ("
            "SELECT 1 FROM public.accounts_change c WHERE c.id = change_id AND c.worker_id = person"
            f" AND c.asked_by_id = {ME} AND c.outcome = '')",
            logins=("web",),
        ),
    ),
)
