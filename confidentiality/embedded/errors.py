"""What stops the launcher."""


class LauncherError(Exception):
    """Something a person has to mend; the message says what happened and what to do."""
