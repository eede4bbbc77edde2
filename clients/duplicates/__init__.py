"""Entries of one file that tell the same: one stays, the other stands in its trail, by two people."""
