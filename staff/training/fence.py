"""Row security of inductions and trainings: noted by a manager of the person, HR or a records admin, never oneself."""

from confidentiality.access.fence import ME, Fence, Table, any_of, has_role
from staff.induction.fence import REPORTS_TO_ME

ITEM, NOTED, TRAINING = "training_item", "training_noted", "training_training"
NOTES_ALL = has_role("records_admin", "hr")
SOMEBODY = f"{ME} IS NOT NULL"
READS = any_of(f"worker_id = {ME}", NOTES_ALL, REPORTS_TO_ME)
NOTES = f"worker_id <> {ME} AND ({any_of(NOTES_ALL, REPORTS_TO_ME)})"
ADDS = f"noted_by_id = {ME} AND {NOTES}"
# Done by declaring, and by nobody's note.
OF_THEIR_OWN = (
    f"EXISTS (SELECT 1 FROM public.{ITEM} i WHERE i.id = item_id AND i.code = 'declared')"
)

FENCE = Fence(
    tables=(
        Table(
            ITEM,
            "reference",
            select=SOMEBODY,
            insert=f"code = 'other' AND retired_at IS NULL AND {NOTES_ALL}",
            update=NOTES_ALL,
            update_columns=("words", "position", "retired_at"),
        ),
        Table(
            NOTED, "personal", select=READS, insert=f"{ADDS} AND NOT {OF_THEIR_OWN}", delete=NOTES
        ),
        Table(TRAINING, "personal", select=READS, insert=ADDS, delete=NOTES),
    ),
)
