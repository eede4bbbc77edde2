"""What comes in as a document: received sealed, looked into, scanned; and the copies that may leave."""
