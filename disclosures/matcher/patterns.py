"""What looks like an identifier without anybody having been named: British numbers, addresses, accounts.

Only stretches of a text in which there is a digit or an @ are read, and no pattern can run on without end.
"""

import re
from collections.abc import Iterator

from .proposals import Proposal, Reason, Strength

_BEFORE, _AFTER = 24, 48  # characters around a digit
_BEFORE_AT, _AFTER_AT = 64, 128
_LONGEST_WORD = 32  # of which the end is looked for
_DIGITS = re.compile(r"[0-9]+")
_WITHOUT_DIGITS = dict.fromkeys(map(ord, "0123456789"))
# Behind a pattern's first character, so that only places where that stands are looked at: nothing runs into it.
_BEGINS = r"(?<![A-Za-z0-9].)"
_NOT_AFTER = r"(?![A-Za-z0-9])"

_NHS = re.compile(rf"[0-9]{_BEGINS}[0-9]{{2}}[ -]?[0-9]{{3}}[ -]?[0-9]{{4}}{_NOT_AFTER}")
_NI = re.compile(
    rf"[A-Za-z]{_BEGINS}[A-Za-z][ -]?[0-9]{{2}}[ -]?[0-9]{{2}}[ -]?[0-9]{{2}}[ -]?[A-Da-d]{_NOT_AFTER}"
)
_PLATES = (
    re.compile(rf"[A-Z]{_BEGINS}[A-Z][0-9]{{2}} ?[A-Z]{{3}}{_NOT_AFTER}"),
    re.compile(rf"[a-z]{_BEGINS}[a-z][0-9]{{2}}[a-z]{{3}}{_NOT_AFTER}"),
    re.compile(rf"[A-Z]{_BEGINS}[0-9]{{1,3}} ?[A-Z]{{3}}{_NOT_AFTER}"),
    re.compile(rf"[A-Z]{_BEGINS}[A-Z]{{2}} ?[0-9]{{1,3}}[A-Z]{_NOT_AFTER}"),
)
_POSTCODE = re.compile(
    rf"[A-Za-z]{_BEGINS}[A-Za-z]?[0-9][A-Za-z0-9]?[ ]{{0,2}}[0-9][ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{{2}}{_NOT_AFTER}"
)
_PHONE = re.compile(r"(?<![0-9])(?:\+|00 ?)?\(?[0-9](?:[ ().-]{0,3}[0-9]){8,15}(?![0-9])")
_STREET = (
    r"(?:Road|Rd|Street|St|Avenue|Ave|Close|Cl|Lane|Ln|Drive|Dr|Crescent|Cres|Court|Ct|Place|Terrace|Terr|"
    r"Gardens|Gdns|Square|Way|Grove|Walk|Mews|Row|Rise|View|Green|Park|Hill)"
)
_ADDRESSES = (
    re.compile(
        rf"[FfAaUu]{_BEGINS}(?:(?<=[Ff])lat|(?<=[Aa])pt|(?<=[Uu])nit) [0-9]{{1,4}}[A-Za-z]?,? "
        rf"[0-9]{{1,4}}[A-Za-z]?,? (?:[A-Z][A-Za-z'-]{{1,20}} ){{1,3}}{_STREET}{_NOT_AFTER}"
    ),
    re.compile(
        rf"[0-9]{_BEGINS}[0-9]{{0,3}}[A-Za-z]?,? (?:[A-Z][A-Za-z'-]{{1,20}} ){{1,3}}{_STREET}{_NOT_AFTER}"
    ),
    re.compile(
        rf"[0-9]{_BEGINS}[0-9]{{0,3}}[a-z]? [a-z'-]{{3,20}} "
        rf"(?:road|rd|street|avenue|ave|lane|crescent|terrace|gardens|grove|close|drive){_NOT_AFTER}"
    ),
    re.compile(
        rf"[FfAaUuRr]{_BEGINS}(?:(?<=[Ff])lat|(?<=[Aa])pt|(?<=[Uu])nit|(?<=[Rr])oom) [0-9]{{1,4}}[A-Za-z]?{_NOT_AFTER}"
    ),
)
_EMAIL = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}")
_HANDLE = re.compile(r"(?<![A-Za-z0-9._%+'@-])@[A-Za-z0-9_.]{3,30}")

# for each pattern the fewest digits that it takes, its reason and its strength
_AROUND_DIGITS = (
    (10, _NHS, Reason.NHS_LIKE, Strength.STRONG),
    (6, _NI, Reason.NI_LIKE, Strength.STRONG),
    *((1, each, Reason.PLATE_LIKE, Strength.MEDIUM) for each in _PLATES),
    (2, _POSTCODE, Reason.POSTCODE_LIKE, Strength.STRONG),
    (9, _PHONE, Reason.PHONE_LIKE, Strength.MEDIUM),
    *((1, each, Reason.ADDRESS_LIKE, Strength.MEDIUM) for each in _ADDRESSES),
)
_AROUND_AT = (
    (_EMAIL, Reason.EMAIL_LIKE, Strength.STRONG),
    (_HANDLE, Reason.HANDLE_LIKE, Strength.MEDIUM),
)


def looks_like(plain: str) -> Iterator[Proposal]:
    """Yield what looks like an identifier, by places in the plain text."""
    near_digits = _windows(plain, (m.span() for m in _DIGITS.finditer(plain)), _BEFORE, _AFTER)
    for start, end in near_digits:
        digits = end - start - len(plain[start:end].translate(_WITHOUT_DIGITS))
        for fewest, pattern, reason, strength in _AROUND_DIGITS:
            if digits < fewest:
                continue
            for found in pattern.finditer(plain, start, end):
                if _is_right(reason, found.group()):
                    yield Proposal(*found.span(), reason, strength)
    ats = ((at, at + 1) for at in _places_of_at(plain))
    for start, end in _windows(plain, ats, _BEFORE_AT, _AFTER_AT):
        for pattern, reason, strength in _AROUND_AT:
            for found in pattern.finditer(plain, start, end):
                yield Proposal(*found.span(), reason, strength)


def _places_of_at(plain: str) -> Iterator[int]:
    at = plain.find("@")
    while at >= 0:
        yield at
        at = plain.find("@", at + 1)


def _windows(
    plain: str, spans: Iterator[tuple[int, int]], before: int, after: int
) -> Iterator[tuple[int, int]]:
    """Yield stretches around what was found; none meets another, or ends within a word of usual length."""
    begun: tuple[int, int] | None = None
    for start, end in spans:
        start, end = max(0, start - before), _word_ends(plain, min(len(plain), end + after))
        if begun is None:
            begun = start, end
        elif start <= begun[1]:
            begun = begun[0], max(begun[1], end)
        else:
            yield begun
            begun = start, end
    if begun is not None:
        yield begun


def _word_ends(plain: str, place: int) -> int:
    longest = min(len(plain), place + _LONGEST_WORD)
    while place < longest and plain[place].isalnum():
        place += 1
    return place


def _is_right(reason: Reason, found: str) -> bool:
    digits = re.sub(r"[^0-9]", "", found)
    if reason is Reason.NHS_LIKE:
        return is_nhs_number(digits)
    if reason is Reason.PHONE_LIKE:
        abroad = found.startswith(("+", "00"))
        return abroad or (len(digits) in (10, 11) and digits[0] == "0" and digits[1] in "123578")
    return True


def is_nhs_number(digits: str) -> bool:
    """Say whether ten digits carry the right check digit (modulus 11), and are not all alike."""
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    total = sum(int(digit) * (10 - at) for at, digit in enumerate(digits[:9]))
    return (11 - total % 11) % 11 == int(digits[9])  # where it would be ten there is no such number
