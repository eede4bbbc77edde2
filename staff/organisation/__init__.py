"""What there is to set up, and the organisation's own details, changed by two."""
