"""What becomes of this room's events at a restore."""

from confidentiality.work.backup.replaying import lost

lost("shifts of the rota", "shift_entered", "shift_taken_back")
