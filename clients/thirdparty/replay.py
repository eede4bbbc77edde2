"""What becomes of this room's events at a restore: a moved passage stands in its entry again, and is counted."""

from confidentiality.work.backup.replaying import harmless, lost

harmless("third_party_record_opened", "moved_passages_opened")
lost("third-party records changed", "third_party_record_changed")
lost("passages moved out of entries, which stand in them again", "passage_moved")
lost("passages put back into entries", "passage_put_back")
