"""What becomes of this room's events at a restore. That a period was changed, the room of retention does again."""

from confidentiality.work.backup.replaying import lost

lost(
    "changes of the organisation’s details",
    "detail_change_asked",
    "detail_change_agreed",
    "detail_change_refused",
    "detail_change_withdrawn",
    "mail_password_kept",
)
