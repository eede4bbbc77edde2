"""A manager of both services opens one half of a couple at a time (E1)."""
