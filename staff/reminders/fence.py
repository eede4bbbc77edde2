"""Row security of reminders: one's own address and choice; the mailer opens addresses, and sends."""

from confidentiality.access.fence import ME, Fence, Table, any_of, has_role, is_actor
from confidentiality.work.fence import BY_ME, asks

from .fence_sql import CALLABLE, FUNCTIONS, TRIGGERS

MAILER = is_actor("mailer")
MINE = f"worker_id = {ME}"
_OF_MY_MESSAGE = (
    "EXISTS (SELECT 1 FROM public.reminders_message m WHERE m.id = work_job.subject"
    f" AND m.worker_id = {ME})"
)

FENCE = Fence(
    order=31,  # asks who decides about details
    functions=FUNCTIONS,
    callable=CALLABLE,
    triggers=TRIGGERS,
    tables=(
        Table(
            "reminders_address",
            "personal",
            select=any_of(MINE, MAILER),
            insert=f"{MINE} AND confirmed_at IS NULL",
        ),
        Table(
            "reminders_code",
            "credential",
            # Put there by whoever noted the address, and read by no person.
            select=MAILER,
            insert="tries = 0 AND EXISTS (SELECT 1 FROM public.reminders_address a"
            f" WHERE a.id = address_id AND a.worker_id = {ME} AND a.confirmed_at IS NULL)",
        ),
        Table(
            "reminders_choice",
            "personal",
            select=any_of(MINE, MAILER),
            insert=f"{MINE} AND looked_on IS NULL",
            update=any_of(MINE, MAILER),
            update_columns=("hour", "urgent", "looked_on"),
        ),
        Table(
            "reminders_message",
            "personal",
            select=any_of(
                MINE, MAILER, f"state IN ('failed', 'unsure') AND {has_role('records_admin')}"
            ),
            insert="state = 'waiting' AND tries = 0 AND failure = '' AND ended_at IS NULL AND ("
            + any_of(
                f"{MINE} AND kind IN ('code', 'trial') AND slot IS NULL",
                f"{MAILER} AND kind IN ('daily', 'urgent') AND slot IS NOT NULL",
            )
            + ")",
            update=MAILER,
            update_columns=("state", "tries", "failure", "ended_at"),
            delete=MAILER,
        ),
        Table(
            "sealing_key",
            "keys",
            select="kind = 'address' AND EXISTS (SELECT 1 FROM public.reminders_address a"
            " WHERE a.id = sealing_key.subject)",  # of which each sees their own, and the mailer all
            insert=f"kind = 'address' AND {ME} IS NOT NULL",
            label="address_keys",
        ),
        asks("reminders.send", f"{BY_ME} AND {_OF_MY_MESSAGE}"),
        asks("reminders.send", f"asked_by IS NULL AND {MAILER}", label="mailer_asks"),
    ),
)
