"""Tests of what a partner is told of a man’s way through the programme."""
