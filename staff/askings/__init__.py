"""Somebody asks for something about one of us: to the person first, and on their terms (clauses 2.1, 4.5.1)."""
