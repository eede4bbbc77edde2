"""Row security of decisions not to share: with the right to view the file; confirmed by somebody else alone."""

from confidentiality.access.fence import ME, Fence, Table, any_of, has_role, holds, is_actor

REFUSAL = "refusals_refusal"
DISPOSER = is_actor("disposer")
_NOW = "BETWEEN now() - interval '5 minutes' AND clock_timestamp() + interval '5 minutes'"
_FILE = f"{REFUSAL}.file_id"

FENCE = Fence(
    tables=(
        Table(
            REFUSAL,
            "content",
            select=any_of(holds("view", _FILE), DISPOSER),
            insert=f"recorded_by_id = {ME} AND recorded_at {_NOW} AND confirmed_at IS NULL AND confirmed_by_id IS NULL"
            f" AND {holds('contribute', _FILE)}",
            update=f"kind = 'not_warned' AND decided_by_id <> {ME} AND recorded_by_id <> {ME}"
            f" AND (confirmed_by_id IS NULL OR confirmed_by_id = {ME} AND confirmed_at {_NOW})"
            f" AND {has_role('line_manager', 'senior_practitioner')} AND {holds('view', _FILE)}",
            update_columns=("confirmed_by_id", "confirmed_at"),
            delete=DISPOSER,
        ),
    ),
)
