"""The duty search: somebody rings, and her worker is away."""
