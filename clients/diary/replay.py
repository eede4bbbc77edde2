"""What becomes of this room's events at a restore."""

from confidentiality.work.backup.replaying import harmless, lost

harmless("diary_listed")
lost(
    "appointments",
    "appointment_made",
    "appointment_moved",
    "appointment_said",
    "appointment_unsaid",
)
