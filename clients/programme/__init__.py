"""What happened to a man on the programme: events on his file, and the state that the last one gives."""
