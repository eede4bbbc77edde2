"""Pages of documents in a request to disclose."""
