"""Where a client lives and what is never to be used: proposed, decided, allowed by a second person, or it stays."""

from typing import Any
from uuid import UUID

import pytest

from confidentiality.access.identity import acting_as
from disclosures import actions as disclosures
from disclosures.actions import NotNow, Obstructed
from disclosures.dossier import load_dossier
from disclosures.models import Package
from disclosures.obstacle import Stage
from disclosures.package import Contents
from disclosures.redaction import actions
from disclosures.redaction.access import open_workbench
from disclosures.redaction.marks import Does
from disclosures.redaction.steps import reading_of
from disclosures.rules import obstacles
from tests import cast
from tests.contacting.working import HIS_NUMBER, tell
from tests.disclosures import own, story
from tests.disclosures.story import ASKER, MANAGER, who
from tests.redaction.test_preparing import codes, looked, review
from tests.redaction.working import a_request

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.clause("3.2.1")]
HERS = {"3 Quay Lane": "Where the client lives", "amina@example.org": "How to reach the client"}
HIS = {HIS_NUMBER: "Telephone number"}
SAID = ("She lives at 3 Quay Lane.", f"At 3 Quay Lane, or amina@example.org; he has {HIS_NUMBER}.")


def asked_about(request_id: UUID) -> dict[str, str]:
    with acting_as(who(ASKER)):
        return {g.words: g.says for g in open_workbench(story.get(request_id)).groups}


def decide(request_id: UUID, does: Does, words: str) -> None:
    with acting_as(who(ASKER)):
        (key,) = (g.key for g in open_workbench(story.get(request_id)).groups if g.words == words)
        why = "harm" if does == Does.WITHHOLD else ""
        said: dict[str, Any] = {"key": key, "does": does, "why": why, "by": cast.worker(ASKER)}
        actions.decide_group(request=story.get(request_id), **said)


@pytest.mark.attack("A3")
def test_where_she_lives_leaves_by_two_decisions_and_once_for_all_places() -> None:
    tell()
    request_id = a_request(*SAID)
    looked(request_id)
    assert asked_about(request_id) == HERS | HIS
    with pytest.raises(Obstructed) as caught, acting_as(who(ASKER)):
        disclosures.submit(request=story.get(request_id), by=cast.worker(ASKER))
    assert codes(caught) == {"undecided"}
    decide(request_id, Does.LEAVE, "3 Quay Lane")  # in both entries
    decide(request_id, Does.WITHHOLD, "amina@example.org")
    decide(request_id, Does.LEAVE, HIS_NUMBER)
    assert asked_about(request_id) == {}
    with acting_as(who(ASKER)):
        disclosures.submit(request=story.get(request_id), by=cast.worker(ASKER))
    with acting_as(who(MANAGER)):
        machine = load_dossier(story.get(request_id)).machine
        assert machine is not None
        stops = {each.words: each.says for each in reading_of(machine).stops}
    assert (
        stops.pop("Farouk") == "Name"
    )  # the partner's too, in what the letter says whom it is about
    assert stops == {"3 Quay Lane": HERS["3 Quay Lane"], **HIS}
    with pytest.raises(NotNow, match="Say of everything"):
        review(request_id, MANAGER)  # who allows nothing
    story.sign_off(request_id)
    story.read(request_id)
    made = story.release(request_id)
    with acting_as(who(ASKER)):
        left = Contents.from_stored(Package.objects.get(release=made).contents)
    text = " ".join(each.body for each in left.items)
    assert text.count("3 Quay Lane") == 2
    assert "amina@example.org" not in text


@pytest.mark.parametrize(("asks", "hers"), [(own.asked_for, {}), (own.asked_by_a_solicitor, HERS)])
def test_of_her_own_file_she_is_asked_nothing_and_somebody_in_her_name_is(
    asks: Any, hers: dict[str, str]
) -> None:
    tell()
    a_request(SAID[1])
    found = asked_about(own.prepared_for(asks())).items()
    assert HERS.items() & found == hers.items()
    assert HIS.items() <= found


@pytest.mark.clause("3.3.2 e")
@pytest.mark.edge("E13")
def test_a_recipient_on_a_number_never_to_be_used_is_asked_about() -> None:
    tell()
    request_id = a_request("She came to the office.")
    with acting_as(who(ASKER)):
        unsure = open_workbench(story.get(request_id)).looking.partners.unsure
        assert unsure is not None
        assert HIS_NUMBER in unsure.phones
        contact = story.get(request_id).contact
        assert contact is not None
        for number, asked in (("01632 960777", False), (HIS_NUMBER.replace(" ", ""), True)):
            contact.phones = [number]
            dossier = load_dossier(story.get(request_id))
            dossier.request.contact = contact
            found = {each.code for each in obstacles(dossier.picture(), Stage.RELEASE)}
            assert ("recipient_like_partner" in found) == asked
