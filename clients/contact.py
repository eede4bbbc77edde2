"""How a client can be reached without endangering them: what a file's sealed `contact` holds, read out."""

from dataclasses import dataclass
from typing import Any, TypedDict

from django.db import models

from .contacting.profile import Profile, read, rows


class Call(models.TextChoices):
    """Whether somebody may ring; what nobody has said counts as not safe."""

    YES = "yes", "Yes"
    LIMITED = "limited", "Only within limits"
    NO = "no", "No"
    UNKNOWN = "unknown", "Not known yet"


class Channel(models.TextChoices):
    """Other ways that the client called safe."""

    TEXT = "text", "Text message"
    VOICEMAIL = "voicemail", "Voicemail"
    EMAIL = "email", "E-mail"
    POST = "post", "Letter"


class Contact(TypedDict, total=False):
    """What `CaseFile.contact` holds of a new file or an imported one; a key that is missing was never told.

    Once it was changed here it holds a whole profile: see clients.contacting.profile, which reads both.
    """

    phones: list[str]
    address: str
    postcode: str
    safe_to_call: str  # a Call
    channels: list[str]  # Channels
    times: str
    who_may_answer: str
    # from an imported sheet
    safe_to_text: str  # "yes" or "unknown"
    limits: list[str]
    as_told: list[str]


SENTENCES = {
    Call.YES: ("It is safe to call.", "good"),
    Call.LIMITED: ("Call only within the limits that stand here.", "caution"),
    Call.NO: ("Do not call.", "wrong"),
    Call.UNKNOWN: ("Nobody has said that a call is safe. Do not call until you know.", "caution"),
}


STALE = "Nobody has asked the client lately whether this is still safe. Ask before you rely on it."


@dataclass(frozen=True)
class SafeContact:
    """The box on every page of a file: one sentence, how grave it is, and what was told, row by row."""

    sentence: str
    kind: str
    rows: list[tuple[str, str]]
    profile: Profile


def safe_contact(contact: dict[str, Any], *, stale: bool = False) -> SafeContact:
    """Return what to show of a file's `contact`; an unknown answer reads as 'not known', a `stale` yes as a doubt."""
    profile = read(contact)
    call = Call(profile.safe_to_call)
    sentence, kind = SENTENCES[call]
    if stale and call == Call.YES:
        sentence, kind = STALE, "caution"
    elif stale and call == Call.LIMITED:
        sentence = f"{sentence} {STALE}"
    return SafeContact(sentence, kind, rows(profile, with_places=False), profile)


def address_of(contact: dict[str, Any]) -> str:
    """Return the address in lines, the postcode last; empty when none was told."""
    return "\n".join(part for key in ("address", "postcode") if (part := contact.get(key, "")))
