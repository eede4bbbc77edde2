"""The writing aid: words that a writer is asked to look at once more before an entry is saved."""
