"""What becomes of this room's events at a restore: `grant_ended` tells what ended; what was said is said again."""

from confidentiality.work.backup.replaying import harmless, lost

harmless("access_review_listed", "access_ended")
lost("access reviews", "access_review_began", "access_kept", "access_review_finished")
