"""E-mails that say that something waits, and nothing else."""
