"""Taking in a charity's spreadsheet: read, planned, confirmed, worked off, and undone if wrong."""
