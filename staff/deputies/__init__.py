"""Who stands in for a line manager, from when, until when."""
