"""What a letter says: blanks and how they are filled, and words that say what the organisation does. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from confidentiality.sealing.index.words import latin

# Blanks that nobody is asked for by name: the client's name, the day, who writes, what is written freely.
KNOWN = ("name", "today", "worker", "more")
MORE = "[more]"  # where what is written freely stands; a template without it has it at its end
MOST_BLANKS = 12
_BLANK = re.compile(r"\[([^\[\]\n]{1,60})\]")
# Whoever finds the letter learns from these where she goes.
REVEALING = (
    *("abuse", "abused", "abusive", "abuser", "assault", "coercive", "controlling behaviour"),
    *("domestic", "violence", "violent", "refuge", "shelter", "survivor", "victim"),
    *("perpetrator", "programme", "dvpp", "iss", "idva", "isva", "marac", "dash", "rape"),
    *("women’s aid", "safety plan", "risk assessment", "non-molestation"),
    *("safeguarding", "support service", "support worker", "caseworker", "charity"),
)  # fmt: skip


def blanks(body: str) -> list[str]:
    """Return what a template asks for, in order, each once; what the page knows itself is not among it."""
    found = (each.strip() for each in _BLANK.findall(body))
    return [each for each in dict.fromkeys(found) if each and each.casefold() not in KNOWN]


def filled(body: str, told: Mapping[str, str]) -> str:
    """Return the text of a template with its blanks filled; a blank of which nothing is told stays as it is."""

    def one(found: re.Match[str]) -> str:
        name = found[1].strip()
        return told.get(name.casefold() if name.casefold() in KNOWN else name, found[0])

    return _BLANK.sub(one, body)


def with_more(body: str, more: str) -> str:
    """Return a filled text with what was written freely in its place, or at its end."""
    if MORE not in body:
        return f"{body}\n\n{more}" if more else body
    before, _, after = body.partition(MORE)
    return f"{before}{more}{after}" if more else before.rstrip() + after


def is_right(body: str) -> str:
    """Return in a sentence what is wrong with the brackets of a template; empty: nothing."""
    bare = _BLANK.sub("", body)
    if "[" in bare or "]" in bare:
        return "Each [ needs its ], with a few words between them on one line"
    if len(blanks(body)) > MOST_BLANKS:
        return f"A letter can ask for {MOST_BLANKS} things at the most"
    return ""


def says_what_we_do(text: str, names: Iterable[str] = ()) -> list[str]:
    """Return the words of a text that say who or what the organisation is: of the list, and its own `names`."""
    plain = _plain(text)
    own = [" ".join(name.casefold().split()) for name in names]
    return [
        word
        for word in dict.fromkeys([*REVEALING, *own])
        if (known := _plain(word)) and re.search(rf"\b{known}s?\b", plain)
    ]


def in_words(said: Sequence[str]) -> str:
    """Return what `says_what_we_do` found as half a sentence that names every word: each has to go."""
    words = ", ".join(f"‘{word}’" for word in said)
    return f"{words} {'says' if len(said) == 1 else 'say'} who we are or what we do"


def _plain(text: str) -> str:
    """Return a text's words in small Latin letters: no apostrophe, hyphen, stop or what nobody sees between them."""
    seen = "".join(each for each in text if unicodedata.category(each) != "Cf")
    return " ".join(re.findall(r"[a-z0-9]+", latin(seen)))
