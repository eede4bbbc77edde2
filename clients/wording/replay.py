"""What becomes of this room's events at a restore."""

from confidentiality.work.backup.replaying import lost

lost("changes of the writing aid's list", "wording_changed")
