"""What becomes of this room's events at a restore. That a period was changed, the room of retention does again."""

from uuid import UUID

from confidentiality.work.backup.fitting import without_key
from confidentiality.work.backup.replaying import lost

from .models import MailPassword

lost(
    "changes of the organisation’s details",
    "detail_change_asked",
    "detail_change_agreed",
    "detail_change_refused",
    "detail_change_withdrawn",
    "mail_password_kept",
)


@without_key(MailPassword, "passwords for the mail server, to be set anew by two people")
def let_go(passwords: list[UUID]) -> None:
    """Let go of passwords that were replaced since."""
    MailPassword.objects.filter(id__in=passwords).delete()
