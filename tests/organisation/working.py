"""Changes of the organisation's details for tests: asked for and decided by the cast's people."""

from typing import Any

from confidentiality.access.identity import acting_as
from staff.organisation import changes
from staff.organisation.models import DetailChange, Kind
from tests import cast

LETTERS = {"name": "The Larch Tree", "address": "PO Box 7\nOldtown", "telephone": "020 7946 0000"}
NETWORKS = {"networks": ["10.1.0.0/16", "203.0.113.7/32"]}
SERVER = {
    "host": "localhost",
    "port": 9,
    "tls": "none",
    "user": "",
    "password": "",
    "sender": "latch@example.org",
}


def ask(
    kind: Kind,
    after: dict[str, Any],
    *,
    by: str = "trustee",
    subject: str = "",
    why: str = "",
    password: str = "",
) -> DetailChange:
    """Ask for a change of details, with a password where there is one."""
    with acting_as(cast.PEOPLE[by].id):
        who = cast.worker(by)
        if password:
            after = {**after, "password": str(changes.keep_password(words=password, by=who))}
        return changes.ask(kind=kind, after=after, by=who, subject=subject, why=why)


def decide(change: DetailChange, *, by: str = "records_admin", agree: bool = True) -> str:
    """Decide about a change."""
    with acting_as(cast.PEOPLE[by].id):
        return changes.decide(change=change, agree=agree)


def agreed(kind: Kind, after: dict[str, Any], **more: Any) -> DetailChange:
    """Ask for a change and have another agree."""
    change = ask(kind, after, **more)
    assert decide(change) == "done"
    return change


def a_period(
    years: int, *, of: str = "case_files", why: str = "The Limitation Act"
) -> DetailChange:
    """Let two people agree for how long records are kept."""
    return agreed(Kind.PERIOD, {"years": years}, subject=of, why=why)


def subjects() -> dict[str, str]:
    """Agree to a mail server, and let a change of a period wait that the trustee has asked for."""
    agreed(Kind.EMAIL, SERVER)
    with acting_as(cast.PEOPLE["records_admin"].id):
        waits = DetailChange.objects.filter(outcome="").first()
    if waits is not None:
        decide(waits)
    waits = ask(Kind.PERIOD, {"years": 2}, subject="enquiries", why="Our insurer asks for it")
    return {"detail change": str(waits.id), "class": "case_files"}
