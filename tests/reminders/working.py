"""Addresses for tests, noted and confirmed as the product would, by the code that the mailer alone can read."""

from confidentiality.access.identity import SystemActor, acting_as
from staff.reminders import actions
from staff.reminders.models import Address, Code
from tests import cast
from tests.database import logged_in_as


def address_of(key: str) -> str:
    """Return the address that one of the cast notes."""
    return f"{key.replace('_', '.')}@example.org"


def note(key: str, words: str = "") -> Address:
    """Note an address; its code is not typed yet."""
    with acting_as(cast.PEOPLE[key].id):
        return actions.note_address(words=words or address_of(key), by=cast.worker(key))


def code_of(address: Address) -> str:
    """Return the code that is sent to an address, as the mailer reads it."""
    with logged_in_as("worker"), acting_as(SystemActor.MAILER):
        return str(Code.objects.get(address=address.id).words)


def confirm(key: str, address: Address, typed: str) -> str:
    """Type a code."""
    with acting_as(cast.PEOPLE[key].id):
        return actions.confirm_address(address=address, typed=typed)


def an_address(key: str, words: str = "") -> Address:
    """Let an address count."""
    address = note(key, words)
    assert confirm(key, address, code_of(address)) == "done"
    return address


def choose(key: str, hour: int | None = None, *, urgent: bool = False) -> None:
    """Choose when one is reminded."""
    with acting_as(cast.PEOPLE[key].id):
        actions.choose(hour=hour, urgent=urgent, by=cast.worker(key))
