"""What a draft says, taken apart; no Django."""

from collections.abc import Iterable

SAID_BY_FORM = frozenset({"token", "kind", "nature", "sensitive", "sensitive_kind", "court_paper"})


def one_of(words: Iterable[Iterable[str]], name: str) -> str:
    """Return the value of a field, or nothing."""
    return next((value for key, value in words if key == name), "")


def as_text(words: Iterable[Iterable[str]]) -> str:
    """Return what was written: an entry's words as they are, any other form's line by line with their names."""
    written = [(name, value.strip()) for name, value in words]
    whole = one_of(written, "body")
    if whole:
        return whole
    said = [(name, value) for name, value in written if value and name not in SAID_BY_FORM]
    return "\n".join(f"{name.replace('_', ' ').capitalize()}: {value}" for name, value in said)
