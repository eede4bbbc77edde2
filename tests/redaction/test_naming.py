"""Who is named in what was noted of others: looked for as anybody tied to the file, and told apart from its words."""

from dataclasses import replace
from uuid import UUID

import pytest

from clients.people.details import Details
from clients.people.identifiers import CLIENT, Known
from confidentiality.access.identity import acting_as
from disclosures.dossier import load_dossier
from disclosures.naming import with_named
from disclosures.redaction.access import open_workbench
from disclosures.redaction.steps import reading_of
from tests.disclosures import story
from tests.disclosures.story import ASKER, MANAGER, who
from tests.people.working import add
from tests.redaction.working import a_request

pytestmark = pytest.mark.clause("3.2.1")
HER, CHILD = (UUID(int=n) for n in range(1, 3))
CLIENT_HERSELF = Known(HER, CLIENT, {"given": ("Amina",), "family": ("Farouk",)})


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Nasrin Rahman", {"Nasrin Rahman"}),
        ("Her sister Nasrin", {"Nasrin"}),
        ("Dr Anna Bell", {"Anna Bell"}),
        ("Mr Okonjo (landlord)", {"Okonjo"}),
        ("Grandmother Rosa", {"Rosa"}),
        ("Amina's brother Yusuf", {"Yusuf"}),
        *((each, set()) for each in ("Police", "the neighbour at number 12", "Self-referral")),
        *((each, set()) for each in ("Amina Farouk", "Women's Aid", "The client", " ")),
    ],
)
def test_whom_a_note_names_is_somebody_unless_the_file_knows_them(
    typed: str, names: set[str]
) -> None:
    child = Known(CHILD, "child", {"given": ("Noor",)}, noted=(f"of {typed}", f"of {typed}"))
    people = with_named([CLIENT_HERSELF, child])
    assert people[:2] == [CLIENT_HERSELF, child]
    assert {each.identifiers["alias"][0] for each in people[2:]} == names
    assert len(people) == 2 + len(names)


def test_what_is_noted_of_a_child_names_others() -> None:
    child = Known(CHILD, "child", {"given": ("Noor",)})
    noted = (
        "Parental responsibility: mother and Daniel Price.",
        "Child Arrangements Order of 3 May 2024; a Prohibited Steps Order against Tom Lund.",
        "Lives with Rosa since March.",
    )
    found = with_named([replace(child, noted=noted)])
    assert {each.identifiers["alias"][0] for each in found[1:]} == {
        "Daniel Price",
        "Tom Lund",
        "Rosa",
    }
    assert {each.relation for each in found[1:]} == {"named"}


@pytest.mark.slow
@pytest.mark.django_db
def test_whom_a_note_names_is_proposed_and_a_reviewer_learns_no_more_than_the_word() -> None:
    add(Details(relation="child", given="Noor", notes="Stays with Rosa Lund."))
    request_id = a_request("Mrs Lund came.")
    with acting_as(who(ASKER)):
        groups = open_workbench(story.get(request_id)).groups
    whose = "Rosa Lund (named in what is noted of somebody)"
    assert {g.words: g.whose for g in groups} == {"Mrs Lund": (whose,)}
    story.submit(request_id)
    with acting_as(who(MANAGER)):
        machine = load_dossier(story.get(request_id)).machine
        assert machine is not None
        stops = {each.words: each.says for each in reading_of(machine).stops}
        assert "noted" not in str(machine.found)
    assert {each.words: stops[each.words] for each in groups} == {g.words: "Name" for g in groups}
