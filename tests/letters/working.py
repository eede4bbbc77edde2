"""Letters for tests, made by the product's own actions."""

from hashlib import sha256
from uuid import UUID, uuid4

from clients.access import rights_on
from clients.contacting.profile import read
from clients.letters import access, actions
from clients.letters.actions import Filled
from clients.letters.models import Letter, Template, Wording
from clients.models import CaseFile
from confidentiality.access.identity import acting_as
from tests import cast
from tests.contacting.working import AMINA, HOME

BLANKS = {
    "day and time": "Monday at two",
    "place": "room 2",
    "number for her to ring": "01632 960555",
}
TO_HOME = (HOME.text, HOME.postcode)


def way_to(text: str, postcode: str) -> str:
    """Return what a form sends for a letter by post to an address."""
    digest = sha256(f"{text}\0{postcode}".encode()).hexdigest()
    return f"post-{digest[:16]}"


TO_HOME_BY_POST = way_to(*TO_HOME)


def appointment() -> tuple[Template, Wording]:
    """Return the template of an appointment and its newest wording."""
    (found,) = (
        t for t in access.templates(retired=True) if "appointment" in t.wordings.all()[0].name
    )
    return found, found.wordings.all()[0]


def write(
    *,
    file: UUID = AMINA,
    by: str = "iss_worker",
    place: tuple[str, str] | None = TO_HOME,
    more: str = "",
    seen: int | None = None,
    key: UUID | None = None,
    unasked: bool = True,
    hers: bool = True,
) -> Letter:
    """Make a letter about an appointment."""
    with acting_as(cast.PEOPLE[by].id):
        on = CaseFile.objects.get(id=file)
        on.rights_at_door = frozenset(rights_on(cast.worker(by), on))  # as its door would say
        letter = Filled(appointment()[1], BLANKS, more, place)
        stands = read(on.contact).version
        return actions.make_letter(
            file=on,
            letter=letter,
            seen=stands if seen is None else seen,
            by=cast.worker(by),
            letter_id=key or uuid4(),
            unasked=unasked,
            hers=hers,
        )


def print_letter(letter: Letter, by: str = "iss_worker") -> bytes:
    """Print a letter."""
    with acting_as(cast.PEOPLE[by].id):
        found = Letter.objects.select_related("file").get(pk=letter.pk)
        return actions.print_letter(
            file=found.file, letter=found, by=cast.worker(by), unasked=True, hers=True
        )


def subjects() -> dict[str, str]:
    """Let a letter be on Amina's file, to be posted to her; safe contact has been told before."""
    made = write()
    with acting_as(cast.PEOPLE["iss_worker"].id):
        return {"letter": str(made.id), "template": str(appointment()[0].id)}
