"""Somebody asks whether somebody is a client: what is said, and what is kept of it (clause 3.3.1)."""
