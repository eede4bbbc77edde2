"""One way in which something may be written, and how it has to stand in the text."""

from dataclasses import dataclass
from enum import Enum

from .proposals import Reason, Strength


class Case(Enum):
    """In which case something counts."""

    ANY = "any"
    CAPITAL = "capital"  # its first letter is one
    CAPITALS = "capitals"  # all are


@dataclass(frozen=True, slots=True)
class Form:
    """Words in small letters and digits, between which anything but letters and digits may stand.

    `loose`: gaps may stand anywhere in it (numbers, codes). `apart`: there has to be a gap between its words, or it
    is another number. `stem`: any ending may follow. `common`: an ordinary word too, and weak in small letters.
    """

    words: tuple[str, ...]
    reason: Reason
    strength: Strength = Strength.STRONG
    case: Case = Case.ANY
    loose: bool = False
    apart: bool = False
    stem: bool = False
    common: bool = False
    detail: str = ""

    @property
    def key(self) -> str:
        """Return what is looked for among the letters."""
        return "".join(self.words)
