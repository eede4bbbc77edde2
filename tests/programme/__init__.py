"""Tests of what happened to a man on the programme."""
