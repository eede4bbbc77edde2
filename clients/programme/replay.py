"""What becomes of this room's events at a restore."""

from confidentiality.work.backup.replaying import harmless, lost

harmless("programme_listed", "programme_form_shown")
# to be recorded again by whoever works with him: whoever was told of it is told again, not left without
lost("events on the programme", "programme_event_recorded")
# to be recorded again from the paper
lost("forms that men on the programme signed", "programme_form_signed")
