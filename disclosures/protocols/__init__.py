"""Sharing protocols with partner agencies: proposed by one person, agreed by a manager (clauses 5.5 to 5.8)."""
