"""What stops a backup, a restore or an upgrade."""


class BackupError(RuntimeError):
    """Something an operator has to mend; the message says what happened and what to do."""
