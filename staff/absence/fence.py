"""Row security of days away: colleagues see that somebody is away; a pause is seen by its own person alone (E1)."""

from confidentiality.access.fence import ME, Fence, Table, any_of, has_role

ABSENCE = "absence_absence"


def manages(person: str) -> str:
    """Return the SQL test 'I am a line manager, theirs, or of their team by its grant'."""
    return (
        f"({has_role('line_manager')} AND EXISTS (SELECT 1 FROM public.staff_worker w"
        f" WHERE w.account_id = {person} AND (w.line_manager_id = {ME} OR w.team_id IN"
        f" (SELECT g.group_id FROM public.staff_account_groups g WHERE g.account_id = {ME}))))"
    )


_OWN = f"worker_id = {ME}"
_THEIRS = f"kind = 'away' AND {manages(f'{ABSENCE}.worker_id')}"

FENCE = Fence(
    order=-5,  # asks for roles
    tables=(
        Table(
            ABSENCE,
            "personal",
            select=any_of(_OWN, f"kind = 'away' AND {ME} IS NOT NULL"),
            insert=f"entered_by_id = {ME} AND ({any_of(_OWN, _THEIRS)})",
            delete=any_of(_OWN, _THEIRS),
        ),
    ),
)
