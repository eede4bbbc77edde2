"""What is written into a file may be what its writer declared: it is written whole, and the wall rises behind it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from clients.contacting.actions import change_contact
from clients.contacting.profile import PHONE, Point, read
from clients.models import CaseFile, Entry
from clients.names import as_they_stand
from clients.searching.terms import terms_of
from confidentiality.sealing.index.keeping import current, tokens
from confidentiality.sealing.index.models import Token
from tests import cast
from tests.clients.questions import day, working_as
from tests.conflicts.working import a_file, notices, sees
from tests.declarations.working import declare

pytestmark = [pytest.mark.django_db, pytest.mark.edge("E2")]
SignedIn = Callable[[str], Client]
WRITER, MANAGER = "iss_worker", "iss_manager"
BORN, NUMBER, FORMER = date(1991, 3, 4), "07700 900199", "07700 900188"


def reference(file: UUID) -> str:
    with working_as(MANAGER):
        return CaseFile.objects.get(id=file).reference


def stands(file: UUID) -> tuple[str, str, list[str], list[str]]:
    """Return name, birth, numbers and entries as the file's manager reads them; the index holds these and no more."""
    with working_as(MANAGER):
        found = CaseFile.objects.get(id=file)
        held = set(Token.objects.filter(file=file).values_list("token", flat=True))
        assert held == tokens(terms_of(found), current())
        numbers = [each.text for each in read(found.contact).points(PHONE)]
        entries = [each.body for each in Entry.objects.filter(file=file)]
        return found.name, found.date_of_birth, numbers, entries


def test_a_name(signed_in: SignedIn) -> None:
    declare(WRITER, "Sana", "Khan")
    file, client = a_file("S. Kahn"), signed_in(WRITER)
    assert sees(WRITER, file)
    page = f"/files/{reference(file)}/names/"
    said = {"token": str(uuid4()), "name": "Sana Khan", "how": "Her letter.", "mistaken": "on"}
    with working_as(WRITER):
        said["seen"] = as_they_stand(CaseFile.objects.get(id=file))
    assert client.post(page, said).status_code == 302
    assert client.get(page).status_code == 404
    assert not sees(WRITER, file)
    assert [notice.file_id for notice in notices()] == [file]
    name, _, _, entries = stands(file)
    assert (name, entries) == ("Sana Khan", ["Name: Sana Khan; before: S. Kahn. Her letter."])


def test_a_date_of_birth(signed_in: SignedIn) -> None:
    declare(WRITER, "Sana", "Marsh", born=BORN)
    file, client = a_file("Sana Khan"), signed_in(WRITER)
    page = f"/files/{reference(file)}/date-of-birth/"
    said = {"token": str(uuid4()), "how": "Her passport.", **day("date_of_birth", BORN)}
    assert client.post(page, said).status_code == 302
    assert client.get(page).status_code == 404
    assert not sees(WRITER, file)
    _, born, _, (entry,) = stands(file)
    assert born == BORN.isoformat()
    assert "Her passport." in entry


@pytest.mark.clause("3.3.1")
def test_a_number_finds_by_the_former_one_no_more() -> None:
    declare(WRITER, "Zoe", "Marsh", phone=NUMBER)
    file = a_file("Sana Khan", contact={"phones": [FORMER]})
    with working_as(WRITER) as writer:
        found = CaseFile.objects.get(id=file)
        stood = read(found.contact)
        change_contact(
            file=found, profile=replace(stood, phones=(Point(NUMBER, safe="yes"),)), verified=True,
            seen=stood.version, by=writer, version_id=uuid4(),
        )  # fmt: skip
    assert not sees(WRITER, file)
    assert stands(file)[2] == [NUMBER]


@pytest.mark.attack("A4")
@pytest.mark.parametrize("victim", ["daniel", "siobhan"])
def test_nobody_keeps_tokens_of_a_file_in_which_they_do_not_write(victim: str) -> None:
    with working_as(WRITER), connection.cursor() as cursor:
        for generations, wanted in (("{1}", "{42}"), ("{}", "{}"), ("{1}", "{}")):
            with pytest.raises(ProgrammingError, match="not theirs to write"), transaction.atomic():
                cursor.execute(
                    "SELECT access.keep_index(%s, %s, %s)",
                    [cast.FILES[victim].id, generations, wanted],
                )
