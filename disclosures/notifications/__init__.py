"""What a partner is told of a man's way through the programme: one way, a status and its day, and nothing else."""
