"""Comparing names as people type them: case, accents, hyphens and spacing don't count."""

import re
import unicodedata

# Letters that Unicode does not take apart into a base letter and a mark.
WHOLE_LETTERS = str.maketrans(
    {
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ø": "o",
        "ħ": "h",
        "\u0131": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
    }
)
APOSTROPHES = re.compile("['`\u00b4\u02bc\u2018\u2019]")
GAPS = re.compile("[\\s.,_\u2010-\u2014-]+")


def fold(name: str) -> str:
    """The form in which two spellings of one name are equal.

    A lost letter ('?ur?a') stays a '?': what it stood for is not guessed, so it equals only itself.
    """
    apart = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    bare = APOSTROPHES.sub("", bare.translate(WHOLE_LETTERS))
    return GAPS.sub(" ", bare).strip()


def full_name_key(first_name: str, surname: str) -> str:
    """The key of a whole name, or '' where there are not two words to make one."""
    told = f"{first_name} {surname}"
    return fold(told) if len(told.split()) > 1 else ""


def told_name_key(told: str) -> str:
    """The key of a name told in one cell ('Carys Sandhu', 'Sandhu, Carys'), or ''.

    A single name ('Tariq', 'Mei-Ling') names nobody in particular and has no key.
    """
    if told.count(",") == 1:
        surname, first_name = told.split(",")
        return full_name_key(first_name, surname) if surname.strip() else ""
    return full_name_key(told, "")


def initials(first_name: str, surname: str) -> str:
    """What a list may show of a name: 'A.B.'; '?' where there is no letter to show."""
    letters = [part.strip()[:1].upper() for part in (first_name, surname) if part.strip()]
    return "".join(f"{letter}." for letter in letters) or "?"
