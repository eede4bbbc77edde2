"""Requests for one’s own file."""
