"""Row security of management agreements: the whole house reads that they exist, a line manager records one."""

from confidentiality.access.fence import ME, Fence, Table, any_of, has_role, is_actor

FENCE = Fence(
    order=11,  # asks what disclosures has made
    tables=(
        Table(
            "agencies_managementagreement",
            "reference",
            select=any_of(f"{ME} IS NOT NULL", is_actor("disposer")),  # which tidies the storage
            insert=f"author_id = {ME} AND {has_role('line_manager')}"
            " AND written_at < clock_timestamp() + interval '5 minutes'",
        ),
    ),
)
