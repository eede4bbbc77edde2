"""What becomes of this room's events at a restore."""

from confidentiality.work.backup.replaying import lost

lost("days away", "days_away_entered", "days_away_taken_back")
