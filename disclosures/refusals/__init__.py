"""Decisions not to share: recorded as carefully as what was shared (clauses 2.1, 3.3.1)."""
