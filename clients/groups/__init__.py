"""Groups in which clients meet: their sessions, who was there, and that they were asked to keep what they hear."""
