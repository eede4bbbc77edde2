"""What goes wrong with seals; never with the words that were sealed."""


class SealingError(RuntimeError):
    """A seal did not open, a key is missing or not yours, or a value would be stored unsealed."""
