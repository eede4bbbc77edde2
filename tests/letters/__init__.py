"""Everyday letters."""
