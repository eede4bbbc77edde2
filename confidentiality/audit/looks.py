"""Which events of a case file its lead may see, in words: what people did who could see the file.

Row security goes by this list, so an action that is not thought about here stays with the records admin. Left out on
purpose: attempts on a hidden file (they are recorded without the file, and tell neither who stands behind a wall nor
that somebody tried); what the system did of itself (why a sweep kept a file can tell that a partner's file is active);
imports (their events stand for both halves of a couple).
"""

LOOKS = {
    "file_opened": "Opened the file",
    "file_created": "Opened the file as new",
    "file_closed": "Closed the file",
    "file_reviewed": "Reviewed the file",
    "file_refused": "Tried to do more than they may",
    "file_close_refused": "Tried to close the file",
    "entries_listed": "Read the timeline",
    "entry_opened": "Opened a sensitive entry",
    "entry_added": "Added an entry",
    "entry_changed": "Changed an entry",
    "entry_change_refused": "Tried to change an entry",
    "third_party_records_listed": "Read what others said",
    "third_party_record_added": "Added what somebody said",
    "third_party_document_added": "Added a document from somebody else",
    "document_added": "Added a document",
    "document_opened": "Opened a document",
    "document_add_refused": "Tried to add a document",
    "consent_recorded": "Recorded a consent",
    "consent_withdrawn": "Recorded that a consent was withdrawn",
    "disclosure_asked": "Asked to disclose",
    "disclosure_changed": "Changed a request to disclose",
    "disclosure_submitted": "Sent a request to disclose for sign-off",
    "disclosure_decided": "Decided about a request to disclose",
    "disclosure_withdrawn": "Withdrew a request to disclose",
    "disclosure_released": "Released a package",
    "risk_discussed": "Noted a discussion of risk",
    "package_opened": "Opened a package",
    "package_read_whole": "Read a package whole",
    "letter_downloaded": "Took the letter of a package",
    "grant_given": "Gave somebody a grant",
    "team_grant_given": "Gave a team a grant",
    "hold_placed": "Placed a hold",
    "hold_lifted": "Lifted a hold",
    "hold_refused": "Tried to lift a hold",
    "submit": "Tried to send a request to disclose for sign-off",
    "withdraw": "Tried to withdraw a request to disclose",
    "approval": "Tried to decide about a request to disclose",
    "emergency_asked": "Took emergency access",
    "emergency_ended": "Ended emergency access",
    "emergency_access_listed": "Read who had emergency access",
    "emergency_review_opened": "Opened the review of an emergency access",
    "emergency_reviewed": "Reviewed an emergency access",
    "safety_records_listed": "Read what others said that is critical for safety",
}
