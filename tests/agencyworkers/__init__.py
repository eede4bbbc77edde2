"""Workers of partner agencies."""
