"""Who is named in what was noted of others: looked for as anybody tied to the file, and told apart from its words."""

from dataclasses import replace
from uuid import UUID

import pytest
from django.urls import reverse

from clients.actions import add_third_party_record
from clients.people.details import Details
from clients.people.identifiers import CLIENT, Known, of_records
from clients.thirdparty.ties import Ties
from confidentiality.access.identity import acting_as
from disclosures.dossier import load_dossier
from disclosures.matcher import Reason
from disclosures.naming import with_named
from disclosures.redaction.access import open_workbench
from disclosures.redaction.looking import Looking
from disclosures.redaction.steps import reading_of
from tests import cast
from tests.disclosures import story
from tests.disclosures.pages import SignedIn, page
from tests.disclosures.story import ASKER, MANAGER, who
from tests.people.working import add
from tests.queries import assert_queries_at_most
from tests.redaction.working import a_request

pytestmark = pytest.mark.clause("3.2.1")
HER, CHILD, FILE = (UUID(int=n) for n in range(1, 4))
CLIENT_HERSELF = Known(HER, CLIENT, {"given": ("Amina",), "family": ("Farouk",)})


def a_record(about: str, source: str, *, in_confidence: bool = True, may_know: str = "") -> None:
    """Write down what somebody said, with whom it is about, who said it and who else may be told in words alone."""
    with acting_as(who(ASKER)):
        add_third_party_record(
            file=story.file(), by=cast.worker(ASKER), about_whom=about, from_whom=source,
            in_confidence=in_confidence, safety_critical=False, body="He was there on Friday.",
            ties=Ties(others=may_know),
        )  # fmt: skip


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


def test_who_told_in_confidence_is_proposed_as_such_and_the_stop_says_a_name() -> None:
    records = of_records(FILE, [("Hana Brandt", False), ("Yusuf Okonjo", True)])
    looking = Looking([CLIENT_HERSELF, *records])
    stops = looking.stops(["Mr Okonjo rang, and BRANDT came."]).values()
    assert {g.words: g.whose for g in stops} == {
        "Mr Okonjo": ("Yusuf Okonjo (told us in confidence)",),
        "BRANDT": ("Hana Brandt (named in a third-party record)",),
    }
    assert {(g.says, g.reason) for g in stops} == {("Name", Reason.NAME)}


@pytest.mark.slow
@pytest.mark.django_db
def test_whom_only_words_name_is_proposed_and_a_reviewer_learns_no_more_than_the_word() -> None:
    may_know = "Her sister Ines Varga\nThe health visitor, Mrs Petra Quill"
    a_record("Hana Brandt", "Yusuf Okonjo", may_know=may_know)
    add(Details(relation="child", given="Noor", notes="Stays with Rosa Lund."))
    told = "Hana Brandt and Mrs Lund came; YUSUF OKONJO had rung."
    request_id = a_request(f"{told} Ines Varga knows of it, and Mrs Quill.")
    with acting_as(who(ASKER)):
        groups = open_workbench(story.get(request_id)).groups
    assert {g.words: g.whose for g in groups} == {
        "Hana Brandt": ("Hana Brandt (named in a third-party record)",),
        "Mrs Lund": ("Rosa Lund (named in what is noted of somebody)",),
        "YUSUF OKONJO": ("Yusuf Okonjo (told us in confidence)",),
        "Ines Varga": ("Ines Varga (named in a third-party record)",),
        "Mrs Quill": ("Petra Quill (named in a third-party record)",),
    }
    story.submit(request_id)
    with acting_as(who(MANAGER)):
        machine = load_dossier(story.get(request_id)).machine
        assert machine is not None
        stops = {each.words: each.says for each in reading_of(machine).stops}
        assert not [
            each for each in ("noted", "confidence", "record") if each in str(machine.found)
        ]
    assert {each.words: stops[each.words] for each in groups} == {g.words: "Name" for g in groups}


@pytest.mark.slow
@pytest.mark.django_db
def test_pages_do_not_ask_more_where_more_records_name_somebody(signed_in: SignedIn) -> None:
    request_id = a_request("Hana Brandt came.")
    with acting_as(who(ASKER)):
        (item,) = load_dossier(story.get(request_id)).items
    visitor, asked = signed_in(ASKER), []
    for many in (1, 9):
        for number in range(many):
            knows = f"Ines Varga {number}"
            a_record(f"Hana Brandt {'i' * number}", f"Yusuf Okonjo {number}", may_know=knows)
        counts = []
        for name, more in (("workbench", ()), ("entry", (item.entry_id,))):
            where = reverse(f"redaction:{name}", args=(request_id, *more))
            visitor.get(where)
            with assert_queries_at_most(12) as queries:
                assert "named in a third-party record" in page(visitor, where)
            counts.append(len(queries))
        asked.append(counts)
    assert asked[0] == asked[1]
