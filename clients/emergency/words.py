"""What the audit's words mean to whoever reviews what was looked at."""

WORDS = {
    "emergency_asked": "Opened the file in an emergency",
    "emergency_ended": "Ended the emergency access",
    "file_opened": "Opened the file",
    "wall_tried": "Tried to reach the file from behind a wall",
    "file_refused": "Tried what emergency access does not open",
    "entries_listed": "Read the timeline",
    "entry_opened": "Opened a sensitive entry",
    "entry_added": "Wrote an entry",
    "entry_changed": "Changed an entry of their own",
    "safety_records_listed": "Read what others said that is critical for safety",
    "package_opened": "Opened a released package",
    "letter_downloaded": "Downloaded a letter",
}


def in_words(action: str) -> str:
    """Return an audit event's action as a sentence; one without a sentence of its own as its bare words."""
    return WORDS.get(action, action.replace("_", " ").capitalize())
