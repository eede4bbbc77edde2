"""Backup and restore: the data without its keys, the keys apart, and what was done since done again."""
