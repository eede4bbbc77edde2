"""Pages of documents in a request: looked at one by one, covered where something is withheld, drawn anew."""
