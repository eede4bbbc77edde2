"""Latch: the project, and the floor that every app stands on."""
