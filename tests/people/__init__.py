"""People tied to case files."""
