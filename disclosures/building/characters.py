"""Characters made into others, each looked at once: most of what is written is the same sixty."""

from collections.abc import Callable


class EachOnce(dict[int, str]):
    """A table for `str.translate` that asks what a character becomes when it is first met."""

    def __init__(self, becomes: Callable[[str], str]) -> None:
        super().__init__()
        self._becomes = becomes

    def __missing__(self, code: int) -> str:
        self[code] = self._becomes(chr(code))
        return self[code]
