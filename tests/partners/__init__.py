"""Tests of which files belong together."""
