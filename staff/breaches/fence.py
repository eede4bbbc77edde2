"""Row security of the breach register: one's own reports, what one handles, and nothing of what concerns oneself."""

from confidentiality.access.fence import ME, Fence, Table, any_of, has_role

from .fence_sql import CALLABLE, FUNCTIONS, TRIGGERS

BREACH, OPEN, EVENT = "breaches_breach", "breaches_openbreach", "breaches_event"
HANDLERS = has_role("data_protection_lead", "safeguarding_lead", "records_admin")


def _handled(breach: str) -> str:
    return f"{HANDLERS} AND access.handles_breach({breach})"  # the role first: it is asked once for all rows


# As with the audit: beyond what clocks differ nobody dates what they note.
_NOW = "BETWEEN now() - interval '5 minutes' AND clock_timestamp() + interval '5 minutes'"
# That it is in hand or closed, for whoever reported it; of what else was noted they see nothing.
_TURNS = (
    "kind IN ('taken', 'closed', 'reopened') AND EXISTS"
    f" (SELECT 1 FROM public.{BREACH} b WHERE b.id = breach_id AND b.reported_by_id = {ME})"
)
_DISCIPLINARY = (
    f"kind = 'disciplinary' AND {has_role('hr')} AND NOT access.concerned_by_breach(breach_id)"
)

FENCE = Fence(
    functions=FUNCTIONS,
    callable=CALLABLE,
    triggers=TRIGGERS,
    tables=(
        Table(
            BREACH,
            "content",
            select=any_of(f"reported_by_id = {ME}", _handled("id")),
            insert=f"reported_by_id = {ME} AND reported_at {_NOW}",
            logins=("web",),
        ),
        Table(OPEN, "content", select=_handled("breach_id"), logins=("web",)),  # kept by triggers
        Table(
            EVENT,
            "content",
            select=any_of(_handled("breach_id"), _TURNS, _DISCIPLINARY),
            insert=f"by_id = {ME} AND at {_NOW} AND {_handled('breach_id')}",
            logins=("web",),
        ),
        Table(
            "sealing_key",
            "keys",
            # The subqueries see what I may see; a reporter sees no row that is sealed under the second key.
            select=any_of(
                "kind = 'breach' AND EXISTS"
                f" (SELECT 1 FROM public.{BREACH} b WHERE b.id = sealing_key.subject)",
                f"kind = 'handling' AND {_handled('subject')}",
                "kind = 'handling' AND EXISTS (SELECT 1 FROM public.breaches_event e"
                " WHERE e.breach_id = sealing_key.subject AND e.kind = 'disciplinary')",
            ),
            insert=f"kind IN ('breach', 'handling') AND {ME} IS NOT NULL",
            logins=("web",),
            label="breach_keys",
        ),
    ),
)
