"""The ways in which telephone numbers, e-mail addresses, postcodes and other codes are written."""

import re
from collections.abc import Iterator
from itertools import product

import phonenumbers

from .folding import squeezed
from .form import Case, Form
from .proposals import Reason, Strength

HOME = "GB"  # whose numbers are written without a country
_LEAST_LOCAL = 6  # digits of a number without its area
_LEAST_NUMBER = 3
_LEAST_LOCAL_PART = 5  # of an e-mail address, to count alone
_POSTCODE = re.compile(r"([a-z]{1,2}[0-9][a-z0-9]?)([0-9][a-z]{2})")
_AS_LETTERS = str.maketrans("01", "oi")


def phone_forms(text: str) -> Iterator[Form]:
    """Yield a number's forms: at home, from abroad, without its nought, and without its area where it has one."""
    digits = re.sub(r"[^0-9]", "", squeezed(text))
    if len(digits) < _LEAST_LOCAL:
        return
    try:
        read = phonenumbers.parse(text, HOME)
    except phonenumbers.NumberParseException:
        yield _phone(digits)
        return
    country, national = str(read.country_code), phonenumbers.national_significant_number(read)
    for before in ("0", "", country, f"{country}0", f"00{country}", f"00{country}0"):
        yield _phone(before + national)
    yield _phone(digits)
    yield _phone(f"0{national}".replace("0", "o"))
    area = phonenumbers.length_of_geographical_area_code(read)
    if area and len(national) - area >= _LEAST_LOCAL:
        yield _phone(national[area:], Strength.MEDIUM)


def _phone(digits: str, strength: Strength = Strength.STRONG) -> Form:
    return Form((digits,), Reason.PHONE, strength, loose=True)


def email_forms(text: str) -> Iterator[Form]:
    """Yield an address as it is written and as it is told ('at', 'dot'), and what stands before the @ alone."""
    local, _, domain = text.strip().partition("@")
    if not squeezed(local) or not squeezed(domain):
        return
    whole = squeezed(text)
    yield Form((whole,), Reason.EMAIL, loose=True)
    told = (squeezed(re.sub(r"\.", dot, part)) for dot in (" dot ", "") for part in (local, domain))
    local_dot, domain_dot, local_bare, domain_bare = told
    for before in dict.fromkeys((local_bare, local_dot)):
        for after in dict.fromkeys((domain_bare, domain_dot)):
            yield Form((before, "at", after), Reason.EMAIL, loose=True)
    if len(local_bare) >= _LEAST_LOCAL_PART and not local_bare.isalpha():
        yield Form((local_bare,), Reason.EMAIL, Strength.MEDIUM, loose=True)


def postcode_forms(text: str) -> Iterator[Form]:
    """Yield a postcode, also with noughts and ones written as letters, and its first half alone."""
    for found in _POSTCODE.finditer(squeezed(text)):
        outward, inward = found.groups()
        outwards = dict.fromkeys((outward, outward[0] + outward[1:].translate(_AS_LETTERS)))
        inwards = dict.fromkeys((inward, inward[0].translate(_AS_LETTERS) + inward[1:]))
        for half, other in product(outwards, inwards):
            yield Form((half, other), Reason.POSTCODE, loose=True)
        yield Form((outward,), Reason.POSTCODE, Strength.WEAK, Case.CAPITAL)


def code_forms(text: str) -> Iterator[Form]:
    """Yield any other number or code, however it is spaced."""
    code = squeezed(text)
    if len(code) >= _LEAST_NUMBER:
        yield Form((code,), Reason.NUMBER, loose=True)
