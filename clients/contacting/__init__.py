"""How a client may be reached without endangering them: what was told, who said so, and each use of it."""
