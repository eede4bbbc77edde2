"""What the launcher tells the person at the terminal."""

import sys

WIDTH = 8


def say(message: str, *, name: str = "latch") -> None:
    """Print one line, or several, with the name of who speaks in front."""
    for line in message.splitlines() or [""]:
        print(f"{name:<{WIDTH}}| {line}", file=sys.stderr, flush=True)
