"""How a tired or a cunning hand writes an identifier: each way keeps its letters and changes the rest."""

import unicodedata
from collections.abc import Callable
from datetime import date

from anyascii import anyascii

ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_LOOK_ALIKE = str.maketrans("aeocpxyABCEHKMOPTX", "аеосрхуАВСЕНКМОРТХ")
Spelling = Callable[[str], str]


def without_marks(text: str) -> str:
    """Return a text in plain letters."""
    return anyascii(text)


def apart(text: str) -> str:
    """Return a text with its marks as characters of their own."""
    return unicodedata.normalize("NFD", text)


def split_over_a_line(text: str) -> str:
    """Return a text with its longest word divided at the end of a line."""
    word = max(text.replace("-", " ").split(), key=len)
    middle = len(word) // 2
    return text.replace(word, f"{word[:middle]}-\n{word[middle:]}", 1)


def look_alike(text: str) -> str:
    """Return a text in which letters of another alphabet stand for some of ours, not for all of a word."""
    words = without_marks(text).split(" ")
    return " ".join(_mixed(word) for word in words)


def _mixed(word: str) -> str:
    changed = word.translate(_LOOK_ALIKE)
    stays = any(a == b and a.isalpha() for a, b in zip(word, changed, strict=True))
    return changed if stays else word


NAMES: dict[str, Spelling] = {
    "as it is": str,
    "small": str.lower,
    "capitals": str.upper,
    "plain letters": without_marks,
    "marks apart": apart,
    "doubled gaps": lambda text: text.replace(" ", "  "),
    "fixed gaps": lambda text: text.replace(" ", "\u00a0"),
    "over a line": lambda text: text.replace(" ", "\n"),
    "over a line, indented": lambda text: text.replace(" ", "\r\n    "),
    "a word over a line": split_over_a_line,
    "hyphens as gaps": lambda text: text.replace("-", " "),
    "gaps as hyphens": lambda text: text.replace(" ", "-"),
    "other hyphens": lambda text: text.replace("-", "\u2011"),
    "long hyphens": lambda text: text.replace("-", " – "),
    "without hyphens": lambda text: text.replace("-", ""),
    "other apostrophes": lambda text: text.replace("'", "\u2019"),
    "without apostrophes": lambda text: text.replace("'", ""),
    "apostrophes as gaps": lambda text: text.replace("'", " "),
    "zero width": lambda text: "\u200b".join(text),
    "soft hyphens": lambda text: "\u00ad".join(text),
    "wide": lambda text: without_marks(text).translate(_WIDE),
    "look-alike": look_alike,
    "underscores": lambda text: text.replace(" ", "_"),
}
AFTER = ("", ".", ",", "'s", "\u2019s", "'", ")", "?", ":", "\n", " -", "/")
BEFORE = ("", "(", '"', "\u2018", "\n", "- ", "/")


def phones(national: str) -> list[str]:
    """Return spellings of a British number that is given as its eleven digits."""
    rest = national[1:]
    return [
        national,
        f"{national[:5]} {national[5:]}",
        f"{national[:5]} {national[5:8]} {national[8:]}",
        f"({national[:5]}) {national[5:]}",
        f"{national[:5]}-{national[5:]}",
        f"{national[:4]}.{national[4:7]}.{national[7:]}",
        f"{national[:5]}\n{national[5:]}",
        f"+44{rest}",
        f"+44 {rest[:4]} {rest[4:]}",
        f"+44 (0){rest[:4]} {rest[4:]}",
        f"+44 (0) {rest[:4]}-{rest[4:]}",
        f"0044{rest}",
        f"0044 {rest[:4]} {rest[4:]}",
        f"00 44 {rest}",
        rest,
        " ".join(national),
        national.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}),
    ]


def postcodes(code: str) -> list[str]:
    """Return spellings of a postcode that is given with its gap."""
    first, second = code.split(" ")
    return [
        code,
        first + second,
        code.lower(),
        (first + second).lower(),
        f"{first}  {second}",
        f"{first}\n{second}",
        f"{first}-{second}",
        f"{first}\u00a0{second}",
        " ".join(first + second),
    ]


def dates(born: date) -> list[str]:
    """Return the usual spellings of a date."""
    month = f"{born:%B}"
    ending = "th" if 10 < born.day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(born.day % 10, "th")
    day, year = born.day, f"{born:%Y}"
    return [
        f"{born:%d/%m/%Y}",
        f"{born:%d/%m/%y}",
        f"{day}/{born.month}/{year}",
        f"{day}.{born.month}.{year[2:]}",
        f"{born:%d-%m-%Y}",
        f"{born:%d %m %Y}",
        f"{born:%Y-%m-%d}",
        f"{born:%Y/%m/%d}",
        f"{born:%d%m%Y}",
        f"{day} {month} {year}",
        f"{day}{ending} {month[:3]} {year[2:]}",
        f"{day}{ending} of {month} {year}",
        f"{day} {month.upper()} {year}",
        f"{month} {day} {year}",
        f"{month} {day}{ending}, {year}",
        f"{month[:3]} {day}, '{year[2:]}",
        f"{day}-{month[:3]}-{year}",
        f"{day}{month[:3]}{year[2:]}",
        f"{day}\n{month} {year}",
        f"{day} {month}",
    ]
