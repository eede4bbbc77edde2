"""Safe contact for tests: told, changed and used by the product's own actions."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from clients import actions as files
from clients.contacting import actions
from clients.contacting.actions import Made
from clients.contacting.models import ContactMade
from clients.contacting.profile import ADDRESS, PHONE, Blocked, Point, Profile, read
from clients.contacting.rules import Use
from clients.models import CaseFile
from confidentiality.access.identity import acting_as
from tests import cast

AMINA = cast.FILES["amina"].id
HIS_NUMBER = "07700 900123"
HOME = Point("3 Quay Lane\nWestbrook", "WB2 3EF", safe="yes")
SHARED = Blocked(ADDRESS, "14 Larch Road\nEastbrook", "EB1 2CD", "shared address")
# Any day, any hour: no test goes by the clock.
SAFE = Profile(
    phones=(Point(cast.FILES["amina"].phone, safe="yes"), Point("07700 900155", safe="no")),
    emails=(Point("amina@example.org", safe="yes"),),
    addresses=(HOME,),
    blocked=(Blocked(PHONE, HIS_NUMBER, reason="his phone"), SHARED),
    safe_to_call="yes",
    channels=("text", "email", "post"),
    we_say="Priya from the library",
)


def told(file: UUID = AMINA, by: str = "iss_worker") -> Profile:
    """Return what stands."""
    with acting_as(cast.PEOPLE[by].id):
        return read(CaseFile.objects.get(id=file).contact)


def tell(
    profile: Profile = SAFE,
    *,
    file: UUID = AMINA,
    by: str = "iss_worker",
    seen: int | None = None,
    verified: bool = True,
) -> int:
    """Put a telling on a file; return its number."""
    with acting_as(cast.PEOPLE[by].id):
        on = CaseFile.objects.get(id=file)
        stands = read(on.contact).version
        actions.change_contact(
            file=on, profile=profile, verified=verified, seen=stands if seen is None else seen,
            by=cast.worker(by), version_id=uuid4(),
        )  # fmt: skip
        return read(CaseFile.objects.get(id=file).contact).version


def make(
    channel: str = "call",
    to: str = cast.FILES["amina"].phone,
    *,
    file: UUID = AMINA,
    by: str = "iss_worker",
    outcome: str = "herself",
    words: str = "She can come on Monday.",
) -> UUID:
    """Record a contact; return its id."""
    with acting_as(cast.PEOPLE[by].id):
        on = CaseFile.objects.get(id=file)
        at = timezone.now()
        made = Made(Use(channel, to, at=timezone.localtime(at)), outcome, words, at)
        row = actions.make_contact(
            file=on,
            made=made,
            seen=read(on.contact).version,
            by=cast.worker(by),
            contact_id=uuid4(),
        )
        return row.id


def made(contact: UUID, by: str = "iss_worker") -> ContactMade:
    """Return a contact that was made."""
    with acting_as(cast.PEOPLE[by].id):
        row = ContactMade.objects.select_related("entry", "file").get(pk=contact)
        assert row.details
        assert row.entry is not None
        assert row.entry.body
        return row


def a_file(name: str = "Roisin Vane", opened_on: date = date(2024, 1, 9), **contact: Any) -> UUID:
    """Open a file of the worker's that holds safe contact as new files do."""
    with acting_as(cast.PEOPLE["iss_worker"].id):
        file = files.open_new_file(
            service="iss",
            particulars=files.Particulars(name=name, contact=contact),
            by=cast.worker("iss_worker"),
            opened_on=opened_on,
        )
        return file.id


def posted(profile: Profile, **instead: Any) -> dict[str, Any]:
    """Return what the page about safe contact sends for this profile."""
    sent: dict[str, Any] = {
        "safe_to_call": profile.safe_to_call,
        "channels": [*profile.channels],
        "days": [*profile.days],
        "seen": str(profile.version),
        "token": str(uuid4()),
        **{name: getattr(profile, name) for name in ("begins", "ends", "times", "we_say")},
    }
    for kind in ("phone", "email", "address"):
        for n, each in enumerate(profile.points(kind), start=1):
            sent |= {f"{kind}_{n}": each.text, f"{kind}_safe_{n}": each.safe}
            sent |= {f"{kind}_code_{n}": each.postcode}
    for n, block in enumerate(profile.blocked, start=1):
        sent |= {f"blocked_kind_{n}": block.kind, f"blocked_{n}": block.text}
        sent |= {f"blocked_code_{n}": block.postcode, f"blocked_reason_{n}": block.reason}
    return {**sent, **instead}


def a_call(**instead: Any) -> dict[str, Any]:
    """Return what the page sends after a call to the first number that kept to safe contact."""
    now = timezone.localtime()
    return {
        "token": str(uuid4()),
        "channel": "call",
        "to": "phone-0",
        "outcome": "herself",
        "words": "She can come on Monday.",
        "day-day": str(now.day),
        "day-month": str(now.month),
        "day-year": str(now.year),
        "at": f"{now:%H:%M}",
        **instead,
    }


def subjects() -> dict[str, str]:
    """Let Amina be reached safely, and her worker's manager have rung a number that is blocked."""
    tell()
    contact = make(to=HIS_NUMBER, by="iss_manager")
    return {"contact": str(contact)}
