"""Row security of notifications: her file's, or her strand's, and nothing of it on his side (clause 4.2.1 i, E26)."""

from clients.programme.fence import EVENT
from confidentiality.access.fence import ACTOR, ME, Fence, Table, any_of, holds, is_actor
from confidentiality.work.fence import asks

from .fence_people import FUNCTIONS as PEOPLE
from .fence_people import TRIGGERS as PEOPLE_TRIGGERS
from .fence_sql import CALLABLE, FUNCTIONS, TRIGGERS

NOTIFICATION, ATTEMPT, PREFERENCE, STRAND = (
    "notifications_notification",
    "notifications_attempt",
    "notifications_preference",
    "notifications_strand",
)
DISPOSER, NOTIFIER = is_actor("disposer"), is_actor("notifier")
_NOW = "{} BETWEEN now() - interval '5 minutes' AND clock_timestamp() + interval '5 minutes'"
# Whoever may read a strand sees it, and what hangs on it, by the strand's own policy.
_STRAND_OF_MINE = f"EXISTS (SELECT 1 FROM public.{STRAND} s WHERE s.id = {{row}})"
_READS_STRAND = f"{ME} IS NOT NULL AND access.reads_strand({STRAND}.id, {STRAND}.given_to_id)"


def _of_hers(table: str) -> tuple[str, str]:
    return (
        f"file_id IS NOT NULL AND {holds('view', f'{table}.file_id')}",
        f"strand_id IS NOT NULL AND {ME} IS NOT NULL AND "
        + _STRAND_OF_MINE.format(row=f"{table}.strand_id"),
    )


def _unread(table: str) -> Table:
    """Return a table that functions alone read: it says which of her rows come of what is his."""
    return Table(table, "personal", select=DISPOSER, delete=DISPOSER)


# Nobody's name stands on it: whoever recorded the event could see by it how long the notifier took.
_OF_MY_EVENT = (
    f"asked_by IS NULL AND EXISTS (SELECT 1 FROM public.{EVENT} e"
    f" WHERE e.id = work_job.subject AND e.recorded_by_id = {ME})"
)
_BY_THE_CLOCK = f"{ACTOR} = 'dispatcher' AND asked_by IS NULL AND access.programme_waits()"

FENCE = Fence(
    order=30,  # asks ties, people of files, the programme, safe contact
    functions=FUNCTIONS + PEOPLE,
    callable=CALLABLE,
    triggers=TRIGGERS + PEOPLE_TRIGGERS,
    tables=(
        Table(
            NOTIFICATION,
            "content",
            select=any_of(*_of_hers(NOTIFICATION), DISPOSER),
            delete=DISPOSER,
        ),
        Table(
            ATTEMPT,
            "content",
            select=any_of(
                f"EXISTS (SELECT 1 FROM public.{NOTIFICATION} n WHERE n.id = notification_id)",
                DISPOSER,
            ),
            insert=f"by_id = {ME} AND {_NOW.format('at')} AND happened_at <= at + interval '5 minutes'"
            " AND access.tells_notification(notification_id)",
            delete=DISPOSER,
        ),
        Table(
            PREFERENCE,
            "content",
            select=any_of(*_of_hers(PREFERENCE), DISPOSER),
            insert=f"by_id = {ME} AND {_NOW.format('at')} AND ("
            + any_of(
                f"file_id IS NOT NULL AND {holds('contribute', f'{PREFERENCE}.file_id')}",
                _of_hers(PREFERENCE)[1],
            )
            + ")",
            delete=DISPOSER,
        ),
        Table(STRAND, "content", select=_READS_STRAND),
        _unread("notifications_origin"),
        _unread("notifications_personlookedat"),
        _unread("notifications_tolookat"),
        Table(
            "sealing_key",
            "keys",
            select=f"kind = 'strand' AND {ME} IS NOT NULL AND "
            + _STRAND_OF_MINE.format(row="sealing_key.subject"),
            logins=("web",),
            label="strand_keys",
        ),
        Table(
            "sealing_key",
            "keys",
            select=f"{NOTIFIER} AND (kind = 'strand' OR kind = 'third_party'"
            " AND access.notifier_reads(sealing_key.subject))",
            insert=f"{NOTIFIER} AND kind = 'strand'",
            logins=("worker",),
            label="notifier_keys",
        ),
        Table(
            "people_personversion",
            "content",
            select=f"{NOTIFIER} AND access.notifier_reads(people_personversion.file_id)",
            logins=("worker",),
            label="notifier",
        ),
        asks("notifications.look", _OF_MY_EVENT),
        asks("notifications.look", _BY_THE_CLOCK, slot="slot IS NOT NULL", label="clock"),
    ),
)
