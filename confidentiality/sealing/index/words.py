"""The forms in which names, numbers, postcodes and dates are compared. Pure; nothing here knows a key.

Every script is written in Latin letters, without case, marks, apostrophes and hyphens, so that what a tired hand types
finds what another one wrote.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

import jellyfish
import phonenumbers
from anyascii import anyascii

MOST_WORDS = 12  # of one name; what follows is nobody's name
PREFIXES = (2, 4)
HOME = "GB"  # whose numbers are written without a country
# What comes before a name and is written apart, joined or not at all.
LITTLE = frozenset({"o", "mc", "mac", "al", "el", "ul"})
_APOSTROPHES = re.compile("['`\u00b4\u02b9-\u02bf\u2018\u2019\u201b\u2032\uff07]")
_JOINED = re.compile(r"[^\s,/&+]+")  # what stands together, hyphens included
_PARTS = re.compile(r"[a-z0-9]+")
# Ideographs and Hangul syllables: one is a word's syllable, and is written as one.
_SYLLABLES = re.compile("([\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]+)")
_LEAST_DIGITS = 6
_LETTERS = re.compile(r"[^\W\d_]+")  # beside a number: whose it is, and when it may be rung
# Letters taken for digits, where they stand in a number and in no word.
_MISREAD = re.compile(r"(?<=\d)[oOlI]+(?![^\W\d_])|(?<![^\W\d_])[oOlI]+(?=\d)")
_READ_AS = str.maketrans("oOlI", "0011")
_AT_HOME = re.compile(r"(?:(?:\+|00)?44|0)(?:[ ().\-\u2010-\u2015]*\d){9,10}")
_BESIDE_EACH_OTHER = re.compile(r"[/,;|\n]+")
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}")


def latin(text: str) -> str:
    """Return a text in small Latin letters without marks and apostrophes; gaps and hyphens stay."""
    bare = _APOSTROPHES.sub("", unicodedata.normalize("NFC", text))
    apart = unicodedata.normalize("NFKD", _SYLLABLES.sub(_spelt, bare).casefold())
    letters = "".join(each for each in apart if not unicodedata.combining(each))
    return _APOSTROPHES.sub("", anyascii(letters)).casefold()


def _spelt(found: re.Match[str]) -> str:
    # the first is the family's name, the others are one given name
    family, *given = (anyascii(syllable) for syllable in found[1])
    return f" {family} {'-'.join(given)} "


def compounds(text: str) -> list[tuple[str, ...]]:
    """Return a name's words in order, each as its parts: 'Anne-Marie Ó Briain' is (anne, marie), (o,), (briain,)."""
    written = (tuple(_PARTS.findall(each)) for each in _JOINED.findall(latin(text)))
    return [parts for parts in written if parts][:MOST_WORDS]


def name_words(text: str) -> frozenset[str]:
    """Return every single name by which a name may be looked for: parts, what is joined, what follows 'O’' and 'Mc'."""
    found = compounds(text)
    words = {part for parts in found for part in parts[:MOST_WORDS]}
    words |= {"".join(parts) for parts in found if len(parts) > 1}
    plain = [part for parts in found for part in parts]
    words |= {small + name for small, name in pairwise(plain) if small in LITTLE or len(small) == 1}
    words |= set(_PARTS.findall(latin(_APOSTROPHES.sub(" ", text)))[: 2 * MOST_WORDS])
    words |= {word[2:] for word in words if word.startswith("mc") and len(word) > 4}
    return frozenset(word for word in words if len(word) > 1)


def wanted_words(text: str) -> tuple[tuple[str, ...], ...]:
    """Return what a name has to answer that is looked for: each of these, in one of its forms.

    Single letters and little words are not asked for where there is more to ask.
    """
    asked = [
        tuple(dict.fromkeys((part, "".join(parts))))
        for parts in compounds(text)
        for part in parts[:MOST_WORDS]
    ]
    telling = [forms for forms in asked if len(forms[0]) > 1 and forms[0] not in LITTLE]
    return tuple(telling or [forms for forms in asked if len(forms[0]) > 1])


def whole(text: str) -> tuple[str, ...]:
    """Return the single names of a name, each written as one word, without little words and single letters."""
    found = tuple("".join(parts) for parts in compounds(text))
    telling = tuple(word for word in found if len(word) > 1 and word not in LITTLE)
    return telling or tuple(word for word in found if len(word) > 1)


def name_pairs(text: str) -> frozenset[str]:
    """Return the pairs of the first and the last name with each other and with those between, in no order."""
    found = ["".join(parts) for parts in compounds(text)]
    ends = {*found[:1], *found[-1:]}
    return frozenset(
        " ".join(sorted((end, other))) for end in ends for other in found if end != other
    )


def prefixes(word: str) -> Iterator[str]:
    """Yield the beginnings under which a word is found."""
    return (word[:length] for length in PREFIXES if len(word) >= length)


def sound(word: str) -> str:
    """Return what a word sounds like, as consonants; Aisha and Ayesha, Szymon and Simon are alike."""
    code = jellyfish.metaphone(word)
    code = code[:1] + re.sub("[HWY]", "", code[1:])
    return re.sub(r"(.)\1+", r"\1", code)


def sounds(words: Iterable[str]) -> frozenset[str]:
    """Return what these words sound like; a word of which nothing sounds is left out."""
    return frozenset(code for word in words if word.isalpha() and (code := sound(word)))


def phone(text: str) -> str:
    """Return a telephone number as the world dials it, or its digits where nobody can tell; '' for none.

    Of a text with words in it, the number with the most digits.
    """
    return _dialled(max(_numbers(text), key=_digits_of, default=""))


def phones(text: str) -> frozenset[str]:
    """Return every telephone number in a text, as each is dialled: nobody is known by the words beside it."""
    found = set[str]()
    for number in _numbers(text):
        parts = [
            each for each in _BESIDE_EACH_OTHER.split(number) if _digits_of(each) >= _LEAST_DIGITS
        ]
        for part in parts or [number]:
            at_home = _AT_HOME.findall(part)
            whole = _dialled(part)
            found |= {whole} if whole.startswith("+") or not at_home else {*map(_dialled, at_home)}
    return frozenset(found - {""})


def _numbers(text: str) -> list[str]:
    """Return what stands between the words of a text, without what nobody sees, digits for letters like them."""
    seen = "".join(
        c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf"
    )
    return _LETTERS.split(_MISREAD.sub(lambda letters: letters[0].translate(_READ_AS), seen))


def _digits_of(text: str) -> int:
    return sum(map(str.isdigit, text))


def _dialled(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    if len(digits) < _LEAST_DIGITS:
        return ""
    try:
        read = phonenumbers.parse(text, HOME)
    except phonenumbers.NumberParseException:
        return digits
    if not phonenumbers.is_possible_number(read):
        return digits
    return phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)


def postcode(text: str) -> str:
    """Return a British postcode without its gap, or '' for what is none."""
    found = "".join(text.split()).upper()
    return found if _POSTCODE.fullmatch(found) else ""


def day(born: date | str) -> str:
    """Return a day as it is compared."""
    return str(born)
