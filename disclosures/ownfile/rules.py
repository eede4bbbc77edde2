"""What is missing before a client's request for their own file can be answered, and who may say what. Pure.

None always means that nobody has said, and nobody having said is never permission.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from clients.ages import of_age_on
from disclosures.ownfile.picture import Asker, OwnFile

from .clocks import Matter, Pause
from .scope import Scope, scope_from


class Face(StrEnum):
    """What is asked for; a viewing and a copy are two faces of one request, each can become the other."""

    VIEWING = "viewing"
    STATUTORY = "statutory"
    ERASURE = "erasure"


TURNS = {Face.VIEWING: Face.STATUTORY, Face.STATUTORY: Face.VIEWING}


class Kind(StrEnum):
    """What was done about a request."""

    IDENTITY = "identity"  # seen alone, who they are, whether somebody makes them
    ASKED_FOR = "asked_for"
    CAME = "came"
    AUTHORITY = "authority"
    WEIGHED = "weighed"
    WAIVED = "waived"
    EXTENDED = "extended"
    TURNED = "turned"
    ROUTED = "routed"
    ANSWERED = "answered"
    PAPER = "paper"  # what is in a folder on paper alone
    REFUSED = "refused"
    DIED = "died"
    LIVES = "lives"  # a death was noted by mistake
    WITHDRAWN = "withdrawn"  # they took it back; whoever may ends it
    PASSED_ON = "passed_on"  # the data protection lead is asked to end it
    EXPLAINED = "explained"
    ENDED = "ended"  # the words with which it was ended


DECIDES = frozenset({"line_manager", "safeguarding_lead", "data_protection_lead"})
# Who may say it, beside whoever writes in the file; no line: each of them. Whose word counts for a parent or after a
# death, and against the notice, is not the one who took the request (clauses 5.2.4, 5.2.5; E7, E8, E29).
SAYS: Mapping[Kind, frozenset[str]] = {
    Kind.WAIVED: frozenset({"line_manager"}),
    Kind.WEIGHED: frozenset({"line_manager", "safeguarding_lead", "data_protection_lead"}),
    Kind.EXTENDED: frozenset({"line_manager", "data_protection_lead"}),
    Kind.REFUSED: frozenset({"line_manager", "data_protection_lead"}),
    Kind.LIVES: DECIDES,  # and not whoever noted the death (E8)
    Kind.PASSED_ON: frozenset({"line_manager"}),
}
NOT_THE_RECORDER = frozenset({Kind.WAIVED, Kind.WEIGHED})
THE_RECORDER = frozenset({Kind.PASSED_ON})  # another manager ends it, and asks nobody (E32)


def may_say(
    kind: Kind, *, roles: frozenset[str], recorded_it: bool, noted_death: bool = False
) -> bool:
    """Say whether somebody of these roles may say this of a request; `noted_death`: the death was their word."""
    if kind in (NOT_THE_RECORDER if recorded_it else THE_RECORDER):
        return False
    if noted_death and kind == Kind.LIVES:
        return False
    return kind not in SAYS or not SAYS[kind].isdisjoint(roles)


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was done about a request: what, on which day, in which role, in their order."""

    kind: Kind
    on: date
    role: str
    details: Mapping[str, Any] = field(default_factory=dict)
    here: bool = True  # of this request, and not of another one of the client


@dataclass(frozen=True, slots=True)
class Standing:
    """How a request stands on a day, as far as it was said."""

    face: Face
    asker: Asker | str
    identity_on: date | None = None
    seen_alone: bool | None = None
    coerced: bool | None = None
    authority_on: date | None = None  # None: not checked, or lapsed
    lapsed: bool = False  # a parent's: the child is of age, or nobody knows when they were born
    weighed: bool | None = None
    scope: Scope = field(default_factory=lambda: Scope(whole=True))
    names_sensitive: bool = False  # the authority does
    not_partner: bool = False  # whoever asks for the client is no partner of theirs
    dead: bool = False
    pauses: tuple[Pause, ...] = ()
    extension_told_on: date | None = None
    routed: Mapping[UUID, bool] = field(default_factory=dict)  # conference minutes: answered
    refused: str = ""  # "", "part" or "whole"
    paper: Mapping[str, frozenset[UUID]] = field(
        default_factory=dict
    )  # folder: what of it was scanned


def pauses_in(said: Iterable[Said]) -> tuple[Pause, ...]:
    """Return what was asked for and when it came; each coming ends the earliest of its matter that waits."""
    found: list[Pause] = []
    for each in said:
        if each.kind not in (Kind.ASKED_FOR, Kind.CAME):
            continue
        matter = Matter(each.details["matter"])
        if each.kind == Kind.ASKED_FOR:
            found.append(Pause(matter, each.on))
            continue
        for number, pause in enumerate(found):
            if pause.matter == matter and pause.came_on is None:
                found[number] = Pause(matter, pause.asked_on, max(each.on, pause.asked_on))
                break
    return tuple(found)


def coerced_by(said: Iterable[Said]) -> bool | None:
    """Return whether they may be made to ask: once suspected it stays so until somebody who decides says not (E30)."""
    suspected = asked = False  # suspected with any request of theirs; asked anew for each
    for each in said:
        now = each.details.get("coerced")
        if each.kind != Kind.IDENTITY or now is None:
            continue
        asked = asked or each.here
        suspected = bool(now) or (suspected and each.role not in DECIDES)
    return True if suspected else (False if asked else None)


def is_dead(kinds: Iterable[Kind | str]) -> bool:
    """Whether a client is dead by what was said, in that order: that it was wrong counts until it is said anew (E8)."""
    told = [each for each in kinds if each in (Kind.DIED, Kind.LIVES)]
    return bool(told) and told[-1] == Kind.DIED


def _latest(said: Iterable[Said], kind: Kind) -> Said | None:
    found = None
    for each in said:
        found = each if each.kind == kind else found
    return found


def _identity(said: tuple[Said, ...]) -> dict[str, Any]:
    seen = _latest(said, Kind.IDENTITY)
    if seen is None:
        return {}
    known = bool(seen.details.get("known"))
    return {"identity_on": seen.on if known else None, "seen_alone": seen.details.get("alone")}


def _authority(asker: Asker | str, said: tuple[Said, ...]) -> dict[str, Any]:
    if asker == Asker.CLIENT:
        return {}
    shown = _latest(said, Kind.AUTHORITY)
    if shown is None:
        return {"scope": Scope()}
    return {
        "authority_on": shown.on,
        "scope": scope_from(shown.details),
        "names_sensitive": bool(shown.details.get("names_sensitive")),
        "not_partner": bool(shown.details.get("not_partner")),
    }


def standing(
    *,
    face: Face,
    asker: Asker | str,
    born: date | None,
    said: Iterable[Said],
    today: date,
    dead: bool,
    adult: int,
) -> Standing:
    """Return how a request stands today, from what was said of it in that order (E7, E8, E29–E31).

    `adult`: at how many years nobody asks for them by parental authority.
    """
    everything = tuple(said)  # of the client's other requests only a suspicion counts
    said = tuple(each for each in everything if each.here)
    authority = _authority(asker, said)
    lapsed = asker == Asker.PARENT and (born is None or today >= of_age_on(born, years=adult))
    if lapsed:
        authority["authority_on"] = None
    weighed, told = _latest(said, Kind.WEIGHED), _latest(said, Kind.EXTENDED)
    refused = _latest(said, Kind.REFUSED)
    return Standing(
        face=face,
        asker=asker,
        lapsed=lapsed,
        weighed=bool(weighed.details.get("allowed")) if weighed and not lapsed else None,
        coerced=coerced_by(everything),
        dead=dead,
        pauses=pauses_in(said),
        extension_told_on=told.on if told else None,
        routed=_routed(said),
        paper=_paper(said),
        refused=str(refused.details.get("what", "whole")) if refused else "",
        **_identity(said),
        **authority,
    )


def _routed(said: Iterable[Said]) -> dict[UUID, bool]:
    found: dict[UUID, bool] = {}
    for each in said:
        if each.kind in (Kind.ROUTED, Kind.ANSWERED):
            found[UUID(each.details["entry"])] = each.kind == Kind.ANSWERED
    return found


def _paper(said: Iterable[Said]) -> dict[str, frozenset[UUID]]:
    """Return what was scanned of each folder that somebody went through; each word adds to it."""
    found: dict[str, frozenset[UUID]] = {}
    for each in said:
        if each.kind == Kind.PAPER:
            folder, scanned = each.details["folder"], each.details.get("entries", ())
            found[folder] = found.get(folder, frozenset()) | {UUID(entry) for entry in scanned}
    return found


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing: the clause or edge of the law, a plain sentence, and who can mend it."""

    clause: str
    sentence: str
    mender: str


# Where there is no client to be asked alone
UNASKED = frozenset({Asker.PARENT, Asker.REPRESENTATIVE})
WORKER = "whoever works on the file"
MANAGER = "a line manager who did not take the request"


def against_confirming(at: Standing) -> Missing | None:
    """Return what stands first against confirming anything to whoever asks, that there is a file included (E30).

    Somebody who may be made to ask is answered: on our premises, and nowhere else.
    """
    found = [*_identity_missing(at), *_death_missing(at), *_authority_missing(at)]
    if at.refused == "whole":
        found.append(Missing("5.2.5", "It was refused as a whole.", "nobody: they can ask anew"))
    return found[0] if found else None


def is_unspoken(at: Standing) -> bool:
    """Whether a private conversation is still to be had, or to be noted (5.2.4)."""
    return bool(_identity_missing(at))


def may_confirm(at: Standing) -> bool:
    """Whether anything may be confirmed to whoever asks, that there is a file included (E30)."""
    return against_confirming(at) is None


def stays_here(at: Standing | OwnFile) -> bool:
    """Whether they may read on our premises alone, and no copy leaves: coercion is suspected, or nobody asked (E30)."""
    return at.coerced is True or (at.coerced is None and at.asker not in UNASKED)


def _identity_missing(at: Standing) -> list[Missing]:
    found = []
    if at.identity_on is None:
        found.append(Missing("5.2.5", "Nobody has checked who is asking.", WORKER))
    if at.asker in UNASKED:
        return found
    if at.seen_alone is not True:
        found.append(Missing("5.2.4", "The client has not been seen alone.", WORKER))
    if at.coerced is None:
        found.append(
            Missing("5.2.4", "The client was not asked whether somebody makes them ask.", WORKER)
        )
    return found


def missing(
    at: Standing,
    *,
    conference: frozenset[UUID] = frozenset(),
    folders: frozenset[str] = frozenset(),
) -> list[Missing]:
    """Return what is missing before a request can be answered, in the order in which it is done.

    `folders`: the labels of the paper that was there when it was asked for.
    """
    found = _identity_missing(at)
    found += _death_missing(at)
    found += _authority_missing(at)
    waits = [each for each in conference if not at.routed.get(each)]
    if waits and at.face != Face.ERASURE:
        sentence = "Conference minutes are on the file, and their co-ordinator has not answered."
        found.append(Missing("5.2.5", sentence, WORKER))
    if at.face != Face.ERASURE:
        for label in sorted(folders - at.paper.keys()):
            sentence = f"Nobody has said what of folder {label} is on paper alone."
            found.append(Missing("5.2.5", sentence, WORKER))
    return found


def _death_missing(at: Standing) -> list[Missing]:
    if at.dead and at.asker != Asker.REPRESENTATIVE:
        sentence = "The client has died: their own right to the file has ended."
        return [Missing("5.2.5", sentence, MANAGER)]
    if at.asker == Asker.REPRESENTATIVE and not at.dead:
        sentence = "It is not on record that, and when, the client died."
        return [Missing("5.2.5", sentence, WORKER)]
    return []


def _authority_missing(at: Standing) -> list[Missing]:
    if at.asker == Asker.CLIENT:
        return []
    if at.lapsed:
        sentence = "The child is of age, or the file does not say when they were born: they ask themselves now."
        return [Missing("5.2.5", sentence, "the client")]
    found = []
    if at.authority_on is None:
        found.append(Missing("2.2", "Nobody has seen by what authority they ask.", WORKER))
    decided = {Asker.PARENT: "parent", Asker.REPRESENTATIVE: "representative"}
    if at.asker in decided and at.weighed is not True:
        verb = "was refused" if at.weighed is False else "waits to be weighed"
        sentence = (
            f"Whether this {decided[Asker(at.asker)]} may see it {verb}: withheld until then."
        )
        found.append(Missing("5.2.5", sentence, MANAGER))
    return found


# Whoever said one of these of a request does not decide about a complaint of it
JUDGED = frozenset({Kind.WEIGHED, Kind.EXTENDED, Kind.REFUSED})


def may_judge(who: UUID, *, not_by: frozenset[UUID], roles: frozenset[str]) -> bool:
    """Say whether somebody may decide about a complaint: a lead who did not decide what it is about."""
    return who not in not_by and not roles.isdisjoint(DECIDES)


def is_too_early(starts_at: datetime, earliest_at: datetime) -> bool:
    """Whether an appointment would begin before the notice has run (5.2.4)."""
    return starts_at < earliest_at


def ways(
    at: Standing,
    *,
    roles: frozenset[str],
    recorded_it: bool,
    early: bool,
    conference: bool,
    paper: bool = False,
    noted_death: bool = False,
) -> tuple[Kind, ...]:
    """Return what somebody of these roles can say of an open request as it stands, in the order of the work."""
    waits = {each.matter for each in at.pauses if each.came_on is None}
    fits = {
        Kind.IDENTITY: True,
        Kind.ASKED_FOR: len(waits) < len(Matter),
        Kind.CAME: bool(waits),
        Kind.AUTHORITY: at.asker != Asker.CLIENT and not at.lapsed,
        Kind.WEIGHED: at.asker in UNASKED and not at.lapsed,
        Kind.WAIVED: at.face == Face.VIEWING and early,
        Kind.EXTENDED: at.extension_told_on is None,
        Kind.TURNED: at.face in TURNS,
        Kind.ROUTED: conference and at.face != Face.ERASURE,
        Kind.ANSWERED: any(not answered for answered in at.routed.values()),
        Kind.PAPER: paper and at.face != Face.ERASURE,
        Kind.REFUSED: at.refused != "whole",
        Kind.DIED: not at.dead,
        Kind.LIVES: at.dead,
        Kind.WITHDRAWN: True,
        Kind.PASSED_ON: True,
    }
    return tuple(
        kind
        for kind in Kind
        if fits.get(kind)
        and may_say(kind, roles=roles, recorded_it=recorded_it, noted_death=noted_death)
    )
