"""Whom a worker knows outside work: declared by them, read by nobody else, renewed each year."""
