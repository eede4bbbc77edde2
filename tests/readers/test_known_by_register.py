"""A recipient whom the register of agencies comes to tell as a partner reads no further (3.3.2 e, E13)."""

from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from clients.emergency.models import WallAlert
from clients.people.details import Details
from confidentiality.access.identity import acting_as
from disclosures.models import AgencyContact
from tests.agencyworkers.test_signing_in import a_reader as somebody_of_an_agency
from tests.agencyworkers.test_signing_in import listed
from tests.agencyworkers.working import invited
from tests.database import owner
from tests.disclosures.story import ASKER, MANAGER, RECIPIENT, who
from tests.emergency.test_walls import alerts_of, told
from tests.people.working import add
from tests.protocols import working as protocols
from tests.readers.outside import a_package, is_shut_out, opened, outside
from tests.readers.test_reading import a_reader, statuses

pytestmark = [pytest.mark.slow, pytest.mark.clause("3.3.2 e"), pytest.mark.edge("E13")]
OTHER = "dvpp_manager"  # sees no file of the support service
KNOWN = Details(relation="ex_partner", aliases=("Dean Kerr",), phones=("07700 900111",))
OPEN, SHUT = [200] * 4, [404] * 4


def recipient(package: UUID) -> UUID:
    """To whom a package went."""
    with acting_as(who(ASKER)):
        contact = opened(package).release.contact_id
    assert contact is not None
    return contact


def change(client: Any, contact: UUID, **said: str) -> str:
    """Change what is known of somebody at an agency; return what the page says."""
    with acting_as(who(ASKER)):
        agency = AgencyContact.objects.get(id=contact).agency_id
    at = reverse("agencies:change_contact", args=[agency, contact])
    told_now = {"name": RECIPIENT, "post": "", "email": "", "aliases": "", "phones": "", **said}
    return unescape(client.post(at, told_now, follow=True).content.decode())


@pytest.mark.parametrize(
    "said", [{"phones": "+44 7700 900111"}, {"aliases": "Kerr, Dean"}, {"name": "Dean Kerr"}]
)
def test_who_reads_is_shut_out_and_the_file_s_managers_are_told(
    committed: str, signed_in: Any, said: dict[str, str]
) -> None:
    add(KNOWN)
    package = a_package()
    contact = recipient(package)
    reader, client = a_reader(package), signed_in(OTHER)
    harmless = change(client, contact, phones="01632 960999", aliases="Mina A.")
    assert (statuses(reader), told()) == (OPEN, set())
    answer = change(client, contact, **said)
    assert statuses(reader) == SHUT
    with acting_as(who(ASKER)):
        assert is_shut_out(opened(package))
    assert ("It is changed." in harmless, "It is changed." in answer) == (True, True)
    assert "partner of" not in answer
    (alert,) = alerts_of(MANAGER)
    assert (alert.kind, alert.times) == (WallAlert.Kind.REGISTER, 1)
    assert told() == {MANAGER}
    assert owner("SELECT closed_by_id FROM readers_ticket") == [(None,)]
    page = unescape(signed_in(MANAGER).get(reverse("emergency:reviews")).content.decode())
    assert "Somebody outside is known as a partner" in page


def test_who_signs_in_later_finds_nothing_of_it(committed: str, signed_in: Any) -> None:
    """Nothing was open, and nobody had signed in yet."""
    package = a_package()
    contact = recipient(package)
    add(KNOWN)
    client = signed_in(OTHER)
    change(client, contact, phones="07700 900111")
    change(client, contact, aliases="Dean Kerr")  # it is closed already: nobody is told twice
    assert sum(each.times for each in alerts_of(MANAGER)) == 1
    them = invited(protocols.agreed(contact), contact)
    with outside():
        signed = somebody_of_an_agency(them)
        assert "Nothing is shared with you now" in listed(signed)
    page = signed_in(ASKER).get(f"/packages/{package}/readers/")
    assert page.status_code == 200


def test_nobody_but_a_manager_has_the_database_compare(committed: str) -> None:
    contact = recipient(a_package())
    with (
        acting_as(who(ASKER)),
        pytest.raises(DatabaseError, match="not theirs to change"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT access.close_to_contact(%s, '{}', '{}')", [contact])
