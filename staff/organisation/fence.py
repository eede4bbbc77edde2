"""Row security of the organisation's details: changed by the database with a decision, and by no login."""

from confidentiality.access.fence import ME, Fence, Table, any_of, has_role, is_actor

from .fence_sql import CALLABLE, DECIDERS, FUNCTIONS, TRIGGERS

DECIDES = has_role(*DECIDERS)
MAILER = is_actor("mailer")

FENCE = Fence(
    order=30,  # asks the schedule of the retention room
    functions=FUNCTIONS,
    callable=CALLABLE,
    triggers=TRIGGERS,
    tables=(
        Table(
            "organisation_detail",
            "reference",
            select=any_of(
                f"kind IN ('letters', 'networks') AND {ME} IS NOT NULL",
                has_role(*DECIDERS, "data_protection_lead"),
                MAILER,
            ),
        ),
        Table(
            "organisation_detailchange",
            "personal",
            select=DECIDES,
            insert=f"asked_by_id = {ME} AND decided_by_id IS NULL AND decided_at IS NULL AND outcome = ''",
        ),
        # Put there by whoever asks, and read by no person.
        Table(
            "organisation_mailpassword",
            "credential",
            select=MAILER,
            insert=f"made_by_id = {ME} AND {DECIDES}",
        ),
        Table(
            "sealing_key",
            "keys",
            insert=f"kind = 'mail' AND {ME} IS NOT NULL",
            logins=("web",),
            label="mail_keys",
        ),
        Table(
            "sealing_key",
            "keys",
            select=f"kind = 'mail' AND {MAILER}",
            logins=("worker",),
            label="mailer_keys",
        ),
    ),
)
