"""What clients in a group are asked and told, and what one who was there still lacks. Pure; clauses 4.4.1, 5.2.6."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from clients.programme.rules import Missing

WOMEN, PROGRAMME = "women", "programme"
KINDS = {WOMEN: "Women’s group", PROGRAMME: "Programme group"}
KIND_OF = {
    "iss": WOMEN,
    "dvpp": PROGRAMME,
}  # by service: each has its own, and nobody of the other is ever in it
CANNOT_PROMISE = (
    "We cannot promise that everybody keeps to it: say here only what you could bear to be known."
)
# In which words it was discussed, by the number that a record keeps. Other words get a further number, and these stay.
WORDINGS: dict[str, tuple[str, ...]] = {
    "women-1": (
        "What anybody says in the group stays in the group, and so does who is in it.",
        "Tell a partner or former partner nothing about another woman here: not her name, not that you know her.",
        CANNOT_PROMISE,
    ),
    "programme-1": (
        "What anybody says in the group stays in the group, and so does who is in it.",
        CANNOT_PROMISE,
    ),
}
TODAY = {WOMEN: "women-1", PROGRAMME: "programme-1"}


@dataclass(frozen=True)
class Was:
    """That a client was at a session: on which day, and whether it was discussed with them there."""

    on: date
    discussed: bool


class Attended(Protocol):
    """An attendance as far as it counts."""

    @property
    def on(self) -> date: ...
    @property
    def discussed(self) -> bool: ...


def wording_of(kind: str) -> str:
    """Return the number of the words that a group of this kind is asked in today."""
    return TODAY[kind]


def lacks(attended: Iterable[Attended], *, signed: bool) -> list[Missing]:
    """Return what a client who was at these sessions still lacks; nothing for one who was at none (clause 4.4.1).

    Signing is made good by signing, whenever; the talk by the next session at which it was held with them. What was
    not discussed at a session stays true of it.
    """
    attended = list(attended)
    missing = []
    if attended and not signed:
        what = "Was in a group without a signed agreement to keep what others say."
        missing.append(
            Missing("4.4.1", what, "whoever works with them: read it with them, and record it")
        )
    unheard = max((each.on for each in attended if not each.discussed), default=None)
    if unheard and not any(each.discussed and each.on >= unheard for each in attended):
        what = "Was in a group, and confidentiality was not discussed with them."
        missing.append(
            Missing("4.4.1", what, "whoever runs the group: discuss it at the next session")
        )
    return missing
