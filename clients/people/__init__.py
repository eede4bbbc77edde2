"""Everybody who is tied to a case file: who they are, what changed of it, and which entries are one person's."""
