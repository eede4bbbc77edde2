"""Whether two numbers, e-mail addresses or postal addresses are one, however they are spelt. Pure.

Asked of what is blocked: in doubt it is the same. A letter that does not go costs a telephone call; one that goes to
the wrong door can cost a life.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from confidentiality.sealing.index import words

# Words at the end of a street as they are shortened; of the place, what says nothing.
_SHORT = {
    "rd": "road",
    "st": "street",
    "str": "street",
    "saint": "street",  # 'St' at the beginning is written so too
    "ave": "avenue",
    "av": "avenue",
    "cl": "close",
    "ln": "lane",
    "dr": "drive",
    "cres": "crescent",
    "ct": "court",
    "pl": "place",
    "ter": "terrace",
    "terr": "terrace",
    "gdns": "gardens",
    "sq": "square",
    "gr": "grove",
    "pk": "park",
    "apartment": "flat",
    "apt": "flat",
    "unit": "flat",
}
_POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]?\s*[0-9][A-Z]{2}\b")
_NUMBER = re.compile(r"[0-9]+[a-z]?")
_HOUSE_NUMBER = re.compile(r"[0-9]{1,4}[a-z]?")  # what is longer is rung
_NUMBER_IN_TEXT = re.compile(
    r"(?:\+|\b00|\(|\b)[0-9oO][0-9oOlI ().\-/\u2010-\u2015\u00a0]{4,}[0-9oOlI](?![^\W_])"
)
_EMAIL = re.compile(r"[^\s<>()\[\],;:/\"\u2018-\u201f]+@[\w.\-]+")
_AT = re.compile(r"\"?\s*(?:@|[(\[{]\s*at\s*[)\]}])\s*", re.IGNORECASE)
_DOT = re.compile(r"\s*[(\[{]\s*dot\s*[)\]}]\s*", re.IGNORECASE)
_MISREAD = str.maketrans("oOlI", "0011")
_LIKE_DIGITS = frozenset("oOlI")
_WORD = re.compile(r"[^\W\d_]{2,}")
# What stands in many streets' names, and tells none from another by itself.
_OF_MANY = {
    *_SHORT.values(),
    "the",
    "upper",
    "lower",
    "north",
    "south",
    "east",
    "west",
    "old",
    "new",
}
_MOST_OF_A_NAME = 4  # words of a house's
# How the name of a street ends, and that of a house which has no number.
_STREETS = {*_SHORT.values(), "way", "row", "hill", "walk", "mews", "green", "rise", "view"} - {
    "flat"
}
_HOUSES = {
    *("house", "cottage", "cottages", "farm", "lodge", "hall", "court", "manor", "barn", "villa"),
    *("vicarage", "rectory"),
}
_LEAST_LOCAL, _MOST_LOCAL = 6, 8  # digits of a number written without its area
# Digits in a row, whatever little stands between them; `|` is where words stood.
_DIGITS_IN_A_ROW = re.compile(r"[0-9](?:[^0-9A-Za-z|]{0,3}[0-9])*")
_LEAST_WHOLE = 9  # digits of a number that are no other's by chance, beginning anywhere


def _plain(text: str) -> str:
    """Return a text as it is compared: nothing unseen, as is copied out of address books, and digits of any script."""
    seen = "".join(
        c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf"
    )
    return re.sub(r"[^\D0-9]", lambda digit: str(int(digit[0])), seen)


def phone(text: str) -> str:
    """Return a telephone number as it is compared: as the world dials it, or its digits; '' for none."""
    bare = _WORD.sub(_misread, _plain(text))
    digits = re.sub(r"[^0-9+]", "", bare.translate(_MISREAD))
    return words.phone(f"+{digits[2:]}" if digits.startswith("00") else digits)


def _misread(word: re.Match[str]) -> str:
    """Return letters that are taken for digits, and nothing for a word, such as whose number it is."""
    return word[0] if set(word[0]) <= _LIKE_DIGITS else " "


def same_phone(one: str, other: str) -> bool:
    """Say whether two numbers ring the same telephone; also where one lacks its area."""
    a, b = phone(one), phone(other)
    if not a or not b:
        return False
    if a == b:
        return True
    short, long = sorted((_digits(one), _digits(other)), key=len)
    return _LEAST_LOCAL <= len(short) <= _MOST_LOCAL and long.endswith(short)


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", _plain(text))


def email(text: str) -> str:
    """Return an e-mail address as it is compared: small letters, without what follows a plus; '' for none."""
    local, at, domain = _plain(text).strip().strip("<>").casefold().partition("@")
    if not (local and at and domain):
        return ""
    if domain in ("gmail.com", "googlemail.com"):  # which reads over dots
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local.partition('+')[0]}@{domain.rstrip('.')}"


def same_email(one: str, other: str) -> bool:
    """Say whether two addresses reach the same box."""
    return bool(email(one)) and email(one) == email(other)


def postcode(text: str) -> str:
    """Return the last British postcode in a text, without its gap; '' where there is none."""
    found = _POSTCODE.findall(_plain(text).upper())
    return words.postcode(found[-1]) if found else ""


def _place(lines: str, code: str) -> tuple[str, list[str], list[str]]:
    """Return an address as postcode, its numbers in order, and its other words in order."""
    whole = f"{_plain(lines)}\n{_plain(code)}"
    post = postcode(whole)
    bare = _POSTCODE.sub(" ", whole.upper()).casefold()
    parts = [_SHORT.get(each, each) for each in re.findall(r"[^\W_]+", words.latin(bare))]
    numbers = [each for each in parts if _NUMBER.fullmatch(each)]
    return post, numbers, [each for each in parts if not _NUMBER.fullmatch(each) and each != "flat"]


def same_place(one: str, one_code: str, other: str, other_code: str) -> bool:
    """Say whether two postal addresses may be one door, however they are written.

    Of one postcode they are, unless both say their numbers and not one of them is the same. Where a postcode is
    missing, the same number and a word of the street is enough.
    """
    post, numbers, said = _place(one, one_code)
    other_post, other_numbers, other_said = _place(other, other_code)
    at_odds = bool(numbers) and bool(other_numbers) and not {*numbers} & {*other_numbers}
    if post and other_post:
        return post == other_post and not at_odds
    if at_odds or bool(numbers) != bool(other_numbers):
        return False
    return bool({*said[:1]} & {*other_said} or {*other_said[:1]} & {*said})


def numbers_in(text: str) -> list[str]:
    """Return what may be a telephone number in a text; of two with a stroke between them also each."""
    found = _NUMBER_IN_TEXT.findall(_plain(text))
    parts = [part for each in found if "/" in each for part in each.split("/")]
    return [each for each in (*found, *parts) if phone(each)]


def phone_in(text: str, number: str) -> bool:
    """Say whether a number stands in a text, also beside others and over a line's end."""
    if any(same_phone(each, number) for each in numbers_in(text)):
        return True
    known = re.sub(r"^\+44|\D|^0+", "", phone(number))
    if len(known) < _LEAST_WHOLE:
        return False
    return any(known in row for row in _rows_of_digits(text))


def _rows_of_digits(text: str) -> list[str]:
    bare = _WORD.sub(lambda word: _misread(word).replace(" ", "|"), _plain(text))
    rows = _DIGITS_IN_A_ROW.findall(bare.replace("(0)", "").translate(_MISREAD))
    return [re.sub(r"\D", "", each) for each in rows]


def emails_in(text: str) -> list[str]:
    """Return the e-mail addresses in a text, whatever stands beside them."""
    plain = _DOT.sub(".", _AT.sub("@", _plain(text)))
    return [each.strip("'").rstrip(".-") for each in _EMAIL.findall(plain)]


def emails_of(text: str) -> frozenset[str]:
    """Return the e-mail addresses in a text in the form in which they are compared."""
    return frozenset(known for each in emails_in(text) if (known := email(each)))


def email_in(text: str, address: str) -> bool:
    """Say whether an e-mail address stands in a text."""
    return any(same_email(each, address) for each in emails_in(text))


def postcodes_in(text: str) -> list[str]:
    """Return the British postcodes in a text, without their gaps."""
    return [words.postcode(each) for each in _POSTCODE.findall(_plain(text).upper())]


def _parts(text: str) -> list[str]:
    return [_SHORT.get(each, each) for each in re.findall(r"[^\W_]+", words.latin(_plain(text)))]


def _door(line: str) -> list[str]:
    """Return by which words in a row a door is known in a text: the house's number and its street as far as it is one.

    A house without a number is known by its whole line; what is too short to tell anything by none.
    """
    parts = _parts(line)
    at = max((n for n, each in enumerate(parts[:-1]) if _NUMBER.fullmatch(each)), default=None)
    if at is None:
        return parts if len(line.strip(" ,")) > 5 else []
    for end in range(at + 1, len(parts)):
        if parts[end] not in _OF_MANY and len(parts[end]) > 2:
            return parts[at : end + 1]
    return parts[at:]


def place_in(text: str, lines: str, code: str) -> bool:
    """Say whether a postal address stands in a text: its postcode, or its house and street however they are written."""
    post = postcode(f"{lines}\n{code}")
    if post and post in postcodes_in(text):
        return True
    door, said = _door(lines.split("\n")[0]), _parts(text)
    return bool(door) and any(
        said[at : at + len(door)] == door for at in range(len(said) - len(door) + 1)
    )


def doors(text: str) -> frozenset[str]:
    """Return by what each door in a text is told from others: its number or name with the street, and the postcode.

    A number beside a street of a single word tells none but with the postcode; see `may_be_one_door`.
    """
    parts = _parts(_without_postcodes(text, " "))
    numbers = [n for n, each in enumerate(parts) if _HOUSE_NUMBER.fullmatch(each)]
    if not numbers:
        return frozenset(_houses(text))
    streets = (parts[n : n + 3] for n in numbers)
    named = {" ".join(street) for street in streets if sum(map(str.isalpha, street)) == 2}
    return frozenset(named | {f"{parts[n]} {code}" for n in numbers for code in postcodes_in(text)})


def may_be_one_door(one: str, other: str) -> bool:
    """Say whether two texts tell so much alike of a door that somebody has to ask, though it may be another's.

    A number with one word of the street, where it is not two streets of one name; the name of a house without a number;
    or the postcode.
    """
    said, known = _numbered(one), _numbered(other)
    numbered = any(not said[each] or not known[each] for each in said.keys() & known.keys())
    called = _called(one) & _called(other)
    return numbered or bool(called or {*postcodes_in(one)} & {*postcodes_in(other)})


def _numbered(text: str) -> dict[str, str]:
    """Return each number with the word behind it, and what kind of street that is, '' where nobody says."""
    parts = [*_parts(_without_postcodes(text, " ")), "", ""]
    return {
        f"{number} {word}": kind if kind in _STREETS else ""
        for number, word, kind in zip(parts, parts[1:], parts[2:], strict=False)
        if _HOUSE_NUMBER.fullmatch(number)
        and len(word) > 3
        and word.isalpha()
        and word not in _OF_MANY
    }


def _called(text: str) -> set[str]:
    """Return the name of the house, where no number tells it."""
    if any(map(_HOUSE_NUMBER.fullmatch, _parts(_without_postcodes(text, " ")))):
        return set()
    house, _street = _house_and_street(text)
    return {" ".join(house[-2:])} if house and house[-1] in _HOUSES else set()


def _without_postcodes(text: str, instead: str) -> str:
    return _POSTCODE.sub(instead, _plain(text).upper()).casefold()


def _house_and_street(text: str) -> tuple[list[str], list[str]]:
    """Return the words of a house's name and of the street that follows it; the first line's where none does."""
    lines = [_parts(line) for line in re.split(r"[\n,;:]", _without_postcodes(text, "\n"))]
    lines = [line for line in lines if line]
    for house, street in pairwise(lines):
        if street[-1] in _STREETS and len(street) > 1:
            return house, street
    return (lines[0] if lines else []), []


def _houses(text: str) -> Iterator[str]:
    """Yield by what a house without a number is known; what stands before its name in a text may be no part of it."""
    house, street = _house_and_street(text)
    if not street and house[-1:] and house[-1] not in _HOUSES:
        return  # a town, or somebody's name
    for at in range(max(0, len(house) - _MOST_OF_A_NAME), len(house)):
        name = house[at:]
        if _HOUSES.issuperset(name):  # of many
            continue
        if street:
            yield " ".join([*name, *street])
        yield from (" ".join([*name, code]) for code in postcodes_in(text))
