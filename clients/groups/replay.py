"""What becomes of this room's events at a restore."""

from confidentiality.work.backup.replaying import harmless, lost

harmless("group_listed", "groups_of_file_listed")
lost("groups, and who runs them", "group_made", "group_changed")
lost(
    "group sessions and who was there",
    "group_session_recorded",
    "attendance_recorded",
    "attendance_taken_back",
)
lost("alerts of partners in one group", "partner_in_group")
# to be recorded again from the paper
lost("agreements to keep what others say", "keeping_signed")
