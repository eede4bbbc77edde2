"""Workers of partner agencies: invited by two, named in a protocol, they read what was released to them (5.7)."""
