"""Row security of what is prepared to leave: by whoever asks, while it is a draft; looked at by somebody else."""

from confidentiality.access.fence import ME, Fence, Table, any_of, has_role, holds, is_actor

STEP, WEIGHING = "redaction_step", "redaction_weighing"
READING, REVIEW = "redaction_reading", "redaction_review"
DISPOSER = is_actor("disposer")
_MINE = f"p.requester_id = {ME} AND p.state = 'draft'"
_OPEN = "p.state IN ('draft', 'submitted', 'approved')"
_NOW = "{} BETWEEN now() - interval '5 minutes' AND clock_timestamp() + interval '5 minutes'"


def _of_request(table: str, more: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM public.disclosures_request p WHERE p.id = {table}.request_id"
        f" AND p.file_id = {table}.file_id AND {more})"
    )


def _prepares(table: str) -> str:
    """Whoever asks, who may read what others said: by what they could be known is looked for."""
    return f"{holds('third_party', f'{table}.file_id')} AND {_of_request(table, _MINE)}"


_PICKED = (
    f"EXISTS (SELECT 1 FROM public.disclosures_requestitem i WHERE i.request_id = {STEP}.request_id"
    f" AND i.entry_id = {STEP}.entry_id AND i.file_id = {STEP}.file_id)"
)
_MY_STEP = (
    f"EXISTS (SELECT 1 FROM public.{STEP} s WHERE s.id = {WEIGHING}.step_id AND s.by_id = {ME}"
    f" AND s.request_id = {WEIGHING}.request_id)"
)
_THAT_READING = (
    f"EXISTS (SELECT 1 FROM public.{READING} r WHERE r.id = {REVIEW}.reading_id"
    f" AND r.request_id = {REVIEW}.request_id AND r.content = {REVIEW}.content)"
)
_REVIEWS = any_of(
    holds("contribute", f"{REVIEW}.file_id"), has_role("line_manager", "senior_practitioner")
)

FUNCTIONS = f"""
-- Words of these entries may stand among what a machine found in a copy that has not left: they go, and are read anew.
CREATE FUNCTION access.forget_what_was_found(entries uuid[]) RETURNS void LANGUAGE sql
    SET search_path = public, pg_temp AS $$
    DELETE FROM {REVIEW} v USING disclosures_requestitem i, disclosures_request q
     WHERE v.request_id = q.id AND i.request_id = q.id AND i.entry_id = ANY (entries) AND q.state <> 'released';
    DELETE FROM {READING} m USING disclosures_requestitem i, disclosures_request q
     WHERE m.request_id = q.id AND i.request_id = q.id AND i.entry_id = ANY (entries) AND q.state <> 'released' $$;
"""

FENCE = Fence(
    order=11,  # asks requests and their items
    functions=FUNCTIONS,
    tables=(
        Table(
            STEP,
            "content",
            select=any_of(holds("view", f"{STEP}.file_id"), DISPOSER),
            insert=f"by_id = {ME} AND taken_back_at IS NULL AND {_NOW.format('at')}"
            f" AND {_prepares(STEP)} AND {_PICKED}",
            update=_prepares(STEP),
            update_columns=("taken_back_at",),
            delete=DISPOSER,
        ),
        Table(
            WEIGHING,
            "content",
            select=any_of(holds("third_party", f"{WEIGHING}.file_id"), DISPOSER),
            insert=f"by_id = {ME} AND {_NOW.format('at')} AND {_prepares(WEIGHING)} AND {_MY_STEP}",
            delete=DISPOSER,
        ),
        Table(
            READING,
            "content",
            select=any_of(holds("view", f"{READING}.file_id"), DISPOSER),
            insert=f"by_id = {ME} AND {_NOW.format('at')} AND {holds('third_party', f'{READING}.file_id')}"
            f" AND {_of_request(READING, _OPEN)}",
            delete=DISPOSER,
        ),
        Table(
            REVIEW,
            "content",
            select=any_of(holds("view", f"{REVIEW}.file_id"), DISPOSER),
            insert=f"by_id = {ME} AND {_NOW.format('at')} AND {holds('view', f'{REVIEW}.file_id')} AND ({_REVIEWS})"
            f" AND {_of_request(REVIEW, f'p.requester_id <> {ME} AND {_OPEN}')} AND {_THAT_READING}",
            delete=DISPOSER,
        ),
    ),
)
