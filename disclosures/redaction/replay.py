"""What becomes of this room's events at a restore."""

from confidentiality.work.backup.replaying import harmless, lost

harmless("redaction_opened")
lost("what was withheld from entries before they left", "redaction_step", "redaction_taken_back")
lost("what the machine read", "redaction_read")
lost("reviews of what would leave", "redaction_reviewed")
