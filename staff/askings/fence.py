"""Row security of requests about one of us: who recorded it, who handles it, whom it is about; nobody else."""

from confidentiality.access.fence import ME, Fence, Table, any_of

from .fence_sql import CALLABLE, FUNCTIONS, TRIGGERS

ASKING, NOTE = "askings_asking", "askings_askingnote"
_NOW = "BETWEEN now() - interval '5 minutes' AND clock_timestamp() + interval '5 minutes'"


def _about_me(asking: str) -> str:
    return f"access.asked_about_me({asking})"


def _handled(asking: str) -> str:
    return f"access.handles_asking({asking})"


_MINE_TO_NOTE = any_of(
    f"kind IN ('terms', 'known') AND {_about_me('asking_id')}",
    f"kind NOT IN ('terms', 'known') AND {_handled('asking_id')}",
)

FENCE = Fence(
    order=-4,  # asks who stands in, and who is away
    functions=FUNCTIONS,
    callable=CALLABLE,
    triggers=TRIGGERS,
    tables=(
        Table(
            ASKING,
            "content",
            select=any_of(f"recorded_by_id = {ME}", _about_me("id"), _handled("id")),
            insert=f"recorded_by_id = {ME} AND recorded_at {_NOW} AND closed_at IS NULL",
            logins=("web",),
        ),
        Table(
            NOTE,
            "content",
            select=any_of(_about_me("asking_id"), _handled("asking_id")),
            insert=f"by_id = {ME} AND at {_NOW} AND ({_MINE_TO_NOTE})",
            logins=("web",),
        ),
        Table(
            "sealing_key",
            "keys",
            # The first subquery sees what I may see; whoever recorded it is not among those of the second.
            select=any_of(
                f"kind = 'asking' AND EXISTS (SELECT 1 FROM public.{ASKING} a WHERE a.id = sealing_key.subject)",
                f"kind = 'answer' AND ({any_of(_about_me('subject'), _handled('subject'))})",
            ),
            insert=f"kind IN ('asking', 'answer') AND {ME} IS NOT NULL",
            logins=("web",),
            label="asking_keys",
        ),
    ),
)
