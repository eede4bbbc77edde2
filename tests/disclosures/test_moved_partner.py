"""A partner whom the file named is put among its people: nothing that stood against a disclosure falls (3.3.2 e)."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.test import Client

from clients.actions import give_to_worker
from clients.people.actions import tie_named
from clients.people.details import Details
from clients.people.models import PartnerLine
from confidentiality.access.identity import acting_as
from disclosures.actions import Obstructed
from disclosures.dossier import load_dossier
from disclosures.obstacle import Stage
from disclosures.readers.models import Ticket
from disclosures.recipients import as_known_now
from disclosures.rules import obstacles
from tests import cast
from tests.disclosures import story
from tests.disclosures.pages import step_up
from tests.disclosures.story import ASKER, who
from tests.misfiled.working import REFERENCE, hand_on_person, take_told
from tests.people.working import change
from tests.readers.outside import a_package

SignedIn = Callable[[str], Client]
COLLEAGUE = "iss_colleague"  # who may not read what others said
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.clause("3.3.2 e"),
    pytest.mark.edge("E13", "E48"),
]


def name(*lines: str) -> None:
    """Let the file of the story name partners by these lines alone."""
    with acting_as(who(ASKER)):
        file = story.file()
        file.partner_names = list(lines)
        file.save(update_fields=["partner_names"])
        give_to_worker(
            file=file, worker=cast.worker(COLLEAGUE), rights=("view", "contribute"),
            reason="cover", by=who(ASKER),
        )  # fmt: skip


def move(line: str) -> UUID:
    with acting_as(who(ASKER)):
        return tie_named(
            file=story.file(), by=cast.worker(ASKER), name=line, relation="ex_partner", person_id=uuid4()
        ).id  # fmt: skip


def against(request_id: UUID, by: str) -> set[str]:
    """Return what of 3.3.2 e stands against a request, as somebody sees it now."""
    with acting_as(who(by)):
        dossier = load_dossier(story.get(request_id))
        picture = as_known_now(dossier, dossier.picture(), cast.worker(by))
        return {o.code for o in obstacles(picture, Stage.RELEASE) if o.clause == "3.3.2 e"}


def test_an_earlier_release_is_let_out_as_before(signed_in: SignedIn) -> None:
    with acting_as(who(ASKER)):
        (line,) = story.file().partner_names
    package = a_package()
    move(line)
    client = signed_in(ASKER)
    step_up(client, ASKER)
    sent = client.post(
        f"/packages/{package}/readers/link/", {"token": str(uuid4()), "knows_them": "on"}
    )
    assert "No partner is on record" not in sent.content.decode()
    with acting_as(who(ASKER)):
        assert Ticket.objects.count() == 1


@pytest.mark.parametrize("by", [ASKER, COLLEAGUE])
@pytest.mark.parametrize(
    ("line", "reached", "code"),
    [
        ("Daniel Price 07700 900111", {"name": "A voice", "phone": "07700 900111"}, "recipient_is_partner"),
        ("07700 900111", {"name": "Ola Brandt", "phone": "+44 7700 900111"}, "recipient_is_partner"),
        ("Daniel Price dan@example.org", {"name": "Ola Brandt", "phone": "dan@example.org"}, "recipient_is_partner"),
        ("Daniel Price, 12 Mill Road", {"name": "Ola", "agency": "12 Mill Road"}, "recipient_is_partner"),
        ("Daniel Price", {"name": "Dan Price"}, "recipient_like_partner"),
        ("Daniel Price", {"name": "Ola Brandt", "phone": "01632 960555"}, ""),
    ],
)  # fmt: skip
def test_who_is_known_as_a_partner_stays_one(
    by: str, line: str, reached: dict[str, str], code: str
) -> None:
    name(line)
    asked = story.an_urgent_draft(by, reached=reached)
    before = against(asked, by)
    assert before == ({code} if code else set())
    person = move(line)
    assert against(asked, by) == before
    assert change(person, Details("ex_partner", given="Somebody", family="Else"))
    assert against(asked, by) == before
    if code:
        with pytest.raises(Obstructed) as refused:
            story.release_ahead(asked, by)
        assert code in {o.code for o in refused.value.obstacles}


def test_the_line_leaves_with_whom_it_names() -> None:
    name("Daniel Price")
    asked = story.an_urgent_draft(COLLEAGUE, reached={"name": "Dan Price"})
    person = move("Daniel Price")
    assert "recipient_like_partner" in against(asked, COLLEAGUE)
    assert take_told(hand_on_person(person, to=REFERENCE)) == "taken"
    assert "recipient_like_partner" not in against(asked, COLLEAGUE)
    with acting_as(who(ASKER)):
        assert not PartnerLine.objects.exists()


def test_nobody_keeps_a_line_for_a_file_whose_people_they_may_not_write_of() -> None:
    name("Daniel Price", "Ian Vale")
    person = move("Daniel Price")
    with acting_as(who(COLLEAGUE)):
        (kept,) = PartnerLine.objects.all()
        assert kept.line == "Daniel Price"
    with acting_as(who("dvpp_worker")):
        assert not PartnerLine.objects.filter(person=person).exists()
