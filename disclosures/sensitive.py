"""Words that may be a sensitive fact, in texts that are newly written and leave (clause 4.4.2). No Django."""

from collections.abc import Iterable
from functools import cache

from disclosures.matcher import Matcher, Reason


def sensitive_words(texts: Iterable[str]) -> list[str]:
    """Return the words of some texts that may tell a sensitive fact, each once, as they stand there."""
    found = (
        text[each.start : each.end]
        for text in texts
        for each in _matcher().read(text)
        if each.reason == Reason.SENSITIVE
    )
    return list(dict.fromkeys(" ".join(words.split()) for words in found))


@cache
def _matcher() -> Matcher:
    return Matcher(())
