"""How far a written authority goes (E31). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Scope:
    """How far a written authority goes (E31): all of it, from and until days, or these entries."""

    whole: bool = False
    since: date | None = None
    until: date | None = None
    entries: frozenset[UUID] = frozenset()

    def covers(self, entry: UUID, day: date | None) -> bool:
        """Whether an entry is within; one without a day is within no days."""
        if self.whole:
            return True
        if self.entries:
            return entry in self.entries
        if day is None or (self.since is None and self.until is None):
            return False
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


def scope_from(details: Mapping[str, Any]) -> Scope:
    """Return how far an authority goes, as it was written down."""
    kind = details.get("scope")
    if kind == "whole":
        return Scope(whole=True)
    if kind == "picked":
        return Scope(entries=frozenset(UUID(each) for each in details.get("entries", ())))
    since, until = details.get("since"), details.get("until")
    return Scope(
        since=date.fromisoformat(since) if since else None,
        until=date.fromisoformat(until) if until else None,
    )
