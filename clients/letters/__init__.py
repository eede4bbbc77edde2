"""Everyday letters to clients, from the organisation's templates: to a safe address, or into their hand."""
