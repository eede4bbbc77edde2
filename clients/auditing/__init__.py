"""Pages of the audit: the records admin's, and who has looked at a file for its lead."""
