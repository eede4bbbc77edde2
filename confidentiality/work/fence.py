"""Row security of jobs: who asked sees theirs, the dispatcher claims, a handler's actor finishes its own."""

from confidentiality.access.fence import ACTOR, ME, Fence, Table, any_of, has_role, is_actor

_MINE = (
    f"({ACTOR} = 'importer' AND kind LIKE 'imports.%')"
    f" OR ({ACTOR} = 'disposer' AND (kind LIKE 'retention.%' OR kind = 'imports.undo'))"
)

FENCE = Fence(
    tables=(
        Table(
            "work_job",
            "reference",
            select=any_of(
                f"asked_by = {ME}", is_actor("dispatcher"), _MINE, has_role("records_admin")
            ),
            insert=any_of(
                f"asked_by = {ME}", f"asked_by IS NULL AND {is_actor('dispatcher', 'disposer')}"
            ),
            update=any_of(is_actor("dispatcher"), _MINE),
            update_columns=(
                "state",
                "done",
                "total",
                "attempts",
                "failure",
                "not_before",
                "lease_until",
                "ended_at",
            ),
        ),
    ),
)
