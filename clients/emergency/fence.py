"""Row security of emergency access: who used it, who reviews it, who leads the file; nobody writes but functions."""

from confidentiality.access.fence import ME, Fence, Table, any_of, has_role, holds, is_actor
from confidentiality.work.fence import asks
from staff.deputies.fence import MY_MANAGERS

from .fence_sql import CALLABLE, FUNCTIONS

DISPOSER, REMINDER = is_actor("disposer"), is_actor("reminder")
ACCESS, SEARCH, ALERT = (
    "emergency_emergencyaccess",
    "emergency_emergencysearch",
    "emergency_wallalert",
)
MY_SERVICE = "(SELECT access.my_service())"
# Before me, or before whoever I stand in for.
REVIEWS = (
    f"(({ME} IN (manager_id, second_id) OR manager_id IN {MY_MANAGERS} OR second_id IN {MY_MANAGERS})"
    " AND access.may_review(id))"
)
# Told of what was found not justified, also where another reviewed it.
TOLD = f"outcome = 'not_justified' AND {has_role('safeguarding_lead')} AND access.is_told(id)"
ON_DUTY = (
    f"{has_role('line_manager')} AND (service = {MY_SERVICE} OR 'both' IN (service, {MY_SERVICE}))"
)

FENCE = Fence(
    order=10,  # asks the walls and grants of the files' room
    functions=FUNCTIONS,
    callable=CALLABLE,
    tables=(
        Table(
            ACCESS,
            "content",
            select=any_of(
                f"worker_id = {ME}",
                REVIEWS,
                holds("lead", f"{ACCESS}.file_id"),
                TOLD,
                REMINDER,
                DISPOSER,
            ),
            delete=DISPOSER,
        ),
        Table(
            SEARCH,
            "content",
            select=any_of(f"asked_by_id = {ME}", ON_DUTY),
            insert=f"asked_by_id = {ME} AND answered_at IS NULL AND service = {MY_SERVICE}",
        ),
        Table("emergency_ask", "closed"),
        Table(
            ALERT,
            "personal",
            select=any_of(f"access.is_told_of_wall({ALERT}.file_id, {ALERT}.worker_id)", DISPOSER),
            delete=DISPOSER,
        ),
        Table(
            "sealing_key",
            "keys",
            select=any_of(
                "kind = 'emergency' AND EXISTS"
                f" (SELECT 1 FROM public.{ACCESS} e WHERE e.id = sealing_key.subject)",
                "kind = 'search' AND EXISTS"
                f" (SELECT 1 FROM public.{SEARCH} s WHERE s.id = sealing_key.subject)",
            ),
            insert=f"kind IN ('emergency', 'search') AND {ME} IS NOT NULL",
            logins=("web",),
            label="emergency_keys",
        ),
        asks(
            "emergency.escalate",
            f"asked_by IS NULL AND {is_actor('dispatcher')}",
            slot="slot IS NOT NULL",
            label="clock_asks",
        ),
    ),
)
