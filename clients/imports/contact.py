"""How a person may be reached, as the sheet tells it: telephone, safe contact, postcode.

Where two cells disagree the stricter holds; what can't be read leaves contact unsafe. The words as
told always stay beside what was made of them.
"""

import re
from dataclasses import dataclass
from typing import Literal

from clients.imports.names import APOSTROPHES

Call = Literal["yes", "limited", "no", "unknown"]
Text = Literal["yes", "unknown"]
STRICTEST_FIRST: tuple[Call, ...] = ("no", "limited", "yes")

POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
NUMBER = re.compile(r"(?:\+|00)?[0-9(][0-9 ().-]{7,}[0-9]")
BRITISH = re.compile(r"(?:\+44|0044)0?([1-9][0-9]{8,9})|0([1-9][0-9]{8,9})")
FOREIGN = re.compile(r"(?:\+|00)([1-9][0-9]{7,14})")

TEXT_ONLY = re.compile(r"te?xts?( only)?|only te?xts?|text messages?( only)?")
DONT_CALL = re.compile(
    r"no+|n|never|not safe|unsafe|no calls?|(do not|dont|never) (ring|call|phone)( her| him)?"
)
MAY_CALL = re.compile(r"y|yes|ok|safe|any ?time")
LIMITED = re.compile(r"(?:y|yes|ok)?[ ,]*((?:only|before|after|between|not|until|from) .+)")
LAST_STOPS = re.compile(r"[!.]+$")


@dataclass(frozen=True, slots=True)
class SafeContact:
    """Whether somebody may ring or text, within which limits, and the words it was told in."""

    call: Call = "unknown"
    text: Text = "unknown"
    limits: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


def phone_numbers(told: str) -> tuple[str, ...]:
    """The numbers in a cell, internationally written; () where none can be read for certain.

    A number without its leading zero (a spreadsheet takes it away) is not completed.
    """
    found = []
    for match in NUMBER.finditer(told):
        digits = re.sub(r"[^0-9+]", "", match[0])
        if british := BRITISH.fullmatch(digits):
            found.append(f"+44{british[1] or british[2]}")
        elif foreign := FOREIGN.fullmatch(digits):
            found.append(f"+{foreign[1]}")
    return tuple(dict.fromkeys(found))


def postcode(told: str) -> str:
    """The postcode in its usual form; as told where it is none."""
    match = POSTCODE.fullmatch("".join(told.upper().split()))
    return f"{match[1]} {match[2]}" if match else told.strip()


def safe_contact(phone: str, safe: str) -> SafeContact:
    """What the telephone cell and the safe-to-call cell say together; the stricter holds."""
    beside = " ".join(NUMBER.sub(" ", phone).split()).strip("() ")
    told = tuple(words for words in (beside, safe.strip()) if words)
    parts = [_understood(words) for words in told]
    calls = [part.call for part in parts if part.call != "unknown"]
    if any(part == SafeContact() for part in parts) and "no" not in calls:
        return SafeContact(told=told)  # something was said that we don't understand
    call: Call = next((each for each in STRICTEST_FIRST if each in calls), "unknown")
    text: Text = "yes" if any(part.text == "yes" for part in parts) else "unknown"
    limits = tuple(limit for part in parts for limit in part.limits)
    return SafeContact(call=call, text=text, limits=limits, told=told)


def _understood(words: str) -> SafeContact:
    """One cell's meaning; an empty SafeContact when it isn't understood."""
    plain = LAST_STOPS.sub("", " ".join(APOSTROPHES.sub("", words.casefold()).split()))
    if TEXT_ONLY.fullmatch(plain):
        return SafeContact(call="no", text="yes")
    if DONT_CALL.fullmatch(plain):
        return SafeContact(call="no")
    if MAY_CALL.fullmatch(plain):
        return SafeContact(call="yes")
    if match := LIMITED.fullmatch(plain):
        return SafeContact(call="limited", limits=(match[1],))
    return SafeContact()
