"""What was told about how a client may be reached, as a case file holds it sealed. Pure.

Files from before, imported sheets and new files hold a shorter shape; it is read as far as it says something, and what
nobody has said counts as not safe.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

YES, NO, UNKNOWN = "yes", "no", "unknown"
SAFE = {YES: "Safe", NO: "Not safe", UNKNOWN: "Not known, so not safe"}
PHONE, EMAIL, ADDRESS = KINDS = ("phone", "email", "address")
KIND_WORDS = {PHONE: "Telephone number", EMAIL: "E-mail address", ADDRESS: "Address"}
CALL, TEXT, VOICEMAIL, BY_EMAIL, POST, IN_PERSON = (
    *("call", "text", "voicemail", "email", "post", "in_person"),
)
CHANNELS = {
    CALL: "Telephone call",
    TEXT: "Text message",
    VOICEMAIL: "Voicemail",
    BY_EMAIL: "E-mail",
    POST: "Letter by post",
    IN_PERSON: "In person",
}
# What a channel is sent to; in person nothing is.
REACHES = {CALL: PHONE, TEXT: PHONE, VOICEMAIL: PHONE, BY_EMAIL: EMAIL, POST: ADDRESS}
LIMITED = "limited"
DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
FIRST = 1  # the number of what a file held before anybody changed it here


@dataclass(frozen=True)
class Point:
    """A number or address of hers: `safe` of SAFE; from and until are ISO dates or empty."""

    text: str
    postcode: str = ""  # of a postal address
    safe: str = UNKNOWN
    since: str = ""
    until: str = ""

    def stands(self, on: date) -> bool:
        """Say whether it is hers on that day."""
        day = on.isoformat()
        return (not self.since or self.since <= day) and (not self.until or day <= self.until)

    @property
    def words(self) -> str:
        """Return it as it is written on a letter, the postcode last."""
        return "\n".join(part for part in (self.text, self.postcode) if part)


@dataclass(frozen=True)
class Blocked:
    """A number or address that is never to be used, and why: 'his phone', 'shared address'."""

    kind: str
    text: str
    postcode: str = ""
    reason: str = ""
    until: str = ""  # ISO date of its last day; empty: without end

    def stands(self, on: date) -> bool:
        """Say whether it is blocked on that day."""
        return not self.until or on.isoformat() <= self.until

    @property
    def words(self) -> str:
        """Return it in one line, without its reason."""
        return ", ".join(part for part in (*self.text.split("\n"), self.postcode) if part)


@dataclass(frozen=True)
class Profile:
    """Everything told about safe contact at one time; `version` counts the tellings of a file from 1."""

    version: int = FIRST
    phones: tuple[Point, ...] = ()
    emails: tuple[Point, ...] = ()
    addresses: tuple[Point, ...] = ()
    blocked: tuple[Blocked, ...] = ()
    safe_to_call: str = UNKNOWN
    channels: tuple[str, ...] = ()  # those besides a call that are safe
    days: tuple[str, ...] = ()  # none: any
    begins: str = ""  # HH:MM in London; empty: any time
    ends: str = ""
    times: str = ""
    who_may_answer: str = ""
    we_say: str = ""
    may_name_us: bool = False
    limits: tuple[str, ...] = ()
    as_told: tuple[str, ...] = ()
    verified_on: str = ""  # ISO date; empty: never
    verified_by: str = ""

    @property
    def verified(self) -> tuple[str, str]:
        """Return when the client last confirmed it, and to whom."""
        return self.verified_on, self.verified_by

    def points(self, kind: str) -> tuple[Point, ...]:
        """Return what is known of one kind, one of KINDS."""
        return {PHONE: self.phones, EMAIL: self.emails, ADDRESS: self.addresses}[kind]

    def may(self, channel: str) -> bool:
        """Say whether the client called a channel safe, within whatever limits."""
        if channel == CALL:
            return self.safe_to_call in (YES, LIMITED)
        return channel == IN_PERSON or channel in self.channels

    def as_json(self) -> dict[str, Any]:
        """Return what a case file holds, sealed; numbers and address once more as its older readers know them."""
        stored = {key: value for key, value in asdict(self).items() if key not in KINDS}
        for kind, name in ((PHONE, "phones"), (EMAIL, "emails"), (ADDRESS, "addresses")):
            stored.pop(name)
            stored[f"{kind}_points"] = [asdict(each) for each in self.points(kind)]
        own = self.addresses[0] if self.addresses else Point("")
        return {
            **stored,
            "phones": [each.text for each in self.phones],
            "address": own.text,
            "postcode": own.postcode,
        }


def read(contact: Mapping[str, Any]) -> Profile:
    """Return what a case file's `contact` says, in whichever shape it is stored."""
    if f"{PHONE}_points" not in contact:
        return _as_before(contact)
    stored = {key: _tuples(value) for key, value in contact.items()}
    for name in ("address", "postcode"):
        stored.pop(name, None)
    for kind, name in ((PHONE, "phones"), (EMAIL, "emails"), (ADDRESS, "addresses")):
        stored[name] = tuple(Point(**each) for each in stored.pop(f"{kind}_points"))
    stored["blocked"] = tuple(Blocked(**each) for each in stored["blocked"])
    return Profile(**stored)


def _tuples(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _as_before(contact: Mapping[str, Any]) -> Profile:
    """Read the shape of imported sheets and of new files: one answer for all numbers, and one address."""
    call = contact.get("safe_to_call", UNKNOWN)
    channels = [each for each in contact.get("channels", ()) if each in CHANNELS]
    if contact.get("safe_to_text") == YES and TEXT not in channels:
        channels.append(TEXT)
    # a number is not safe because nobody said no
    reached = call in (YES, LIMITED) or TEXT in channels or VOICEMAIL in channels
    phone = YES if reached else NO if call == NO else UNKNOWN
    address, code = contact.get("address", ""), contact.get("postcode", "")
    at = Point(address, code, YES if POST in channels else UNKNOWN)
    return Profile(
        phones=tuple(Point(each, safe=phone) for each in contact.get("phones", ())),
        addresses=(at,) if address or code else (),
        safe_to_call=call if call in (YES, LIMITED, NO) else UNKNOWN,
        channels=tuple(channels),
        times=contact.get("times", ""),
        who_may_answer=contact.get("who_may_answer", ""),
        limits=tuple(contact.get("limits", ())),
        as_told=tuple(contact.get("as_told", ())),
    )


@dataclass(frozen=True)
class Difference:
    """What stood under a label before, and what stands there since; empty: nothing."""

    label: str
    before: str
    after: str


def differences(before: Profile, after: Profile) -> list[Difference]:
    """Return what changed from one telling to the next, label by label."""
    was, now = dict(rows(before)), dict(rows(after))
    labels = dict.fromkeys([*was, *now])
    pairs = [(label, was.get(label, ""), now.get(label, "")) for label in labels]
    return [Difference(*each) for each in pairs if each[1] != each[2]]


def _point(each: Point) -> str:
    spans = [
        f"{word} {_day(told)}"
        for word, told in (("from", each.since), ("until", each.until))
        if told
    ]
    said = "; ".join([SAFE[each.safe], *spans])
    return f"{each.words} ({said})"


def _block(each: Blocked) -> str:
    until = f", until {_day(each.until)}" if each.until else ""
    return f"{each.words} ({each.reason or 'no reason was given'}{until})"


def _day(iso: str) -> str:
    told = date.fromisoformat(iso)
    return f"{told.day} {told:%B %Y}"


def when(profile: Profile) -> str:
    """Return in words when she may be reached, as far as days and hours were told."""
    days = ", ".join(DAYS[each] for each in profile.days)
    hours = f"{profile.begins or '0:00'} to {profile.ends or '24:00'}"
    timed = bool(profile.begins or profile.ends)
    return ", ".join(part for part in (days, hours if timed else "") if part)


def rows(profile: Profile, *, with_places: bool = True) -> list[tuple[str, str]]:
    """Return what was told, label and text; what was not told has no row. No places: nothing of where she lives."""
    named = "They may say who we are and what we do" if profile.may_name_us else ""
    confirmed = ""
    if profile.verified_on:
        confirmed = f"by the client on {_day(profile.verified_on)}, to {profile.verified_by}"
    places = profile.addresses if with_places else ()
    blocked = [each for each in profile.blocked if with_places or each.kind != ADDRESS]
    found: Iterable[tuple[str, str]] = (
        ("Telephone", "\n".join(map(_point, profile.phones))),
        ("E-mail", "\n".join(map(_point, profile.emails))),
        ("Address", "\n\n".join(map(_point, places))),
        ("When", "\n".join(part for part in (when(profile), profile.times) if part)),
        ("Limits", "\n".join(profile.limits)),
        ("Who may answer", profile.who_may_answer),
        ("We say", profile.we_say),
        ("Also safe", ", ".join(CHANNELS[each] for each in profile.channels)),
        ("Letters", named),
        ("As told", "\n".join(profile.as_told)),
        ("Never use", "\n".join(map(_block, blocked))),
        ("Confirmed", confirmed),
    )
    return [(label, text) for label, text in found if text]


def hers(told: Iterable[Profile]) -> list[tuple[str, str]]:
    """Return every number and address that is hers by several tellings, kind and text: what a text is read for."""
    points = (
        (kind, each.text, each.postcode)
        for profile in told
        for kind in KINDS
        for each in profile.points(kind)
    )
    return _pairs(points)


def never_to_use(told: Iterable[Profile]) -> list[tuple[str, str]]:
    """Return the same of what was ever never to be used: his telephone, a shared address; somebody else answers it."""
    return _pairs(
        (each.kind, each.text, each.postcode) for profile in told for each in profile.blocked
    )


def _pairs(points: Iterable[tuple[str, str, str]]) -> list[tuple[str, str]]:
    found: dict[tuple[str, str], None] = {}
    for kind, text, code in points:
        found |= {pair: None for pair in ((kind, text), ("postcode", code)) if pair[1]}
    return [*found]
