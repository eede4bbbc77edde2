"""What becomes of this room's events at a restore."""

from confidentiality.work.backup.replaying import harmless, lost

harmless("linked_people_listed", "linked_person_opened", "identifiers_read", "merges_listed")
lost("people tied to case files", "linked_person_added", "named_partner_tied")
lost(
    "changes of linked people",
    "linked_person_changed",
    "linked_person_untied",
    "linked_person_tied",
)
lost("merges of linked people", "merge_proposed", "merge_decided")
