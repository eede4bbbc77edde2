"""What becomes of this room's events at a restore: what was one stands apart again, and is counted."""

from confidentiality.work.backup.replaying import harmless, lost

harmless("duplicates_listed", "duplicate_opened", "duplicate_proposed")
lost("entries found to be written twice, which stand apart again", "duplicate_decided")
