"""Row security of the audit: everybody adds their own events, the records admin reads."""

from confidentiality.access.fence import ACTOR, ME, Fence, Table, has_role

FENCE = Fence(
    tables=(
        Table(
            "audit_event",
            "audit",
            select=has_role("records_admin"),
            insert=f"(person = {ME} AND actor = '') OR (person IS NULL AND actor = {ACTOR})",
        ),
    ),
)
