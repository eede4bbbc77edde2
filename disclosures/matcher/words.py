"""The matcher's lists: small files beside it that anybody can read and edit.

`[section]` begins a section; words stand one to a line or between commas; `#` begins a remark.
"""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "words"


@cache
def sections(name: str) -> dict[str, tuple[str, ...]]:
    """Return a list's sections, each with its words in the order of the file."""
    found: dict[str, list[str]] = {}
    section = ""
    for line in (FOLDER / f"{name}.txt").read_text("utf-8").splitlines():
        said = line.partition("#")[0].strip()
        if said.startswith("["):
            section = said.strip("[]")
        elif said:
            found.setdefault(section, []).extend(w.strip() for w in said.split(",") if w.strip())
    return {section: tuple(words) for section, words in found.items()}


@cache
def lines(name: str) -> tuple[tuple[str, ...], ...]:
    """Return a list's lines, each with its words."""
    text = (FOLDER / f"{name}.txt").read_text("utf-8")
    said = (line.partition("#")[0] for line in text.splitlines())
    split = (tuple(w.strip() for w in line.split(",") if w.strip()) for line in said)
    return tuple(words for words in split if words)


@cache
def common() -> frozenset[str]:
    """Return every ordinary word, in small letters."""
    return frozenset(word.lower() for words in sections("common").values() for word in words)
