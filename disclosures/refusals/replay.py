"""What becomes of this room's events at a restore."""

from confidentiality.work.backup.replaying import harmless, lost

harmless("refusals_listed", "refusals_waiting_listed")
lost("decisions not to share", "refusal_recorded")
lost("confirmations of decisions not to warn", "refusal_confirmed")
