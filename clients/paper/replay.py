"""What becomes of this room's events at a restore: where a folder was, the next stock-take finds."""

from confidentiality.work.backup.replaying import harmless, lost

harmless("paper_counted")
lost("paper folders put on the register", "paper_folder_added")
lost("paper folders taken out", "paper_taken_out")
lost("paper folders brought back", "paper_brought_back")
lost("places of paper", "paper_place_kept")
