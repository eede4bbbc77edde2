"""Whether a way of reaching a client may be used now, and when she is asked again. Pure; clauses 3.3.1, 4.6.1–4.6.5.

What stands against it is said in plain sentences. Doing is refused on them; what has happened is recorded with them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from . import sameness
from .profile import (
    ADDRESS,
    CALL,
    CHANNELS,
    DAYS,
    EMAIL,
    IN_PERSON,
    LIMITED,
    NO,
    PHONE,
    POST,
    REACHES,
    YES,
    Blocked,
    Point,
    Profile,
    when,
)

_SAME = {PHONE: sameness.same_phone, EMAIL: sameness.same_email}
_IN = {PHONE: sameness.phone_in, EMAIL: sameness.email_in}


@dataclass(frozen=True)
class Use:
    """What somebody is about to do, or has done: by which channel, to what, when (local time)."""

    channel: str
    text: str = ""
    postcode: str = ""
    at: datetime | None = None  # None: it has no hour, as a letter


def block_on(
    kind: str, text: str, postcode: str, blocked: Iterable[Blocked], on: date
) -> Blocked | None:
    """Return the block that stands on a number or address that day, however it is spelt, or None."""
    for each in blocked:
        if each.kind != kind or not each.stands(on):
            continue
        if kind == ADDRESS:
            if sameness.same_place(text, postcode, each.text, each.postcode):
                return each
        elif _SAME[kind](text, each.text) or _IN[kind](text, each.text):
            return each
    return None


def sentence_of(block: Blocked) -> str:
    """Return in a plain sentence that something is never to be used."""
    why = f": {block.reason}" if block.reason else ""
    return f"{block.words} is blocked{why}. It must not be used"


def blocked_in(words: str, profile: Profile, on: date) -> list[Blocked]:
    """Return what is blocked and stands in a text: a number to ring back on, an address to come to."""
    found = []
    for each in profile.blocked:
        if not each.stands(on):
            continue
        if each.kind == PHONE:
            there = sameness.phone_in(words, each.text)
        elif each.kind == EMAIL:
            there = sameness.email_in(words, each.text)
        else:
            there = sameness.place_in(words, each.text, each.postcode)
        if there:
            found.append(each)
    return found


def known_as(use: Use, profile: Profile) -> Point | None:
    """Return which of her numbers or addresses is meant, or None for one that nobody has told."""
    kind = REACHES[use.channel]
    for each in profile.points(kind):
        if kind == ADDRESS:
            if (each.text, each.postcode) == (use.text, use.postcode):
                return each
        elif _SAME[kind](use.text, each.text):
            return each
    return None


def is_stale(ask_by: date, on: date) -> bool:
    """Say whether the client should have been asked again by that day: what was told is not safe for being written."""
    return ask_by <= on


def against(use: Use, profile: Profile, on: date, *, ask_by: date | None = None) -> list[str]:
    """Return what speaks against this use of her safe contact on that day; nothing: it keeps to it.

    `ask_by` is when she is asked again, where that counts: what nobody has asked about for too long is in doubt.
    """
    found = _of_point(use, profile, on) if use.channel != IN_PERSON else []
    if not profile.may(use.channel):
        no = use.channel == CALL and profile.safe_to_call == NO
        said = "has said no" if no else "has not said that it is safe"
        found.append(f"{CHANNELS[use.channel]}: the client {said}")
    if use.at is not None and use.channel != IN_PERSON:
        found += _of_hour(use.at, profile)
    if ask_by is not None and use.channel != IN_PERSON and is_stale(ask_by, on):
        found.append(_unasked(profile))
    return found


def _unasked(profile: Profile) -> str:
    if not profile.verified_on:
        return "The client was never asked whether this is still safe"
    last = date.fromisoformat(profile.verified_on)
    return f"The client was last asked on {last.day} {last:%B %Y} whether this is still safe"


def _of_point(use: Use, profile: Profile, on: date) -> list[str]:
    kind = REACHES[use.channel]
    block = block_on(kind, use.text, use.postcode, profile.blocked, on)
    if block is not None:
        return [sentence_of(block)]
    point = known_as(use, profile)
    what = "address" if kind != PHONE else "number"
    if point is None:
        return [f"Nobody has told us that this {what} is safe"]
    if not point.stands(on):
        return [f"This {what} is no longer, or not yet, in use"]
    if point.safe != YES:
        said = "is not safe" if point.safe == NO else "was never called safe"
        return [f"This {what} {said}"]
    return []


def _of_hour(at: datetime, profile: Profile) -> list[str]:
    day = [*DAYS][at.weekday()]
    clock = f"{at:%H:%M}"
    outside = bool(profile.days) and day not in profile.days
    outside |= bool(profile.begins) and clock < profile.begins
    outside |= bool(profile.ends) and clock > profile.ends
    return [f"It is outside the times that are safe: {when(profile)}"] if outside else []


def is_blocked(use: Use, profile: Profile, on: date) -> bool:
    """Say whether a use is of something that is blocked."""
    kind = REACHES.get(use.channel)
    return kind is not None and bool(block_on(kind, use.text, use.postcode, profile.blocked, on))


def addresses_for_post(profile: Profile, on: date) -> list[Point]:
    """Return the addresses to which a letter may be posted: told as safe, hers that day, blocked by nothing."""
    return [
        each
        for each in profile.addresses
        if not against(Use(POST, each.text, each.postcode), profile, on)
    ]


def contradictions(profile: Profile, on: date) -> list[tuple[str, Point, Blocked]]:
    """Return what stands as hers and is blocked at once, kind first: that is refused."""
    found = []
    for kind in (PHONE, EMAIL, ADDRESS):
        for each in profile.points(kind):
            block = block_on(kind, each.text, each.postcode, profile.blocked, on)
            if block is not None and each.stands(on):
                found.append((kind, each, block))
    return found


def says_limits(profile: Profile) -> bool:
    """Say whether 'only within limits' says which."""
    told = (profile.days, profile.begins, profile.ends, profile.times, profile.who_may_answer)
    return profile.safe_to_call != LIMITED or any(told) or bool(profile.limits)


def moved(before: Profile, after: Profile) -> bool:
    """Say whether the addresses changed: whoever moves has other neighbours, and perhaps another letter box."""
    return before.addresses != after.addresses


def ask_again_on(*, today: date, verified_on: str, soon: bool, days: int, soon_days: int) -> date:
    """Return when the client is asked again: `days` after she last said so, sooner after a change; today at least."""
    if soon:
        return today + timedelta(days=soon_days)
    last = date.fromisoformat(verified_on) if verified_on else today - timedelta(days=days)
    return max(today, last + timedelta(days=days))
