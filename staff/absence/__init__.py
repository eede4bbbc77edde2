"""Days on which somebody is away, or takes no new case files."""
