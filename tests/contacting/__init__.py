"""Safe contact: what was told, and every use of it."""
