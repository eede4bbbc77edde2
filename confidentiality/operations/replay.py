"""What becomes of this room's events at a restore."""

from confidentiality.work.backup.replaying import harmless

harmless("health_read")
