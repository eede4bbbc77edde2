"""Sharing protocols."""
