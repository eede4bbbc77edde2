"""Who is on call out of hours, for each service."""
