"""What becomes of this room's events at a restore."""

from confidentiality.work.backup.replaying import harmless, lost

harmless("letters_listed", "letter_opened")
lost("letters made", "letter_made")
lost("printings of letters: the next would not be marked as a copy", "letter_printed")
lost("changes of templates of letters", "letter_template_changed", "letter_template_retired")
