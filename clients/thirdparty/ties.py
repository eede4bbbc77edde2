"""Who of a file's people a third-party record is about and from, and who may be told. Pure; clause 3.2.1."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Told:
    """Somebody of the file's people who may be told: their id, and the name they had when it was said."""

    id: str
    name: str


@dataclass(frozen=True)
class Ties:
    """`about` and `source` are ids of the file's people, or empty; `others` says in words who else may be told.

    Where nobody has said who may be told, nobody may.
    """

    about: str = ""
    source: str = ""
    told: tuple[Told, ...] = ()
    others: str = ""

    @property
    def nobody(self) -> bool:
        """Say whether nobody may be told: nobody has said otherwise."""
        return not self.told and not self.others.strip()

    @property
    def in_words(self) -> str:
        """Return who may be told."""
        if self.nobody:
            return "Nobody"
        return "; ".join([*(each.name for each in self.told), *self.others.split("\n")]).strip("; ")

    def as_json(self) -> dict[str, Any]:
        """Return what the sealed column keeps."""
        return asdict(self)


def ties_from(kept: Mapping[str, Any] | None) -> Ties:
    """Return what a record keeps; one written before it was asked says nothing."""
    if not kept:
        return Ties()
    told = tuple(Told(str(each["id"]), str(each["name"])) for each in kept["told"])
    return Ties(str(kept["about"]), str(kept["source"]), told, str(kept["others"]))
