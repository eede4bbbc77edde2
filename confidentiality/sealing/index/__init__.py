"""The search index: keyed tokens of names and identifiers, from which nobody without the index key can tell a name."""
