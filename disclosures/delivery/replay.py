"""What becomes of this room's events at a restore: what recipients were told since is counted as lost."""

from confidentiality.work.backup.replaying import harmless, lost

harmless(
    "client_register_opened",
    "register_of_disclosures_opened",
    "copy_made",
    "owed_to_recipients_listed",
)
lost("handovers of releases", "release_handed_over")
lost("notices to recipients", "recipient_told", "recipient_acknowledged")
