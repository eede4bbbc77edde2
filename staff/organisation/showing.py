"""How the organisation's details and changes of them are put into words."""

from typing import Any, NamedTuple

from .models import DetailChange, Kind

NOT_SET = "Not set"
TLS = {"starttls": "STARTTLS", "tls": "TLS from the start", "none": "None, on this machine only"}
LABELS = {
    Kind.LETTERS: {"name": "Name", "address": "Address", "telephone": "Telephone"},
    Kind.NETWORKS: {"networks": "Networks"},
    Kind.EMAIL: {
        "host": "Server",
        "port": "Port",
        "tls": "Protection",
        "user": "User name",
        "password": "Password",
        "sender": "Sent from",
    },
    Kind.TURNS: {"allowed": "Allowed"},
    Kind.PERIOD: {"years": "Kept for"},
}


class Row(NamedTuple):
    """One detail: as it was, and as it would be."""

    label: str
    now: str
    then: str

    @property
    def differs(self) -> bool:
        """Say whether it would be another."""
        return self.now != self.then


def as_words(kind: str, values: dict[str, Any]) -> list[tuple[str, str]]:
    """Return details of one kind, label and words; a password is told by whether there is one."""
    return [(label, _word(name, values.get(name))) for name, label in LABELS[Kind(kind)].items()]


def _word(name: str, value: Any) -> str:
    if name == "password":
        return "Kept, and never shown" if value else "None"
    if name == "allowed":
        return "Yes, one at a time" if value == "yes" else "No"
    if value in (None, "", []):
        return NOT_SET
    if name == "networks":
        return "\n".join(value)
    if name == "years":
        return "1 year" if value == 1 else f"{value} years"
    return TLS[value] if name == "tls" else str(value)


def differences(change: DetailChange) -> list[Row]:
    """Return what a change would make of the details, beside what was so when it was asked for."""
    before, after = as_words(change.kind, change.before), as_words(change.kind, change.after)
    rows = [Row(label, now, then) for (label, now), (_, then) in zip(before, after, strict=True)]
    another = change.after.get("password") != change.before.get("password")
    if change.kind == Kind.EMAIL and another and change.after["password"]:
        rows = [
            each._replace(then="Another") if each.label == "Password" else each for each in rows
        ]
    return rows


def title(change: DetailChange) -> str:
    """Return what a change is about."""
    about = change.before.get("name", "") if change.kind == Kind.PERIOD else ""
    return f"{change.get_kind_display()}: {about}" if about else str(change.get_kind_display())
