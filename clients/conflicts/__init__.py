"""Colleagues who must not see a case file: what follows from declarations, and from what was said at a file."""
