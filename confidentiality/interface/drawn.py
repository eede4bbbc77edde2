"""Words drawn at random that people read to each other: a file's reference, a folder's label, a code to come in."""

import secrets

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that a tired eye takes for another


def drawn(length: int) -> str:
    """Return `length` letters and numbers, five bits each, in two halves, such as 7K3M-Q2XP."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(length))
    return f"{letters[: length // 2]}-{letters[length // 2 :]}"
