"""Entries of one file that tell the same."""
